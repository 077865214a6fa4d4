import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables';
import pg from 'pg';
import { stringify } from 'yaml';
import { mainProgram, nodeFlags } from '../../lab/programs/node-flags.ts';
import { type Receiver, startReceiver } from '../../lab/receiver/receiver.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { AzlogError } from '../../src/errors.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startServer } from '../support/process.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { dumpRedis } from '../support/redis-dump.ts';
import { runAzlog, startAzlog } from '../support/run-azlog.ts';
import { findSecrets, type KnownSecret } from '../support/secret-search.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';
import { type Azlog, type Lab, minute, openLab, until } from './lab.ts';

/** With the characters that have to be written in another way somewhere: in URLs, JSON, YAML, connection strings. */
function passwordOf(): string {
  return `${randomBytes(12).toString('base64url')}/+"%'\\ =&${randomBytes(12).toString('base64url')}`;
}

const keyOf = (): string => randomBytes(64).toString('base64');

/** Refuses every request, and says it with what signed in: the unkindest thing that a service can do. */
function refuseAndRepeat(request: IncomingMessage, response: ServerResponse): void {
  request.resume().once('end', () => {
    const said = `you may not, with ${request.headers.authorization}`;
    response.writeHead(403, {
      'content-type': 'application/json',
      'x-ms-error-code': 'AuthorizationFailure',
    });
    response.end(
      JSON.stringify({ 'odata.error': { code: 'AuthorizationFailure', message: { value: said } } }),
    );
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

suite('secrets', () => {
  let lab: Lab;
  let redis: TestRedis;
  let postgres: TestPostgres;
  let receiver: Receiver;
  let issuer: TokenIssuer;
  /** Of traces, and of a table to which an identity signs in. */
  let collector: Server;
  let collectorPort: number;
  let table: Server;
  let tablePort: number;
  let folder: string;
  /** Every secret that any test uses. */
  const known: KnownSecret[] = [];
  const secret = (name: string, value: string): string => {
    known.push({ name, value });
    return value;
  };
  const redisPassword = secret('password of Redis', passwordOf());
  const postgresPassword = secret('password of PostgreSQL', passwordOf());
  const wrongKey = secret('wrong account key', keyOf());
  const awayKey = secret('account key of a connection string', keyOf());
  const passphrase = secret('passphrase', passwordOf());
  const wrongSignature = secret('wrong signature', keyOf());
  const awaySignature = secret('signature for an unknown host', keyOf());
  const sentinelPassword = secret('password of the Sentinels', passwordOf());
  const collectorToken = secret('header for the collector', randomBytes(24).toString('hex'));
  const federatedToken = secret('token of the service account', randomBytes(48).toString('base64url'));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'azlog-secrets-'));
    [lab, redis, postgres] = await Promise.all([
      openLab(17),
      startRedis(['--requirepass', redisPassword]),
      startPostgres(postgresPassword),
    ]);
    const { caFile, server, client } = lab.certificates;
    const [ca = '', certificate = '', key = ''] = await Promise.all(
      [caFile, server.certFile, server.keyFile].map((file) => readFile(file, 'utf8')),
    );
    receiver = await startReceiver({ ca, certificate, key });
    issuer = await startTokenIssuer(server);
    collector = createServer(refuseAndRepeat);
    collectorPort = await listen(collector);
    table = createHttpsServer({ cert: certificate, key }, refuseAndRepeat);
    tablePort = await listen(table);
    writeFileSync(join(folder, 'token'), federatedToken, { mode: 0o600 });
    secret('account key', lab.azurite.accountKey);
    const plainKey = createPrivateKey(readFileSync(client.keyFile, 'utf8'));
    const encrypted = plainKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
      .toString();
    writeFileSync(join(folder, 'key.pem'), encrypted, { mode: 0o600 });
    for (const pem of [encrypted, readFileSync(client.keyFile, 'utf8')])
      for (const line of pem.split('\n').filter((text) => text.length > 30 && !text.startsWith('---')))
        secret('line of the private key', line);
    secret('signature of the SAS', new URLSearchParams(sas()).get('sig') ?? '');
    writeFileSync(join(folder, 'account-key'), `${lab.azurite.accountKey}\n`, { mode: 0o600 });
    writeFileSync(join(folder, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
  });
  after(async () => {
    for (const server of [collector, table]) {
      server.closeAllConnections();
      server.close();
    }
    await receiver.close();
    await lab.close();
    await Promise.all([redis.stop(), postgres.stop(), issuer.stop()]);
    rmSync(folder, { recursive: true });
  });

  const none = (place: string, text: string): void => {
    assert.ok(text.length > 0, `${place}: there is nothing to look at`);
    const tokens = issuer.tokens.map((value) => ({ name: 'token of the identity', value }));
    assert.deepEqual(findSecrets(place, text, [...known, ...tokens]), []);
  };
  let accountSas: string | undefined;
  const sas = (): string => {
    accountSas ??= generateAccountSas(
      new AzureNamedKeyCredential(lab.azurite.account, lab.azurite.accountKey),
      { expiresOn: new Date(Date.now() + 60 * minute), permissions: { query: true, list: true } },
    );
    return accountSas;
  };

  /** Sources and destinations of every kind of trouble, and one of each that works. */
  async function config(queue: object): Promise<object> {
    const { caFile, otherCaFile, client } = lab.certificates;
    const { account } = lab.azurite;
    const away = `http://127.0.0.1:${await freePort()}/${account}`;
    const parameters = 'sv=2019-02-02&ss=t&srt=sco&sp=rl&se=2099-01-01T00:00:00Z&sig=';
    const tls = { certFile: client.certFile, keyFile: join(folder, 'key.pem') };
    const siem = (name: string, more: object): object => ({
      name,
      type: 'syslog',
      preset: 'rsyslog',
      host: '127.0.0.1',
      port: receiver.port,
      transport: 'tls',
      proofSeconds: 1,
      ...more,
    });
    return {
      log: { level: 'trace' },
      tracing: { endpoint: `http://127.0.0.1:${collectorPort}` },
      queue,
      sources: [
        lab.source({ accountKey: { file: join(folder, 'account-key') } }),
        { ...lab.source(), accountKey: undefined, name: 'by-sas', sas: sas() },
        lab.source({ name: 'wrong-key', accountKey: wrongKey }),
        {
          ...lab.source(),
          accountKey: undefined,
          name: 'wrong-sas',
          sas: `?${parameters}${encodeURIComponent(wrongSignature)}`,
        },
        {
          name: 'away',
          connectionString: `AccountName=${account};AccountKey=${awayKey};TableEndpoint=${away};`,
        },
        {
          name: 'no-host',
          endpoint: 'https://account.nowhere.invalid',
          sas: { env: 'SAS_OF_NO_HOST' },
        },
        { name: 'by-identity', endpoint: `https://127.0.0.1:${tablePort}/${account}`, identity: 'workload' },
      ],
      destinations: [
        siem('there', { tls: { ...tls, caFile, keyPassphrase: { file: join(folder, 'passphrase') } } }),
        siem('wrong-ca', { tls: { ...tls, caFile: otherCaFile, keyPassphrase: passphrase } }),
        siem('away', { port: await freePort(), tls: { ...tls, caFile, keyPassphrase: passphrase } }),
      ],
    };
  }
  const environment = (): Record<string, string> => ({
    SAS_OF_NO_HOST: `sv=2019-02-02&sig=${encodeURIComponent(awaySignature)}`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Basic%20${collectorToken}`,
    AZURE_AUTHORITY_HOST: `${issuer.url}/`,
    AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token'),
    AZURE_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    AZURE_CLIENT_ID: '0f0e6ad8-9f6b-4f0e-8e0f-3c1f5a0f2b11',
    NODE_EXTRA_CA_CERTS: lab.certificates.caFile,
  });

  /** What an operator asks beside a running program. */
  async function ask(config: object): Promise<void> {
    const file = join(folder, 'ask.yaml');
    writeFileSync(file, stringify(config));
    // It takes some seconds of trouble until a look is wanted.
    await until(
      'trouble in the status',
      async () => {
        const { code, stdout, stderr } = await runAzlog(['status', '--json', '--config', file]);
        none('azlog status --json', stdout + stderr);
        return code === 1;
      },
      60,
    );
    const commands = [
      ['status'],
      ['destination', 'test'],
      ['destination', 'test', '--json'],
      ['source', 'test'],
      ['source', 'test', '--json'],
    ];
    await Promise.all(
      commands.map(async (command) => {
        const { code, stdout, stderr } = await runAzlog([...command, '--config', file], environment());
        assert.equal(code, 1, `${command.join(' ')}: ${stderr}`);
        assert.match(stdout, /no-host|wrong-ca/, command.join(' '));
        none(`azlog ${command.join(' ')}`, stdout + stderr);
      }),
    );
  }

  /**
   * All that a running program shows, once every trouble has been met.
   * @param stored all that the store holds
   */
  async function look(azlog: Azlog, config: object, stored: () => Promise<string>): Promise<void> {
    const answers = async (): Promise<string> =>
      (
        await Promise.all(
          ['readyz', 'livez', 'metrics'].map(
            async (path) => await (await fetch(`${azlog.healthUrl}/${path}`)).text(),
          ),
        )
      ).join('\n');
    const troubles = [
      ...['wrong-key', 'wrong-sas', 'source away', 'no-host', 'by-identity'],
      ...['wrong-ca', 'destination away'],
    ];
    await until(
      'every trouble',
      async () => {
        const text = await answers();
        return troubles.every((trouble) => text.includes(trouble));
      },
      60,
      answers,
    );
    await until(
      'the rows',
      async () => (await azlog.metric('azlog_messages_proven_total')) >= 40,
      60,
      answers,
    );
    none('what HTTP answers', await answers());
    none('the command line', readFileSync(`/proc/${azlog.pid}/cmdline`, 'latin1'));
    // Only what the operator put there.
    const variables = readFileSync(`/proc/${azlog.pid}/environ`, 'latin1');
    assert.deepEqual(
      findSecrets('the environment', variables, known).map((found) => found.split(' in ')[0]),
      ['signature for an unknown host', 'header for the collector'],
    );
    assert.ok(issuer.tokens.length > 0, 'the identity was given no token');
    await until('a refused trace', () => azlog.output().includes('traces are lost'), 30, azlog.output);
    await ask(config);
    const tail = startAzlog(['tail', '--destination', 'there', '--config', join(folder, 'ask.yaml')]);
    await until('the tail', () => tail.stderr().includes('follow'), 20, tail.stderr);
    await lab.write(20, Date.now() - 2 * minute, Date.now() - minute);
    await until('a message in the tail', () => tail.stdout().includes('CEF:0'), 30, tail.stderr);
    none('the store, while somebody looks on', await stored());
    tail.child.kill('SIGINT');
    await tail.ended;
    none('azlog tail', tail.stdout() + tail.stderr());
    await azlog.stop();
    none('the store', await stored());
    none('the log at level trace', azlog.output());
    assert.match(azlog.output(), /"level":"debug"/);
  }

  test('are in nothing that the program shows, nor in the jobs, with Redis and a password in its URL', async () => {
    const url = `redis://:${encodeURIComponent(redisPassword)}@127.0.0.1:${redis.port}`;
    await lab.write(20, Date.now() - 2 * minute, Date.now() - minute);
    const whole = await config({ url });
    const azlog = await lab.run('all', whole, environment());
    await look(azlog, whole, async () => {
      const stored = (await dumpRedis(url, '{azlog}:')).flat().join('\n');
      assert.match(stored, /batches\.away/);
      assert.match(stored, /no-host/, 'what the process tells of itself');
      return stored;
    });
  });

  test('are in nothing that the program shows, nor in the jobs, with PostgreSQL and a password of its own', async () => {
    const withoutPassword = new URL(postgres.url);
    withoutPassword.password = '';
    const whole = await config({ url: withoutPassword.href, password: postgresPassword });
    const azlog = await lab.run('all', whole, environment());
    await look(azlog, whole, async () => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const stored = await tablesOf(async (query) => (await client.query(query)).rows);
      await client.end();
      return stored;
    });
  });

  test('are in nothing that the program shows, nor in the jobs, with the embedded queue and its socket', async () => {
    const queueFolder = join(folder, 'queue');
    const whole = await config({ url: `embedded:${queueFolder}` });
    const azlog = await lab.run('all', whole, environment());
    // Nobody else can look into the folder meanwhile.
    await look(azlog, whole, async () => 'in use');
    const { pool, close } = await openEmbedded(queueFolder);
    const stored = await tablesOf(async (query) => (await pool.query(query)).rows);
    await close();
    none('the store', stored);
  });

  /** Everything in the tables of a store. */
  async function tablesOf(
    query: (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
  ): Promise<string> {
    const tables = await query(
      "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
    );
    const rows = await Promise.all(tables.map(({ name }) => query(`SELECT * FROM ${String(name)}`)));
    const stored = JSON.stringify(rows);
    assert.match(stored, /batches\.away/);
    assert.match(stored, /no-host/, 'what the process tells of itself');
    return stored;
  }

  test('are in no log line of a queue that refuses the password, or is not there', async () => {
    const wrong = secret('wrong password', passwordOf());
    const encoded = encodeURIComponent(wrong);
    const unreachable = await freePort();
    const urls = [
      { url: `redis://:${encoded}@127.0.0.1:${redis.port}`, said: /WRONGPASS|NOAUTH/ },
      {
        url: `redis://azlog:${encoded}@127.0.0.1:${unreachable}`,
        said: /ECONNREFUSED|Connection is closed|MaxRetries/,
      },
      { url: `rediss://azlog:${encoded}@127.0.0.1:${redis.port}`, said: /./ },
      { url: `redis://azlog:${encoded}@queue.nowhere.invalid`, said: /ENOTFOUND|EAI_AGAIN/ },
      { url: postgres.url.replace(/azlog:.*@/, `azlog:${encoded}@`), said: /password authentication failed/ },
      { url: `postgres://azlog:${encoded}@127.0.0.1:${unreachable}/queue`, said: /ECONNREFUSED/ },
      { url: `postgres://azlog:${encoded}@queue.nowhere.invalid/queue`, said: /ENOTFOUND|EAI_AGAIN/ },
      { url: `postgres://azlog@127.0.0.1:${unreachable}/queue?password=${encoded}`, said: /ECONNREFUSED/ },
      {
        url: `redis+sentinel://:${encoded}@127.0.0.1:${redis.port}/mymaster`,
        password: wrong,
        said: /WRONGPASS|NOAUTH|Sentinel/,
      },
      {
        url: `redis+cluster://:${encoded}@127.0.0.1:${redis.port}`,
        said: /WRONGPASS|NOAUTH|Failed to refresh/,
      },
    ];
    // All at once, since each waits for its refusal.
    const refused = urls.map(async ({ url, password, said }, index) => {
      const file = join(folder, `queue-${index}.yaml`);
      const queue = { url, ...(password === undefined ? {} : { sentinelPassword: password }) };
      writeFileSync(file, stringify({ ...(await config(queue)), http: { port: 0 } }));
      const azlog = await startServer({
        program: process.execPath,
        args: [...nodeFlags, mainProgram, 'run', '--config', file],
        env: environment(),
        ready: (output) => said.test(output.split('"msg":"starting"')[1] ?? ''),
        readyMs: 40_000,
      });
      await azlog.stop('SIGKILL');
      none(url.replace(encoded, '…'), azlog.output());
    });
    await Promise.all(refused);
  });

  test('are in no word about a configuration that cannot be used', () => {
    const password = secret('password in a broken configuration', passwordOf());
    const plain = secret('password of letters in a broken configuration', randomBytes(24).toString('hex'));
    const key = secret('account key in a broken configuration', keyOf());
    const connection = `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${key};EndpointSuffix=core.windows.net`;
    const signed = `https://contoso.table.core.windows.net/?sv=2019-02-02&sig=${encodeURIComponent(key)}`;
    const source = (more: object): object => ({
      sources: [{ account: 'contoso', accountKey: 'a2V5', ...more }],
    });
    const queue = (url: unknown): object => ({ queue: { url } });
    const destination = (more: object): object => ({
      destinations: [{ host: 'siem.example.com', preset: 'splunk', ...more }],
    });
    const queueUrls = [
      ...[`redis://:${password}@`, `redis//:${password}@`, `http://azlog:${password}@`, `:${password}@`].map(
        (start) => `${start}redis.example.com:x`,
      ),
      ...['#', '?', '/', '@', ':', '%', ' '].map((mark) => `redis://:be${mark}${plain}@redis.example.com:x`),
      ...['#', '?', '/', '@'].map((mark) => `redis://:${plain}${mark}end@redis.example.com:x`),
      plain,
      password,
    ];
    const configurations: readonly object[] = [
      ...queueUrls.map(queue),
      queue([password]),
      queue({ [plain]: 1 }),
      queue({ env: password }),
      { queue: { url: 'redis://redis.example.com', password: `${password}\nmore` } },
      { queue: { url: 'redis://redis.example.com', password: [password] } },
      { queue: { url: 'redis://redis.example.com', password: { value: password } } },
      { queue: { url: 'redis://redis.example.com', password: { env: password } } },
      { queue: { url: 'redis+sentinel://redis.example.com/mymaster', sentinelPassword: [password] } },
      { queue: { url: 'redis://redis.example.com', sentinelPassword: password } },
      { tracing: { endpoint: `http://azlog:${plain}@collector.example.com:4318` } },
      { tracing: { endpoint: `http://collector.example.com:4318/?api-key=${plain}` } },
      { tracing: { endpoint: `https://collector.example.com:4318/v1/traces#${plain}` } },
      { tracing: { endpoint: `ftp://azlog:${plain}@collector.example.com` } },
      { tracing: { endpoint: 'http://collector.example.com', headers: { 'api-key': plain } } },
      { tracing: { headers: `api-key=${plain}` } },
      source({ accountKey: `${key} and more` }),
      source({ accountKey: key, sas: `sv=1&sig=${key}` }),
      source({ accountKey: undefined, sas: key }),
      source({ accountKey: undefined, connectionString: `AccountKey=${key}` }),
      source({ accountKey: undefined, connectionString: connection.replace('AccountName', 'Name') }),
      source({ account: key }),
      source({ account: connection }),
      source({ endpoint: connection }),
      source({ endpoint: signed }),
      source({ endpoint: `https://azlog:${password}@contoso.table.core.windows.net` }),
      source({ table: connection }),
      source({ acountKey: key }),
      source({ start: `sig=${key}` }),
      destination({ host: `azlog:${password}@siem.example.com:x y` }),
      destination({ tls: { keyPassphrase: password } }),
      destination({
        tls: {
          certFile: lab.certificates.client.certFile,
          keyFile: join(folder, 'key.pem'),
          keyPassphrase: password,
        },
      }),
    ];
    const valid = { ...source({}), ...destination({}) };
    const texts = [
      ...configurations.map((broken) => stringify({ ...valid, ...broken })),
      // Not YAML.
      `sources:\n  - { account: a, accountKey: "${key} }\n`,
      `sources:\n  - account: a\n    accountKey: *${plain}\n`,
      `sources:\n  - account: a\n    accountKey: !${plain} x\n`,
      `sources:\n  - account: a\n\taccountKey: ${key}\n`,
      `sources:\n  - account: a\n    accountKey: ${plain}: more\n`,
      `sources:\n  - account: a\n    accountKey: ${plain}\n    accountKey: ${key}\n`,
      `sources:\n  - account: a\n    accountKey:${key}\n`,
      `sources: ${connection}\n`,
      `queue: redis://:${plain}@redis.example.com\n`,
    ];
    const file = join(folder, 'broken.yaml');
    const check = (text: string, env: Readonly<Record<string, string>>): void => {
      writeFileSync(file, text);
      // Its message is what `azlog run` and `azlog config check` print.
      assert.throws(
        () => loadConfig({ path: file, env }),
        (error: unknown) => {
          assert.ok(error instanceof AzlogError, String(error));
          none(`what is said of\n${text}${JSON.stringify(env)}`, error.message);
          return true;
        },
        text,
      );
    };
    for (const text of texts) check(text, {});
    const variables: Readonly<Record<string, string>> = {
      AZLOG_QUEUE_URL: `redis//:${password}@redis.example.com`,
      AZLOG_QUEUE_PASSWORD: `${password}\n`,
      AZLOG_QUEUE_SENTINEL_PASSWORD: `${password}\n`,
      AZLOG_TRACING_ENDPOINT: `http://azlog:${plain}@collector.example.com`,
      AZLOG_SOURCE_ACCOUNTKEY: key,
      AZLOG_SOURCE_SAS: `sig=${key}`,
      AZLOG_SOURCE_CONNECTION_STRING: connection,
      AZLOG_SOURCE_ENDPOINT: signed,
      AZLOG_SOURCE_START: connection,
      AZLOG_DESTINATION_TLS_KEY_PASSPHRASE: password,
    };
    for (const [name, value] of Object.entries(variables)) check(stringify(valid), { [name]: value });
  });

  test('are in nothing that is printed of a configuration that can be used', async () => {
    const file = join(folder, 'valid.yaml');
    const url = `redis+sentinel://:${encodeURIComponent(redisPassword)}@127.0.0.1:${redis.port}/mymaster`;
    writeFileSync(file, stringify(await config({ url, sentinelPassword })));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...nodeFlags, mainProgram, 'config', 'check', '--config', file],
      { encoding: 'utf8', env: { ...process.env, ...environment() } },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /keyPassphrase: \(hidden\)/);
    assert.match(stdout, /sentinelPassword: \(hidden\)/);
    none('config check', stdout + stderr);
  });

  test('are in nothing that a crash leaves behind', async () => {
    const file = join(folder, 'crash.yaml');
    const url = `redis://:${encodeURIComponent(redisPassword)}@127.0.0.1:${redis.port}`;
    writeFileSync(file, stringify({ ...(await config({ url })), http: { port: 0 } }));
    /** What an error of a library may say: by form, and as it stands. */
    const byForm = `AccountKey=${wrongKey}; redis://:${encodeURIComponent(redisPassword)}@redis.example.com`;
    const byValue = `cannot use ${redisPassword}, ${encodeURIComponent(passphrase)} and ${wrongKey}`;
    const later = (code: string): string => `setTimeout(() => { ${code} }, 3_000)`;
    const crashes = [
      { command: 'run', text: `${byForm} ${byValue}`, code: later('throw new Error(text)') },
      { command: 'run', text: `${byForm} ${byValue}`, code: later('throw text') },
      {
        command: 'run',
        text: `${byForm} ${byValue}`,
        code: later("Promise.reject(new Error('outer', { cause: new Error(text) }))"),
      },
      {
        command: 'run',
        text: `${byForm} ${byValue}`,
        code: later('setImmediate(() => { throw new TypeError(text) }); throw new Error(text)'),
      },
      {
        command: 'config check',
        text: byForm,
        code: 'process.stdout.write = () => { throw new Error(text) }',
      },
    ];
    const crash = async ({ command, text, code }: (typeof crashes)[number], index: number): Promise<void> => {
      const [textFile, preload] = [join(folder, `crash-${index}.txt`), join(folder, `crash-${index}.mjs`)];
      writeFileSync(textFile, text);
      writeFileSync(
        preload,
        `import { readFileSync } from 'node:fs';
         const text = readFileSync(${JSON.stringify(textFile)}, 'utf8');
         ${code};`,
      );
      const {
        code: status,
        stdout,
        stderr,
      } = await runAzlog([...command.split(' '), '--config', file], {
        ...environment(),
        NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`,
      });
      const place = `azlog ${command} after ${code}`;
      assert.equal(status, 1, `${place}\n${stdout}${stderr}`);
      assert.match(stderr, /AccountKey=\(hidden\)/, place);
      none(place, stdout + stderr);
    };
    await Promise.all(crashes.map(crash));
  });
});
