import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createOutage, lasted } from '../src/outage.ts';

/** An outage under a clock of the test's own, in seconds. */
function timed() {
  let now = 0;
  const outage = createOutage(() => now * 1_000);
  return {
    at(seconds: number) {
      now = seconds;
      return outage;
    },
  };
}

suite('when an outage is reported', () => {
  test('as it begins, seldom while it lasts, and as it ends with its duration', () => {
    const { at } = timed();
    const news: string[] = [];
    for (let second = 0; second <= 12 * 3_600; second += 2) {
      const found = at(second).failed('down');
      if (found !== undefined) news.push(`${second} ${found.what}`);
    }
    assert.deepEqual(news, [
      '0 began',
      '600 lasts',
      '2400 lasts',
      '7800 lasts',
      '22200 lasts',
      '36600 lasts',
    ]);
    assert.equal(at(43_200).worked(), 43_200_000);
    assert.equal(at(43_201).worked(), undefined);
  });

  test('another reason is reported once', () => {
    const { at } = timed();
    const seen = ['down', 'password', 'down', 'password'].map(
      (reason, second) => at(second).failed(reason)?.what,
    );
    assert.deepEqual(seen, ['began', 'changed', undefined, undefined]);
  });

  test('what comes and goes is reported ever more seldom, and what then stays is reported', () => {
    const { at } = timed();
    let [begun, ended] = [0, 0];
    for (let second = 0; second < 4 * 3_600; second += 10) {
      if (at(second).failed('reset') !== undefined) begun += 1;
      if (at(second + 5).worked() !== undefined) ended += 1;
    }
    assert.equal(begun, ended);
    assert.ok(begun >= 4 && begun <= 12, `${begun} pairs of lines in four hours`);
    assert.equal(at(14_410).failed('reset'), undefined);
    assert.deepEqual(at(14_480).failed('reset'), { what: 'began' });
  });

  test('after a quiet time the same trouble is reported at once again', () => {
    const { at } = timed();
    at(0).failed('down');
    assert.equal(at(3).worked(), 3_000);
    assert.deepEqual(at(8_000).failed('down'), { what: 'began' });
  });
});

test('durations as an operator reads them', () => {
  assert.deepEqual([400, 12_345, 192_000, 60_000, 7_800_000, 3_600_000, 442_800_000].map(lasted), [
    '0.4 s',
    '12 s',
    '3 min 12 s',
    '1 min',
    '2 h 10 min',
    '1 h',
    '5 d 3 h',
  ]);
});
