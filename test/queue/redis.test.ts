import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { AzlogError } from '../../src/errors.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { notesContract } from '../contracts/notes.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const prefix = '{azlog}';

suite('queue on Redis', () => {
  let redis: TestRedis;
  let queue: JobQueue;
  let other: JobQueue;
  let client: Redis;
  before(async () => {
    redis = await startRedis();
    queue = await openQueue({ url: redis.url, prefix }, unexpected);
    other = await openQueue({ url: redis.url, prefix }, unexpected);
    client = new Redis(redis.url);
  });
  after(async () => {
    client.disconnect();
    await other.close();
    await queue.close();
    await redis.stop();
  });
  queueContract(() => queue);
  notesContract(
    () => [queue, other],
    () => client.dbsize(),
  );

  test('a well set up server gives no warning', async () => {
    assert.deepEqual(await queue.warnings(), []);
  });
});

suite('Redis that fails', () => {
  test('adding to a server that is out of memory is an error, not a silent loss', async () => {
    const redis = await startRedis(['--maxmemory', '6mb', '--maxmemory-policy', 'noeviction']);
    const queue = await openQueue({ url: redis.url, prefix }, () => {});
    try {
      const body = 'x'.repeat(1_000_000);
      let added = 0;
      const fill = async (): Promise<void> => {
        for (; added < 20; added++) {
          await queue.add([
            { queue: 'pages', id: `p.${added}`, data: { v: 1, body }, keep: 'nothing' },
            { queue: 'polls', id: `n.${added}`, data: { v: 1 }, keep: 'history' },
          ]);
        }
      };
      await assert.rejects(fill, (error: unknown) => {
        assert.ok(error instanceof AzlogError);
        assert.equal(error.code, 'QUEUE_FULL');
        assert.match(error.message, /OOM/);
        return true;
      });
      // Whatever came of the refused pair: never the next poll without its page.
      assert.ok(!(await queue.has('polls', `n.${added}`)) || (await queue.has('pages', `p.${added}`)));
    } finally {
      await queue.close();
      await redis.stop();
    }
  });

  test('a server that may evict or forget is warned of', async () => {
    const redis = await startRedis([
      '--maxmemory',
      '50mb',
      '--maxmemory-policy',
      'allkeys-lru',
      '--appendonly',
      'no',
    ]);
    const queue = await openQueue({ url: redis.url, prefix }, () => {});
    const warnings = await queue.warnings();
    const dangers = await queue.dangers();
    await queue.close();
    await redis.stop();
    assert.equal(warnings.length, 2);
    assert.match(warnings.join('\n'), /noeviction/);
    assert.match(warnings.join('\n'), /appendonly yes/);
    // Only the eviction loses what is queued while the server runs.
    assert.equal(dangers.length, 1);
    assert.match(dangers[0] ?? '', /noeviction/);
  });

  test('a consumer goes on after the server was killed and started again, and no job is lost', async () => {
    const redis = await startRedis(['--appendfsync', 'always']);
    const queue = await openQueue({ url: redis.url, prefix }, () => {});
    const seen = new Set<string>();
    const consumer = queue.consume('work', { concurrency: 1, onError: () => {} }, async ({ id }) => {
      seen.add(id);
      return 'done';
    });
    await queue.add([{ queue: 'work', id: 'before.1', data: { v: 1 }, keep: 'nothing' }]);
    while (!seen.has('before.1')) await sleep(10);
    await redis.kill();
    await assert.rejects(queue.add([{ queue: 'work', id: 'during.1', data: { v: 1 }, keep: 'nothing' }]), {
      code: 'QUEUE_UNREACHABLE',
    });
    await redis.start();
    await queue.add([{ queue: 'work', id: 'after.1', data: { v: 1 }, keep: 'nothing' }]);
    for (let waited = 0; !seen.has('after.1'); waited += 20) {
      assert.ok(waited < 30_000, 'the consumer did not go on within 30 s');
      await sleep(20);
    }
    await consumer.close();
    await queue.close();
    await redis.stop();
  });
});
