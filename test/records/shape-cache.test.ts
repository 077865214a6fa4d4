import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventType } from '../../src/records/event.ts';
import { type Names, shapeCache } from '../../src/records/shape-cache.ts';
import { sampleEvent } from '../formats/sample-event.ts';

test('made once for each provider, channel, id and list of names', () => {
  let made = 0;
  const find = shapeCache(({ provider, id: eventId, channel }) => (names) => {
    made++;
    return [provider, channel, eventId, ...names].join();
  });
  const events = [
    sampleEvent(1, { A: '' }),
    sampleEvent(2, { A: '' }),
    sampleEvent(1, { A: '', B: '' }),
    sampleEvent(1, { B: '' }),
    sampleEvent(1, { A: '' }, { provider: 'Contoso' }),
    sampleEvent(1, { A: '' }, { channel: 'System' }),
  ];
  for (let round = 0; round < 3; round++) {
    for (const event of events) {
      assert.equal(
        find({ ...event, names: [...event.names] }),
        [event.provider, event.channel, event.id, ...event.names].join(),
      );
    }
  }
  assert.equal(made, events.length);
});

test('where nothing is made for a kind, its names are not looked at', () => {
  let asked = 0;
  const find = shapeCache(({ id: eventId }) => {
    asked++;
    return eventId === 1 ? undefined : (names) => names.length;
  });
  for (const names of [{ A: '' }, { B: '' }]) {
    assert.equal(find(sampleEvent(1, names)), undefined);
    assert.equal(find(sampleEvent(2, names)), 1);
  }
  assert.equal(asked, 2);
});

test('what is kept is bounded, whatever comes, and right', () => {
  for (const vary of ['provider', 'eventId', 'names'] as const) {
    let made = 0;
    const find = shapeCache((kind) => (names) => {
      made++;
      return `${kind.provider} ${kind.id} ${names}`;
    });
    for (const round of [1, 2]) {
      for (let at = 0; at < 5_000; at++) {
        const provider = vary === 'provider' ? `P${at}` : 'P';
        const eventId = vary === 'eventId' ? at : 1;
        const name = vary === 'names' ? `N${at}` : 'N';
        const event = sampleEvent(eventId, { [name]: '' }, { provider });
        assert.equal(find(event), `${provider} ${eventId} ${name}`);
      }
      // Were all of them kept, the second round would make nothing.
      assert.equal(made, round * 5_000, vary);
    }
  }
});

test('very long names are not kept', () => {
  let made = 0;
  const find = shapeCache(() => (names) => {
    made++;
    return names.length;
  });
  for (let round = 0; round < 2; round++) assert.equal(find(sampleEvent(1, { ['N'.repeat(10_001)]: '' })), 1);
  assert.equal(made, 2);
});

/** A cache whose results tell what they were made for, and how many were made. */
function countingCache() {
  const made = { lists: 0 };
  const find = shapeCache(({ id }: EventType) => (names: Names) => {
    made.lists += 1;
    return `${id} ${names.join()}`;
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
