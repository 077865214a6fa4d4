import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { AzlogError } from '../../src/errors.ts';
import type { Cursor } from '../../src/pipeline.ts';
import { jobToPage } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import type { Source } from '../../src/sources/source.ts';
import { startPoller } from '../../src/stages/poller.ts';
import type { StageContext } from '../../src/stages/stage.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

suite('poller', () => {
  let redis: TestRedis;
  let queue: JobQueue;
  before(async () => {
    redis = await startRedis();
    queue = await openQueue({ url: redis.url, prefix: '{azlog}' }, () => {});
  });
  after(async () => {
    await queue.close();
    await redis.stop();
  });

  /** A source without rows that notes from where it was read. */
  function counting(name: string, waitMs: number) {
    const cursors: (Cursor | undefined)[] = [];
    const source: Source = {
      name,
      identity: name,
      probe: () => Promise.resolve(true),
      async read(cursor) {
        cursors.push(cursor);
        return { pages: [], cursor: { reads: cursors.length }, waitMs, lagSeconds: 0 };
      },
    };
    return { source, cursors };
  }

  const begin = async (source: Source, store: JobQueue = queue) => {
    const lines: string[] = [];
    const context: StageContext = {
      queue: store,
      metrics: createMetrics(),
      log: createLogger({
        level: 'info',
        stage: 'poller',
        destination: { write: (line) => lines.push(line) },
      }),
    };
    const stage = await startPoller({ sources: [source], destinations: [], budgetBytes: 1e9 }, context);
    return { stage, lines };
  };
  const until = async (done: () => boolean, seconds: number): Promise<void> => {
    for (let waited = 0; !done(); waited += 20) {
      assert.ok(waited < seconds * 1000, `not within ${seconds} s`);
      await sleep(20);
    }
  };

  test('a commit that was done by half hides no row, though the service cuts the repeated read elsewhere', async () => {
    const bodies = ['{"value":["one"]}', '{"value":["one","two"]}'];
    let reads = 0;
    const source: Source = {
      name: 'cut',
      identity: 'cut',
      probe: () => Promise.resolve(true),
      async read() {
        const body = bodies[reads++];
        const pages =
          body === undefined ? [] : [{ kind: 'wad-table' as const, rows: 1, body: Buffer.from(body) }];
        return { pages, cursor: { reads }, waitMs: 60_000, lagSeconds: 0 };
      },
    };
    // As a Redis that runs out of memory within a transaction: the page is there, the next poll is not.
    let isFirst = true;
    const halting: JobQueue = {
      ...queue,
      async add(jobs) {
        const pages = jobs.filter((job) => job.queue === 'pages');
        if (pages.length === 0 || !isFirst) return await queue.add(jobs);
        isFirst = false;
        await queue.add(pages);
        throw new AzlogError('QUEUE_UNREACHABLE', 'out of memory');
      },
    };
    const { stage } = await begin(source, halting);
    await until(() => reads === 2, 20);
    await stage.close(Date.now());
    const pages = await Promise.all((await queue.list('pages', 10)).map(({ data }) => jobToPage(data)));
    assert.deepEqual(pages.map(({ body }) => Buffer.from(body).toString()).toSorted(), bodies.toSorted());
  });

  test('a start after thousands of polls goes on from the cursor', async () => {
    const { source, cursors } = counting('busy', 0);
    const first = await begin(source);
    await until(() => cursors.length > 2_100, 60);
    await first.stage.close(Date.now());
    const before = cursors.length;
    const second = await begin(source);
    await until(() => cursors.length > before + 20, 20);
    await second.stage.close(Date.now());
    assert.deepEqual(
      cursors.flatMap((cursor, index) => (cursor === undefined ? [index] : [])),
      [0],
    );
    assert.match(first.lines.join(''), /a new cursor/);
    assert.doesNotMatch(second.lines.join(''), /a new cursor/);
  });

  test('a queue that comes back empty does not stop reading for ever, and it is said', async () => {
    const { source, cursors } = counting('emptied', 100);
    const { stage, lines } = await begin(source);
    await until(() => cursors.length > 3, 20);
    const admin = new Redis(redis.url);
    await admin.flushall();
    await admin.quit();
    await until(() => cursors.filter((cursor) => cursor === undefined).length === 2, 30);
    const again = cursors.length;
    await until(() => cursors.length > again + 3, 20);
    await stage.close(Date.now());
    assert.match(lines.join(''), /the queue has lost the cursor/);
  });
});
