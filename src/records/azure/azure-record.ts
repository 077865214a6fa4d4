import { flatten } from './flatten.ts';
import { isObject, type JsonObject, parseRecord } from './parse-record.ts';

/** Where a record stands, and when it came. */
export interface Origin {
  /** What tells it from every other record: place and position of its first byte. */
  readonly place: string;
  /** Milliseconds since 1970; stands in for a time that cannot be read. */
  readonly receivedAt: number;
}

/** One record of Azure, flattened. */
export interface AzureRecord extends Origin {
  /** As parsed; integers that a double cannot hold are texts with their digits. */
  readonly json: JsonObject;
  /** Paths with dots, in the order of the record, and their values: see `flatten`. */
  readonly names: readonly string[];
  readonly values: readonly string[];
  /** The value of a name; of the same in another case, where there is none; '' where there is neither. */
  get(name: string): string;
}

/** The record of a parsed object. */
export function azureRecord(json: JsonObject, origin: Origin): AzureRecord {
  const { names, values } = flatten(json);
  return recordOf(json, names, values, origin);
}

function recordOf(
  json: JsonObject,
  names: readonly string[],
  values: readonly string[],
  { place, receivedAt }: Origin,
): AzureRecord {
  let byLowerCase: Map<string, number> | undefined;
  const get = (name: string): string => {
    const at = names.indexOf(name);
    if (at !== -1) return values[at] ?? '';
    if (byLowerCase === undefined) {
      byLowerCase = new Map();
      for (const [index, known] of names.entries()) {
        const lower = known.toLowerCase();
        if (!byLowerCase.has(lower)) byLowerCase.set(lower, index);
      }
    }
    return values[byLowerCase.get(name.toLowerCase()) ?? -1] ?? '';
  };
  return { json, names, values, place, receivedAt, get };
}

/** @returns undefined for a text that is no JSON object */
export function readAzureRecord(text: string, origin: Origin): AzureRecord | undefined {
  const json = parseRecord(text);
  return json === undefined ? undefined : azureRecord(json, origin);
}

/**
 * The record with other spellings of its names, where it has no field of the name already. A name stands for all that
 * begins with it and a dot, too.
 * @param aliases names by the ones that the record may have instead, in lower case
 */
export function renamed(record: AzureRecord, aliases: ReadonlyMap<string, string>): AzureRecord {
  if (aliases.size === 0) return record;
  const taken = new Set(record.names);
  let names: string[] | undefined;
  for (let i = 0; i < record.names.length; i++) {
    const name = record.names[i] ?? '';
    const other = aliasOf(name, aliases);
    if (other === undefined || taken.has(other)) continue;
    names ??= [...record.names];
    names[i] = other;
    taken.add(other);
  }
  return names === undefined ? record : recordOf(record.json, names, record.values, record);
}

function aliasOf(name: string, aliases: ReadonlyMap<string, string>): string | undefined {
  const lower = name.toLowerCase();
  const whole = aliases.get(lower);
  if (whole !== undefined) return whole;
  for (let dot = lower.lastIndexOf('.'); dot !== -1; dot = lower.lastIndexOf('.', dot - 1)) {
    const beginning = aliases.get(lower.slice(0, dot));
    if (beginning !== undefined) return beginning + name.slice(dot);
  }
  return undefined;
}

/** The record with more fields behind its own. */
export function extended(record: AzureRecord, fields: Readonly<Record<string, string>>): AzureRecord {
  const added = Object.entries(fields).filter(
    ([name, value]) => value !== '' && !record.names.includes(name),
  );
  if (added.length === 0) return record;
  return recordOf(
    record.json,
    [...record.names, ...added.map(([name]) => name)],
    [...record.values, ...added.map(([, value]) => value)],
    record,
  );
}

/** An object within the record, or undefined. */
export function objectAt(record: AzureRecord, ...path: readonly string[]): JsonObject | undefined {
  let at: unknown = record.json;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : undefined;
}

/** A list within the record, also where it is a text of JSON; empty where there is none. */
export function listAt(record: AzureRecord, ...path: readonly string[]): readonly JsonObject[] {
  let at: unknown = record.json;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  if (typeof at === 'string') {
    try {
      at = JSON.parse(at);
    } catch {
      return [];
    }
  }
  return Array.isArray(at) ? at.filter(isObject) : [];
}

/** A scalar of an object as text, or ''. */
export function textAt(object: JsonObject | undefined, ...path: readonly string[]): string {
  let at: unknown = object;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : '';
}
