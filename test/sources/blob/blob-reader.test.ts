import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertOnce, type BlobLab, drain, hourMs, rootOf, someLines, startBlobLab } from './blob-lab.ts';

let lab: BlobLab;
before(async () => {
  lab = await startBlobLab();
});
after(() => lab.stop());

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
  await lab.writer.append(container, `${rootOf('A')}${lab.hour()}m=00/PT1H_1.json`, text(written.slice(2, 4)));
  await lab.writer.append(container, `${rootOf('B')}${lab.hour()}m=00/PT1H.json`, text(written.slice(4)));
  lab.proxy.advance(11 * 60_000);
  assertOnce((await drain(reader, container, first.cursor)).lines, written);
});
