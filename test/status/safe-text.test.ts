import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsOf, cutMiddle, cutTo, wrapTo } from '../../src/status/columns.ts';
import { safeText } from '../../src/status/safe-text.ts';
import { codePoint } from '../support/code-points.ts';

test('nothing that can act on a terminal is left in a text', () => {
  assert.equal(safeText('\u001b]0;owned\u0007\u001b[2J'), '\\x1b]0;owned\\x07\\x1b[2J');
  assert.equal(safeText('a\r\nb\tc\u009bm\u007f'), 'a\\x0d\\x0ab\\x09c\\x9bm\\x7f');
  assert.equal(safeText('user\u202etxt.exe\u2066\u200b\u2028'), 'user\\u202etxt.exe\\u2066\\u200b\\u2028');
  assert.equal(safeText('Grüße, 世界 😀 \\'), 'Grüße, 世界 😀 \\');
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (text) => {
      assert.doesNotMatch(safeText(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});

test('texts are cut and broken to the columns that they take', () => {
  assert.equal(columnsOf('世界 e\u0301 😀'), 9);
  assert.equal(cutTo('abcdef', 6), 'abcdef');
  assert.equal(cutTo('abcdefg', 6), 'abcde…');
  assert.equal(cutTo('世界世界', 6), '世界…');
  assert.equal(cutMiddle('azlog-sender-5d4f8c7b9-x2x8z 1', 18), 'azlog-sen…-x2x8z 1');
  assert.deepEqual(wrapTo('one two three four', 9, 3), ['one two', 'three', 'four']);
  assert.deepEqual(wrapTo('one two three four', 9, 2), ['one two', 'three fo…']);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme-composite' }).map(safeText),
      fc.integer({ min: 4, max: 90 }),
      fc.integer({ min: 1, max: 4 }),
      (text, columns, most) => {
        const lines = wrapTo(text, columns, most);
        assert.ok(lines.length <= most);
        for (const line of [...lines, cutTo(text, columns), cutMiddle(text, columns)])
          assert.ok(columnsOf(line) <= columns, `${columnsOf(line)} > ${columns}: ${line}`);
      },
    ),
  );
});
