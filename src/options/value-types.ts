import { resolve } from 'node:path';
import { readEndpointOption, type StorageService } from './account-endpoint.ts';
import { type EventIdRange, eventIdsPattern, largestEventId, readEventIds } from './event-ids.ts';
import { readHost } from './host.ts';
import type { Reading } from './reading.ts';
import { hidden, type JsonSchema, showPlain, type ValueType, valueType } from './value-type.ts';

/** One of the given words, in the given case. */
export function choice<const W extends readonly string[]>(...words: W): ValueType<W[number]> {
  const known = new Set<unknown>(words);
  return valueType({
    allowed: words.map((word) => `\`${word}\``).join(', '),
    schema: { enum: words },
    accepts: (value): value is W[number] => known.has(value),
  });
}

/** Text that matches `pattern` (the whole of it). */
export function text(allowed: string, pattern: RegExp): ValueType<string> {
  return valueType({
    allowed,
    schema: { type: 'string', pattern: pattern.source },
    accepts: (value): value is string => typeof value === 'string' && pattern.test(value),
  });
}

const numberText = /^-?\d+(\.\d+)?$/;

function toNumber(digits: string): unknown {
  return numberText.test(digits) ? Number(digits) : digits;
}

const grouped = new Intl.NumberFormat('en-US');

export function integer(minimum: number, maximum: number): ValueType<number> {
  return valueType({
    allowed: `a whole number, ${grouped.format(minimum)} to ${grouped.format(maximum)}`,
    schema: { type: 'integer', minimum, maximum },
    fromText: toNumber,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum,
  });
}

export function decimal(minimum: number, maximum: number): ValueType<number> {
  return valueType({
    allowed: `a number, ${minimum} to ${grouped.format(maximum)}`,
    schema: { type: 'number', minimum, maximum },
    fromText: toNumber,
    accepts: (value): value is number => typeof value === 'number' && value >= minimum && value <= maximum,
  });
}

export function flag(): ValueType<boolean> {
  const words = new Map<string, boolean>([
    ['true', true],
    ['false', false],
  ]);
  return valueType({
    allowed: '`true` or `false`',
    schema: { type: 'boolean' },
    fromText: (word) => words.get(word) ?? word,
    accepts: (value): value is boolean => typeof value === 'boolean',
  });
}

const units = new Map([
  ['', 1],
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);
const sizePattern = /^(\d+(?:\.\d+)?) ?([KMGT]i?B|B)?$/;

function readSize(value: unknown): unknown {
  const match = typeof value === 'string' ? sizePattern.exec(value) : null;
  const unit = units.get(match?.[2] ?? '');
  return match?.[1] === undefined || unit === undefined ? value : Math.floor(Number(match[1]) * unit);
}

/** Writes bytes in the largest binary unit that divides them. */
export function showSize(bytes: number): string {
  const unit = ['TiB', 'GiB', 'MiB', 'KiB'].find((name) => bytes > 0 && bytes % (units.get(name) ?? 1) === 0);
  return unit === undefined ? `${bytes}` : `${bytes / (units.get(unit) ?? 1)}${unit}`;
}

/** Bytes, as a number or with a unit: `512KiB`, `8MiB`, `2GB`. */
export function size(minimum: number, maximum: number): ValueType<number> {
  return valueType({
    allowed: `a size, ${showSize(minimum)} to ${showSize(maximum)}, in bytes or with a unit (KiB, MiB, GiB, KB, MB, GB)`,
    schema: {
      anyOf: [
        { type: 'integer', minimum, maximum },
        { type: 'string', pattern: sizePattern.source },
      ],
    },
    read: readSize,
    fromText: toNumber,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum,
  });
}

/** Names of other parts of the configuration: a list, in the environment separated by commas. */
export function nameList(): ValueType<readonly string[]> {
  return valueType({
    allowed: 'a list of names (in the environment separated by commas)',
    schema: { type: 'array', items: { type: 'string', pattern: namePattern.source }, minItems: 1 },
    fromText: (names) => names.split(',').map((name) => name.trim()),
    accepts: (value): value is readonly string[] =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((name) => typeof name === 'string' && namePattern.test(name)),
  });
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,40}$/;

/** A name that goes into queue names and metrics. */
export function name(): ValueType<string> {
  return text(
    'a name of 1 to 41 lower-case letters, digits and hyphens, not starting with a hyphen',
    namePattern,
  );
}

/** An id, or the range that `4656-4663` is; undefined for anything else. */
function readIdRange(value: unknown): EventIdRange | undefined {
  return typeof value === 'number' || typeof value === 'string' ? readEventIds(String(value)) : undefined;
}

function isIdRange(value: unknown): value is EventIdRange {
  return typeof value === 'object' && value !== null && 'first' in value && 'last' in value;
}

/** As a file has it: `4624` or `4656-4663`. */
export function showIdRange({ first, last }: EventIdRange): number | string {
  return first === last ? first : `${first}-${last}`;
}

/** Event ids and ranges of them: a list, or one alone. */
export function eventIds(): ValueType<readonly EventIdRange[]> {
  const one = {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: largestEventId },
      { type: 'string', pattern: eventIdsPattern.source },
    ],
  };
  return valueType({
    allowed: `event ids from 0 to ${grouped.format(largestEventId)} and ranges such as \`4656-4663\`, the smaller first: a list, or one alone`,
    schema: { anyOf: [...one.anyOf, { type: 'array', items: one, minItems: 1 }] },
    read: (value) => {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      const ranges = list.map(readIdRange);
      return ranges.includes(undefined) ? value : ranges;
    },
    accepts: (value): value is readonly EventIdRange[] =>
      Array.isArray(value) && value.length > 0 && value.every(isIdRange),
    // In a long list, what is wrong with it.
    show: (value) => {
      const wrong = Array.isArray(value) ? value.filter((id) => readIdRange(id) === undefined) : [];
      return wrong.length === 0 ? showPlain(value) : wrong.map(showPlain).join(', ');
    },
  });
}

/** A file; a relative path counts from `folder`. */
export function file(what: string): ValueType<string> {
  return valueType({
    allowed: `the path of ${what}`,
    schema: { type: 'string', minLength: 1 },
    read: (value, folder) => (typeof value === 'string' && value !== '' ? resolve(folder, value) : value),
    accepts: (value): value is string => typeof value === 'string' && value !== '' && !value.includes('\0'),
  });
}

/**
 * A host name or an IP address alone, read without the brackets of an IPv6 address.
 * @param option its name, for the right form
 * @param port the option that has the port, where there is one
 */
export function host(option: string, port?: string): ValueType<string> {
  return readBy(
    'a host name or an IP address, without port',
    { type: 'string', pattern: '^[^/@]+$' },
    (text) => readHost(text, option, port),
    (text) => text,
  );
}

/** The URL of a service of a storage account. */
export function storageEndpoint(service: StorageService): ValueType<string> {
  return readBy(
    'an `https://` (or `http://`) URL without user, query and fragment',
    { type: 'string', pattern: '^\\s*https?://[^?#@]+$' },
    (text) => readEndpointOption(text, service),
    ({ url }) => url,
  );
}

/** Text of which a reader says what is wrong, and what it comes to. */
function readBy<T>(
  allowed: string,
  schema: JsonSchema,
  reader: (text: string) => Reading<T>,
  form: (read: T) => string,
): ValueType<string> {
  const reading = (value: unknown): Reading<T> | undefined =>
    typeof value === 'string' ? reader(value) : undefined;
  return valueType({
    allowed,
    schema,
    read(value) {
      const read = reading(value);
      return read !== undefined && 'value' in read ? form(read.value) : value;
    },
    accepts: (value): value is string => {
      const read = reading(value);
      return read !== undefined && 'value' in read;
    },
    fault(value) {
      const read = reading(value);
      return read !== undefined && 'fault' in read ? read.fault : undefined;
    },
    show: showUrl,
  });
}

/** A query may hold a signature, and what precedes an `@` a password. */
function showUrl(value: unknown): string {
  if (typeof value !== 'string') return showPlain(value);
  return showPlain(value.replace(/[?#].*$/s, `?${hidden}`).replace(/\/\/.*@/s, `//${hidden}@`));
}

/** An http or https URL without user, query and fragment (a query would hold a signature, which is secret). */
export function httpUrl(): ValueType<string> {
  return valueType({
    allowed: 'an `https://` (or `http://`) URL without user, query and fragment',
    schema: { type: 'string', pattern: '^https?://[^?#@]+$' },
    accepts: (value): value is string =>
      typeof value === 'string' && /^https?:\/\/[^?#@]+$/.test(value) && URL.canParse(value),
    show: showUrl,
  });
}

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** `now`, `beginning`, or a time with its zone; a time is read as ISO 8601 in UTC. */
export function startTime(): ValueType<string> {
  const words = new Set<unknown>(['now', 'beginning']);
  const isTime = (value: unknown): value is string =>
    typeof value === 'string' && timePattern.test(value) && !Number.isNaN(Date.parse(value));
  return valueType({
    allowed: '`now`, `beginning`, or a time with its zone such as `2026-01-31T08:00:00Z`',
    schema: { type: 'string', pattern: `^(now|beginning)$|${timePattern.source}` },
    read: (value) => (isTime(value) ? new Date(value).toISOString() : value),
    accepts: (value): value is string => words.has(value) || isTime(value),
  });
}

const digestPattern = /^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i;

/** SHA-256 of a certificate in hexadecimal, read as upper-case pairs with colons. */
export function fingerprint(): ValueType<string> {
  return valueType({
    allowed: 'the SHA-256 fingerprint of a certificate: 32 hexadecimal pairs, with or without colons',
    schema: { type: 'string', pattern: '^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$' },
    read: (value) =>
      typeof value === 'string' && digestPattern.test(value)
        ? (value.replaceAll(':', '').toUpperCase().match(/../g) ?? []).join(':')
        : value,
    accepts: (value): value is string => typeof value === 'string' && digestPattern.test(value),
  });
}

/** Characters that attributes are not full of and that no parser takes for something else. */
const delimiterPattern = /^[\t!#$&*+<>?@[\]^`~]$/;

/** The character between LEEF 2.0 attributes: itself, `tab`, or its code (`x09`); read as the character. */
export function delimiter(): ValueType<string> {
  return valueType({
    allowed: '`tab`, one of `^ ~ ! # $ & * + < > ? @ [ ]`, or its code as `x5E`',
    schema: { type: 'string', pattern: '^(tab|0?[xX][0-9A-Fa-f]{2,4}|[\\t!#$&*+<>?@[\\]^`~])$' },
    read: (value) => {
      if (typeof value !== 'string') return value;
      const code = /^0?x([0-9a-f]{2,4})$/i.exec(value)?.[1];
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return value === 'tab' ? '\t' : value;
    },
    accepts: (value): value is string => typeof value === 'string' && delimiterPattern.test(value),
  });
}
