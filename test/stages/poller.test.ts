import assert from 'node:assert/strict';
import { after, afterEach, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { AzlogError } from '../../src/errors.ts';
import type { Cursor } from '../../src/pipeline.ts';
import { jobToPage } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import type { Source } from '../../src/sources/source.ts';
import { startPoller } from '../../src/stages/poller.ts';
import type { Stage, StageContext } from '../../src/stages/stage.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { patience } from '../support/patience.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { fixedCredential } from './fixed-credential.ts';

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

  // A poller that goes on puts off the polls of the tests after it, whose sources it does not know.
  const started: Stage[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((stage) => stage.close(Date.now())));
  });

  /** A source without rows that notes from where it was read. */
  function counting(name: string, waitMs: number) {
    const cursors: (Cursor | undefined)[] = [];
    const source: Source = {
      name,
      identity: name,
      ...fixedCredential,
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
    const metrics = createMetrics({ processMetrics: false });
    const context: StageContext = {
      queue: store,
      metrics,
      log: createLogger({
        level: 'info',
        stage: 'poller',
        destination: { write: (line) => lines.push(line) },
      }),
    };
    const stage = await startPoller({ sources: [source], destinations: [], budgetBytes: 1e9 }, context);
    /** The value of a metric that has one series; undefined where it has none. */
    const value = async (name: 'sourceLagSeconds' | 'sourceLastRead'): Promise<number | undefined> =>
      (await metrics[name].get()).values[0]?.value;
    started.push(stage);
    return { stage, lines, value };
  };
  const until = async (done: () => boolean, seconds: number): Promise<void> => {
    for (let waited = 0; !done(); waited += 20) {
      assert.ok(waited < seconds * patience * 1000, 'what is waited for did not come');
      await sleep(20);
    }
  };

  test('a commit that was done by half hides no row, though the service cuts the repeated read elsewhere', async () => {
    const bodies = ['{"value":["one"]}', '{"value":["one","two"]}'];
    let reads = 0;
    const source: Source = {
      name: 'cut',
      identity: 'cut',
      ...fixedCredential,
      probe: () => Promise.resolve(true),
      async read() {
        const body = bodies[reads++];
        const pages =
          body === undefined ? [] : [{ form: 'table-rows' as const, rows: 1, body: Buffer.from(body) }];
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
    assert.match(first.lines.join(''), /first read into this queue/);
    assert.match(second.lines.join(''), /reading resumes where it stopped/);
    assert.doesNotMatch(second.lines.join(''), /first read into/);
  });

  test('a start that the queue refuses leaves nothing behind that tells a lag of its own', async () => {
    const { source } = counting('refused-start', 200);
    const metrics = createMetrics({ processMetrics: false });
    const log = createLogger({ level: 'silent', stage: 'poller' });
    // As a Redis that is full: it answers, and adds nothing.
    const full: JobQueue = {
      ...queue,
      add: () => Promise.reject(new AzlogError('QUEUE_UNREACHABLE', 'out of memory')),
    };
    const options = { sources: [source], destinations: [], budgetBytes: 1e9 };
    await assert.rejects(startPoller(options, { queue: full, metrics, log }), /out of memory/);
    metrics.sourceLagSeconds.reset();
    await sleep(1_500);
    const { values } = await metrics.sourceLagSeconds.get();
    assert.deepEqual(values, []);
  });

  test('the lag grows while reads fail, and a restart in the middle of it does not set it back', async () => {
    let works = true;
    let reads = 0;
    const source: Source = {
      name: 'refused',
      identity: 'refused',
      ...fixedCredential,
      probe: () => Promise.resolve(true),
      async read() {
        if (!works) throw new AzlogError('SOURCE_REFUSED', 'the key is wrong');
        reads += 1;
        return { pages: [], cursor: {}, waitMs: 200, lagSeconds: 1 };
      },
    };
    const first = await begin(source);
    await until(() => first.lines.length > 0, 5);
    await sleep(1_500);
    const current = (await first.value('sourceLagSeconds')) ?? Number.NaN;
    assert.ok(current >= 1 && current < 3.5, `${current} s while reading works`);
    const readAt = (await first.value('sourceLastRead')) ?? 0;
    assert.ok(Math.abs(Date.now() / 1000 - readAt) < 2.5);
    works = false;
    await sleep(5_000);
    const behind = (await first.value('sourceLagSeconds')) ?? 0;
    assert.ok(behind >= 5, `${behind} s after reads failed for 5 s`);
    await first.stage.close(Date.now());
    const second = await begin(source);
    const after = (await second.value('sourceLagSeconds')) ?? 0;
    assert.ok(after >= behind, `${after} s after a restart, ${behind} s before it`);
    assert.ok(((await second.value('sourceLastRead')) ?? 0) >= readAt);
    const readsBefore = reads;
    works = true;
    await until(() => reads > readsBefore, 20);
    await sleep(500);
    assert.ok(((await second.value('sourceLagSeconds')) ?? 99) < 3.5);
    await second.stage.close(Date.now());
  });

  test('a source that was never read is behind since it was configured', async () => {
    const source: Source = {
      name: 'never',
      identity: 'never',
      ...fixedCredential,
      probe: () => Promise.resolve(true),
      async read() {
        throw new AzlogError('SOURCE_NOT_FOUND', 'there is no such table');
      },
    };
    const first = await begin(source);
    await sleep(3_000);
    await first.stage.close(Date.now());
    const second = await begin(source);
    assert.ok(((await second.value('sourceLagSeconds')) ?? 0) >= 3);
    assert.equal(await second.value('sourceLastRead'), undefined);
    await second.stage.close(Date.now());
  });

  test('a poller that reads nothing itself tells how far another one reads', async () => {
    const { source } = counting('shared', 200);
    const reader = await begin(source);
    const idle = await begin(source, {
      ...queue,
      consume: () => ({ setConcurrency() {}, active: 0, async close() {} }),
    });
    // Well above the time between two looks at the queue.
    await sleep(14_000);
    const lag = (await idle.value('sourceLagSeconds')) ?? Number.NaN;
    assert.ok(lag < 9, `${lag} s, though the other poller reads all the time`);
    const readAt = (await idle.value('sourceLastRead')) ?? 0;
    assert.ok(Date.now() / 1000 - readAt < 9);
    await idle.stage.close(Date.now());
    await reader.stage.close(Date.now());
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
