import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AzlogError } from '../../src/errors.ts';
import { jobToPage } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import type { ReadResult, Source } from '../../src/sources/source.ts';
import { startPoller } from '../../src/stages/poller.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { patience } from '../support/patience.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { fixedCredential } from './fixed-credential.ts';

const perRead = 5;

/** A source with parts, each of which gives numbers up to a total; what a read gave is told by part and process. */
function parted(name: string, parts: readonly string[], total: number, more: Partial<Source> = {}) {
  const reads: { readonly part: string; readonly number: number }[] = [];
  let closed = 0;
  const source: Source = {
    name,
    identity: name,
    ...fixedCredential,
    probe: async () => true,
    parts: async () => parts,
    close() {
      closed += 1;
    },
    async read(cursor, signal, turn): Promise<ReadResult> {
      reads.push(turn);
      await sleep(2, undefined, { signal });
      const from = Number(cursor?.['next'] ?? 0);
      const to = Math.min(total, from + perRead);
      const numbers = Array.from({ length: to - from }, (_, index) => `${turn.part}:${from + index}`);
      const body = Buffer.from(JSON.stringify(numbers));
      return {
        pages: numbers.length === 0 ? [] : [{ form: 'messages', rows: undefined, body }],
        cursor: { next: to },
        waitMs: to < total ? 0 : 60_000,
        lagSeconds: 0,
      };
    },
    ...more,
  };
  return { source, reads, closed: () => closed };
}

suite('a source with parts', () => {
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

  async function begin(source: Source, over: JobQueue = queue) {
    const lines: string[] = [];
    const metrics = createMetrics();
    const log = createLogger({
      level: 'info',
      stage: 'poller',
      destination: { write: (line) => lines.push(line) },
    });
    const stage = await startPoller(
      { sources: [source], destinations: [], budgetBytes: 1e9 },
      { queue: over, metrics, log },
    );
    return { stage, lines, metrics };
  }

  async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 30_000 * patience; !(await done()); await sleep(20)) {
      if (Date.now() > end) throw new Error(`${what}: did not come`);
    }
  }

  /** All numbers in the pages of a source, those that came twice as well. */
  async function numbersOf(name: string): Promise<readonly string[]> {
    const jobs = await queue.list('pages', 10_000);
    const pages = await Promise.all(jobs.map(({ data }) => jobToPage(data)));
    return pages.flatMap(({ source, body }): string[] =>
      source === name ? JSON.parse(Buffer.from(body).toString()) : [],
    );
  }

  const all = (parts: readonly string[], total: number): string[] =>
    parts.flatMap((part) => Array.from({ length: total }, (_, number) => `${part}:${number}`)).toSorted();

  test('two pollers share them, commits fail: every record once', async () => {
    const parts = ['a/0', 'a/1', 'b/0', 'b/1'];
    const total = 100;
    const [one, two] = [parted('shared', parts, total), parted('shared', parts, total)];
    let adds = 0;
    // Every seventh commit does not reach the queue at all.
    const failing: JobQueue = {
      ...queue,
      async add(jobs) {
        adds += 1;
        if (adds % 7 === 0) throw new AzlogError('QUEUE_UNREACHABLE', 'cut off');
        await queue.add(jobs);
      },
    };
    const first = await begin(one.source);
    const second = await begin(two.source, failing);
    await until('all numbers', async () => (await numbersOf('shared')).length >= parts.length * total);
    await Promise.all([first.stage.close(Date.now()), second.stage.close(Date.now())]);
    assert.deepEqual((await numbersOf('shared')).toSorted(), all(parts, total));
    assert.ok(one.reads.length > 0 && two.reads.length > 0, 'both have read');
    assert.deepEqual([one.closed(), two.closed()], [1, 1]);
    assert.match(first.lines.join(''), /first read into this queue/);
  });

  test('a later start begins parts that appeared, and resumes the others', async () => {
    const before = parted('grown', ['a'], 20);
    const first = await begin(before.source);
    await until('the part', async () => (await numbersOf('grown')).length === 20);
    await first.stage.close(Date.now());
    const later = parted('grown', ['a', 'b'], 20);
    const second = await begin(later.source);
    await until('the new part', async () => (await numbersOf('grown')).length === 40);
    await second.stage.close(Date.now());
    assert.deepEqual((await numbersOf('grown')).toSorted(), all(['a', 'b'], 20));
    assert.match(second.lines.join(''), /reading resumes where it stopped/);
    assert.doesNotMatch(second.lines.join(''), /lost the cursor/);
  });

  test('a part that fails blocks no other, and the source counts as failing while any part does', async () => {
    const inner = parted('torn', ['bad', 'good'], 20);
    let isBad = true;
    const source: Source = {
      ...inner.source,
      async read(cursor, signal, turn) {
        if (turn.part === 'bad' && isBad) throw new AzlogError('SOURCE_UNREACHABLE', 'gone');
        return await inner.source.read(cursor, signal, turn);
      },
    };
    const { stage, lines } = await begin(source);
    await until('the good part', async () => (await numbersOf('torn')).length === 20);
    await until('the failure', () => stage.checks().some(({ ok }) => !ok));
    assert.equal(stage.checks()[0]?.reason, 'gone');
    assert.match(lines.join(''), /"part":"bad"/);
    isBad = false;
    await until('the other part', async () => (await numbersOf('torn')).length === 40);
    await until('readiness', () => stage.checks().every(({ ok }) => ok));
    await stage.close(Date.now());
  });

  test('a source that cannot tell its parts is asked again, and says what is wrong', async () => {
    const inner = parted('shy', ['a'], 5);
    const source: Source = {
      ...inner.source,
      async parts() {
        throw new AzlogError('SOURCE_REFUSED', 'no right to look');
      },
    };
    const { stage, lines } = await begin(source);
    assert.match(lines.join(''), /its parts cannot be found, retrying/);
    assert.deepEqual(
      stage.checks().map(({ ok, reason }) => [ok, reason]),
      [[false, 'no right to look']],
    );
    await stage.close(Date.now());
    assert.equal(inner.reads.length, 0);
  });

  test('what was lost before it was read is counted, told, and kept with the next poll', async () => {
    const inner = parted('late', ['a'], 10);
    const source: Source = {
      ...inner.source,
      async read(cursor, signal, turn) {
        const result = await inner.source.read(cursor, signal, turn);
        return turn.number === 1
          ? { ...result, lost: { records: 7, reason: 'kept too briefly' }, notes: ['look at the retention'] }
          : result;
      },
    };
    const { stage, lines, metrics } = await begin(source);
    await until('all numbers', async () => (await numbersOf('late')).length === 10);
    await until('the next poll', async () =>
      (await queue.list('polls', 100)).some(({ data }) =>
        JSON.stringify(data['lost'] ?? null).includes('"records":7'),
      ),
    );
    await stage.close(Date.now());
    assert.equal((await metrics.lostRecords.get()).values[0]?.value, 7);
    const text = lines.join('');
    assert.match(text, /records were gone before they could be read: kept too briefly/);
    assert.match(text, /source: look at the retention/);
  });

  test('whoever has a part open keeps it, and another takes it over once that one is gone', async () => {
    const parts = ['a', 'b'];
    const slow = (name: string) => parted(name, parts, 300, { sticky: true });
    const [one, two] = [slow('sticky'), slow('sticky')];
    const first = await begin(one.source);
    await until('a beginning', () => one.reads.length > 20);
    const second = await begin(two.source);
    await until('more', () => one.reads.length > 60);
    await first.stage.close(Date.now());
    await until('all numbers', async () => (await numbersOf('sticky')).length === parts.length * 300);
    await second.stage.close(Date.now());
    assert.deepEqual((await numbersOf('sticky')).toSorted(), all(parts, 300));
    assert.ok(two.reads.length > 0);
  });
});
