import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { createQueueWatch } from '../../src/stages/queue-watch.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const prefix = '{azlog}';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly code?: string;
  readonly stack?: string;
}

/** A queue as a process has it, with consumers, and the log of its watch. */
async function watched(redis: TestRedis, password?: string) {
  const lines: Line[] = [];
  const log = createLogger({
    level: 'info',
    stage: 'all',
    destination: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  const watch = createQueueWatch(log);
  const queue = await openQueue(
    { url: redis.url, prefix, ...(password === undefined ? {} : { password }) },
    watch.failed,
  );
  await queue.ping();
  watch.watch(queue);
  const consumers = ['polls', 'pages', 'batches.siem'].map((name) =>
    queue.consume(name, { concurrency: 1, onError: () => {} }, async () => 'done'),
  );
  await work(queue, 1);
  return {
    watch,
    queue,
    lines,
    async close() {
      watch.close();
      await Promise.all(consumers.map((consumer) => consumer.close()));
      await queue.close();
    },
  };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 50) {
    assert.ok(waited < 120_000, `${what}: not within 120 s`);
    await sleep(50);
  }
}

const texts = (lines: readonly Line[]): readonly string[] => lines.map(({ msg }) => msg);
const hasEnded = (lines: readonly Line[]) => () => lines.some(({ msg }) => msg.includes('works again'));

/** What a stage does all the time; each of these fails while the queue is in trouble. */
async function work(queue: JobQueue, times: number): Promise<void> {
  await Promise.allSettled(
    Array.from({ length: times }, async (_, time) => {
      await sleep(20 * time);
      await queue.add([{ queue: 'other', id: `o.${time}`, data: { v: 1 }, keep: 'nothing' }]);
      await queue.backlog('pages');
    }),
  );
}

async function ask(redis: TestRedis, command: readonly [string, ...(string | number)[]]): Promise<void> {
  const client = new Redis(redis.url);
  const [name, ...args] = command;
  await client.call(name, ...args);
  client.disconnect();
}

suite('trouble of a queue on Redis is reported once', { concurrency: true }, () => {
  test('a server that stands still, and continues', async () => {
    const redis = await startRedis();
    const { queue, lines, close } = await watched(redis);
    redis.signal('SIGSTOP');
    const asked = work(queue, 20);
    await until('the outage is reported', () => lines.length > 0);
    assert.equal(lines.length, 1, JSON.stringify(lines));
    assert.match(lines[0]?.msg ?? '', /^queue: connection lost, reconnecting: Redis at .* does not answer/);
    redis.signal('SIGCONT');
    await until('the end is reported', hasEnded(lines));
    await asked;
    assert.equal(lines.length, 2, JSON.stringify(lines));
    await close();
    await redis.stop();
  });

  test('killed and started again: one line with the reason, one as it works again', async () => {
    const redis = await startRedis();
    const { queue, lines, watch, close } = await watched(redis);
    await redis.kill();
    await until('the outage is reported', () => lines.length > 0);
    await work(queue, 100);
    assert.deepEqual(texts(lines), [
      `queue: connection lost, reconnecting: Redis at 127.0.0.1:${redis.port} refuses the connection; is it running? (queue.url)`,
    ]);
    assert.equal(lines[0]?.code, 'QUEUE_UNREACHABLE');
    assert.equal(lines[0]?.stack, undefined);
    assert.match(watch.reason ?? '', /refuses the connection/);
    await redis.start();
    await until('the end is reported', hasEnded(lines));
    await work(queue, 50);
    assert.equal(lines.length, 2);
    assert.match(lines[1]?.msg ?? '', /^queue: works again after (\d+(\.\d)? s|\d+ min( \d+ s)?)$/);
    assert.equal(watch.reason, undefined);
    await close();
    await redis.stop();
  });

  const settings = [
    {
      what: 'a replica',
      break: ['REPLICAOF', '192.0.2.1', 6379],
      mend: ['REPLICAOF', 'NO', 'ONE'],
      code: 'QUEUE_READ_ONLY',
      says: /accepts no writes: it is a replica.*set queue\.url to the primary/,
    },
    {
      what: 'out of memory',
      break: ['CONFIG', 'SET', 'maxmemory', '1'],
      mend: ['CONFIG', 'SET', 'maxmemory', '0'],
      code: 'QUEUE_FULL',
      says: /memory is full; raise its maxmemory/,
    },
  ] as const;
  for (const { what, break: breaks, mend, code, says } of settings) {
    test(`${what}: one line with the reason, one as it works again`, async () => {
      const redis = await startRedis();
      const { queue, lines, close } = await watched(redis);
      await ask(redis, breaks);
      await work(queue, 5);
      await until('the outage is reported', () => lines.length > 0);
      await work(queue, 100);
      assert.deepEqual(
        lines.map((line) => line.code),
        [code],
        JSON.stringify(lines),
      );
      assert.match(lines[0]?.msg ?? '', says);
      await ask(redis, mend);
      await until('the end is reported', hasEnded(lines));
      assert.equal(lines.length, 2, JSON.stringify(lines));
      await close();
      await redis.stop();
    });
  }
});
