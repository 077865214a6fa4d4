/**
 * Where the columns that matter of one row stand in the bytes of a page. Positions are those of the values' first byte,
 * behind the opening quote, and of the closing quote; -1 where the row has no such column.
 */
export interface RowColumns {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Up to here all bytes are known to be ASCII, so that a position in them is one in their text. */
  asciiEnd: number;
}

/** Places in `RowColumns`. */
export const column = {
  partitionKey: 0,
  rowKey: 1,
  deploymentId: 2,
  role: 3,
  roleInstance: 4,
  rawXml: 5,
  description: 6,
} as const;

const columnNames: ReadonlyMap<string, number> = new Map([
  ['PartitionKey', column.partitionKey],
  ['RowKey', column.rowKey],
  ['DeploymentId', column.deploymentId],
  ['Role', column.role],
  ['RoleInstance', column.roleInstance],
  ['RawXml', column.rawXml],
  ['Description', column.description],
]);
/** A column that nothing is read from. */
const other = columnNames.size;

export function newRowColumns(): RowColumns {
  return { starts: new Int32Array(other + 1), ends: new Int32Array(other + 1), asciiEnd: 0 };
}

/** The name of a column as it stands in a row, quotes and colon included. */
interface NameToken {
  readonly bytes: Uint8Array;
  readonly place: number;
}

/** Names by their position in the row seen last: a table's rows have the same columns in the same order. */
const layout: NameToken[] = [];
const maxColumns = 64;
const maxNameBytes = 256;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const closingBrace = 0x7d;

/**
 * Finds the columns of the row that begins at `from`, in the form that the Table service writes: an object without white
 * space between its parts, with texts, whole numbers, true, false and null as values. Texts of any length are stepped
 * over and not looked into; only RawXml and Description may hold a backslash. So a control character in these two, or an
 * escape in one that is not read, is let pass although JSON forbids it.
 * @returns the position behind the row's `}`, or -1 for anything else: it never guesses, `JSON.parse` decides.
 */
export function scanRow(bytes: Buffer, from: number, columns: RowColumns): number {
  const { starts, ends } = columns;
  starts.fill(-1);
  ends.fill(-1);
  columns.asciiEnd = -1;
  let at = from;
  let separator = 0x7b; /* { */
  let seen = 0;
  for (let index = 0; index < maxColumns; index++) {
    if (bytes[at] !== separator) return -1;
    at += 1;
    const token = nameAt(bytes, at, index);
    if (token === undefined) return -1;
    at += token.bytes.length;
    const { place } = token;
    if (bytes[at] !== quote) {
      // JSON.parse would give what is no text, so none of the columns that are read from may be that.
      at = place === other ? plainEnd(bytes, at) : -1;
      if (at === -1) return -1;
    } else {
      const start = at + 1;
      if (place === column.rawXml || place === column.description) {
        if (columns.asciiEnd === -1) columns.asciiEnd = seen < 0x80 ? at : from;
        at = textEnd(bytes, start);
        if (at === -1) return -1;
      } else {
        for (at = start; bytes[at] !== quote; at++) {
          const byte = bytes[at] ?? 0;
          // Control characters stand in no JSON text, and a 0 here is the end of the page.
          if (byte === backslash || byte < 0x20) return -1;
          seen |= byte;
        }
      }
      starts[place] = start;
      ends[place] = at;
      at += 1;
    }
    if (bytes[at] === closingBrace) return at + 1;
    separator = comma;
  }
  return -1;
}

/** The name that stands at `at`, the column's `index`-th. */
function nameAt(bytes: Buffer, at: number, index: number): NameToken | undefined {
  const likely = layout[index];
  if (likely !== undefined && standsAt(bytes, at, likely.bytes)) return likely;
  if (bytes[at] !== quote) return undefined;
  for (let end = at + 1; end - at < maxNameBytes; end++) {
    const byte = bytes[end] ?? 0;
    if (byte === backslash || byte < 0x20 || byte > 0x7e) return undefined;
    if (byte !== quote) continue;
    if (bytes[end + 1] !== colon) return undefined;
    const name = bytes.toString('latin1', at + 1, end);
    const token = {
      bytes: Uint8Array.from(bytes.subarray(at, end + 2)),
      place: columnNames.get(name) ?? other,
    };
    layout[index] = token;
    return token;
  }
  return undefined;
}

function standsAt(bytes: Buffer, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

/** Position of the quote that ends the text at `start`. */
function textEnd(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(quote, start); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let before = end;
    while (bytes[before - 1] === backslash) before--;
    // The backslashes before a quote escape each other in pairs; one that is left escapes the quote.
    if ((end - before) % 2 === 0) return end;
  }
  return -1;
}

const words: readonly Uint8Array[] = ['null', 'true', 'false'].map((word) => Buffer.from(word));

/** End of the whole number, true, false or null at `at`; -1 for any other value. */
function plainEnd(bytes: Buffer, at: number): number {
  let end = at;
  while (isDigit(bytes[end])) end++;
  // JSON has no number with a leading 0.
  if (end > at) return bytes[at] === 0x30 && end > at + 1 ? -1 : end;
  for (const word of words) if (standsAt(bytes, at, word)) return at + word.length;
  return -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
