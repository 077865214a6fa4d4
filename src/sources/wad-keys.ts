/**
 * PartitionKeys of the WAD tables. A key holds the minute of its rows as .NET ticks (100 ns units since the year 1),
 * in one of two forms:
 *
 *     0<18 digits of ticks>                      event volume Small: family ''
 *     <19 digits>___0<18 digits of ticks>        event volume Medium and Large: one family for each 19-digit id
 *
 * Ids are small numbers (0 to 99), so every key of the second form sorts below '01' and every key of the first above
 * it. Minutes are counted since 1970 here: plain numbers, while ticks exceed 2^53 and exist only as text.
 */

const ticksAtEpoch = 621_355_968_000_000_000n;
const ticksPerMinute = 600_000_000n;
const minuteMs = 60_000;

/** Divides the two forms: ids sort below, and ticks of any year after 317 above. */
const formsBorder = '01';
/** The character after '9': ends the range of all keys that go on with a digit. */
const afterDigits = ':';

const idForm = /^(\d{19})___0(\d{18})$/;
const plainForm = /^0(\d{18})$/;

/** The minute (since 1970) that a time in milliseconds since 1970 falls in. */
export function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / minuteMs);
}

/** The PartitionKey of a minute in a family, e.g. `0636543145200000000`. */
export function partitionKey(family: string, minute: number): string {
  const ticks = ticksAtEpoch + BigInt(minute) * ticksPerMinute;
  const key = `0${ticks.toString().padStart(18, '0')}`;
  return family === '' ? key : `${family}___${key}`;
}

/** Family and minute of a PartitionKey, or undefined where it has neither form. */
export function parsePartitionKey(key: string): { family: string; minute: number } | undefined {
  const plain = plainForm.exec(key);
  const [, family, ticks] = plain === null ? (idForm.exec(key) ?? []) : ['', '', plain[1]];
  if (family === undefined || ticks === undefined) return undefined;
  return { family, minute: Number((BigInt(ticks) - ticksAtEpoch) / ticksPerMinute) };
}

/** The part of a table that one query asks for. Times are milliseconds since 1970 by the service's clock. */
export interface Cell {
  readonly family: string;
  /** First minute. */
  readonly from: number;
  /** The minute after the last; null: no end. */
  readonly to: number | null;
  /** Rows stored after this time; 0: at any time. */
  readonly storedAfter: number;
  /** Rows stored up to and including this time. */
  readonly storedUpTo: number;
}

/** The `$filter` of a cell. Cells that share no minute, or no time of storing, share no row. */
export function cellFilter(cell: Cell): string {
  const low = partitionKey(cell.family, cell.from);
  const end = cell.family === '' ? `0${afterDigits}` : `${cell.family}___${afterDigits}`;
  const high = cell.to === null ? end : partitionKey(cell.family, cell.to);
  const after = cell.storedAfter === 0 ? '' : ` and Timestamp gt ${dateTime(cell.storedAfter)}`;
  return `PartitionKey ge '${low}' and PartitionKey lt '${high}'${after} and Timestamp le ${dateTime(cell.storedUpTo)}`;
}

/** The `$filter` whose first row tells the first key of the plain form. */
export const plainFormFilter = `PartitionKey ge '${formsBorder}' and PartitionKey lt '0${afterDigits}'`;

/** The `$filter` whose first row tells the next id from `from` (see `afterKey`) on. */
export function idsFilter(from: string): string {
  return `PartitionKey ge '${from.replaceAll("'", "''")}' and PartitionKey lt '${formsBorder}'`;
}

/** Where the search for ids begins. */
export const firstId = '0'.repeat(19);

/** Where the search for ids goes on after it met `key`: behind all keys that begin with the same 19 characters. */
export function afterKey(key: string): string {
  return idForm.test(key) ? `${key.slice(0, 19)}___${afterDigits}` : `${key.slice(0, 19)}~`;
}

function dateTime(timeMs: number): string {
  return `datetime'${new Date(timeMs).toISOString()}'`;
}
