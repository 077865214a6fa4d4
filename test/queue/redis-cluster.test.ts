import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { startRedisCluster, type TestRedisCluster } from '../support/redis-cluster.ts';

const prefix = '{azlog}';

suite('queue on a Redis Cluster', () => {
  let cluster: TestRedisCluster;
  let queue: JobQueue;
  before(async () => {
    cluster = await startRedisCluster();
    queue = await openQueue({ url: cluster.url, prefix }, unexpected);
  });
  after(async () => {
    await queue.close();
    await cluster.stop();
  });
  queueContract(() => queue);

  test('well set up nodes give no warning', async () => {
    assert.deepEqual(await queue.warnings(), []);
  });
});

test('TLS to a cluster that asks for a password: by its CA, and by no other', async () => {
  const cluster = await startRedisCluster({ tls: true, password: 'of-the-server' });
  const { caFile, otherCaFile } = cluster.certificates ?? {};
  const queue = await openQueue({ url: cluster.url, prefix, caFile }, unexpected);
  const troubles: string[] = [];
  const stranger = await openQueue({ url: cluster.url, prefix, caFile: otherCaFile }, (error) =>
    troubles.push(String(error)),
  );
  try {
    await queue.add([{ queue: 'tls', id: 't.1', data: { v: 1 }, keep: 'nothing' }]);
    assert.equal(await queue.has('tls', 't.1'), true);
    for (let waited = 0; troubles.length === 0; waited += 20) {
      assert.ok(waited < 10_000, 'the wrong CA gave no error');
      await sleep(20);
    }
    assert.match(troubles.join('\n'), /certificate/);
  } finally {
    await queue.close();
    await stranger.close();
    await cluster.stop();
  }
});
