import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTailPrinter } from '../../src/status/tail-printer.ts';

function printer(rate: number) {
  const lines: string[] = [];
  const remarks: string[] = [];
  const made = createTailPrinter(
    rate,
    (line) => lines.push(line),
    (remark) => remarks.push(remark),
  );
  return { ...made, lines, remarks };
}

test('each message is printed once, though a sender shows its last chunks again and again', () => {
  const { take, lines, remarks } = printer(100);
  const first = { number: 1, total: 2, messages: ['a', 'b'] };
  const second = { number: 2, total: 3, messages: ['c'] };
  take('one', [first]);
  take('one', [first]);
  take('one', [first, second]);
  take('two', [{ number: 1, total: 1, messages: ['d'] }]);
  assert.deepEqual(lines, ['a', 'b', 'c', 'd']);
  assert.deepEqual(remarks, []);
});

test('what was not shown is counted: by the sender, between two looks, and by the rate', (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 });
  const { take, lines, remarks } = printer(2);
  take('one', [{ number: 1, total: 1_236, messages: ['a', 'b'] }]);
  assert.deepEqual(remarks, ['… 1,234 messages more not shown']);
  context.mock.timers.setTime(1_700_000_001_000);
  // Chunks 2 to 4 were written over before they were read.
  take('one', [{ number: 5, total: 1_300, messages: ['c'] }]);
  assert.equal(remarks[1], '… 63 messages more not shown');
  context.mock.timers.setTime(1_700_000_002_000);
  take('two', [{ number: 1, total: 3, messages: ['d', 'e', 'f'] }]);
  assert.deepEqual(lines, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(remarks[2], '… 1 message more not shown');
});

test('a sender that was started anew under the same name is shown from its beginning', () => {
  const { take, lines, remarks } = printer(100);
  take('one', [{ number: 7, total: 1, messages: ['a'] }]);
  take('one', [{ number: 1, total: 1, messages: ['b'] }]);
  assert.deepEqual(lines, ['a', 'b']);
  assert.deepEqual(remarks, []);
});

test('a message cannot act on the terminal; tabs stay, for they part the fields of LEEF', () => {
  const { take, lines } = printer(100);
  take('one', [{ number: 1, total: 1, messages: ['LEEF:1.0|x\tusrName=\u001b[31mroot\u0007\tb=c'] }]);
  assert.deepEqual(lines, ['LEEF:1.0|x\tusrName=\\x1b[31mroot\\x07\tb=c']);
});
