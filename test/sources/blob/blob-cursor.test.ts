import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type BlobCursor,
  type BlobState,
  blobKey,
  parseBlobCursor,
  writeBlobCursor,
} from '../../../src/sources/blob/blob-cursor.ts';
import { hourFolder, hourOf } from '../../../src/sources/blob/hour-names.ts';

const state = fc.record(
  {
    offset: fc.integer({ min: 0, max: 2 ** 45 - 1 }),
    created: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    form: fc.constantFrom('unknown', 'lines', 'document'),
    isSkipping: fc.boolean(),
  },
  { noNullPrototype: true },
);

test('a cursor is read as it was written, and takes 24 characters a blob', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.string(), state)), (blobs) => {
      const hours = new Map<number, Map<string, BlobState>>();
      for (const [hour, name, one] of blobs) {
        const known = hours.get(hour) ?? new Map<string, BlobState>();
        hours.set(hour, known.set(blobKey(name), one));
      }
      const cursor: BlobCursor = { from: 3, readTo: 4, fullAt: 5, pass: undefined, hours };
      const stored = writeBlobCursor(cursor);
      assert.deepEqual(parseBlobCursor(JSON.parse(JSON.stringify(stored)), 'audit'), cursor);
    }),
  );
  const many = new Map(Array.from({ length: 1000 }, (_, n) => [blobKey(`${n}`), stateAt(n)] as const));
  const stored = JSON.stringify(
    writeBlobCursor({ from: 0, readTo: 0, fullAt: 0, pass: undefined, hours: new Map([[1, many]]) }),
  );
  assert.ok(stored.length < 24_100, `${stored.length}`);
});

function stateAt(offset: number): BlobState {
  return { offset, created: 1, form: 'lines', isSkipping: false };
}

test('a cursor of another version, or one that is damaged, is refused', () => {
  const whole = writeBlobCursor({ from: 1, readTo: 2, fullAt: 3, pass: undefined, hours: new Map() });
  assert.throws(() => parseBlobCursor({ ...whole, v: 2 }, 'audit'), { code: 'JOB_VERSION' });
  const damaged = [
    { from: 'x' },
    { pass: {} },
    { pass: undefined },
    { hours: { 1: 'AAAA' } },
    { hours: { x: '' } },
    { hours: [] },
    { readTo: 1.5 },
  ];
  for (const part of damaged) {
    const cursor = JSON.parse(JSON.stringify({ ...whole, ...part }));
    assert.throws(() => parseBlobCursor(cursor, 'audit'), { code: 'JOB_INVALID' }, JSON.stringify(part));
  }
});

test('names of hours are read as they are written', () => {
  const name = 'y=2026/m=02/d=28/h=23/m=00/PT1H.json';
  const hour = hourOf(name) ?? 0;
  assert.equal(hourFolder(hour), 'y=2026/m=02/d=28/h=23/');
  assert.equal(hourFolder(hour + 1), 'y=2026/m=03/d=01/h=00/');
  assert.equal(hourOf('y=2026/m=02/d=28/h=23/m=00/macAddress=00224871C205/PT1H_3.json'), hour);
  for (const other of [
    'y=2026/m=02/d=31/h=23/m=00/PT1H.json',
    'y=2026/m=02/d=28/h=24/m=00/PT1H.json',
    'y=2026/m=02/d=28/h=23/m=00/other.json',
    'y=2026/m=02/d=28/PT1H.json',
  ]) {
    assert.equal(hourOf(other), undefined, other);
  }
});
