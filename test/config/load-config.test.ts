import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Config, SyslogDestinationConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { SyslogOptions } from '../../src/destinations/syslog.ts';
import type { WadTableOptions } from '../../src/sources/wad-table.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const key = 'a2V5a2V5a2V5';

const smallest = `
sources:
  - account: contoso
    accountKey: ${key}
destinations:
  - host: siem.example.com
`;

function firstSyslog(config: Config): SyslogDestinationConfig {
  const destination = config.destinations[0];
  assert.ok(destination?.type === 'syslog');
  return destination;
}

test('the smallest file gives a complete configuration', (t) => {
  const cwd = temporaryFolder(t, { 'azlog.yaml': smallest });
  assert.deepEqual(loadConfig({ env: {}, cwd }), {
    file: join(cwd, 'azlog.yaml'),
    queue: { url: `embedded:${join(cwd, 'data')}`, prefix: '{azlog}', budgetBytes: 2 * 2 ** 30 },
    sources: [
      {
        name: 'azure',
        type: 'wad-table',
        cloud: 'AzureCloud',
        account: 'contoso',
        allowHttp: false,
        table: 'WADWindowsEventLogsTable',
        accountKey: key,
        start: 'now',
        pollSeconds: 5,
        settleSeconds: 5,
        lateHours: 24,
        parallel: 4,
      },
    ],
    destinations: [
      {
        name: 'siem',
        type: 'syslog',
        preset: 'none',
        sources: ['azure'],
        format: 'cef',
        cef: { version: '0', time: 'epoch', ipv6: 'custom' },
        leef: { version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false },
        decoding: 'both',
        header: 'rfc3164',
        facility: 16,
        appName: 'CEF',
        hostname: 'event',
        framing: 'lf',
        maxMessageBytes: 8000,
        host: 'siem.example.com',
        port: 6514,
        transport: 'tls',
        proof: 'read',
        proofSeconds: 10,
        receiveBufferBytes: 33 * 2 ** 20,
        kernelGraceSeconds: 10,
        connectTimeoutSeconds: 10,
        stallSeconds: 30,
        reconnectMinMs: 500,
        reconnectMaxMs: 30_000,
        tls: { minVersion: 'TLSv1.2', verify: true },
      },
    ],
    severities: [],
    transforms: [],
    hashing: {},
    http: { host: '127.0.0.1', port: 9600 },
    tracing: {},
    log: { level: 'info', format: 'auto' },
    shutdown: { drainSeconds: 25 },
    secretFiles: [],
  });
});

test('the parts are what source and destination take', (t) => {
  const config = loadConfig({ env: {}, cwd: temporaryFolder(t, { 'azlog.yaml': smallest }) });
  const syslog: SyslogOptions = firstSyslog(config);
  const tables: readonly WadTableOptions[] = config.sources;
  assert.equal(syslog.receiveBufferBytes, 34_603_008);
  assert.equal(tables[0]?.account, 'contoso');
});

test('one source and one destination by environment alone', (t) => {
  const state = temporaryFolder(t, { 'secrets/key': `${key}\n` });
  const config = loadConfig({
    cwd: temporaryFolder(t),
    env: {
      STATE_DIRECTORY: state,
      AZLOG_SOURCE_NAME: 'prod',
      AZLOG_SOURCE_ACCOUNT: 'contoso',
      AZLOG_SOURCE_ACCOUNT_KEY_FILE: 'secrets/key',
      AZLOG_SOURCE_START: '2026-01-31T09:00:00+01:00',
      AZLOG_SOURCE_POLL_SECONDS: '0.5',
      AZLOG_SOURCE_TABLE: '',
      AZLOG_DESTINATION_PRESET: 'qradar',
      AZLOG_DESTINATION_HOST: 'qradar',
      AZLOG_DESTINATION_SOURCES: 'prod',
      AZLOG_DESTINATION_RECEIVE_BUFFER: '16MiB',
      AZLOG_DESTINATION_TLS_VERIFY: 'false',
      AZLOG_DESTINATION_TLS_CA_FILE: '',
      AZLOG_DESTINATION_LEEF_REPLACE_PIPE: 'true',
      AZLOG_QUEUE_URL: 'redis://queue:6379',
      AZLOG_QUEUE_BUDGET: '1073741824',
      AZLOG_HTTP_PORT: '0',
      AZLOG_SHUTDOWN_DRAIN_SECONDS: '5',
    },
  });
  assert.equal(config.file, undefined);
  assert.deepEqual(config.queue, { url: 'redis://queue:6379', prefix: '{azlog}', budgetBytes: 2 ** 30 });
  const source = config.sources[0];
  assert.equal(source?.name, 'prod');
  assert.equal(source?.['accountKey'], key, 'without the line break of the file');
  assert.equal(source?.start, '2026-01-31T08:00:00.000Z');
  assert.equal(source?.['pollSeconds'], 0.5);
  assert.equal(source?.['table'], 'WADWindowsEventLogsTable', 'an empty variable is not set');
  const syslog = firstSyslog(config);
  assert.deepEqual(syslog.tls, { minVersion: 'TLSv1.2', verify: false });
  assert.equal(syslog.receiveBufferBytes, 16 * 2 ** 20);
  assert.deepEqual(syslog.leef, { version: '2.0', delimiter: '\t', time: 'epoch', replacePipe: true });
  assert.deepEqual(syslog.sources, ['prod']);
  assert.deepEqual(config.http, { host: '127.0.0.1', port: 0 });
  assert.equal(config.shutdown.drainSeconds, 5);
});

test('the environment overrides the single entry of the file', (t) => {
  const cwd = temporaryFolder(t, { 'azlog.yaml': smallest });
  const config = loadConfig({
    cwd,
    env: {
      AZLOG_DESTINATION_PORT: '1514',
      AZLOG_DESTINATION_TRANSPORT: 'tcp',
      AZLOG_SOURCE_PARALLEL: '2',
      AZLOG_LOG_LEVEL: 'debug',
    },
  });
  const syslog = firstSyslog(config);
  assert.equal(syslog.port, 1514);
  assert.equal(syslog.transport, 'tcp');
  assert.equal(syslog.host, 'siem.example.com');
  assert.ok(!('tls' in syslog));
  assert.equal(config.sources[0]?.['parallel'], 2);
  assert.equal(config.log.level, 'debug');
});

test('JSON, secrets by reference, paths from the folder of the file, aliases, keys without a value', (t) => {
  const cwd = temporaryFolder(t, {
    'etc/azlog.json': JSON.stringify(
      {
        $schema: './configuration.schema.json',
        queue: { url: { env: 'QUEUE_URL' } },
        sources: [{ account: 'contoso', sas: { file: 'sas' } }],
        destinations: [{ type: 'stdout', preset: 'sc4s' }],
      },
      null,
      '\t',
    ),
    'etc/sas': '?sv=1&sig=abc%3D\r\n',
    'etc/other.yaml': `
queue:
sources:
  - &first { name: first, account: &account contoso, accountKey: ${key} }
  - { name: second, account: *account, accountKey: ${key} }
destinations:
  - host: siem
    tls:
      # caFile: ca.pem
`,
  });
  const config = loadConfig({ path: 'etc/azlog.json', env: { QUEUE_URL: 'embedded:queue' }, cwd });
  assert.equal(config.queue.url, `embedded:${join(cwd, 'etc/queue')}`);
  assert.equal(config.sources[0]?.['sas'], '?sv=1&sig=abc%3D');
  assert.deepEqual(config.secretFiles, [
    { option: 'sources[0].sas', of: 'source', name: 'azure', key: 'sas', file: join(cwd, 'etc', 'sas') },
  ]);
  assert.equal(config.destinations[0]?.type, 'stdout');
  assert.equal(config.destinations[0]?.header, 'rfc3164', 'as the receiver of the preset would get it');

  const other = loadConfig({ env: { AZLOG_CONFIG: 'etc/other.yaml' }, cwd });
  assert.equal(other.sources[1]?.['account'], 'contoso');
  assert.equal(other.queue.prefix, '{azlog}');
});

test('stdout without a preset has no header and no limit', (t) => {
  const file = smallest.replace('host: siem.example.com', 'type: stdout');
  const config = loadConfig({ env: {}, cwd: temporaryFolder(t, { 'azlog.yaml': file }) });
  const destination = config.destinations[0];
  assert.equal(destination?.header, 'none');
  assert.equal(destination?.maxMessageBytes, Number.POSITIVE_INFINITY);
});

test('a fingerprint, a size and a delimiter are read in every notation', (t) => {
  const digest = 'ab'.repeat(32);
  const shown = Array.from({ length: 32 }, () => 'AB').join(':');
  for (const [notation, bytes] of [
    ['1048576', 1_048_576],
    ['1MiB', 1_048_576],
    ['"1.5 MiB"', 1_572_864],
    ['2MB', 2_000_000],
    ['65536B', 65_536],
  ] as const) {
    const file = `${smallest}    receiveBuffer: ${notation}\n    leef: { delimiter: x09 }\n    tls: { fingerprint256: ${digest} }\n`;
    const syslog = firstSyslog(loadConfig({ env: {}, cwd: temporaryFolder(t, { 'azlog.yaml': file }) }));
    assert.equal(syslog.receiveBufferBytes, bytes, notation);
    assert.equal(syslog.tls?.fingerprint256, shown);
    assert.equal(syslog.leef.delimiter, '\t');
  }
});

test("what convict's own formats would let pass is refused or read strictly", (t) => {
  const cwd = temporaryFolder(t);
  const base = {
    AZLOG_SOURCE_ACCOUNT: 'contoso',
    AZLOG_SOURCE_ACCOUNT_KEY: key,
    AZLOG_DESTINATION_HOST: 'siem',
  };
  for (const text of ['no', '0', 'off', 'FALSE', 'yes']) {
    assert.throws(
      () => loadConfig({ cwd, env: { ...base, AZLOG_DESTINATION_TLS_VERIFY: text } }),
      /tls\.verify/,
      text,
    );
  }
  for (const text of ['12abc', '0x10', '1e3', ' 5', '5.5', '-1', '65536']) {
    assert.throws(
      () => loadConfig({ cwd, env: { ...base, AZLOG_DESTINATION_PORT: text } }),
      /destinations\[0\]\.port/,
      text,
    );
  }
  const numeric = loadConfig({ cwd, env: { ...base, AZLOG_DESTINATION_HOSTNAME: '123' } });
  assert.equal(numeric.destinations[0]?.hostname, '123', 'text that looks like a number stays text');
});

test('a process reads only the secrets and files that its stages need', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `queue: { url: "redis://h", password: { env: QUEUE_PASSWORD } }
sources:
  - account: contoso
    accountKey: { env: CONTOSO_KEY }
destinations:
  - host: siem
    tls: { caFile: ca.pem, certFile: client.pem, keyFile: client-key.pem, keyPassphrase: { file: passphrase } }
`,
  });
  const env = { QUEUE_PASSWORD: 'x', AZLOG_SOURCE_SAS_FILE: '' };
  const formatter = loadConfig({ env, cwd, stages: ['formatter'] });
  assert.equal(formatter.queue.password, 'x');
  assert.ok(!('accountKey' in (formatter.sources[0] ?? {})));
  assert.equal(firstSyslog(formatter).tls?.caFile, join(cwd, 'ca.pem'));
  assert.ok(!('keyPassphrase' in (firstSyslog(formatter).tls ?? {})));
  const poller = loadConfig({ env: { ...env, CONTOSO_KEY: key }, cwd, stages: ['poller', 'formatter'] });
  assert.equal(poller.sources[0]?.['accountKey'], key);
  assert.throws(() => loadConfig({ env, cwd, stages: ['poller'] }), /CONTOSO_KEY is not set/);
  const missing = problemsOf(() => loadConfig({ env, cwd, stages: ['sender'] })).join('\n');
  for (const file of ['passphrase', 'ca.pem', 'client.pem', 'client-key.pem']) {
    assert.ok(missing.includes(`${join(cwd, file)} does not exist`), missing);
  }
  const bare = { AZLOG_SOURCE_NAME: 'azure', AZLOG_DESTINATION_HOST: 'siem' };
  assert.equal(
    loadConfig({ env: bare, cwd: temporaryFolder(t), stages: ['sender'] }).sources[0]?.name,
    'azure',
  );
});

test('the files of the queue are looked into where it will be opened, and not for a health check or a trial', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `queue: { url: rediss://redis, caFile: gone.pem }
sources: [{ account: contoso, sas: sig=x }]
destinations: [{ host: siem, transport: tcp }]
`,
  });
  for (const stages of [[], ['poller'], ['sender']] as const) {
    assert.equal(loadConfig({ env: {}, cwd, stages, opensQueue: false }).queue.caFile, join(cwd, 'gone.pem'));
  }
  const [problem, ...others] = problemsOf(() => loadConfig({ env: {}, cwd, stages: [] }));
  assert.match(problem ?? '', /queue\.caFile\n.*gone\.pem does not exist/);
  assert.deepEqual(others, []);
});

test('where no stage runs no secret is read, but those of the queue for who looks into it', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `queue: { url: { env: QUEUE_URL }, password: { env: QUEUE_PASSWORD } }
sources:
  - account: contoso
    accountKey: { env: CONTOSO_KEY }
destinations:
  - host: siem
    tls: { caFile: ca.pem }
`,
  });
  assert.equal(loadConfig({ env: {}, cwd, stages: [], opensQueue: false }).destinations.length, 1);
  const env = { QUEUE_URL: 'redis://h', QUEUE_PASSWORD: 'x' };
  const looking = loadConfig({ env, cwd, stages: [] });
  assert.deepEqual([looking.queue.url, looking.queue.password], ['redis://h', 'x']);
  assert.deepEqual(
    problemsOf(() => loadConfig({ env: {}, cwd, stages: [] }))
      .join('\n')
      .match(/QUEUE_\w+ is not set/g),
    ['QUEUE_URL is not set', 'QUEUE_PASSWORD is not set'],
  );
});
