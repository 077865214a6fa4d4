import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActivityLog } from '../../src/stages/activity-log.ts';

test('a name fails as long as any of its parts does', () => {
  const log = createActivityLog(['hub', 'other']);
  const isFailing = (): boolean => log.list()[0]?.failingSince !== undefined;
  log.failed('hub', 'gone', 'SOURCE_UNREACHABLE', 'a');
  const since = log.list()[0]?.failingSince;
  log.failed('hub', 'gone, too', 'SOURCE_UNREACHABLE', 'b');
  log.done('hub', 'c');
  log.done('hub', 'a');
  assert.ok(isFailing(), 'b still fails');
  assert.ok((log.list()[0]?.failingSince ?? 0) >= (since ?? Number.POSITIVE_INFINITY));
  log.done('hub', 'b');
  assert.ok(!isFailing());
  assert.equal(log.list()[0]?.lastError?.message, 'gone, too');
  assert.deepEqual(log.list()[1], { name: 'other' });
});

test('a name that is not listed is not taken up', () => {
  const log = createActivityLog([]);
  assert.equal(log.failed('stranger', 'x', 'X'), undefined);
  assert.deepEqual(log.list(), []);
});
