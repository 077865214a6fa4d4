import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../src/destinations/turns.ts';

test('each begins when the one before it has given back its turn', () => {
  const turns = createTurns();
  const begun: string[] = [];
  const [first, second] = ['a', 'b', 'c'].map((name) => turns.take(() => begun.push(name)));
  assert.deepEqual(begun, ['a']);
  first?.();
  assert.deepEqual(begun, ['a', 'b']);
  // Given back twice: c must not begin beside b.
  first?.();
  assert.deepEqual(begun, ['a', 'b']);
  second?.();
  assert.deepEqual(begun, ['a', 'b', 'c']);
});

test('who gives up while it waits is passed over, and the turn goes on', () => {
  const turns = createTurns();
  const begun: string[] = [];
  const [first, second, third] = ['a', 'b', 'c'].map((name) => turns.take(() => begun.push(name)));
  second?.();
  assert.deepEqual(begun, ['a']);
  first?.();
  assert.deepEqual(begun, ['a', 'c']);
  third?.();
  turns.take(() => begun.push('d'));
  assert.deepEqual(begun, ['a', 'c', 'd']);
});
