import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReadResult } from '../../src/sources/source.ts';
import { assertOnce, drain, type Lab, startLab } from './lab.ts';

const minute = 60_000;
const hour = 60 * minute;
let lab: Lab;
before(async () => {
  lab = await startLab();
});
after(() => lab.stop());

test('rows of both key forms are read once; ids are found without being configured', async () => {
  const writer = await lab.table();
  const now = lab.proxy.now();
  const written = await writer.write([
    { time: now },
    { time: now - 3 * hour },
    ...[0, 1, 9, 42, 99].flatMap((id) => [
      { time: now, id },
      { time: now - 30 * 24 * hour, id },
    ]),
  ]);
  await lab.settle();
  const source = lab.source(writer.table);
  const { keys, cursor } = await drain(source);
  assertOnce(keys, written);
  await lab.advance(10 * minute);
  assertOnce((await drain(source, cursor)).keys, []);
});

test('an id that appears later is read from the start that the source has, not from now', async () => {
  const writer = await lab.table();
  const source = lab.source(writer.table);
  const first = await drain(source);
  const now = lab.proxy.now();
  const written = await writer.write([
    { time: now, id: 3 },
    { time: now - 400 * 24 * hour, id: 3 },
  ]);
  await lab.advance(61_000);
  const second = await drain(source, first.cursor);
  assertOnce(second.keys, written);
  const more = await writer.write([{ time: lab.proxy.now(), id: 3 }]);
  await lab.advance(6000);
  assertOnce((await drain(source, second.cursor)).keys, more);
});

test('2,500 rows of one minute come in three pages', async () => {
  const writer = await lab.table();
  const written = await writer.write(Array.from({ length: 2500 }, () => ({ time: lab.proxy.now() })));
  await lab.settle();
  const { keys, pages } = await drain(lab.source(writer.table));
  assertOnce(keys, written);
  assert.deepEqual(pages, [1000, 1000, 500]);
});

test('rows that land late in minutes already read arrive once, within the stated time', async () => {
  const writer = await lab.table();
  const source = lab.source(writer.table);
  const minuteStart = Math.floor(lab.proxy.now() / minute) * minute;
  const early = await writer.write([{ time: minuteStart }, { time: minuteStart, id: 5 }]);
  await lab.settle();
  let { cursor, keys } = await drain(source);
  assertOnce(keys, early);
  const steps = [
    { lateMs: 20_000, withinMs: 6000 },
    { lateMs: 2 * minute, withinMs: 6000 },
    { lateMs: 15 * minute, withinMs: minute + 6000 },
    { lateMs: 100 * minute, withinMs: 15 * minute + 6000 },
    { lateMs: 10 * hour, withinMs: 4 * hour + 6000 },
    { lateMs: 23 * hour, withinMs: 4 * hour + 6000 },
  ];
  for (const { lateMs, withinMs } of steps) {
    await lab.advance(Math.max(0, minuteStart + lateMs - lab.proxy.now()));
    ({ cursor, keys } = await drain(source, cursor));
    assertOnce(keys, []);
    const late = await writer.write([
      { time: minuteStart, computer: 'vm-late' },
      { time: minuteStart, computer: 'vm-late', id: 5 },
    ]);
    await lab.advance(withinMs);
    ({ cursor, keys } = await drain(source, cursor));
    assertOnce(keys, late);
    ({ cursor, keys } = await drain(source, cursor));
    assertOnce(keys, []);
  }
});

test('rows of an hour ago that land now, and of a clock that runs ahead, arrive with the others', async () => {
  const writer = await lab.table();
  const source = lab.source(writer.table, { start: 'now' });
  let { cursor, keys } = await drain(source);
  const now = lab.proxy.now();
  const written = await writer.write(
    [-20 * hour, -hour, -30 * minute, 3 * minute, 40 * minute, 9 * 24 * hour].map((offset) => ({
      time: now + offset,
    })),
  );
  await lab.advance(4 * hour + 6000);
  ({ cursor, keys } = await drain(source, cursor));
  assertOnce(keys, written);
  await lab.advance(10 * 24 * hour);
  assertOnce((await drain(source, cursor)).keys, []);
});

test('after an outage of days everything stored meanwhile is read', async () => {
  const writer = await lab.table();
  const source = lab.source(writer.table, { start: 'now' });
  const { cursor } = await drain(source);
  const written: string[] = [];
  for (let day = 0; day < 5; day += 1) {
    await lab.advance(21 * hour);
    const now = lab.proxy.now();
    written.push(
      ...(await writer.write([{ time: now }, { time: now - 23 * hour }, { time: now - hour, id: 1 }])),
    );
  }
  await lab.settle();
  assertOnce((await drain(source, cursor)).keys, written);
});

test('start: now, beginning, a time', async () => {
  const writer = await lab.table();
  const now = lab.proxy.now();
  const old = await writer.write([{ time: now - 50 * 24 * hour }]);
  const recent = await writer.write([{ time: now - 2 * hour }]);
  await lab.settle();
  const sources = {
    now: lab.source(writer.table, { start: 'now' }),
    beginning: lab.source(writer.table, { start: 'beginning' }),
    time: lab.source(writer.table, { start: new Date(now - 2 * hour).toISOString() }),
  };
  const wanted = { now: [], beginning: [...old, ...recent], time: recent };
  const later = {
    now: await drain(sources.now),
    beginning: await drain(sources.beginning),
    time: await drain(sources.time),
  };
  for (const key of ['now', 'beginning', 'time'] as const) assertOnce(later[key].keys, wanted[key]);
  const next = await writer.write([{ time: lab.proxy.now() - 10 * minute }, { time: lab.proxy.now() }]);
  await lab.advance(minute + 6000);
  for (const key of ['now', 'beginning', 'time'] as const) {
    assertOnce((await drain(sources[key], later[key].cursor)).keys, next);
  }
});

test('reading again from any cursor gives the rest of the rows, and no other', async () => {
  const writer = await lab.table();
  const now = lab.proxy.now();
  const rows = Array.from({ length: 60 }, (_, index) => ({ time: now - index * 40 * minute }));
  const written = await writer.write([...rows, ...rows.map((row) => ({ ...row, id: 2 }))]);
  await lab.settle();
  const options = { pageRows: 10, parallel: 2 };
  const { keys, history } = await drain(lab.source(writer.table, options));
  assertOnce(keys, written);
  assert.ok(history.length > 5);
  for (const { cursor, rows: before } of history) {
    // At another time the same read asks for the same rows.
    await lab.advance(7 * minute);
    const [first, second] = [
      await lab.source(writer.table, options).read(cursor, new AbortController().signal),
      await lab.source(writer.table, options).read(cursor, new AbortController().signal),
    ];
    const bodies = ({ pages }: ReadResult) => pages.map(({ body }) => Buffer.from(body).toString());
    assert.deepEqual(bodies(first), bodies(second));
    // Another process: it has no memory of the service's clock.
    const again = await drain(lab.source(writer.table, options), cursor);
    assertOnce([...keys.slice(0, before), ...again.keys], written);
  }
});

test('lag is small when all is read, and grows while nobody reads', async () => {
  const writer = await lab.table();
  const source = lab.source(writer.table);
  const { cursor } = await drain(source);
  await lab.advance(10 * minute);
  await writer.write(Array.from({ length: 30 }, () => ({ time: lab.proxy.now() })));
  await lab.settle();
  const slow = lab.source(writer.table, { pageRows: 10 });
  const planned = await slow.read(cursor, new AbortController().signal);
  const busy = await slow.read(planned.cursor, new AbortController().signal);
  assert.equal(busy.waitMs, 0);
  assert.ok(busy.lagSeconds > 590 && busy.lagSeconds < 620, `${busy.lagSeconds}`);
  const idle = await drain(slow, busy.cursor);
  const rest = await slow.read(idle.cursor, new AbortController().signal);
  assert.ok(rest.lagSeconds < 6, `${rest.lagSeconds}`);
  assert.ok(rest.waitMs > 0 && rest.waitMs <= 5000, `${rest.waitMs}`);
});

test('the identity tells account and table, and no secret', () => {
  const { host } = new URL(lab.proxy.endpoint);
  assert.equal(lab.source('SomeTable').identity, `wad-table:${host}/devstoreaccount1/sometable`);
});
