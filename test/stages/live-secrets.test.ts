import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { secretsOf } from '../../src/config/mask-config.ts';
import { readTlsOptions } from '../../src/destinations/tls-options.ts';
import { followSecrets } from '../../src/stages/live-secrets.ts';
import { withLivePassphrase } from '../../src/stages/start-stages.ts';
import { createKnownSecrets } from '../../src/telemetry/known-secrets.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { createCertificates } from '../support/certificates.ts';

/** Looked at only when the test asks for it. */
const never = 2 ** 31 - 1;

test('secrets that a process does not take up while it runs are said to need a restart, once, and are hidden', async (t) => {
  const folder = temporaryFolder(t, {
    'queue-url': 'redis://127.0.0.1:1\n',
    'hash-key': 'first-key-of-hashes-0123456789abcdef\n',
    password: 'first-password\n',
    sas: 'sv=1&se=2036-01-01&sig=c2ln',
  });
  writeFileSync(
    join(folder, 'azlog.yaml'),
    stringify({
      queue: { url: { file: 'queue-url' }, password: { file: 'password' } },
      sources: [{ name: 'vms', account: 'contoso', sas: { file: 'sas' } }],
      destinations: [{ host: 'siem.invalid', transport: 'tcp' }],
      hashing: { key: { file: 'hash-key' } },
    }),
  );
  const config = loadConfig({ cwd: folder, env: {} });
  const known = createKnownSecrets(secretsOf(config));
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const log = createLogger({ level: 'info', stage: 'all', secrets: known, destination });
  const secrets = followSecrets(config, { log, known, everyMs: never });
  t.after(() => secrets.close());
  const said = async (): Promise<readonly string[]> => {
    await secrets.look();
    await secrets.look();
    return lines.splice(0).map((line) => {
      const { level, option, msg } = JSON.parse(line);
      return `${level} ${option} ${msg}`;
    });
  };
  assert.deepEqual(await said(), []);
  assert.equal(secrets.fileOf('vms'), join(folder, 'sas'));

  writeFileSync(join(folder, 'hash-key'), 'second-key-of-hashes-0123456789abcdef');
  writeFileSync(join(folder, 'password'), 'second-password');
  assert.deepEqual((await said()).toSorted(), [
    'warn hashing.key secrets: the file has changed; this process keeps its key until a restart or a reload (SIGHUP), so that equal values keep equal hashes',
    'warn queue.password secrets: the file has changed; this process keeps its secret until a restart or a reload (SIGHUP)',
  ]);
  assert.deepEqual(await said(), []);
  log.info('leaked second-password and second-key-of-hashes-0123456789abcdef, and the first-password');
  assert.equal(JSON.parse(lines[0] ?? '').msg, 'leaked (hidden) and (hidden), and the (hidden)');
});

test('a new passphrase opens the new key of a destination at its next connection', async (t) => {
  const folder = temporaryFolder(t, { passphrase: 'first-passphrase' });
  const { client, caFile } = await createCertificates(folder);
  const plain = createPrivateKey(readFileSync(client.keyFile));
  const writeKey = (passphrase: string): void =>
    writeFileSync(
      join(folder, 'key.pem'),
      plain.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }),
    );
  writeKey('first-passphrase');
  const env = {
    AZLOG_SOURCE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
    AZLOG_DESTINATION_NAME: 'siem',
    AZLOG_DESTINATION_HOST: 'siem.invalid',
    AZLOG_DESTINATION_TLS_CA_FILE: caFile,
    AZLOG_DESTINATION_TLS_CERT_FILE: client.certFile,
    AZLOG_DESTINATION_TLS_KEY_FILE: join(folder, 'key.pem'),
    AZLOG_DESTINATION_TLS_KEY_PASSPHRASE_FILE: join(folder, 'passphrase'),
  };
  const config = loadConfig({ cwd: folder, env, stages: ['sender'] });
  const log = createLogger({ level: 'silent', stage: 'sender' });
  const secrets = followSecrets(config, { log, known: createKnownSecrets([]), everyMs: never });
  t.after(() => secrets.close());
  const [destination] = config.destinations;
  assert.ok(destination?.type === 'syslog');
  const live = withLivePassphrase(destination, secrets);
  assert.ok(live.type === 'syslog' && live.tls !== undefined);
  const { tls } = live;
  const connect = async () => createSecureContext(await readTlsOptions('siem.invalid', tls));
  await connect();
  writeKey('second-passphrase');
  await assert.rejects(connect, /the passphrase is not that of the key/);
  writeFileSync(join(folder, 'passphrase'), 'second-passphrase');
  await secrets.look();
  await secrets.look();
  await connect();
  assert.equal(
    destination.tls?.keyPassphrase,
    'first-passphrase',
    'the configuration itself stays as it was',
  );
});

test('the folder of an embedded queue, as a file names it, is no secret that has changed', async (t) => {
  const folder = temporaryFolder(t, { url: 'embedded:data' });
  const env = {
    AZLOG_QUEUE_URL_FILE: join(folder, 'url'),
    AZLOG_SOURCE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
    AZLOG_DESTINATION_HOST: 'siem.invalid',
    AZLOG_DESTINATION_TRANSPORT: 'tcp',
  };
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const config = loadConfig({ cwd: folder, env });
  assert.equal(config.secretFiles.length, 1);
  const log = createLogger({ level: 'info', stage: 'all', destination });
  const secrets = followSecrets(config, { log, known: createKnownSecrets([]), everyMs: never });
  t.after(() => secrets.close());
  await secrets.look();
  await secrets.look();
  assert.deepEqual(lines, []);
});

test('a source that is made again after a failed start has the secret as it is now', async (t) => {
  const [first, second] = ['sv=1&si=first&sig=c2ln', 'sv=1&si=second&sig=c2ln'];
  const folder = temporaryFolder(t, { sas: first });
  const env = {
    AZLOG_SOURCE_SAS_FILE: join(folder, 'sas'),
    AZLOG_SOURCE_ACCOUNT: 'contoso',
    AZLOG_DESTINATION_HOST: 'siem.invalid',
    AZLOG_DESTINATION_TRANSPORT: 'tcp',
  };
  const config = loadConfig({ cwd: folder, env, stages: ['poller'] });
  const known = createKnownSecrets([]);
  const log = createLogger({ level: 'silent', stage: 'poller' });
  const secrets = followSecrets(config, { log, known, everyMs: never });
  t.after(() => secrets.close());
  const name = config.sources[0]?.name ?? '';
  assert.deepEqual(secrets.of(name), {});
  const taken: unknown[] = [];
  secrets.onSource(name, () => taken.push('by the source of the start that failed'));
  secrets.onSource(name, (given) => taken.push(given));
  writeFileSync(join(folder, 'sas'), second);
  await secrets.look();
  await secrets.look();
  assert.deepEqual(taken, [{ sas: second }]);
  assert.deepEqual(secrets.of(name), { sas: second });
});
