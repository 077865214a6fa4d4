import { AzlogError } from '../errors.ts';
import type { Cursor, Json } from '../pipeline.ts';
import type { WadCursor } from './wad-cursor.ts';

const version = 1;

/**
 * The cursor of a poll, as this program knows it. It is checked in all its parts: half a cursor would be read as another
 * one, and rows would be passed over.
 * @throws AzlogError JOB_VERSION for a cursor of another version; JOB_INVALID for one that is damaged
 */
export function parseWadCursor(cursor: Cursor, source: string): WadCursor {
  const found = cursor['v'];
  if (found !== version) {
    throw new AzlogError(
      'JOB_VERSION',
      `source "${source}": the stored cursor has version ${JSON.stringify(found ?? null)}, this program reads version ${version}; run the version that wrote it, or give the source another name to begin at its configured start`,
    );
  }
  if (isWadCursor(cursor)) return cursor;
  const wrong = Object.entries(parts).flatMap(([name, isRight]) => (isRight(cursor[name]) ? [] : name));
  throw new AzlogError(
    'JOB_INVALID',
    `source "${source}": the stored cursor is damaged in ${wrong.join(', ')}. Restore the queue from a backup, or give the source another name to begin at its configured start`,
  );
}

type Check = (value: Json | undefined) => boolean;

const isNumber: Check = (value) => typeof value === 'number';
const isText: Check = (value) => typeof value === 'string';
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every((item: Json) => check(item));
const tupleOf =
  (...checks: readonly Check[]): Check =>
  (value) =>
    Array.isArray(value) && checks.every((check, index) => check(value[index]));
const objectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(members).every(([name, check]) => check(value[name]));

function isObject(value: Json | undefined): value is Cursor {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const segment = tupleOf(isNumber, isNumber);
const piece = tupleOf(isNumber, nullOr(isNumber), isNumber, isNumber);
const job = objectOf({
  kind: isText,
  families: tupleOf(isNumber, isNumber),
  pieces: listOf(piece),
  next: isNumber,
  running: listOf(tupleOf(isNumber, isText, nullOr(isText))),
});

const parts = {
  clock: isNumber,
  origin: listOf(segment),
  segments: listOf(segment),
  closed: isNumber,
  hotTo: isNumber,
  due: (value) => isObject(value) && Object.values(value).every(isNumber),
  families: listOf(isText),
  ids: nullOr(isText),
  jobs: listOf(job),
  turn: isNumber,
} satisfies Record<Exclude<keyof WadCursor, 'v'>, Check>;

function isWadCursor(cursor: Cursor): cursor is WadCursor {
  return Object.entries(parts).every(([name, isRight]) => isRight(cursor[name]));
}
