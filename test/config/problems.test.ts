import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { configCheck } from '../../src/commands/config-check.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createCertificates } from '../support/certificates.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const key = 'a2V5a2V5a2V5';
const source = `sources:
  - account: contoso
    accountKey: ${key}
`;

test('every problem at once: place, path, value, what is allowed', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `queue:
  url: redis://user:hunter2@host:6379
  budgt: 1GiB
  budget: 0
htp: { port: 1 }
sources:
  - name: Prod
    account: contoso
    accountKey: { env: NOT_THERE }
    sas: sig=x
  - name: second
    account: contoso
    acountKey: hunter2
destinations:
  - name: one
    host: siem
    port: 70000
    caFile: ca.pem
    tls: { verify: yes, caFile: ca.pem, certFile: client.pem }
    sources: [second, third]
  - name: one
    format: leef
    header: rfc5424
    transport: tcp
    reconnectMinMs: 5000
    reconnectMaxMs: 100
    tls: { verify: false }
  - name: three
    type: stdout
    host: siem
    leef: { version: "1.0", delimiter: ^ }
`,
  });
  const env = {
    AZLOG_HTTP_PORT: '12abc',
    AZLOG_SOURCE_TABLE: 'Table',
    AZLOG_DESTINATON_HOST: 'x',
    AZLOG_FORWARDER_PORT: 'tcp://10.0.0.1:80',
  };
  assert.deepEqual(
    problemsOf(() => loadConfig({ env, cwd })),
    [
      `azlog.yaml:3:3  queue.budgt
    there is no option \`budgt\` here
    Did you mean \`budget\`?`,
      `azlog.yaml:4:11  queue.budget
    0 is not valid here
    Allowed: a size, 1MiB to 16TiB, in bytes or with a unit (KiB, MiB, GiB, KB, MB, GB).`,
      `azlog.yaml:5:1  htp
    there is no option \`htp\` here
    Did you mean \`http\`?`,
      `azlog.yaml:7:11  sources[0].name
    "Prod" is not valid here
    Allowed: a name of 1 to 41 lower-case letters, digits and hyphens, not starting with a hyphen.`,
      `azlog.yaml:9:17  sources[0].accountKey
    the environment variable NOT_THERE is not set
    Set it, or name another variable.`,
      `azlog.yaml:10:10  sources[0].sas
    there is \`accountKey\` to sign in with too
    Keep one of \`accountKey\`, \`sas\` and \`identity\`.`,
      `azlog.yaml:11:5  sources[1].accountKey
    no credential is set
    Set one of \`accountKey\`, \`sas\`, \`connectionString\` and \`identity\` (in the environment of a single source: AZLOG_SOURCE_ACCOUNT_KEY, AZLOG_SOURCE_SAS, AZLOG_SOURCE_CONNECTION_STRING, AZLOG_SOURCE_IDENTITY).`,
      `azlog.yaml:13:5  sources[1].acountKey
    there is no option \`acountKey\` here
    Did you mean \`accountKey\`?`,
      `azlog.yaml:17:11  destinations[0].port
    70000 is not valid here
    Allowed: a whole number, 1 to 65,535.`,
      `azlog.yaml:18:5  destinations[0].caFile
    there is no option \`caFile\` here
    It belongs in the section: \`tls.caFile\`.`,
      `azlog.yaml:19:20  destinations[0].tls.verify
    "yes" is not valid here
    Allowed: \`true\` or \`false\`. Did you mean \`true\`?`,
      `azlog.yaml:19:33  destinations[0].tls.caFile
    the file ${join(cwd, 'ca.pem')} does not exist
    Name an existing file that this user may read.`,
      `azlog.yaml:19:51  destinations[0].tls.certFile
    a client certificate needs its private key
    Set \`tls.keyFile\` too, or remove \`tls.certFile\`.`,
      `azlog.yaml:19:51  destinations[0].tls.certFile
    the file ${join(cwd, 'client.pem')} does not exist
    Name an existing file that this user may read.`,
      `azlog.yaml:20:14  destinations[0].sources
    there is no source \`third\`
    Configured sources: \`second\`.`,
      `azlog.yaml:21:5  destinations[1].host
    it is not set
    Set the host name or IP address of the receiver (AZLOG_DESTINATION_HOST for a single one).`,
      `azlog.yaml:21:11  destinations[1].name
    destinations[0] is named "one" too
    Give each its own \`name\`.`,
      `azlog.yaml:23:13  destinations[1].header
    receivers do not recognise LEEF after a full RFC 5424 header
    Set \`header\` to \`rfc3164\` (or \`rfc5424-short\`), or \`format\` to \`cef\`.`,
      `azlog.yaml:25:21  destinations[1].reconnectMinMs
    the first pause (5000 ms) is longer than the longest (100 ms)
    Make \`reconnectMinMs\` at most \`reconnectMaxMs\`.`,
      `azlog.yaml:27:20  destinations[1].tls.verify
    the transport is \`tcp\`, which has no TLS
    Remove \`tls.verify\`, or set \`transport: tls\`.`,
      `azlog.yaml:30:11  destinations[2].host
    a destination of type \`stdout\` has no connection
    Remove \`host\`, or set \`type: syslog\`.`,
      `azlog.yaml:31:40  destinations[2].leef.delimiter
    LEEF 1.0 always uses TAB as the separator
    Remove it, or set \`leef.version\` to \`2.0\`.`,
      `environment AZLOG_DESTINATON_HOST
    no option has this variable
    Did you mean AZLOG_DESTINATION_HOST?`,
      `environment AZLOG_HTTP_PORT  http.port
    "12abc" is not valid here
    Allowed: a whole number, 0 to 65,535.`,
      `environment AZLOG_SOURCE_TABLE  sources
    the file has 2 sources, so azlog cannot know which of them you mean
    Variables configure a single source: remove them, or keep one entry in the file. For a secret of one entry write \`{ env: NAME }\` in the file.`,
    ],
  );
  const { stdout, stderr, exitCode } = configCheck({ env, cwd });
  assert.equal(stdout, '');
  assert.equal(exitCode, 78);
  assert.ok(stderr.startsWith('the configuration is not valid: 25 problems\n\nazlog.yaml:3:3'), stderr);
});

const syntax: readonly (readonly [what: string, file: string, problem: string])[] = [
  [
    'a key twice',
    'log: {}\nhttp: { port: 1 }\nlog: {}\n',
    'azlog.yaml:3:1\n    the key `log` appears twice: line 1 has it already',
  ],
  ['a TAB', 'log:\n\tlevel: info\n', 'azlog.yaml:2:1\n    the line is indented with a TAB'],
  [
    'an open bracket',
    'sources: [a\nlog: {}\n',
    'azlog.yaml:1:10\n    the bracket `[` that opens here is not closed',
  ],
  ['two TABs', 'log:\n\tlevel: info\nhttp:\n\tport: 1\n', 'azlog.yaml:2:1\n    TABs indent the lines 2, 4\n'],
  [
    'indentation',
    'log:\n   level: info\n  x: 1\n',
    'azlog.yaml:3:1\n    this line does not fit the indentation around it',
  ],
  [
    'a comma that is missing between brackets',
    'sources: [{ account: contoso sas: x }]\n',
    'azlog.yaml:1:22\n    the entries within brackets have no comma between them, or a bracket is not closed\n    Put a comma after each entry, or close the bracket.',
  ],
  [
    'an open quote',
    'log:\n  level: "info\n',
    'azlog.yaml:2:10\n    the quote " that opens here is not closed',
  ],
  [
    'an alias that is a secret',
    'queue:\n  password: *hunter2\n',
    'azlog.yaml:2:13\n    a value starts with `*`',
  ],
  [
    'a tag that is a secret',
    'queue:\n  password: !hunter2\n',
    'azlog.yaml:2:13\n    a value starts with `!`',
  ],
  [
    'a reserved character',
    'queue:\n  password: @hunter2\n',
    'azlog.yaml:2:13\n    a value starts with a character',
  ],
  [
    'a colon in a secret',
    'queue:\n  password: hunter2: x\n',
    'azlog.yaml:2:13\n    unexpected `key: value` here',
  ],
  ['an alias of itself', 'sources: &a [*a]\n', 'azlog.yaml:1:14\n    a value starts with `*`'],
  ['two documents', 'log: {}\n---\nlog: {}\n', 'azlog.yaml:2:1\n    the file has several documents'],
  ['a list', '- a\n', 'azlog.yaml:1:1\n    the file holds a list'],
  ['plain text', 'hunter2\n', 'azlog.yaml:1:1\n    the file holds a single value'],
  [
    'broken JSON',
    '{\n  "log": {"level": "info"}\n  "http": {}\n}\n',
    'azlog.yaml:3:3\n    a closing quote, a bracket or a comma',
  ],
];

for (const [what, file, expected] of syntax) {
  test(`YAML: ${what}`, (t) => {
    const cwd = temporaryFolder(t, { 'azlog.yaml': file });
    const problems = problemsOf(() => loadConfig({ env: {}, cwd }));
    assert.ok(problems[0]?.startsWith(expected), problems.join('\n\n'));
    assert.equal(problems.length, 1, 'its consequences are not reported');
    assert.ok(!problems.join().includes('hunter2'));
  });
}

test('wrong forms: a section for a value, a value for a section, no list, a number for text', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `log: info
http:
  - port
queue:
  password: 12345
  prefix: { a: b }
sources: { account: contoso }
destinations:
  - siem
  - host: 10
    tls: true
    sources: siem
`,
  });
  const problems = problemsOf(() => loadConfig({ env: {}, cwd }));
  const heads = problems.map((problem) => problem.split('\n').slice(0, 2).join(' '));
  assert.deepEqual(heads, [
    'azlog.yaml:1:6  log     a single value is not valid here',
    'azlog.yaml:3:3  http     a list is not valid here',
    'azlog.yaml:5:13  queue.password     (hidden) is not valid here',
    'azlog.yaml:6:11  queue.prefix     a section is not valid here',
    'azlog.yaml:7:10  sources     this is not a list',
    'azlog.yaml:9:5  destinations[0]     a single value is not valid here',
    'azlog.yaml:10:11  destinations[1].host     10 is not valid here',
    'azlog.yaml:11:10  destinations[1].tls     a single value is not valid here',
    'azlog.yaml:12:14  destinations[1].sources     "siem" is not valid here',
  ]);
  assert.match(
    problems.find((problem) => problem.includes('queue.password')) ?? '',
    /Put quotes around it\./,
  );
});

test('a variable that overrides the file is named where its value is refused', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${source}http: { port: 1 }\ndestinations: [{ host: siem, transport: tls }]\n`,
  });
  const env = { AZLOG_HTTP_PORT: 'x', AZLOG_DESTINATION_TRANSPORT: 'udp', AZLOG_QUEUE_PREFIX: '' };
  const heads = problemsOf(() => loadConfig({ env, cwd })).map((problem) =>
    problem.split('\n').slice(0, 2).join(''),
  );
  assert.deepEqual(heads, [
    'environment AZLOG_HTTP_PORT  http.port    "x" is not valid here',
    'environment AZLOG_DESTINATION_TRANSPORT  destinations[0].transport    "udp" is not valid here',
  ]);
});

test('nothing configured, and a file that cannot be read', (t) => {
  const cwd = temporaryFolder(t, { 'folder/x': '' });
  const empty = problemsOf(() => loadConfig({ env: {}, cwd }));
  assert.equal(empty.length, 2);
  assert.match(empty[0] ?? '', /^environment {2}sources\n {4}no source is configured\n.*AZLOG_SOURCE_/);
  assert.match(empty[1] ?? '', /no destination is configured/);
  assert.match(
    problemsOf(() => loadConfig({ path: 'nope.yaml', env: {}, cwd })).join(),
    /nope\.yaml does not exist/,
  );
  assert.match(problemsOf(() => loadConfig({ path: 'folder', env: {}, cwd })).join(), /folder is a folder/);
  assert.match(
    problemsOf(() => loadConfig({ env: { AZLOG_CONFIG: 'nope.yaml' }, cwd })).join(),
    /^environment AZLOG_CONFIG\n.*does not exist/,
  );
});

test('secrets by file: missing, empty, given twice, no reference', (t) => {
  const cwd = temporaryFolder(t, {
    empty: '\n',
    'azlog.yaml': `queue: { url: "redis://h", password: { vault: x } }
sources:
  - { name: a, account: contoso, accountKey: { file: missing } }
  - { name: b, account: contoso, accountKey: { file: empty } }
  - { name: c, account: contoso, accountKey: { file: empty, env: X } }
  - { name: d, connectionString: "AccountKey=x", endpoint: "https://contoso.table.core.windows.net" }
destinations: [{ host: siem }]
`,
  });
  const heads = problemsOf(() => loadConfig({ env: { AZLOG_QUEUE_PREFIX: 'x' }, cwd })).map((problem) =>
    problem.split('\n')[1]?.trim(),
  );
  assert.deepEqual(heads, [
    'this is not a reference to a secret',
    `the file ${join(cwd, 'missing')} does not exist`,
    `the file ${join(cwd, 'empty')} is empty`,
    'this is not a reference to a secret',
    'the connection string sets this already',
  ]);
  const twice = problemsOf(() =>
    loadConfig({
      env: {
        AZLOG_SOURCE_SAS: 'sig=hunter2',
        AZLOG_SOURCE_SAS_FILE: 'empty',
        AZLOG_DESTINATION_HOST: 'siem',
      },
      cwd: temporaryFolder(t),
    }),
  );
  assert.match(twice.join('\n'), /both AZLOG_SOURCE_SAS and AZLOG_SOURCE_SAS_FILE are set/);
});

test('the password of the queue', (t) => {
  const base = { AZLOG_SOURCE_ACCOUNT: 'contoso', AZLOG_SOURCE_SAS: 'sig=x', AZLOG_DESTINATION_HOST: 'siem' };
  const what = (url: string): readonly (string | undefined)[] =>
    problemsOf(() =>
      loadConfig({
        env: { ...base, AZLOG_QUEUE_URL: url, AZLOG_QUEUE_PASSWORD: 'hunter2' },
        cwd: temporaryFolder(t),
      }),
    ).map((problem) => problem.split('\n')[1]?.trim());
  assert.deepEqual(what('embedded:data'), ['the embedded queue has no password']);
  assert.deepEqual(what('redis://:hunter2@h'), ['`queue.url` has a password too']);
  assert.deepEqual(what('mysql://u:hunter2@h'), ['"mysql://(hidden)@h" is not valid here']);
  assert.deepEqual(what('hunter2'), ['"(hidden)" is not valid here']);
});

test('several Redis servers, their prefix and their TLS', (t) => {
  const base = { AZLOG_SOURCE_ACCOUNT: 'contoso', AZLOG_SOURCE_SAS: 'sig=x', AZLOG_DESTINATION_HOST: 'siem' };
  const cwd = temporaryFolder(t);
  const what = (env: Readonly<Record<string, string>>): readonly (string | undefined)[] =>
    problemsOf(() => loadConfig({ env: { ...base, ...env }, cwd })).map((problem) =>
      problem.split('\n')[1]?.trim(),
    );
  const cluster = { AZLOG_QUEUE_URL: 'redis+cluster://a:1,b:2' };
  const [problem] = what({ ...cluster, AZLOG_QUEUE_PREFIX: 'azlog' });
  assert.match(problem ?? '', /"azlog" has no hash tag/);
  assert.deepEqual(what({ AZLOG_QUEUE_URL: 'redis+sentinel://u:hunter2@a:1,b:2' }), [
    '"redis+sentinel://(hidden)@a:1,b:2" is not valid here',
  ]);
  assert.deepEqual(what({ ...cluster, AZLOG_QUEUE_SENTINEL_PASSWORD: 'hunter2' }), [
    '`queue.url` names no Sentinels',
  ]);
  assert.deepEqual(what({ ...cluster, AZLOG_QUEUE_SERVER_NAME: 'redis.example.com' }), [
    '`queue.url` does not ask for TLS',
  ]);
  const valid = { ...base, AZLOG_QUEUE_URL: 'rediss+sentinel://u:p%40@a,[::1]:2/mymaster/1' };
  assert.equal(loadConfig({ env: valid, cwd }).queue.url, valid.AZLOG_QUEUE_URL);
});

test('forms of what a source signs in with, and http', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `sources:
  - { name: a, account: contoso, accountKey: "half a key" }
  - { name: b, account: contoso, sas: "sv=1&se=2" }
  - { name: c, connectionString: "AccountName=x" }
  - { name: d, endpoint: "http://azurite:10002/devstoreaccount1", accountKey: ${key} }
  - { name: e, endpoint: "http://127.0.0.1:10002/devstoreaccount1", accountKey: ${key} }
  - { name: f, endpoint: "http://azurite:10002/x", allowHttp: true, accountKey: ${key} }
  - { name: g, endpoint: "https://x.table.core.windows.net/?sv=1&sig=hunter2", sas: "sig=hunter2" }
destinations: [{ host: siem }]
`,
  });
  const problems = problemsOf(() => loadConfig({ env: {}, cwd }));
  assert.deepEqual(
    problems.map((problem) =>
      problem
        .split('\n')
        .slice(0, 2)
        .join('')
        .replace(/^\S+ +/, ''),
    ),
    [
      'sources[0].accountKey    this is not an account key: it is not base64',
      'sources[1].sas    this is not a shared access signature: it has no `sig`',
      'sources[2].connectionString    this is not a connection string: it has neither AccountKey nor SharedAccessSignature',
      'sources[3].endpoint    "http://azurite:10002/devstoreaccount1" is not encrypted',
      'sources[6].endpoint    "https://x.table.core.windows.net/?(hidden)" is not valid here: it has a query or a fragment',
    ],
  );
});

test('TLS files: taken as they are, and each way in which they cannot be used', async (t) => {
  const cwd = temporaryFolder(t, {
    'not.pem': 'no certificate\n',
    'damaged.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  });
  const { caFile, client, server } = await createCertificates(cwd);
  const plainKey = readFileSync(client.keyFile, 'utf8');
  const sealed = createPrivateKey(plainKey).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'hunter2',
  });
  writeFileSync(join(cwd, 'sealed.pem'), sealed);
  mkdirSync(join(cwd, 'folder'));
  const load = (tls: string): unknown => {
    writeFileSync(join(cwd, 'azlog.yaml'), `${source}destinations:\n  - host: siem\n    tls: { ${tls} }\n`);
    return loadConfig({ env: {}, cwd });
  };
  load(`caFile: ${caFile}, certFile: ${client.certFile}, keyFile: ${client.keyFile}`);
  load(`certFile: ${client.certFile}, keyFile: sealed.pem, keyPassphrase: hunter2`);

  const refused: readonly (readonly [tls: string, problem: RegExp])[] = [
    ['caFile: not.pem', /not\.pem has no certificate in PEM form/],
    ['caFile: folder', /folder is a folder/],
    ['caFile: damaged.pem', /damaged\.pem is damaged: what begins in line 1 is no certificate/],
    [`certFile: ${client.keyFile}, keyFile: ${client.keyFile}`, /client\.key\.pem has no certificate/],
    [
      `certFile: ${client.certFile}, keyFile: ${server.keyFile}`,
      /has another key: it is not that of the certificate CN=azlog/,
    ],
    [
      `certFile: ${client.certFile}, keyFile: sealed.pem`,
      /sealed\.pem has an encrypted key\n.*keyPassphrase/,
    ],
    [
      `certFile: ${client.certFile}, keyFile: sealed.pem, keyPassphrase: hunter3`,
      /the passphrase is not that of the key/,
    ],
    [`keyFile: ${client.keyFile}`, /a private key needs its client certificate/],
    ['keyPassphrase: hunter2', /a passphrase needs its private key/],
  ];
  for (const [tls, problem] of refused) {
    const problems = problemsOf(() => load(tls)).join('\n');
    assert.match(problems, problem);
    assert.ok(!problems.includes('hunter'), problems);
  }
  if (process.getuid?.() === 0) {
    t.diagnostic('an unreadable file is not tried: this user (root) may read every file');
  } else {
    chmodSync(caFile, 0);
    assert.match(problemsOf(() => load(`caFile: ${caFile}`)).join(), /may not be read by this user/);
  }
});

test('no secret is ever shown, whatever else is wrong', (t) => {
  const cwd = temporaryFolder(t);
  const secret = fc
    .string({ unit: fc.constantFrom(...'abcXYZ019+/=&;:@#%*!{}[]"\'\\ |>-?,'), minLength: 8, maxLength: 24 })
    .map((text) => `Zq${text}qZ`);
  const form = fc.constantFrom<(value: string) => string>(
    (value) => `queue: { password: ${value} }`,
    (value) => `queue:\n  password: ${value}\n`,
    (value) => `queue:\n  password: ${JSON.stringify(value)}\n  passwort: ${JSON.stringify(value)}\n`,
    (value) => `queue:\n  url: ${JSON.stringify(`redis://user:${value}@host`)}\n  x: 1`,
    (value) => `queue:\n  url: ${JSON.stringify(`mysql://user:${value}@host`)}\n`,
    (value) => `sources:\n  - accountKey: ${JSON.stringify(value)}\n    sas: ${JSON.stringify(value)}\n`,
    (value) =>
      `sources:\n  - connectionString: ${JSON.stringify(value)}\n    accountKey: [${JSON.stringify(value)}]\n`,
    (value) => `destinations:\n  - tls: { keyPassphrase: ${JSON.stringify(value)} }\n`,
  );
  fc.assert(
    fc.property(secret, form, (value, write) => {
      writeFileSync(join(cwd, 'azlog.yaml'), write(value));
      const shown = problemsOf(() =>
        loadConfig({ env: { AZLOG_SOURCE_SAS: value, AZLOG_QUEUE_URL_FILE: '' }, cwd }),
      ).join('\n');
      assert.ok(!shown.includes(value), shown);
    }),
    { numRuns: 400 },
  );
});

test('an identity signs in alone, over TLS, and has what belongs to it', (t) => {
  const source = (options: Record<string, unknown>) => {
    const cwd = temporaryFolder(t, {
      'azlog.yaml': JSON.stringify({
        sources: [{ account: 'contoso', ...options }],
        destinations: [{ host: 'siem' }],
      }),
    });
    return loadConfig({ env: {}, cwd }).sources[0];
  };
  const clientId = '0f0e6ad8-9f6b-4f0e-8e0f-3c1f5a0f2b11';
  assert.partialDeepStrictEqual(source({ identity: 'managed', clientId }), { identity: 'managed', clientId });
  assert.partialDeepStrictEqual(source({ identity: 'workload', clientId, tenantId: clientId }), {
    tenantId: clientId,
  });
  const refusals: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [
      { identity: 'managed', accountKey: 'a2V5' },
      /identity\n.*`accountKey` to sign in with too\n.*Keep one of/,
    ],
    [{ identity: 'managed', sas: 'sig=x' }, /identity\n.*`sas` to sign in with too/],
    [
      { account: undefined, identity: 'managed', connectionString: 'AccountName=a;AccountKey=a2V5' },
      /identity\n.*connection string sets this already/,
    ],
    [{ identity: 'managed', tenantId: clientId }, /tenantId\n.*has the tenant of its machine/],
    [{ accountKey: 'a2V5', clientId }, /clientId\n.*only an identity has one/],
    [{ identity: 'workload', clientId: 'me' }, /clientId\n.*"me" is not valid here\n.*32 hexadecimal digits/],
    [{ identity: 'system' }, /identity\n.*"system" is not valid here\n.*`managed`.*`workload`/],
    [
      { identity: 'managed', account: undefined, endpoint: 'http://127.0.0.1:10002/a', allowHttp: true },
      /endpoint\n.*an identity signs in over TLS only/,
    ],
  ];
  for (const [options, pattern] of refusals) {
    const problems = problemsOf(() => source(options));
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', pattern);
  }
});
