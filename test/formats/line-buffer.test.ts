import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { LineBuffer } from '../../src/formats/line-buffer.ts';
import { codePoint } from '../support/code-points.ts';
import { sampleEvent } from './sample-event.ts';

test('text of any kind and length comes back, however often the memory has to grow', () => {
  const piece = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 60 }),
    fc.string({ maxLength: 60 }),
    fc.constantFrom('x'.repeat(1000), '名'.repeat(500), ''),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.boolean()), (pieces, asBytes) => {
      const line = new LineBuffer(0);
      for (const [index, text] of pieces.entries()) {
        if (asBytes[index] === true) line.add(Buffer.from(text));
        else line.write(text);
      }
      const expected = Buffer.from(pieces.map((text) => text.toWellFormed()).join(''));
      assert.deepEqual(Buffer.from(line.bytes()), expected);
      assert.equal(line.length, expected.length);
      assert.equal(line.text(0), expected.toString());
    }),
  );
});

test('what is cut off is written over', () => {
  const line = new LineBuffer(10);
  line.write('kept');
  line.write(' gone é');
  line.cutTo(4);
  assert.equal(line.text(0), 'kept');
  line.cutTo(100);
  line.write('!');
  assert.equal(line.text(0), 'kept!');
  assert.equal(line.text(4), '!');
});

test('a message is written behind others just as it is by itself, also where it has to be shortened', () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 30 }),
    fc.constantFrom('a=b\\c', 'C:\\Windows', '\r\n', '\t', '\ud800', 'é', '-', 'x'.repeat(2000)),
  );
  const fields = fc.array(fc.tuple(fc.constantFrom('TargetUserName', 'CommandLine', 'A', 'B'), text), {
    maxLength: 6,
  });
  for (const format of [createCef(), createLeef()]) {
    fc.assert(
      fc.property(
        fields,
        text,
        fc.constantFrom(600, 2500, Number.POSITIVE_INFINITY),
        (pairs, other, size) => {
          const event = sampleEvent(4688, pairs, { host: other, time: other.length - 5 });
          const alone = format.format(event, size);
          const line = new LineBuffer(0);
          line.write('before\n');
          format.write(event, line, size);
          assert.equal(line.text(0), `before\n${alone}`);
          assert.ok(alone.includes(`ime=${event.time}`) || alone.includes(`rt=${event.time}`));
        },
      ),
    );
  }
});
