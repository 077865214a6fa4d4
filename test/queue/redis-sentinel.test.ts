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

  test('a replica that does not answer is a warning, and keeps nobody from starting', async () => {
    const master = await redis.master();
    const replica = redis.servers.find((server) => server !== master);
    assert.ok(replica !== undefined);
    replica.freeze();
    try {
      const warnings = await queue.warnings();
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0] ?? '',
        new RegExp(`^Redis at \\S+:${replica.port} does not report its settings`),
      );
    } finally {
      replica.thaw();
    }
  });
});
