import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cefHeaderField, cefValues, leefHeaderField, leefValues } from '../../src/formats/keyed/escape.ts';
import { trimmed } from '../../src/records/trimmed.ts';

function each(cases: readonly (readonly [string, string])[], write: (text: string) => string): void {
  for (const [text, expected] of cases) assert.equal(write(text), expected, JSON.stringify(text));
}

test('CEF values: backslash, equals sign and line breaks are escaped, pipe and space are not', () => {
  each(
    [
      ['plain text|with pipe', 'plain text|with pipe'],
      ['C:\\Windows', 'C:\\\\Windows'],
      ['a=b==', 'a\\=b\\=\\='],
      ['one\r\ntwo\rthree\nfour', 'one\\ntwo\\nthree\\nfour'],
      ['a\n\rb', 'a\\n\\nb'],
      ['tab\there\0nul\x1besc', 'tab here nul esc'],
      ['\\n', '\\\\n'],
      ['é 名 😀', 'é 名 😀'],
      ['lone \ud83d high, low \ude00', 'lone \ufffd high, low \ufffd'],
      ['', ''],
    ],
    cefValues.escape,
  );
});

test('CEF values: what is folded and escaped afterwards equals what is escaped at once', () => {
  for (const text of ['a\r\nb\\=c\td\0', '\ud800=\\', 'clean', '\r\r\n\n']) {
    assert.equal(cefValues.escape(cefValues.fold(text)), cefValues.escape(text));
  }
});

test('CEF header: pipe and backslash are escaped, equals sign is not, controls become one space', () => {
  each(
    [
      ['a|b\\c=d', 'a\\|b\\\\c=d'],
      ['a\r\nb\tc\0d\ne', 'a b c d e'],
    ],
    cefHeaderField,
  );
});

test('LEEF values: delimiter and controls become spaces, nothing is escaped', () => {
  each(
    [
      ['a\tb\r\nc\nd=e\\f|g', 'a b c d=e\\f|g'],
      ['a^b', 'a^b'],
      ['\ud800', '\ufffd'],
    ],
    leefValues('\t', false).escape,
  );
  each([['a^b|c\td', 'a b|c d']], leefValues('^', false).escape);
  each([['a^b|c\td', 'a b c d']], leefValues('^', true).escape);
  each([['a§b\tc', 'a b c']], leefValues('§', false).escape);
});

test('LEEF header: pipe becomes a slash', () => {
  each([['a|b\nc', 'a/b c']], leefHeaderField);
});

test('trimmed takes off spaces and controls only', () => {
  each(
    [
      [' a b\r\n\0', 'a b'],
      ['\u00a0a\u00a0', '\u00a0a\u00a0'],
      [' \t ', ''],
    ],
    trimmed,
  );
});

test('widths are the bytes of the escaped text', () => {
  for (const [writer, text] of [
    [cefValues, 'a=b\\c\nd é 名 😀 \ufffd'],
    [leefValues('^', true), 'a=b\\c d é 名 😀 \ufffd'],
  ] as const) {
    const folded = writer.fold(text);
    let bytes = 0;
    for (let i = 0; i < folded.length; i++) bytes += writer.width(folded.charCodeAt(i));
    assert.equal(bytes, Buffer.byteLength(writer.escape(folded)));
  }
});
