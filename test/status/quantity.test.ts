import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, duration, plural, rate, rateWithin, whole, wholeWithin } from '../../src/status/quantity.ts';

test('numbers are grouped, ages are in the two units that matter, sizes have three digits', () => {
  assert.equal(whole(1_234_567.6), '1,234,568');
  assert.deepEqual([0, 0.04, 0.25, 9.94, 9.96, 12_345.6].map(rate), [
    '0',
    '0.0',
    '0.3',
    '9.9',
    '10',
    '12,346',
  ]);
  assert.deepEqual(
    [-1, 0, 3.9, 59.9, 60, 3_599, 3_600, 7_800, 86_399, 86_400, 97_200, 86_400 * 4_000].map(duration),
    [
      '0 s',
      '0 s',
      '3 s',
      '59 s',
      '1 min',
      '59 min',
      '1 h',
      '2 h 10 min',
      '23 h 59 min',
      '1 d',
      '1 d 3 h',
      '4,000 d',
    ],
  );
  assert.deepEqual([0, 999, 1_000, 1_536, 10 * 1_024, 1_023 * 1_024, 2 ** 31, 2 ** 50].map(bytes), [
    '0 B',
    '999 B',
    '1.0 KiB',
    '1.5 KiB',
    '10 KiB',
    '1.0 MiB',
    '2.0 GiB',
    '1,024 TiB',
  ]);
  assert.deepEqual(
    [wholeWithin(9_999_999, 9), wholeWithin(99_999_999, 9), rateWithin(9.5, 3), rateWithin(123_456, 5)],
    ['9,999,999', '100M', '9.5', '123K'],
  );
  assert.deepEqual([plural(1, 'row'), plural(2_000, 'row')], ['1 row', '2,000 rows']);
});
