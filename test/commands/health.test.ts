import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { health } from '../../src/commands/health.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { type Check, startHealthServer } from '../../src/telemetry/server.ts';
import { freePort } from '../support/free-port.ts';

const never = new AbortController().signal;
const holds: Check = { name: 'process', ok: true };
const root = join(import.meta.dirname, '../..');

/** Nothing of it can be used to sign in or to connect: only the process itself needs that. */
const withoutSecrets = {
  AZLOG_QUEUE_URL: 'redis://queue.invalid:6379',
  AZLOG_QUEUE_PASSWORD_FILE: '/nowhere/queue-password',
  AZLOG_SOURCE_ACCOUNT: 'contoso',
  AZLOG_SOURCE_SAS_FILE: '/nowhere/sas',
  AZLOG_DESTINATION_HOST: 'siem.invalid',
  AZLOG_DESTINATION_TLS_CA_FILE: '/nowhere/ca.pem',
  AZLOG_DESTINATION_TLS_CERT_FILE: '/nowhere/client.pem',
  AZLOG_DESTINATION_TLS_KEY_FILE: '/nowhere/client-key.pem',
};

const environment = (host: string, port: number) => ({
  ...withoutSecrets,
  AZLOG_HTTP_HOST: host,
  AZLOG_HTTP_PORT: String(port),
});

async function serve(t: TestContext, host: string, live: Check, ready: readonly Check[]): Promise<number> {
  const server = await startHealthServer({
    host,
    port: 0,
    metrics: createMetrics({ processMetrics: false }),
    live: () => live,
    ready: () => ready,
  });
  t.after(() => server.close());
  return server.port;
}

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

for (const host of ['127.0.0.1', '0.0.0.0', 'localhost', '::', '::1']) {
  const skip = host.includes(':') && !hasIpv6 && 'this machine has no IPv6';
  test(`health finds the process that listens at ${host}, and needs no secret for it`, {
    skip,
  }, async (t) => {
    const port = await serve(t, host, holds, []);
    assert.deepEqual(await health({ env: environment(host, port) }, false, never), {
      stdout: 'alive\n',
      stderr: '',
      exitCode: 0,
    });
    assert.equal((await health({ env: environment(host, port) }, true, never)).stdout, 'ready\n');
  });
}

test('health tells which checks fail; not ready is not dead', async (t) => {
  const port = await serve(t, '127.0.0.1', holds, [
    { name: 'queue', ok: true },
    { name: 'destination siem', ok: false, reason: 'connection refused' },
    { name: 'source azure', ok: false },
  ]);
  const env = environment('127.0.0.1', port);
  assert.equal((await health({ env }, false, never)).exitCode, 0);
  assert.deepEqual(await health({ env }, true, never), {
    stdout: '',
    stderr: 'destination siem: connection refused\nsource azure: failing\n',
    exitCode: 1,
  });
});

test('health of a process that only a restart can help', async (t) => {
  const port = await serve(t, '127.0.0.1', { name: 'process', ok: false, reason: 'it stands still' }, []);
  const result = await health({ env: environment('127.0.0.1', port) }, false, never);
  assert.deepEqual(result, { stdout: '', stderr: 'process: it stands still\n', exitCode: 1 });
});

test('health says what is the matter when nobody answers as azlog does', async (t) => {
  const start = async (answer: RequestListener): Promise<number> => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const ask = async (port: number) =>
    await health({ env: environment('127.0.0.1', port) }, false, AbortSignal.timeout(60_000));

  const cases: readonly (readonly [string, number, RegExp])[] = [
    [
      'nobody listens',
      await freePort(),
      /^http:\/\/127\.0\.0\.1:\d+\/livez refuses the connection: azlog is not running /,
    ],
    ['another program', await start((_, answer) => answer.end('hello')), /another program has this port/],
    [
      'other JSON',
      await start((_, answer) => answer.end('{"checks":[{}]}')),
      /another program has this port/,
    ],
    ['breaks off', await start((request) => request.socket.destroy()), /closed the connection/],
    ['hangs', await start(() => undefined), /did not answer within 4 s: the process hangs/],
  ];
  for (const [name, port, pattern] of cases) {
    const { exitCode, stderr, stdout } = await ask(port);
    assert.equal(exitCode, 1, name);
    assert.match(stderr, pattern);
    assert.equal(stdout, '');
  }
});

test('health cannot know a port that the system chose', async () => {
  await assert.rejects(health({ env: environment('127.0.0.1', 0) }, false, never), {
    code: 'CONFIG_INVALID',
    message: /http\.port: .*AZLOG_HTTP_PORT/,
  });
});

test('azlog health asks a running azlog, which was started by the name of its stage', async (t) => {
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    ...withoutSecrets,
    AZLOG_HTTP_PORT: String(port),
    AZLOG_QUEUE_PASSWORD_FILE: '',
    AZLOG_QUEUE_URL: `redis://127.0.0.1:${await freePort()}`,
  };
  const main = join(root, 'src/main.ts');
  const running = spawn(process.execPath, [main, 'formatter'], { env, stdio: ['ignore', 'inherit', 'pipe'] });
  const exited = once(running, 'exit');
  t.after(() => running.kill('SIGKILL'));
  const [line] = await once(running.stderr, 'data');
  running.stderr.resume();
  assert.partialDeepStrictEqual(JSON.parse(String(line).split('\n')[0] ?? ''), {
    msg: 'starting',
    stages: ['formatter'],
  });

  const ask = (...args: string[]) =>
    spawnSync(process.execPath, [main, 'health', ...args], { env, encoding: 'utf8' });
  const live = ask();
  assert.deepEqual([live.status, live.stdout, live.stderr], [0, 'alive\n', '']);
  const ready = ask('--ready');
  assert.deepEqual([ready.status, ready.stdout], [1, '']);
  assert.match(
    ready.stderr,
    /^queue: (this process has not reached the queue yet|.* refuses the connection; .*)$/m,
  );
  running.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
  const gone = ask();
  assert.equal(gone.status, 1);
  assert.match(gone.stderr, /refuses the connection/);
});
