import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import { openQueue, type QueueOptions } from '../../src/queue/open-queue.ts';
import { unexpected } from '../contracts/queue.ts';
import { bundleOf } from '../files/writings.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { startRedisCluster, tlsSettings } from '../support/redis-cluster.ts';
import { startRedisNode } from '../support/redis-node.ts';
import { startRedisSentinel } from '../support/redis-sentinel.ts';

const passwords = { password: 'of-the-server', sentinelPassword: 'of-the-sentinels' };

type Server = Pick<QueueOptions, 'url' | 'sentinelPassword'>;

/** With the right CA a job is added and taken; what cannot be verified is refused in words, and the process goes on. */
async function check(server: Server, { caFile, otherCaFile }: Certificates, refused: RegExp): Promise<void> {
  const bundle = await bundleOf(otherCaFile, caFile);
  const queue = await openQueue({ ...server, prefix: '{azlog}', caFile: bundle }, unexpected);
  try {
    await queue.add([{ queue: 'tls', id: 't.1', data: { v: 1 }, keep: 'nothing' }]);
    const { promise: taken, resolve } = Promise.withResolvers<string>();
    const consumer = queue.consume('tls', { concurrency: 1, onError: unexpected }, async ({ id }) => {
      resolve(id);
      return 'done';
    });
    assert.equal(await taken, 't.1');
    await consumer.close();
  } finally {
    await queue.close();
  }
  // Several times, since each is closed in the middle of the handshakes of its other connections.
  for (let time = 0; time < 5; time++) {
    for (const wrong of [{ caFile: otherCaFile }, { caFile, serverName: 'siem.example' }]) {
      await assert.rejects(
        async () => {
          const stranger = await openQueue({ ...server, prefix: '{azlog}', ...wrong }, () => {});
          try {
            await stranger.ping();
          } finally {
            await stranger.close();
          }
        },
        (error: unknown) => {
          assert.ok(error instanceof AzlogError);
          assert.equal(error.code, 'QUEUE_UNREACHABLE');
          assert.match(error.message, refused);
          assert.match(error.message, 'serverName' in wrong ? /queue\.serverName/ : /queue\.caFile/);
          return true;
        },
      );
    }
  }
}

test('TLS to one Redis: by its CA and name, and by no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-redis-tls-'));
  const certificates = await createCertificates(folder);
  const node = await startRedisNode({
    port: await freePort(),
    folder: join(folder, 'server'),
    settings: tlsSettings(certificates),
    ca: await readFile(certificates.caFile),
  });
  try {
    await check({ url: `rediss://127.0.0.1:${node.port}` }, certificates, /certificate/);
  } finally {
    await node.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

test('TLS to a Redis Cluster that asks for a password', async () => {
  const cluster = await startRedisCluster({ tls: true, password: passwords.password });
  try {
    assert.ok(cluster.certificates);
    await check({ url: cluster.url }, cluster.certificates, /127\.0\.0\.1:\d+: .*certificate/);
  } finally {
    await cluster.stop();
  }
});

test('TLS to Sentinels and to the master that they name', async () => {
  const redis = await startRedisSentinel({ tls: true, ...passwords });
  const { sentinelPassword } = passwords;
  try {
    assert.ok(redis.certificates);
    await check({ url: redis.url, sentinelPassword }, redis.certificates, /127\.0\.0\.1:\d+: .*certificate/);
  } finally {
    await redis.stop();
  }
});
