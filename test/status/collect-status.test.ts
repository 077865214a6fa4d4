import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadLettersToJob } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { collectStatus } from '../../src/status/collect-status.ts';
import type { SourceReport } from '../../src/status/report.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

suite('the status of what is in Redis', () => {
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

  const report = async (
    id: string,
    source: Pick<SourceReport, 'name' | 'lagSeconds' | 'lastReadMs' | 'credential'>,
  ) =>
    await queue.notes.write('reports', id, {
      v: 1,
      host: id,
      pid: 1,
      version: '0',
      stages: ['poller'],
      upMs: 1_000,
      state: 'running',
      sources: [{ rows: 0, rowsPerSecond: 0, failingMs: null, lastError: null, ...source }],
      destinations: [],
      formatter: null,
      reading: { budgetBytes: 1, pausedMs: null },
    });
  const lagOf = async (name: string, noneRuns = false): Promise<number> => {
    const expected = { sources: [name], destinations: [], budgetBytes: 1 };
    const { sources } = await collectStatus(queue, expected, noneRuns);
    return sources.find((source) => source.name === name)?.lagSeconds ?? Number.NaN;
  };

  test('the lag of a source is known of a poller that was started anew and has read nothing since', async () => {
    await report('anew', { name: 'anew', lagSeconds: 500, lastReadMs: null });
    const lag = await lagOf('anew');
    assert.ok(lag >= 500 && lag < 530, `${lag} s`);
  });

  test('the lag of a source is the least that a process knows of, and grows when they have ended', async () => {
    await report('one', { name: 'two', lagSeconds: 700, lastReadMs: 1_000 });
    await report('other', { name: 'two', lagSeconds: 600, lastReadMs: 60_000 });
    const running = await lagOf('two');
    assert.ok(running >= 600 && running < 630, `${running} s`);
    await sleep(1_500);
    const ended = await lagOf('two', true);
    assert.ok(ended >= running + 1.4, `${ended} s after ${running} s`);
  });

  test('a SAS that ends soon, has ended or is not valid yet is a problem; one without a known end is none', async () => {
    const hour = 3_600_000;
    for (const [name, state, startsInMs, endsInMs, text] of [
      ['valid', 'valid', -hour, 1_000 * hour, undefined],
      ['policy', 'valid', null, null, undefined],
      ['soon', 'ends-soon', -900 * hour, 3 * hour + 59_000, 'source soon: its SAS ends in 3 h: replace it'],
      ['over', 'ended', null, -5 * hour, 'source over: its SAS ended 5 h ago: replace it'],
      ['early', 'not-yet-valid', 2 * hour + 59_000, 900 * hour, 'source early: its SAS becomes valid in 2 h'],
    ] as const) {
      await report(name, { name, lagSeconds: 1, lastReadMs: 1, credential: { state, startsInMs, endsInMs } });
      const status = await collectStatus(queue, { sources: [name], destinations: [], budgetBytes: 1 });
      const texts = status.problems.flatMap((problem) =>
        problem.kind === 'source-credential' && problem.name === name ? [problem.text] : [],
      );
      assert.deepEqual(texts, text === undefined ? [] : [text]);
      const source = status.sources.find((one) => one.name === name);
      assert.equal(source?.credentialState, state);
      const ends = source?.credentialEndsSeconds ?? null;
      if (endsInMs === null) assert.equal(ends, null);
      else assert.ok(ends !== null && ends <= endsInMs / 1000 && ends > endsInMs / 1000 - 50, `${ends} s`);
    }
  });

  test('tells of dead letters that a newer program left, though it cannot read them', async () => {
    const letter = { source: 'vms', page: 'page-1', index: 0, code: 'XML_INVALID', reason: 'cut', row: '{}' };
    const old = await deadLettersToJob([letter]);
    const jobs = [
      { id: 'page-1', data: old },
      { id: 'page-2', data: { ...old, v: 9 } },
    ];
    await queue.add(jobs.map((job) => ({ queue: 'dead-letters', keep: 'nothing', ...job })));
    const { deadLetters } = await collectStatus(
      queue,
      { sources: [], destinations: [], budgetBytes: 1 },
      false,
    );
    assert.equal(deadLetters.pages, 2);
    assert.equal(deadLetters.pagesCounted, 1);
    assert.deepEqual(deadLetters.byCode, [{ code: 'XML_INVALID', rows: 1 }]);
  });
});
