import { isObject, type JsonObject, parseNested } from './parse-record.ts';

/** Names and values, parallel. */
export interface Flat {
  readonly names: string[];
  readonly values: string[];
}

/** Objects deeper than that stay JSON. Real records have at most 12 levels. */
const deepest = 24;
/** What stays JSON may have so many levels: the writer of JSON calls itself for each. */
const deepestJson = 500;

/** A record with more levels than anybody means. */
export class TooDeep extends Error {}

/**
 * Flattens a record: objects to paths with dots, lists of scalars to their elements with `, ` between them, lists of
 * objects to their JSON. A text that is JSON is flattened in its place. null and '' are nothing. Nothing else is left out.
 * @throws TooDeep for a record nested beyond all measure
 */
export function flatten(record: JsonObject): Flat {
  const flat: Flat = { names: [], values: [] };
  addMembers(record, '', flat, 0);
  return flat;
}

function addMembers(object: JsonObject, prefix: string, flat: Flat, depth: number): void {
  for (const key of Object.keys(object)) addValue(prefix + nameOf(key, object), object[key], flat, depth);
}

function addValue(name: string, value: unknown, flat: Flat, depth: number): void {
  if (typeof value === 'string') {
    const nested = value === '' || depth >= deepest ? undefined : parseNested(value);
    if (nested === undefined || isTooDeep(nested)) add(name, value, flat);
    else addValue(name, nested, flat, depth + 1);
  } else if (Array.isArray(value)) {
    add(name, listText(value), flat);
  } else if (isObject(value)) {
    if (depth >= deepest) add(name, jsonText(value), flat);
    else addMembers(value, `${name}.`, flat, depth + 1);
  } else if (value !== null && value !== undefined) {
    add(name, String(value), flat);
  }
}

function add(name: string, value: string, flat: Flat): void {
  if (value === '') return;
  flat.names.push(name);
  flat.values.push(value);
}

function listText(list: readonly unknown[]): string {
  if (list.length === 0) return '';
  const isPlain = list.every((entry) => typeof entry !== 'object' && !String(entry).includes(','));
  return isPlain ? list.join(', ') : jsonText(list);
}

function jsonText(value: object): string {
  if (isTooDeep(value)) throw new TooDeep(`it has more than ${deepestJson} levels`);
  return JSON.stringify(value);
}

/** Level by level, so that no depth is too much for the counting itself. */
function isTooDeep(value: object): boolean {
  let level: readonly object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepestJson) return true;
    level = level.flatMap((one) =>
      Object.values(one).filter((inner) => typeof inner === 'object' && inner !== null),
    );
  }
  return false;
}

const claim = /^https?:\/\/schemas\..*\/([A-Za-z0-9_]+)$/;

/**
 * A key as a part of a path. Claims have the names of URLs, of which the last part tells what they are; where the object
 * has a claim of that name, too, this one is `<name>_claim`. Other dots would look like levels.
 */
function nameOf(key: string, object: JsonObject): string {
  if (key === '') return '_';
  if (!key.includes('.')) return key;
  const short = claim.exec(key)?.[1];
  if (short !== undefined) return Object.hasOwn(object, short) ? `${short}_claim` : short;
  return key.replaceAll('.', '_');
}
