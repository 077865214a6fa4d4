import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { freePort } from '../support/free-port.ts';
import { listens, startServer } from '../support/process.ts';
import { at, find, listAt, render, textAt, withoutHelm } from './helm.ts';

// A password of an operator's own: with everything that a shell or a file of Redis could take for something else.
const password = String.raw`p"a\ss 'w$(ord)#`;

test('the Redis of the release starts as rendered: with its password, its file, and nothing evicted', {
  skip: withoutHelm,
}, async (t) => {
  const objects = await render(['redis-values.yaml']);
  const container = at(
    find(objects, 'StatefulSet', 'azlog-azlog-forwarder-redis'),
    'spec.template.spec.containers.0',
  );
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'azlog-chart-redis-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  // The places of the container are folders of this test, and the port is a free one.
  const here = (text: string): string =>
    ['/run/secrets/redis', '/etc/redis', '/run/redis', '/data']
      .reduce((moved, place) => moved.replaceAll(place, `${folder}${place}`), text)
      .replace('port 6379', `port ${port}`)
      .replace('redis-cli', `redis-cli -p ${port}`);
  for (const place of listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'mountPath'))) {
    await mkdir(join(folder, place), { recursive: true });
  }
  const conf = textAt(find(objects, 'ConfigMap', 'azlog-azlog-forwarder-redis'), 'data.[redis.conf]');
  await writeFile(`${folder}/etc/redis/redis.conf`, here(conf));
  await writeFile(`${folder}/run/secrets/redis/password`, password);

  const [program = '', ...args] = listAt(container, 'command').map((part) => here(String(part)));
  const start = (): ReturnType<typeof startServer> =>
    startServer({ program, args, ready: () => listens(port) });
  const probe = (): Promise<unknown> => {
    const [shell = '', ...rest] = listAt(container, 'readinessProbe.exec.command').map((part) =>
      here(String(part)),
    );
    return promisify(execFile)(shell, rest);
  };

  let server = await start();
  t.after(() => server.stop());
  // `exec` in the script: signals of Kubernetes reach Redis itself, and its command line has no password.
  const commandLine = await readFile(`/proc/${server.pid}/cmdline`, 'utf8');
  assert.match(commandLine, /^redis-server/);
  assert.ok(!commandLine.includes(password));
  await probe();

  const client = new Redis({ port, password });
  t.after(() => client.disconnect());
  assert.deepEqual(await client.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction']);
  assert.deepEqual(await client.config('GET', 'maxmemory'), ['maxmemory', '1073741824']);
  assert.deepEqual(await client.config('GET', 'appendonly'), ['appendonly', 'yes']);
  await client.set('kept', 'yes');
  await server.stop('SIGTERM');
  await assert.rejects(probe());

  server = await start();
  assert.equal(await client.get('kept'), 'yes');

  const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(port), 'get', 'kept']);
  assert.match(stdout, /NOAUTH/);
  await writeFile(`${folder}/run/secrets/redis/password`, 'another');
  await assert.rejects(probe(), 'a probe without the password is no answer');
});
