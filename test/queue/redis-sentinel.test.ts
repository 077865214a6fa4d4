import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { startRedisSentinel, type TestRedisSentinel } from '../support/redis-sentinel.ts';

const prefix = '{azlog}';

suite('queue on a Redis that Sentinels watch', () => {
  let redis: TestRedisSentinel;
  let queue: JobQueue;
  before(async () => {
    redis = await startRedisSentinel({ password: 'of-the-server', sentinelPassword: 'of-the-sentinels' });
    queue = await openQueue({ url: redis.url, sentinelPassword: 'of-the-sentinels', prefix }, unexpected);
  });
  after(async () => {
    await queue.close();
    await redis.stop();
  });
  queueContract(() => queue);

  test('well set up servers give no warning', async () => {
    assert.deepEqual(await queue.warnings(), []);
  });
});
