import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownKeys as keysOf } from '../../src/formats/keyed/own-keys.ts';
import { windows } from '../../src/records/windows/windows.ts';
import { codePoint } from '../support/code-points.ts';

const ownKeys = (names: readonly string[]): readonly string[] => keysOf(names, windows);

test('names become letters and digits after the prefix', () => {
  assert.deepEqual(ownKeys(['TargetLinkedLogonId', 'Event.Code', 'param 1', 'Größe', '名', '--']), [
    'AzlogWinTargetLinkedLogonId',
    'AzlogWinEventCode',
    'AzlogWinparam1',
    'AzlogWinGrUF6UDFE',
    'AzlogWinU540D',
    'AzlogWinData',
  ]);
});

test('names that meet get numbers, and a name that has a number of its own keeps it', () => {
  assert.deepEqual(ownKeys(['Data', 'Data', 'data', 'Data2', 'Data']), [
    'AzlogWinData',
    'AzlogWinData3',
    'AzlogWindata4',
    'AzlogWinData2',
    'AzlogWinData5',
  ]);
});

test('no own key ends as the label of a custom field does: readers of CEF would take it for one', () => {
  assert.deepEqual(ownKeys(['MandatoryLabel', 'MandatoryLabelValue', 'Label', 'label', 'Labels']), [
    'AzlogWinMandatoryLabelValue',
    'AzlogWinMandatoryLabelValue2',
    'AzlogWinLabelValue',
    'AzlogWinlabel',
    'AzlogWinLabels',
  ]);
});

test('whatever the names, keys are alphanumeric, unique without regard to case, and always the same', () => {
  const names = fc.array(
    fc.oneof(
      fc.string({ unit: codePoint }),
      fc.constantFrom('A', 'a', 'A2', 'A 2', 'Ä', 'ALabel', 'x'.repeat(100)),
    ),
  );
  fc.assert(
    fc.property(names, (list) => {
      const keys = ownKeys(list);
      assert.equal(keys.length, list.length);
      for (const key of keys) assert.match(key, /^AzlogWin[A-Za-z0-9]{1,80}(?<!Label)$/);
      assert.equal(new Set(keys.map((key) => key.toLowerCase())).size, keys.length);
      assert.deepEqual(ownKeys(list), keys);
    }),
    { numRuns: 1000 },
  );
});

test('thousands of equal names take no more than a moment', () => {
  const keys = ownKeys(Array.from({ length: 20_000 }, () => 'Data'));
  assert.equal(new Set(keys).size, 20_000);
});
