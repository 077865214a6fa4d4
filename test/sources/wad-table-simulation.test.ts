import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Cursor } from '../../src/pipeline.ts';
import type { ReadResult } from '../../src/sources/source.ts';
import type { WadTable } from '../../src/sources/wad-table.ts';
import { rowKeysOf } from '../support/wad-writer.ts';
import { assertOnce, drain, type Lab, startLab } from './lab.ts';

const minute = 60_000;
const hour = 60 * minute;
let lab: Lab;
before(async () => {
  lab = await startLab();
});
after(() => lab.stop());

const lateness = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 * minute }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 * hour }) },
  { weight: 1, arbitrary: fc.integer({ min: -hour, max: 23 * hour }) },
);
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      rows: fc.array(
        fc.record({ lateMs: lateness, id: fc.option(fc.constantFrom(0, 3, 57), { nil: undefined }) }),
        {
          minLength: 1,
          maxLength: 30,
        },
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), poller: fc.nat(1) }) },
  // The reader dies after it read and before it committed: its pages are gone, its cursor too.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lose' as const), poller: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), poller: fc.nat(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 20 * minute }),
        fc.integer({ min: 0, max: 30 * hour }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom(
        { kind: 'empty-page' } as const,
        { kind: 'answer', status: 503, headers: { 'retry-after': '1' } } as const,
        { kind: 'answer', status: 500 } as const,
        { kind: 'reset', afterBytes: 300 } as const,
      ),
    }),
  },
);

test('whatever is written late, read twice, lost before its commit or refused: every row once', async () => {
  let rowsInAll = 0;
  const simulation = fc.asyncProperty(
    fc.constantFrom('now', 'beginning'),
    fc.integer({ min: 1, max: 4 }),
    fc.array(action, { minLength: 20, maxLength: 60 }),
    async (start, parallel, actions) => {
      const writer = await lab.table();
      const make = (): WadTable => lab.source(writer.table, { start, parallel, pageRows: 7 });
      const pollers = [make(), make()];
      const written: string[] = [];
      const read: string[] = [];
      let cursor: Cursor | undefined = (await drain(make())).cursor;
      for (const step of actions) {
        const poller = 'poller' in step ? pollers[step.poller] : undefined;
        if (step.kind === 'write') {
          const now = lab.proxy.now();
          const rows = step.rows.map(({ lateMs, id }) => ({
            time: now - lateMs,
            ...(id === undefined ? {} : { id }),
          }));
          written.push(...(await writer.write(rows)));
        }
        if (step.kind === 'advance') await lab.advance(step.ms);
        if (step.kind === 'fault') lab.proxy.inject(step.fault);
        if (step.kind === 'restart') pollers[step.poller] = make();
        if (poller === undefined || step.kind === 'restart') continue;
        const result: ReadResult | undefined = await poller
          .read(cursor, new AbortController().signal)
          .catch(() => undefined);
        if (result === undefined || step.kind === 'lose') continue;
        cursor = result.cursor;
        read.push(...result.pages.flatMap((page) => rowKeysOf(page.body)));
      }
      lab.proxy.calm();
      await lab.advance(5 * hour);
      read.push(...(await drain(make(), cursor)).keys);
      assertOnce(read, written);
      rowsInAll += written.length;
      await writer.deleteTable();
    },
  );
  await fc.assert(simulation, { numRuns: 25 });
  assert.ok(rowsInAll > 500, `${rowsInAll} rows`);
});
