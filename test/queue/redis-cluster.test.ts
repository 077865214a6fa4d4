import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
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
