import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { assertOnce, type BlobLab, drain, hourMs, rootOf, someLines, startBlobLab } from './blob-lab.ts';

let azurite: Azurite;
let lab: BlobLab;
before(async () => {
  azurite = await startAzurite({ service: 'blob' });
});
after(() => azurite.stop());
beforeEach(async () => {
  lab = await startBlobLab(azurite);
});
afterEach(() => lab.stop());

const text = (lines: readonly string[]): string => lines.join('');

test('what is appended is read once, by position, and only up to the last line feed', async () => {
  const container = await lab.container();
  const blob = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  const [first, second, third] = [someLines(3), someLines(1), someLines(2)];
  const half = second[0] ?? '';
  await lab.writer.append(container, blob, text(first) + half.slice(0, 20));
  const reader = lab.reader();
  let drained = await drain(reader, container);
  assertOnce(drained.lines, first);
  assert.deepEqual(
    drained.pieces.map(({ form, place, at }) => ({ form, place, at })),
    [{ form: 'json-lines', place: `${container}/${blob}`, at: 0 }],
  );
  await lab.writer.append(container, blob, half.slice(20), text(third));
  lab.proxy.advance(31_000);
  drained = await drain(reader, container, drained.cursor);
  assertOnce(drained.lines, [...second, ...third]);
  assert.equal(drained.pieces[0]?.at, text(first).length);
  lab.proxy.advance(31_000);
  assertOnce((await drain(reader, container, drained.cursor)).lines, []);
});

test('start: now reads what is appended after the first look, and new blobs from their beginning', async () => {
  const container = await lab.container();
  const blob = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  await lab.writer.append(container, blob, text(someLines(3)));
  // A container that is a day old cannot have appeared while nobody looked.
  lab.proxy.advance(25 * hourMs);
  const old = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  await lab.writer.append(container, old, text(someLines(2)));
  const reader = lab.reader({ start: 'now' });
  const first = await drain(reader, container);
  assertOnce(first.lines, []);
  const written = someLines(6);
  await lab.writer.append(container, old, text(written.slice(0, 2)));
  await lab.writer.append(
    container,
    `${rootOf('A')}${lab.hour()}m=00/PT1H_1.json`,
    text(written.slice(2, 4)),
  );
  await lab.writer.append(container, `${rootOf('B')}${lab.hour()}m=00/PT1H.json`, text(written.slice(4)));
  lab.proxy.advance(11 * 60_000);
  assertOnce((await drain(reader, container, first.cursor)).lines, written);
});

test('a late hour is read within its window, also after an outage, and given up afterwards', async () => {
  const container = await lab.container();
  const name = (back: number) => `${rootOf('A')}${lab.hour(back)}m=00/PT1H.json`;
  const [now, late] = [name(0), name(5)];
  await lab.writer.append(container, now, text(someLines(1)));
  await lab.writer.append(container, late, text(someLines(1)));
  const reader = lab.reader();
  const first = await drain(reader, container);
  const written = someLines(4);
  await lab.writer.append(container, late, text(written.slice(0, 1)));
  lab.proxy.advance(5 * 60_000);
  const second = await drain(reader, container, first.cursor);
  assertOnce(second.lines, written.slice(0, 1));
  // An outage of two days: what was appended before the hour was given up, and all hours in between.
  await lab.writer.append(container, late, text(written.slice(1, 2)));
  lab.proxy.advance(24 * hourMs);
  await lab.writer.append(container, name(0), text(written.slice(2, 3)));
  lab.proxy.advance(24 * hourMs);
  await lab.writer.append(container, name(0), text(written.slice(3)));
  const third = await drain(lab.reader(), container, second.cursor);
  assertOnce(third.lines, written.slice(1));
  assert.equal(Object.keys(Object(third.cursor['hours'])).length, 1, 'hours that are over are forgotten');
});

test('a blob deleted and created again is read from its beginning, with a note', async () => {
  const container = await lab.container();
  const blob = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  const [first, second] = [someLines(3), someLines(5)];
  await lab.writer.append(container, blob, text(first));
  const reader = lab.reader();
  const { cursor, lines } = await drain(reader, container);
  assertOnce(lines, first);
  await lab.writer.delete(container, blob);
  // Creation is told to the second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await lab.writer.append(container, blob, text(second));
  lab.proxy.advance(31_000);
  const again = await drain(reader, container, cursor);
  assertOnce(again.lines, second);
  assert.deepEqual(again.notes, [
    `blob ${container}/${blob} is another one now (it was created again): reading it from its beginning`,
  ]);
});

test('a last line without line feed waits for 15 minutes, and is used where it is JSON', async () => {
  const container = await lab.container();
  const folder = `${rootOf('A')}${lab.hour()}m=00/`;
  const whole = someLines(2);
  const half = '{"time":"2026-11-30T05:00:00Z","n":';
  await lab.writer.append(container, `${folder}PT1H.json`, whole[0] ?? '', (whole[1] ?? '').trim());
  await lab.writer.append(container, `${folder}PT1H_1.json`, half);
  const reader = lab.reader();
  let drained = await drain(reader, container);
  assertOnce(drained.lines, whole.slice(0, 1));
  lab.proxy.advance(14 * 60_000);
  drained = await drain(reader, container, drained.cursor);
  assertOnce(drained.lines, []);
  lab.proxy.advance(2 * 60_000);
  drained = await drain(reader, container, drained.cursor);
  assertOnce(drained.lines, whole.slice(1));
  const asked = lab.proxy.requests.length;
  lab.proxy.advance(31_000);
  drained = await drain(reader, container, drained.cursor);
  assert.equal(
    lab.proxy.requests.slice(asked).filter(({ url }) => url.includes('PT1H_1')).length,
    0,
    'what gave nothing is not asked for again',
  );
  // Before its hour is given up the rest is handed on: it becomes a dead letter.
  lab.proxy.advance(8 * hourMs);
  drained = await drain(reader, container, drained.cursor);
  assertOnce(drained.lines, [half]);
});

test('byte order mark, CRLF and rollover names are read as they are; other names are not', async () => {
  const container = await lab.container();
  const folder = `${rootOf('A')}${lab.hour()}m=05/`;
  const lines = someLines(4);
  const crlf = lines.map((line) => line.replace('\n', '\r\n'));
  await lab.writer.append(container, `${folder}PT05M.json`, `\ufeff${crlf.slice(0, 2).join('')}`);
  await lab.writer.append(container, `${folder}PT05M_1.json`, text(lines.slice(2, 3)));
  await lab.writer.append(container, `${folder}PT05M_10.json`, text(lines.slice(3)));
  await lab.writer.append(container, `${folder}other.txt`, 'no log\n');
  await lab.writer.append(container, 'readme.txt', 'no log\n');
  const drained = await drain(lab.reader(), container);
  assertOnce(drained.lines, lines);
  assert.deepEqual(
    drained.pieces.map(({ at }) => at),
    [3, 0, 0],
  );
  assert.deepEqual(drained.notes, [
    `container ${container} has blobs outside of the folders of Azure Monitor (y=…/m=…/d=…/h=…), which are not read: readme.txt`,
  ]);
});

test('a line longer than a slice is read whole', async () => {
  const container = await lab.container();
  const blob = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  const long = `{"text":"${'x'.repeat(9 * 1024 * 1024)}"}\n`;
  const parts = [0, 4, 8].map((mib) => long.slice(mib << 20, (mib + 4) << 20));
  const lines = someLines(2);
  await lab.writer.append(container, blob, lines[0] ?? '', ...parts, lines[1] ?? '');
  const drained = await drain(lab.reader(), container);
  assert.deepEqual(
    drained.lines.map((line) => line.length),
    [lines[0], long, lines[1]].map((line) => (line ?? '').trim().length),
  );
});

test('a flow log rewritten while it is read gives every record once', async () => {
  const container = await lab.container('insights-logs-flowlogflowevent');
  const root = 'flowLogResourceID=/SUBSCRIPTIONS/0B1F/NETWORKWATCHERS/NW/FLOWLOGS/F/';
  const blob = `${root}${lab.hour()}m=00/macAddress=00224871C205/PT1H.json`;
  const records = someLines(7).map((line) => line.trim());
  const blocks = (count: number) => [
    '{"records":[',
    ...records.slice(0, count).map((record, index) => (index === 0 ? record : `,${record}`)),
    ']}',
  ];
  await lab.writer.putBlocks(container, blob, blocks(2));
  const reader = lab.reader();
  let drained = await drain(reader, container);
  const found = drained.pieces.map((piece) => piece.bytes.toString('utf8'));
  assert.equal(drained.pieces[0]?.form, 'json-records');
  for (const count of [3, 6]) {
    await lab.writer.putBlocks(container, blob, blocks(count));
    lab.proxy.advance(31_000);
    if (count === 6) {
      // Between listing and reading it is written again: the version that was listed is not there any more.
      lab.proxy.inject(
        { kind: 'answer', status: 412, headers: { 'x-ms-error-code': 'ConditionNotMet' } },
        1,
        ({ url }) => url.includes('macAddress') && !url.includes('comp=list'),
      );
    }
    drained = await drain(reader, container, drained.cursor);
    found.push(...drained.pieces.map((piece) => piece.bytes.toString('utf8')));
  }
  assert.equal(lab.proxy.calm(), 0);
  await lab.writer.putBlocks(container, blob, blocks(7));
  lab.proxy.advance(31_000);
  drained = await drain(reader, container, drained.cursor);
  found.push(...drained.pieces.map((piece) => piece.bytes.toString('utf8')));
  assert.deepEqual(
    JSON.parse(`[${found.join(',')}]`),
    records.map((record) => JSON.parse(record)),
  );
});

test('start: now on a flow log begins behind the records that are there', async () => {
  const container = await lab.container('insights-logs-flowlogflowevent');
  lab.proxy.advance(25 * hourMs);
  const blob = `flowLogResourceID=/S/F/${lab.hour()}m=00/macAddress=00224871C205/PT1H.json`;
  const [old, fresh] = someLines(2).map((line) => line.trim());
  await lab.writer.putBlocks(container, blob, ['{"records":[', old ?? '', ']}']);
  const reader = lab.reader({ start: 'now' });
  let drained = await drain(reader, container);
  assert.deepEqual(drained.pieces, []);
  await lab.writer.putBlocks(container, blob, ['{"records":[', old ?? '', `,${fresh}`, ']}']);
  lab.proxy.advance(31_000);
  drained = await drain(reader, container, drained.cursor);
  assertOnce(drained.lines, [fresh ?? '']);
});
