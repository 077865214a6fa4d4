import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BlobState } from '../../../src/sources/blob/blob-cursor.ts';
import { cutSlice, formOf, type Slice } from '../../../src/sources/blob/cut-slice.ts';

const fresh: BlobState = { offset: 0, created: 1, form: 'unknown', isSkipping: false };

/** Reads a blob in slices of these sizes, one after the other, up to its end; a slice that is too short is doubled. */
function readInSlices(
  body: Buffer,
  sizes: readonly number[],
  takeTail: Slice['takeTail'],
): readonly Buffer[] {
  const found: Buffer[] = [];
  let state = fresh;
  for (let turn = 0; state.offset < body.length && turn < 10_000; turn += 1) {
    const rest = body.length - state.offset;
    let length = Math.min(sizes[turn % sizes.length] ?? 1, rest);
    let cut: ReturnType<typeof cutSlice>;
    for (;;) {
      const bytes = body.subarray(state.offset, state.offset + length);
      cut = cutSlice(state, { bytes, at: state.offset, reachesEnd: length === rest, takeTail });
      if (!cut.isTooShort) break;
      length = Math.min(length * 2, rest);
    }
    if (cut.found !== undefined) {
      const { at, bytes } = cut.found;
      assert.ok(body.subarray(at, at + bytes.length).equals(bytes), 'the position is that of the bytes');
      found.push(bytes);
    }
    if (cut.offset === state.offset && cut.found === undefined) break;
    state = { ...state, offset: cut.offset, form: cut.form, isSkipping: cut.isSkipping };
  }
  return found;
}

// Beginnings are told by their first 256 bytes, so a slice has at least as many.
const sizes = fc.array(fc.integer({ min: 300, max: 900 }), { minLength: 1, maxLength: 5 });
const records = fc.array(
  fc.record(
    {
      n: fc.integer(),
      text: fc.string({ maxLength: 400 }),
      list: fc.array(fc.string(), { maxLength: 3 }),
    },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 20 },
);

test('however lines are sliced, they come whole, once and in order', () => {
  fc.assert(
    fc.property(records, sizes, fc.constantFrom('\n', '\r\n'), (values, lengths, lineEnd) => {
      const body = Buffer.from(values.map((value) => JSON.stringify(value) + lineEnd).join(''));
      const found = Buffer.concat(readInSlices(body, lengths, 'no'));
      assert.deepEqual(
        found
          .toString()
          .split(/\r?\n/)
          .slice(0, -1)
          .map((line) => JSON.parse(line)),
        values,
      );
    }),
    { numRuns: 200 },
  );
});

test('however a document is sliced, its records come whole, once and in order', () => {
  const spaces = fc.constantFrom('', ' ', '\r\n  ');
  fc.assert(
    fc.property(records, sizes, spaces, (values, lengths, space) => {
      const body = `{${space}"records":${space}[${space}${values.map((value) => JSON.stringify(value)).join(`${space},${space}`)}${space}]${space}}${space}`;
      const parts = readInSlices(Buffer.from(body), lengths, 'no');
      const found = parts.flatMap((part) => JSON.parse(`[${part}]`));
      assert.deepEqual(found, values);
    }),
    { numRuns: 200 },
  );
});

test('the beginning of a blob decides what it is', () => {
  const form = (text: string): string => formOf(Buffer.from(text));
  assert.equal(form('{"records":[{"a":1}'), 'document');
  assert.equal(form('\ufeff\r\n{ "records" : [\r\n {"a":1}]}\r\n'), 'document');
  assert.equal(form('{"time":"2026","records":[1]}\n'), 'lines');
  assert.equal(form('{"records":[{"a":1}]}\n{"records":[{"a":2}]}\n'), 'lines');
  assert.equal(form('{"records":"none"}\n'), 'lines');
  assert.equal(form('no json'), 'lines');
});

test('the rest of a line that is too long is passed over, and the next one is used', () => {
  const state: BlobState = { ...fresh, offset: 100, form: 'lines', isSkipping: true };
  const slice = (text: string, reachesEnd = false) =>
    cutSlice(state, { bytes: Buffer.from(text), at: 100, reachesEnd, takeTail: 'no' });
  assert.deepEqual(slice('xxxx'), {
    form: 'lines',
    found: undefined,
    offset: 104,
    isSkipping: true,
    isTooShort: false,
  });
  const cut = slice('xx"}\n{"a":1}\n{"b"');
  assert.deepEqual(cut.found, { at: 105, bytes: Buffer.from('{"a":1}\n') });
  assert.deepEqual([cut.offset, cut.isSkipping], [113, false]);
});

test('a document that is not closed gives what is whole, and the rest once it stands still', () => {
  const state: BlobState = { ...fresh, form: 'document' };
  const text = '{"records":[{"a":1},{"b":[1]}';
  const slice = (takeTail: Slice['takeTail'], body: string) =>
    cutSlice(state, { bytes: Buffer.from(body), at: 0, reachesEnd: true, takeTail });
  // The brackets at the end are those of a record.
  assert.equal(slice('no', text).found?.bytes.toString(), '{"a":1},{"b":[1]}');
  const cutOff = `${text},{"c":`;
  assert.equal(slice('no', cutOff).found?.bytes.toString(), '{"a":1},{"b":[1]}');
  assert.equal(slice('always', cutOff).found?.bytes.toString(), '{"a":1},{"b":[1]},{"c":');
});
