import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { createProcessLife, type Reporter, startReporter } from '../../src/stages/reporter.ts';
import type { Stage } from '../../src/stages/stage.ts';
import { collectStatus } from '../../src/status/collect-status.ts';
import { reportsBoard } from '../../src/status/report.ts';
import { countsOf, foldReports, newestTotals, sumUp, totalsBoard } from '../../src/status/totals.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const expected = { sources: ['vms'], destinations: ['siem'], budgetBytes: 1 };

/** The reports of a process that reads and formats. */
function startReport(queue: JobQueue, metrics: Metrics, life = createProcessLife()): Reporter {
  const stage: Stage = {
    name: 'poller',
    checks: () => [],
    activity: () => [{ name: 'vms' }],
    close: () => Promise.resolve(),
  };
  return startReporter({
    ...{
      queue,
      metrics,
      life,
      version: '0',
      names: ['poller', 'formatter'],
      stages: [stage],
      budgetBytes: 1,
    },
    log: createLogger({ level: 'silent', stage: 'poller' }),
    scrub: (text) => text,
  });
}

suite('what all processes have counted', () => {
  let redis: TestRedis;
  const queues: JobQueue[] = [];
  before(async () => {
    redis = await startRedis();
  });
  after(async () => {
    await Promise.all(queues.map((queue) => queue.close()));
    await redis.stop();
  });
  /** Two connections to a store of their own, as two processes have them. */
  const open = async (name: string): Promise<readonly [JobQueue, JobQueue]> => {
    const opened = [
      await openQueue({ url: redis.url, prefix: `{${name}}` }, () => {}),
      await openQueue({ url: redis.url, prefix: `{${name}}` }, () => {}),
    ] as const;
    queues.push(...opened);
    return opened;
  };

  const report = (rows: number, proven: number, pid = 1) => ({
    v: 1 as const,
    host: 'host',
    pid,
    version: '0',
    stages: ['poller' as const],
    upMs: 60_000,
    state: 'running' as const,
    sources: [
      { name: 'vms', rows, rowsPerSecond: 0, lagSeconds: 1, lastReadMs: 1, failingMs: null, lastError: null },
    ],
    destinations: [
      {
        name: 'siem',
        proven,
        provenPerSecond: 0,
        unproven: 0,
        resent: 2,
        connected: true,
        connects: 3,
        failures: 4,
        lastProvenMs: 1,
        failingMs: null,
        lastError: null,
      },
    ],
    formatter: {
      events: rows,
      eventsPerSecond: 0,
      deadLetters: [{ code: 'XML_INVALID', rows: 5, ageMs: 1 }],
      filtered: [{ destination: 'siem', events: 6 }],
    },
    reading: { budgetBytes: 1, pausedMs: null },
  });

  test('the status adds up all processes, ended ones too, and says since when', async () => {
    const [queue] = await open('sums');
    await queue.notes.write(reportsBoard, 'a', report(100, 90));
    await queue.notes.write(reportsBoard, 'b', { ...report(20, 10), state: 'stopped' });
    const check = async (): Promise<void> => {
      const { sources, destinations, deadLetters, countsSince } = await collectStatus(queue, expected);
      assert.equal(sources[0]?.rows, 120);
      assert.partialDeepStrictEqual(destinations[0], {
        proven: 100,
        resent: 4,
        connects: 6,
        failures: 8,
        filtered: 12,
      });
      assert.equal(deadLetters.rowsTotal, 10);
      const ageMs = Date.now() - Date.parse(countsSince ?? '');
      assert.ok(ageMs >= 60_000, `${ageMs} ms`);
    };
    await check();
    const notes = await queue.notes.read(reportsBoard);
    await foldReports(
      queue.notes,
      notes.filter(({ id }) => id === 'b'),
    );
    assert.deepEqual(
      (await queue.notes.read(reportsBoard)).map(({ id }) => id),
      ['a'],
    );
    await check();
    await foldReports(queue.notes, await queue.notes.read(reportsBoard));
    assert.deepEqual(await queue.notes.read(reportsBoard), []);
    await check();
    assert.equal((await queue.notes.read(totalsBoard)).length, 1, 'older versions are taken away');
  });

  test('several processes fold at once, some reports come again: the sum stays right', async () => {
    const [one, other] = await open('races');
    const truth = new Map<string, number>();
    const write = async (queue: JobQueue, id: string, rows: number): Promise<void> => {
      truth.set(id, rows);
      await queue.notes.write(reportsBoard, id, report(rows, 2 * rows));
    };
    const sum = async (queue: JobQueue): Promise<number | undefined> => {
      const reports = await queue.notes.read(reportsBoard);
      return sumUp(newestTotals(await queue.notes.read(totalsBoard)), reports).counts['rows vms'];
    };
    const total = (): number => [...truth.values()].reduce((all, rows) => all + rows, 0);
    for (let round = 0; round < 12; round += 1) {
      for (let index = 0; index < 6; index += 1)
        await write(index % 2 === 0 ? one : other, `p${round}.${index}`, 10 ** (index % 4) + round);
      const reports = await one.notes.read(reportsBoard);
      const some = reports.filter((_, index) => (index + round) % 3 !== 0);
      const others = reports.filter((_, index) => (index + round) % 2 !== 0);
      // Looks on while it happens, from another process.
      const folding = Promise.all([
        foldReports(one.notes, some),
        foldReports(other.notes, others),
        foldReports(other.notes, some),
      ]);
      assert.equal(await sum(other), total());
      await folding;
      assert.equal(await sum(one), total());
      // One that was only silent goes on to report what it had counted, and more.
      const revived = some[round % some.length]?.id ?? '';
      await write(other, revived, (truth.get(revived) ?? 0) + 7);
      assert.equal(await sum(one), total());
    }
    assert.ok((await one.notes.read(totalsBoard)).length <= 3);
  });

  test('a fold that dies before it removes what it has folded counts nothing twice', async () => {
    const [queue] = await open('dies');
    await queue.notes.write(reportsBoard, 'a', report(100, 90));
    const reports = await queue.notes.read(reportsBoard);
    const dying = { ...queue.notes, remove: () => Promise.reject(new Error('killed')) };
    await assert.rejects(foldReports(dying, reports), /killed/);
    const rows = async () => (await collectStatus(queue, expected)).sources[0]?.rows;
    assert.equal(await rows(), 100);
    await foldReports(queue.notes, await queue.notes.read(reportsBoard));
    assert.deepEqual(await queue.notes.read(reportsBoard), []);
    assert.equal(await rows(), 100);
  });

  test('a process that is killed keeps what it reported last; the next one counts on', async () => {
    const [queue] = await open('killed');
    const start = () => {
      const metrics = createMetrics({ processMetrics: false });
      return { metrics, reporter: startReport(queue, metrics) };
    };
    const rows = async () => (await collectStatus(queue, expected)).sources[0]?.rows;
    const first = start();
    first.metrics.rowsRead.inc({ source: 'vms' }, 100);
    await first.reporter.publish();
    // Killed: it never says that it ended, and what it counts from here on is lost.
    const second = start();
    assert.equal(await rows(), 100);
    second.metrics.rowsRead.inc({ source: 'vms' }, 11);
    await second.reporter.publish();
    assert.equal(await rows(), 111);
    await second.reporter.close();
    assert.equal(await rows(), 111);
    const third = start();
    third.metrics.rowsRead.inc({ source: 'vms' }, 1);
    await third.reporter.close();
    await first.reporter.close();
    assert.equal(await rows(), 112);
  });

  test('a process that reloads counts on; nothing is counted again, and nothing that came between is lost', async () => {
    const [queue] = await open('reloads');
    const metrics = createMetrics({ processMetrics: false });
    const life = createProcessLife();
    const status = () => collectStatus(queue, expected);
    const read = (rows: number): void => metrics.rowsRead.inc({ source: 'vms' }, rows);
    const first = startReport(queue, metrics, life);
    read(100);
    metrics.deadLetters.inc({ source: 'vms', code: 'ROW_UNUSABLE' }, 2);
    await first.close();
    read(7);
    const second = startReport(queue, metrics, life);
    read(3);
    await second.publish();
    const during = await status();
    assert.equal(during.sources[0]?.rows, 110);
    assert.equal(during.deadLetters.rowsTotal, 2);
    assert.equal(during.processes.length, 1);
    await second.close();
    const third = startReport(queue, metrics, life);
    await third.close();
    assert.equal((await status()).sources[0]?.rows, 110);
    // What a store that was away did not get is counted by the next report that it gets.
    const away = { ...queue, notes: { ...queue.notes, write: () => Promise.reject(new Error('away')) } };
    const fourth = startReport(away, metrics, life);
    read(5);
    await fourth.close();
    const fifth = startReport(queue, metrics, life);
    await fifth.close();
    assert.equal((await status()).sources[0]?.rows, 115);
  });

  test('the time that a process is up goes on at a reload', async () => {
    const [queue] = await open('up');
    const life = { ...createProcessLife(), startedAt: Date.now() - 3_600_000 };
    const reporter = startReport(queue, createMetrics({ processMetrics: false }), life);
    await reporter.publish();
    const [process] = (await collectStatus(queue, expected)).processes;
    assert.ok((process?.upSeconds ?? 0) >= 3_600, JSON.stringify(process));
    await reporter.close();
  });

  test('what is kept is bounded, however many processes there were', async () => {
    const [queue] = await open('many');
    for (let group = 0; group < 6; group += 1) {
      for (let index = 0; index < 40; index += 1)
        await queue.notes.write(reportsBoard, `g${group}.${index}`, report(1, 1));
      await foldReports(queue.notes, await queue.notes.read(reportsBoard));
    }
    const notes = await queue.notes.read(totalsBoard);
    assert.equal(notes.length, 1);
    const totals = newestTotals(notes);
    assert.equal(totals?.counts['rows vms'], 240);
    assert.equal(totals?.folded.length, 100);
    assert.deepEqual(Object.keys(totals.counts).toSorted(), Object.keys(countsOf(report(1, 1))).toSorted());
  });
});
