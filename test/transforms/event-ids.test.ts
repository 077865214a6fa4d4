import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEventIds } from '../../src/options/event-ids.ts';

test('ids and ranges of ids are read, and nothing else', () => {
  assert.deepEqual(readEventIds('4624'), { first: 4624, last: 4624 });
  assert.deepEqual(readEventIds('4656-4663'), { first: 4656, last: 4663 });
  assert.deepEqual(readEventIds('4656 - 4663'), { first: 4656, last: 4663 });
  assert.deepEqual(readEventIds('0-65535'), { first: 0, last: 65_535 });
  for (const text of [
    '',
    '-1',
    '65536',
    '2-1',
    '4624-',
    '4624-4625-4626',
    '4624,4625',
    '0x10',
    ' 1',
    '1  - 2',
  ]) {
    assert.equal(readEventIds(text), undefined, text);
  }
});
