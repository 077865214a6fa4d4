import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { Config, SourceConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createDestination } from '../../src/destinations/destinations.ts';
import { AzlogError } from '../../src/errors.ts';
import type { WadTableOptions } from '../../src/sources/wad-table.ts';
import { createWadTable } from '../../src/sources/wad-table.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** `sig` of every SAS and the key of every account: none of it may be in a message. */
const signature = 'hunter2A%3D';
const key = 'aHVudGVyMkE=';
const secrets = ['hunter2A', key];

const sas = `sv=2020-08-04&ss=t&srt=o&sp=r&sig=${signature}`;

/** Parts of a source that people write, each alone of some form; undefined leaves the option out. */
const parts = {
  account: [undefined, 'contoso', 'fabrikam', 'devstoreaccount1', 'Contoso'],
  endpoint: [
    undefined,
    'https://contoso.table.core.windows.net',
    'https://contoso.table.core.windows.net/',
    'https://contoso.table.core.usgovcloudapi.net',
    'https://contoso.z12.table.storage.azure.net',
    'https://contoso.blob.core.windows.net',
    'https://contoso.table.core.windows.net/Events',
    'https://tables.example.com',
    'http://127.0.0.1:10002/devstoreaccount1',
    'http://[::1]:10002/devstoreaccount1',
    'http://azurite:10002/devstoreaccount1',
    'http://127.0.0.1.example.com/devstoreaccount1',
    'contoso.table.core.windows.net',
    'ftp://contoso.table.core.windows.net',
    'https://',
  ],
  cloud: [undefined, 'AzureCloud', 'AzureUSGovernment'],
  allowHttp: [undefined, true, false],
  table: [undefined, 'WADWindowsEventLogsTable', 'Events', 'no-table'],
  accountKey: [undefined, key, ` "${key}"\n`, `${key}\n${key}`, 'half a key', `AccountKey=${key}`],
  sas: [
    undefined,
    sas,
    `?${sas}`,
    `"${sas}"`,
    `https://contoso.table.core.windows.net/?${sas}`,
    `https://contoso.table.core.windows.net/Events?${sas}&tn=events`,
    `https://contoso.blob.core.windows.net/?${sas}`,
    `http://[::1]:10002/devstoreaccount1?${sas}`,
    `${sas}&spr=https`,
    `${sas}&tn=Other`,
    `sv=2020-08-04&sp=a&sig=${signature}`,
    `sv=2020-08-04&sr=c&sig=${signature}`,
    'sv=2020-08-04',
  ],
  connectionString: [
    undefined,
    `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${key};EndpointSuffix=core.windows.net`,
    `DefaultEndpointsProtocol=http;AccountName=contoso;AccountKey=${key};EndpointSuffix=core.windows.net`,
    `DefaultEndpointsProtocol=http;AccountName=contoso;AccountKey=${key}`,
    `AccountName=contoso;AccountKey=${key};EndpointSuffix=core usgov`,
    `AccountName=con toso;AccountKey=${key}`,
    `AccountKey=${key}`,
    `AccountName=contoso;AccountKey=not base64`,
    `TableEndpoint=http://[::1]:10002/devstoreaccount1;AccountName=devstoreaccount1;AccountKey=${key}`,
    `TableEndpoint=https://contoso.table.core.windows.net/;SharedAccessSignature=?${sas}; `,
    `BlobEndpoint=https://contoso.blob.core.windows.net/;SharedAccessSignature=${sas}`,
    'UseDevelopmentStorage=true',
    `https://contoso.table.core.windows.net/?${sas}`,
  ],
  identity: [undefined, 'managed', 'workload'],
  clientId: [undefined, '0f0e6ad8-9f6b-4f0e-8e0f-3c1f5a0f2b11'],
  tenantId: [undefined, '72f988bf-86f1-41af-91ab-2d7cd011db47'],
} as const;

const common = { destinations: [{ host: 'siem.example.com' }] };

/** What check says of a configuration: the whole of it, or the problems. */
function check(cwd: string, content: object): Config | string {
  writeFileSync(join(cwd, 'azlog.yaml'), JSON.stringify(content));
  try {
    return loadConfig({ env: {}, cwd });
  } catch (error) {
    assert.ok(error instanceof AzlogError && error.code === 'CONFIG_INVALID', String(error));
    return error.message;
  }
}

/** Of a table, as its type does it. */
function constructSource({ name, type: _, ...settings }: SourceConfig) {
  return createWadTable({ name, ...settings });
}

/** What is constructed of a configuration as `azlog run` does. */
function construct(config: Config): void {
  for (const source of config.sources) constructSource(source);
  for (const destination of config.destinations)
    void createDestination(destination, { log: () => {} }).close(0);
}

/** What the constructor of a source says to options that nobody checked; undefined where it takes them. */
function constructorRefuses(options: Partial<WadTableOptions>): string | undefined {
  try {
    createWadTable({ name: 'vms', ...options });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AzlogError && error.code === 'CONFIG_INVALID', String(error));
    return error.message;
  }
}

function assertDiscreet(message: string): void {
  for (const secret of secrets) assert.ok(!message.includes(secret), message);
}

test('a source: whatever check accepts is constructed, and what the constructor refuses is refused at check', (t: TestContext) => {
  const cwd = temporaryFolder(t);
  const outcomes = { accepted: 0, refused: 0 };
  const one = <T>(values: readonly (T | undefined)[]) =>
    // Most of a real source is left out.
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...values) },
    );
  const entries = Object.entries(parts).map(([name, values]) => [name, one<unknown>(values)] as const);
  const sources = fc.record(Object.fromEntries(entries));
  fc.assert(
    fc.property(sources, (drawn) => {
      const source = JSON.parse(JSON.stringify(drawn));
      const checked = check(cwd, { ...common, sources: [source] });
      if (typeof checked !== 'string') {
        outcomes.accepted += 1;
        construct(checked);
        return;
      }
      outcomes.refused += 1;
      assertDiscreet(checked);
      // What is not of its kind (an account in capitals) is nothing that a constructor is given.
      if (/sources\[0\]\.(account|table)\n.*is not valid here/.test(checked)) return;
      const refused = constructorRefuses(source);
      assert.ok(refused !== undefined, `only check refuses ${JSON.stringify(source)}: ${checked}`);
      assertDiscreet(refused);
    }),
    { numRuns: 3_000, seed: 9 },
  );
  assert.ok(outcomes.accepted > 100, `${outcomes.accepted} were accepted`);
  assert.ok(outcomes.refused > 100, `${outcomes.refused} were refused`);
});

const pasted: readonly (readonly [source: object, outcome: string | RegExp])[] = [
  [
    { sas: 'si=readers&sv=2020-02-10&sig=AAAABBBBCCCC%3D&tn=WADWindowsEventLogsTable' },
    'contoso.table.core.windows.net/wadwindowseventlogstable',
  ],
  [
    {
      sas: 'sp=r&st=2020-04-21T17:14:46Z&se=2127-04-22T17:14:00Z&sv=2019-02-02&sig=%2FAAAA%3D&tn=WADWindowsEventLogsTable',
    },
    'contoso.table.core.windows.net/wadwindowseventlogstable',
  ],
  [
    { sas: 'https://contoso.table.core.windows.net/?sv=2020-08-04&ss=t&srt=o&sp=r&sig=AAAA%3D' },
    'contoso.table.core.windows.net/wadwindowseventlogstable',
  ],
  [
    { account: undefined, sas: `"https://contoso.table.core.usgovcloudapi.net/Events?${sas}"\n` },
    'contoso.table.core.usgovcloudapi.net/events',
  ],
  [{ sas: `${sas}&tn=Events` }, 'contoso.table.core.windows.net/events'],
  [
    {
      account: undefined,
      connectionString:
        'BlobEndpoint=http://127.0.0.1:1/;TableEndpoint=http://127.0.0.1:17301/;SharedAccessSignature=?sv=2014-02-14&tn=WADWindowsEventLogsTable&sig=MySig&se=2114-09-28T19%3A28%3A32Z&sp=r; ',
    },
    '127.0.0.1:17301/wadwindowseventlogstable',
  ],
  [
    {
      account: undefined,
      connectionString:
        'BlobEndpoint=http://127.0.0.1:1/;TableEndpoint=http://127.0.0.1:17301/;SharedAccessSignature=?sv=2014-02-14&tn=WADWindowsEventLogsTable&sig=MySig&se=2114-09-28T19%3A28%3A32Z&sp=au; ',
    },
    /SharedAccessSignature: this SAS lacks the permission to read \(sp=au\)\n.*sp=r/,
  ],
  [
    {
      account: undefined,
      connectionString: 'DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=QUJDREVGRw==',
    },
    'contoso.table.core.windows.net/wadwindowseventlogstable',
  ],
  [
    {
      account: undefined,
      connectionString:
        'AccountName=contoso;SharedAccessSignature=se=2036-01-01&sp=acw&sv=2018-11-09&sr=c&sig=c2ln%3D%3D',
    },
    /this SAS is for blobs or files \(sr=c\)\n.*Table service/,
  ],
  [
    {
      account: undefined,
      connectionString:
        'DefaultEndpointsProtocol=http;AccountName=contoso;AccountKey=QUJD;EndpointSuffix=core.windows.net',
    },
    /"http:\/\/contoso\.table\.core\.windows\.net" is not encrypted\n.*DefaultEndpointsProtocol=https/,
  ],
  [{ sas: `https://fabrikam.table.core.windows.net/?${sas}` }, /account\n.*of the account "fabrikam"/],
  [{ sas: `https://contoso.blob.core.windows.net/?${sas}` }, /another service.*\n.*contoso\.table\.core/],
  [{ table: 'Mine', sas: `${sas}&tn=Events` }, /its SAS is for the table "Events".*\n.*`table: Events`/],
  [{ sas: `${sas}\n&se=2036-01-01` }, /sas\n.*it has 2 lines/],
  [{ accountKey: 'aHVudGVy\nMkE=' }, /accountKey\n.*it has 2 lines, and it must be one\n.*line breaks/],
  [{ accountKey: '"aHVudGVyMkE="\n' }, 'contoso.table.core.windows.net/wadwindowseventlogstable'],
  [{ accountKey: sas }, /this is a shared access signature\n.*`sas`/],
  [
    {
      account: undefined,
      accountKey: key,
      cloud: 'AzureChinaCloud',
      endpoint: 'https://contoso.table.core.windows.net',
    },
    /cloud\n.*`endpoint` is of AzureCloud\n.*set it to `AzureCloud`/,
  ],
  [
    { account: undefined, accountKey: key, endpoint: 'https://contoso.table.core.usgovcloudapi.net' },
    'contoso.table.core.usgovcloudapi.net/wadwindowseventlogstable',
  ],
  [
    { account: undefined, accountKey: key, endpoint: 'https://tables.example.com' },
    /account\n.*an account key needs the name of the account/,
  ],
  [
    { account: undefined, accountKey: key, endpoint: 'contoso.table.core.windows.net' },
    /not a URL\n.*`https:\/\/contoso\.table\.core\.windows\.net`/,
  ],
];

test('what is pasted is understood where it is clear, and otherwise refused with the right form', (t) => {
  const cwd = temporaryFolder(t);
  for (const [source, outcome] of pasted) {
    const checked = check(cwd, { ...common, sources: [{ account: 'contoso', ...source }] });
    if (typeof outcome !== 'string') {
      assert.ok(typeof checked === 'string', `${JSON.stringify(source)} was accepted`);
      assert.match(checked, outcome);
      assert.match(checked, /: 1 problem\n/);
    } else {
      assert.ok(typeof checked !== 'string', `${JSON.stringify(source)}: ${checked}`);
      const identities = checked.sources.map((config) => constructSource(config).identity);
      assert.deepEqual(identities, [`wad-table:${outcome}`]);
    }
  }
});

test('what a SAS URL says is in the configuration, so that another account can never take its place unseen', (t) => {
  const cwd = temporaryFolder(t);
  const url = `https://contoso.table.core.usgovcloudapi.net/Events?${sas}`;
  const checked = check(cwd, { ...common, sources: [{ sas: url }] });
  assert.ok(typeof checked !== 'string', String(checked));
  assert.partialDeepStrictEqual(checked.sources[0], {
    cloud: 'AzureUSGovernment',
    endpoint: 'https://contoso.table.core.usgovcloudapi.net',
    table: 'Events',
  });
});

test('a destination: whatever check accepts is constructed, and its host is one to connect to', (t) => {
  const cwd = temporaryFolder(t);
  const hosts: readonly (readonly [text: string, outcome: string | RegExp])[] = [
    ['siem.example.com', 'siem.example.com'],
    ['[2001:db8::10]', '2001:db8::10'],
    ['2001:db8::10', '2001:db8::10'],
    ['"siem.example.com"', 'siem.example.com'],
    [
      'siem.example.com:6514',
      /is not valid here: it has a port.*\n.*`host: siem\.example\.com` and `port: 6514`/,
    ],
    ['https://siem.example.com', /scheme `https:\/\/`.*\n.*`host: siem\.example\.com`/],
    ['tcp://siem.example.com:514', /\n.*`host: siem\.example\.com` and `port: 514`/],
  ];
  for (const transport of ['tcp', 'tls'] as const) {
    for (const [host, outcome] of hosts) {
      const destination = { host, transport, ...(transport === 'tls' ? { tls: { serverName: host } } : {}) };
      const checked = check(cwd, { sources: [{ account: 'contoso', sas }], destinations: [destination] });
      if (typeof outcome !== 'string') {
        assert.ok(typeof checked === 'string', `${host} was accepted`);
        assert.match(checked, outcome);
        continue;
      }
      assert.ok(typeof checked !== 'string', `${host}: ${checked}`);
      construct(checked);
      const [built] = checked.destinations;
      assert.ok(built?.type === 'syslog');
      assert.deepEqual(
        [built.host, built.tls?.serverName],
        [outcome, transport === 'tls' ? outcome : undefined],
      );
    }
  }
});

test('http.host is a host alone too', (t) => {
  const cwd = temporaryFolder(t);
  const base = { ...common, sources: [{ account: 'contoso', sas }] };
  const hostOf = (host: string) => {
    const checked = check(cwd, { ...base, http: { host } });
    return typeof checked === 'string' ? checked : checked.http.host;
  };
  assert.equal(hostOf('[::1]'), '::1');
  assert.equal(hostOf('::'), '::');
  assert.match(
    hostOf('0.0.0.0:9600'),
    /http\.host\n.*it has a port.*\n.*`host: 0\.0\.0\.0` and `port: 9600`/,
  );
});
