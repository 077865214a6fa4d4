import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import type { Cursor, Json } from '../../src/pipeline.ts';
import { parseWadCursor } from '../../src/sources/parse-wad-cursor.ts';
import {
  beginPasses,
  finishTasks,
  nextTasks,
  startCursor,
  type WadCursor,
} from '../../src/sources/wad-cursor.ts';

const time = Date.UTC(2026, 2, 1, 10, 20);
const pace = { pollMs: 5_000, lateMs: 86_400_000 };

/** A cursor in the middle of its work: cells under way, some of them with a continuation token. */
function busyCursor(): WadCursor {
  const begun = beginPasses(startCursor('beginning', time, pace, undefined), time + 60_000, pace);
  const [first] = nextTasks(begun, 1);
  assert.ok(first !== undefined);
  return finishTasks(begun, [{ task: first, token: { nextPartitionKey: '1!8!a', nextRowKey: null } }]);
}

function stored(cursor: Json): Cursor {
  const read: unknown = JSON.parse(JSON.stringify(cursor));
  assert.ok(isCursor(read));
  return read;
}

function isCursor(value: unknown): value is Cursor {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test('a cursor comes back as it was, through JSON', () => {
  for (const cursor of [startCursor('now', time, pace, undefined), busyCursor()]) {
    assert.deepEqual(parseWadCursor(stored(cursor), 'vms'), cursor);
  }
});

test('a cursor of another version waits for the program that wrote it', () => {
  for (const v of [2, 0, '1', undefined]) {
    const { v: _, ...rest } = stored(busyCursor());
    assert.throws(() => parseWadCursor(v === undefined ? rest : { ...rest, v }, 'vms'), {
      code: 'JOB_VERSION',
      kind: 'retryable',
      message:
        /^source "vms": the stored cursor has version .+, this program reads version 1; run the version/,
    });
  }
});

/** Every place in a value of JSON, as the keys that lead to it. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, member]) =>
    placesIn(member).map((place) => [key, ...place]),
  );
  return [[], ...inner];
}

function changedAt(value: unknown, [key, ...rest]: readonly string[], change: unknown): unknown {
  if (key === undefined) return change;
  assert.ok(typeof value === 'object' && value !== null);
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    name === key ? changedAt(member, rest, change) : member,
  ]);
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}

function valueAt(value: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>((found, key) => new Map(Object.entries(Object(found))).get(key), value);
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

test('a cursor with any part of another type is refused, with the name of that part', () => {
  const cursor = stored(busyCursor());
  const places = placesIn(cursor).filter(([first]) => first !== undefined && first !== 'v');
  assert.ok(places.length > 30, String(places.length));
  for (const place of places) {
    for (const change of [undefined, true, { a: 1 }, [{}], 'text', 5, null]) {
      const changed: unknown = JSON.parse(JSON.stringify(changedAt(cursor, place, change)));
      assert.ok(isCursor(changed));
      try {
        parseWadCursor(changed, 'vms');
      } catch (error) {
        assert.ok(error instanceof AzlogError, String(error));
        assert.equal(error.code, 'JOB_INVALID', `${place}: ${error.message}`);
        assert.ok(error.message.includes(`damaged in ${place[0]}.`), error.message);
        continue;
      }
      const types = [typeOf(valueAt(cursor, place)), typeOf(valueAt(changed, place))];
      // Some are texts or numbers that may also be null; and no time of `due` has to be there.
      const isTaken =
        types[0] === types[1] || types.includes('null') || (place[0] === 'due' && types[1] === 'undefined');
      assert.ok(isTaken, `${place} as ${JSON.stringify(change)} is taken`);
    }
  }
});
