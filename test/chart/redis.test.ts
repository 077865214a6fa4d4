import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { render, withoutHelm } from './helm.ts';
import { layOutRedis } from './rendered-redis.ts';

// A password of an operator's own: with everything that a shell or a file of Redis could take for something else.
const password = String.raw`p"a\ss 'w$(ord)#`;

test('the Redis of the release starts as rendered: with its password, its file, and nothing evicted', {
  skip: withoutHelm,
}, async (t) => {
  const objects = await render(['redis-existing-secret-values.yaml']);
  const folder = await mkdtemp(join(tmpdir(), 'azlog-chart-redis-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const redis = await layOutRedis(folder, objects, {
    secrets: { 'azlog-redis': { 'redis-password': password } },
  });
  const { port } = redis;

  let server = await redis.start();
  t.after(() => server.stop());
  // `exec` in the script: signals of Kubernetes reach Redis itself, and its command line has no password.
  const commandLine = await readFile(`/proc/${server.pid}/cmdline`, 'utf8');
  assert.match(commandLine, /^redis-server/);
  assert.ok(!commandLine.includes(password));
  await redis.probe();

  const client = new Redis({ port, password });
  t.after(() => client.disconnect());
  assert.deepEqual(await client.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction']);
  assert.deepEqual(await client.config('GET', 'maxmemory'), ['maxmemory', String(2 ** 31)]);
  assert.deepEqual(await client.config('GET', 'appendonly'), ['appendonly', 'yes']);
  await client.set('kept', 'yes');
  await server.stop('SIGTERM');
  await assert.rejects(redis.probe());

  server = await redis.start();
  assert.equal(await client.get('kept'), 'yes');

  const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(port), 'get', 'kept']);
  assert.match(stdout, /NOAUTH/);
  await redis.changePassword('another');
  await assert.rejects(redis.probe(), 'a probe without the password is no answer');
});
