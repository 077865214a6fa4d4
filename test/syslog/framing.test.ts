import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countMessages, frame, messageStart } from '../../src/syslog/framing.ts';
import { codePoint } from '../support/code-points.ts';

const messages = fc.array(
  fc
    .string({ unit: codePoint, minLength: 1, maxLength: 200 })
    .map((text) => `${text.replaceAll('\n', ' ')}.`),
  { maxLength: 20 },
);

function bodyOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

/** Reads octet-counted frames as RFC 6587 §3.4.1 says, knowing nothing of how they were written. */
function readFrames(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [, digits = ''] = /^([1-9]\d*) /.exec(bytes.toString('latin1', at, at + 12)) ?? [];
    assert.notEqual(digits, '', `no length at byte ${at}`);
    const start = at + digits.length + 1;
    at = start + Number(digits);
    assert.ok(at <= bytes.length, 'a frame is longer than what there is');
    found.push(bytes.toString('utf8', start, at));
  }
  return found;
}

describe('framing', () => {
  test('LF is the body itself, not copied', () => {
    const body = bodyOf(['a', 'b']);
    assert.equal(frame(body, 'lf'), body);
  });

  test('octet counting counts bytes, not characters, and leaves the LF out', () => {
    assert.equal(Buffer.from(frame(bodyOf(['Prüfung', '😀']), 'octet-counting')).toString(), '8 Prüfung4 😀');
    assert.equal(frame(Buffer.alloc(0), 'octet-counting').length, 0);
  });

  test('octet-counted frames read back to the same messages', () => {
    fc.assert(
      fc.property(messages, (lines) => {
        const framed = Buffer.from(frame(bodyOf(lines), 'octet-counting'));
        assert.deepEqual(
          readFrames(framed),
          lines.map((line) => Buffer.from(line).toString()),
        );
      }),
    );
  });

  test('lengths of 1 to 5 digits', () => {
    for (const length of [1, 9, 10, 99, 100, 999, 1000, 65_000]) {
      const framed = Buffer.from(frame(bodyOf(['x'.repeat(length)]), 'octet-counting'));
      assert.deepEqual(readFrames(framed), ['x'.repeat(length)]);
    }
  });

  for (const framing of ['lf', 'octet-counting'] as const) {
    test(`a message of which a part is known is sent wholly again (${framing})`, () => {
      fc.assert(
        fc.property(messages, fc.double({ min: 0, max: 1, noNaN: true }), (lines, share) => {
          const framed = frame(bodyOf(lines), framing);
          const known = Math.floor(framed.length * share);
          const start = messageStart(framed, framing, known);
          assert.ok(start <= known);
          const ends = lines.map((_, index) => frame(bodyOf(lines.slice(0, index + 1)), framing).length);
          const whole = ends.filter((end) => end <= known).length;
          assert.equal(start, whole === 0 ? 0 : ends[whole - 1]);
          assert.equal(countMessages(framed, framing, start), lines.length - whole);
        }),
      );
    });
  }
});
