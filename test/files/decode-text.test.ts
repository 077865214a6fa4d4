import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../src/files/decode-text.ts';
import { writings, writtenAs } from './writings.ts';

suite('text as people write it', () => {
  test('is the same text in every encoding, with every line break', () => {
    const character = fc.constantFrom(...'abcXYZ 019:=-_{}[]"#äß€😀'.split(/(?:)/u), '\n');
    const text = fc
      .string({ unit: character, minLength: 1, maxLength: 200 })
      // As any configuration: mostly ASCII.
      .map((rest) =>
        `sources:\n  - account: contoso\n${rest}\nlog: { level: info, then: some more of it }\n`.repeat(3),
      );
    fc.assert(
      fc.property(text, (written) => {
        for (const writing of writings)
          assert.equal(decodeText(writtenAs(writing, written)).text, written, writing);
      }),
      { numRuns: 100 },
    );
  });

  const refused: readonly (readonly [
    what: string,
    bytes: Uint8Array,
    fault: RegExp,
    line: number | undefined,
  ])[] = [
    [
      'Windows-1252',
      Buffer.from('one\r\ntwo\r\nname: M\xfcller\n', 'latin1'),
      /^is not UTF-8: line 3 \(byte 18 of the file\)/,
      3,
    ],
    [
      'a character cut off at the end',
      Buffer.from('abc€').subarray(0, 5),
      /line 1 \(byte 4 of the file\)/,
      1,
    ],
    [
      'UTF-16 with half a character',
      Buffer.from([0xff, 0xfe, 0x61, 0, 0x62]),
      /UTF-16.* damaged or cut off/,
      undefined,
    ],
    ['UTF-16 with a lone surrogate', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0]), /damaged/, undefined],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /zero bytes/, undefined],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 0, 0, 0]), /zero bytes/, undefined],
  ];
  for (const [what, bytes, pattern, line] of refused) {
    test(`refused with its place: ${what}`, () => {
      const { fault } = decodeText(bytes);
      assert.match(fault?.what ?? '', pattern);
      assert.match(fault?.mend ?? '', /^Save it as UTF-8\./);
      assert.equal(fault?.line, line);
    });
  }

  test('an empty file is empty text', () => assert.equal(decodeText(new Uint8Array()).text, ''));
});
