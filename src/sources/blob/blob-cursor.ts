import { hash } from 'node:crypto';
import { AzlogError } from '../../errors.ts';
import type { Cursor, Json } from '../../pipeline.ts';

/** How a blob's bytes are cut: as lines, or as one document `{"records":[…]}`; unknown until its beginning is read. */
export type BlobForm = 'unknown' | 'lines' | 'document';

/** How far one blob has been read. */
export interface BlobState {
  /** Position of the first byte that was not read. */
  readonly offset: number;
  /** When the blob was created, in seconds since 1970: another time is another blob. */
  readonly created: number;
  readonly form: BlobForm;
  /** Whether the offset is inside a line that is too long to use: what is left of it is passed over. */
  readonly isSkipping: boolean;
}

/** One look at all roots, or at those that are due. It may last several reads. */
export interface Pass {
  /**
   * `first`: sizes are noted and nothing is read (`start: now`); `full`: every hour from `from` on; `hot`: the newest
   * hours only.
   */
  readonly kind: 'first' | 'full' | 'hot';
  /** The service's time at which it began, milliseconds since 1970. */
  readonly at: number;
  /** What `from` becomes at its end. */
  readonly to: number;
  /** The last root, in the order of names, up to which all are done; undefined at the beginning. */
  readonly done: string | undefined;
  /** Roots behind that which are under way: the last blob done of an hour before `to`, or '' for a root that is done. */
  readonly under: Readonly<Record<string, string>>;
  /** Whether a root had more than its share of this pass. */
  readonly hasMore: boolean;
}

/** Where reading a container continues. */
export interface BlobCursor {
  /** The first hour (since 1970) that is still looked at; everything before it has been read. */
  readonly from: number;
  /** The service's time up to which everything listed has been read, milliseconds since 1970. */
  readonly readTo: number;
  /** When the last full pass began. */
  readonly fullAt: number;
  readonly pass: Pass | undefined;
  /** What has been read of each blob, by its hour and then by the key of its name. */
  readonly hours: ReadonlyMap<number, ReadonlyMap<string, BlobState>>;
}

const version = 1;
const keyBytes = 8;
const offsetBytes = 6;
const createdBytes = 4;
const entryBytes = keyBytes + offsetBytes + createdBytes;
/** The offset has 45 bits (32 TiB, more than a blob can have); three are left for form and skipping. */
const offsetLimit = 2 ** 45;
const forms = ['unknown', 'lines', 'document'] as const;

/** What stands for the name of a blob in a cursor: 64 bits of a digest. Two of 100,000 names agree once in 10^9 times. */
export function blobKey(name: string): string {
  return hash('sha256', name, 'hex').slice(0, 2 * keyBytes);
}

/** The cursor as it is stored: 18 bytes a blob. */
export function writeBlobCursor({ from, readTo, fullAt, pass, hours }: BlobCursor): Cursor {
  const stored: Record<string, string> = {};
  for (const [hour, blobs] of [...hours].toSorted(([one], [other]) => one - other)) {
    if (blobs.size > 0) stored[hour] = packHour(blobs);
  }
  return {
    v: version,
    from,
    readTo,
    fullAt,
    pass: pass === undefined ? null : { ...pass, done: pass.done ?? null },
    hours: stored,
  };
}

function packHour(blobs: ReadonlyMap<string, BlobState>): string {
  const bytes = Buffer.alloc(blobs.size * entryBytes);
  let at = 0;
  for (const [key, { offset, created, form, isSkipping }] of [...blobs].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const flags = forms.indexOf(form) * 2 + (isSkipping ? 1 : 0);
    bytes.write(key, at, 'hex');
    bytes.writeUIntBE(offset + flags * offsetLimit, at + keyBytes, offsetBytes);
    bytes.writeUInt32BE(created, at + keyBytes + offsetBytes);
    at += entryBytes;
  }
  return bytes.toString('base64');
}

/**
 * Reads a stored cursor, in all its parts: half of one would pass over records.
 * @throws AzlogError JOB_VERSION for a cursor of another version; JOB_INVALID for one that is damaged
 */
export function parseBlobCursor(cursor: Cursor, source: string): BlobCursor {
  const found = cursor['v'];
  if (found !== version) {
    throw new AzlogError(
      'JOB_VERSION',
      `source "${source}": the stored cursor has version ${JSON.stringify(found ?? null)}, this program reads version ${version}; run the version that wrote it, or give the source another name to begin at its configured start`,
    );
  }
  const { from, readTo, fullAt } = cursor;
  const pass = parsePass(cursor['pass']);
  const hours = parseHours(cursor['hours']);
  const isWhole = [from, readTo, fullAt].every((value) => Number.isSafeInteger(value));
  if (
    !isWhole ||
    typeof from !== 'number' ||
    typeof readTo !== 'number' ||
    typeof fullAt !== 'number' ||
    pass === 'damaged' ||
    hours === 'damaged'
  ) {
    throw new AzlogError(
      'JOB_INVALID',
      `source "${source}": the stored cursor is damaged. Restore the queue from a backup, or give the source another name to begin at its configured start`,
    );
  }
  return { from, readTo, fullAt, pass, hours };
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsePass(value: Json | undefined): Pass | undefined | 'damaged' {
  if (value === null) return undefined;
  if (!isObject(value)) return 'damaged';
  const { kind, at, to, done, under, hasMore } = value;
  if (kind !== 'first' && kind !== 'full' && kind !== 'hot') return 'damaged';
  if (typeof at !== 'number' || typeof to !== 'number' || typeof hasMore !== 'boolean') return 'damaged';
  if ((done !== null && typeof done !== 'string') || !isObject(under)) return 'damaged';
  const places: Record<string, string> = {};
  for (const [root, place] of Object.entries(under)) {
    if (typeof place !== 'string') return 'damaged';
    places[root] = place;
  }
  return { kind, at, to, done: done ?? undefined, under: places, hasMore };
}

function parseHours(value: Json | undefined): BlobCursor['hours'] | 'damaged' {
  if (!isObject(value)) return 'damaged';
  const hours = new Map<number, ReadonlyMap<string, BlobState>>();
  for (const [hour, packed] of Object.entries(value)) {
    if (!/^-?\d+$/.test(hour) || typeof packed !== 'string') return 'damaged';
    const bytes = Buffer.from(packed, 'base64');
    if (bytes.length % entryBytes !== 0 || bytes.toString('base64') !== packed) return 'damaged';
    const blobs = new Map<string, BlobState>();
    for (let at = 0; at < bytes.length; at += entryBytes) {
      const whole = bytes.readUIntBE(at + keyBytes, offsetBytes);
      const flags = Math.floor(whole / offsetLimit);
      const form = forms[flags >> 1];
      if (form === undefined) return 'damaged';
      blobs.set(bytes.toString('hex', at, at + keyBytes), {
        offset: whole % offsetLimit,
        created: bytes.readUInt32BE(at + keyBytes + offsetBytes),
        form,
        isSkipping: flags % 2 === 1,
      });
    }
    hours.set(Number(hour), blobs);
  }
  return hours;
}
