import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addFamilies,
  beginPasses,
  finishIds,
  finishTasks,
  nextTasks,
  type Pace,
  startCursor,
  type WadCursor,
  waitOf,
} from '../../src/sources/wad-cursor.ts';
import type { Cell } from '../../src/sources/wad-keys.ts';

const minute = 60_000;
const hour = 60 * minute;
const t0 = Date.UTC(2026, 0, 5, 12, 34, 56, 789);
const pace: Pace = { pollMs: 5000, lateMs: 24 * hour };

/** Runs a cursor for a while: at each step time goes on, then `reads` rounds with pages of random length. */
function run(
  begin: WadCursor,
  steps: readonly {
    readonly advanceMs: number;
    readonly rounds: number;
    readonly tokens: readonly boolean[];
  }[],
  familiesAt: ReadonlyMap<number, readonly string[]>,
) {
  const ended: (Cell & { readonly handedAt: number })[] = [];
  let cursor = begin;
  let time = t0;
  const round = (tokens: readonly boolean[]) => {
    cursor = beginPasses(cursor, time, pace);
    const tasks = nextTasks(cursor, 4);
    const done = tasks.map((task, index) => {
      const more = tokens[index % Math.max(tokens.length, 1)] === true;
      if (!more) ended.push({ ...task.cell, handedAt: time });
      return { task, token: more ? { nextPartitionKey: 'p', nextRowKey: null } : undefined };
    });
    cursor = finishTasks(cursor, done);
    if (cursor.ids !== null) cursor = finishIds(cursor, [], undefined, undefined);
    return tasks.length;
  };
  steps.forEach((step, index) => {
    time += step.advanceMs;
    cursor = addFamilies(cursor, familiesAt.get(index) ?? [], undefined);
    for (let count = 0; count < step.rounds; count += 1) round(step.tokens);
  });
  let last = 0;
  while (round([]) > 0) {
    last += 1;
    assert.ok(last < 100_000, 'the work comes to an end');
  }
  return { ended, cursor, time };
}

function holds(cell: Cell, family: string, at: number, stored: number): boolean {
  const isMinute = at >= cell.from && (cell.to === null || at < cell.to);
  return cell.family === family && isMinute && stored > cell.storedAfter && stored <= cell.storedUpTo;
}

const step = fc.record({
  advanceMs: fc.oneof(
    fc.integer({ min: 0, max: 10_000 }),
    fc.integer({ min: 0, max: 30 * minute }),
    fc.integer({ min: 0, max: 60 * hour }),
  ),
  rounds: fc.integer({ min: 0, max: 12 }),
  tokens: fc.array(fc.boolean(), { maxLength: 5 }),
});
const starts = fc.oneof(
  fc.constant('now' as const),
  fc.constant('beginning' as const),
  fc.integer({ min: -100 * hour, max: 2 * hour }).map((offset) => t0 + offset),
);

test('every row is in exactly one cell, whatever its minute, its time of storing and its family', () => {
  const property = fc.property(
    starts,
    fc.array(step, { maxLength: 25 }),
    fc.nat(24),
    fc.array(
      fc.record({
        family: fc.constantFrom('', 'early', 'found'),
        storedMs: fc.integer({ min: -30 * hour, max: 40 * 24 * hour }),
        lateMs: fc.oneof(
          fc.integer({ min: -2 * hour, max: 5 * minute }),
          fc.integer({ min: 0, max: 24 * hour - minute }),
        ),
      }),
      { minLength: 60, maxLength: 60 },
    ),
    (start, steps, foundAt, rows) => {
      const first = startCursor(start, t0, pace, undefined);
      const families = new Map([
        [0, ['early']],
        [Math.min(foundAt, Math.max(steps.length - 1, 0)), ['early', 'found']],
      ]);
      const { ended, cursor, time } = run(first, steps, families);
      // What the tiers have not taken yet is taken by later passes: go on until each had its turn.
      const rest = run(
        cursor,
        Array.from({ length: 8 }, () => ({ advanceMs: time - t0 + 5 * hour, rounds: 4, tokens: [] })),
        new Map([[0, ['early', 'found']]]),
      );
      const cells = [...ended, ...rest.ended];
      for (const { family, storedMs, lateMs } of rows) {
        const stored = t0 + Math.min(storedMs, time - t0);
        const at = Math.floor((stored - lateMs) / minute);
        const wanted =
          start === 'now'
            ? at >= Math.floor(t0 / minute) || (stored > t0 && at >= Math.floor((t0 - 24 * hour) / minute))
            : start === 'beginning' || at >= Math.floor(start / minute);
        const found = cells.filter((cell) => holds(cell, family, at, stored));
        assert.equal(found.length, wanted ? 1 : 0, JSON.stringify({ family, at, stored, lateMs, t0, found }));
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test('late rows are asked for in bounded time, and the cursor stays small through a day of polling', () => {
  const pace: Pace = { pollMs: 20_000, lateMs: 24 * hour };
  let cursor = addFamilies(
    startCursor('beginning', t0, pace, Math.floor(t0 / minute) - 90 * 24 * 60),
    Array.from({ length: 100 }, (_, id) => id.toString().padStart(19, '0')),
    undefined,
  );
  const asked: Cell[] = [];
  let time = t0;
  let largest = 0;
  for (let poll = 0; poll < 5000; poll += 1) {
    for (;;) {
      cursor = beginPasses(cursor, time, pace);
      const tasks = nextTasks(cursor, 1000);
      if (cursor.ids !== null) cursor = finishIds(cursor, [], undefined, undefined);
      if (tasks.length === 0) break;
      asked.push(...tasks.flatMap(({ cell }) => (cell.family === '' ? [cell] : [])));
      cursor = finishTasks(
        cursor,
        tasks.map((task) => ({ task, token: undefined })),
      );
    }
    largest = Math.max(largest, JSON.stringify({ ...cursor, families: [] }).length);
    const waitMs = waitOf(cursor, time, pace);
    assert.ok(waitMs > 0 && waitMs <= pace.pollMs, `waits ${waitMs} ms`);
    time += waitMs;
  }
  assert.ok(largest < 3000, `the cursor grew to ${largest} characters`);
  const at = Math.floor((t0 + 2 * hour) / minute);
  const bounds: readonly (readonly [lateMs: number, withinMs: number])[] = [
    [0, pace.pollMs],
    [3 * minute, pace.pollMs],
    [19 * minute, minute + pace.pollMs],
    [118 * minute, 15 * minute + pace.pollMs],
    [20 * hour, 4 * hour + pace.pollMs],
  ];
  for (const [lateMs, withinMs] of bounds) {
    const stored = at * minute + lateMs;
    const cell = asked.find((one) => holds(one, '', at, stored));
    assert.ok(cell !== undefined);
    assert.ok(cell.storedUpTo - stored <= withinMs, `${lateMs} ms late: ${cell.storedUpTo - stored} ms`);
  }
});

test('live minutes come first, and history is read beside them, the recent part before the rest', () => {
  const oldest = Math.floor(t0 / minute) - 30 * 24 * 60;
  const started = startCursor('beginning', t0, pace, oldest);
  const cursor = beginPasses(started, t0 + 10_000, pace);
  const cells = nextTasks(cursor, 4).map(({ cell }) => cell);
  assert.equal(cells[0]?.storedAfter, t0);
  assert.equal(cells[0]?.from, Math.floor((t0 + 10_000 - 4 * minute) / minute));
  const [recent, ...history] = cells.filter((cell) => cell.storedAfter === 0);
  assert.equal(recent?.to, null);
  assert.ok(history.length > 0);
  assert.equal(history[0]?.from, 0);
});

test('a start in the future waits for it', () => {
  const cursor = beginPasses(startCursor(t0 + 3 * hour, t0, pace, undefined), t0 + 5000, pace);
  const done = finishIds(cursor, [], undefined, undefined);
  const idle = finishTasks(
    done,
    nextTasks(done, 100).map((task) => ({ task, token: undefined })),
  );
  assert.ok(waitOf(idle, t0 + 5000, pace) > 0);
});
