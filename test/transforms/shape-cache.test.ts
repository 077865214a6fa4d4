import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Kind, type Names, shapeCache } from '../../src/transforms/shape-cache.ts';
import { sampleEvent } from '../formats/sample-event.ts';

/** A cache whose results tell what they were made for, and how many were made. */
function countingCache() {
  const made = { lists: 0 };
  const find = shapeCache(({ eventId }: Kind) => (names: Names) => {
    made.lists += 1;
    return `${eventId} ${names.join()}`;
  });
  return { made, find };
}

test('lists of names are kept within bounds, over all kinds that are known already', () => {
  const { made, find } = countingCache();
  const kinds = 300;
  const listsOfKind = 20;
  for (let list = 0; list < listsOfKind; list++) {
    for (let id = 0; id < kinds; id++)
      assert.equal(find(sampleEvent(id, { [`F${list}`]: '' })), `${id} F${list}`);
  }
  assert.equal(made.lists, kinds * listsOfKind);
  find(sampleEvent(kinds - 1, { [`F${listsOfKind - 1}`]: '' }));
  assert.equal(made.lists, kinds * listsOfKind, 'the last one is known');
  for (let list = listsOfKind - 1; list >= 0; list--) {
    for (let id = kinds - 1; id >= 0; id--) find(sampleEvent(id, { [`F${list}`]: '' }));
  }
  assert.ok(made.lists - kinds * listsOfKind >= kinds * listsOfKind - 4_096, `${made.lists} were made`);
});

test('names of any length are not kept', () => {
  const { made, find } = countingCache();
  const long = sampleEvent(1, { ['x'.repeat(20_000)]: '' });
  assert.equal(find(long), find(long));
  assert.equal(made.lists, 2);
});
