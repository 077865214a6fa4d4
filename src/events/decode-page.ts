import { AzlogError } from '../errors.ts';
import type { PageKind } from '../pipeline.ts';
import { decodeEventXml, securityEvent } from './decode-event.ts';
import { textPool } from './event-text.ts';
import { emptyEvent } from './scan-event.ts';
import { column, newRowColumns, scanRow } from './scan-row.ts';
import { type Decoded, isToldByText, type RowOrigin, type SecurityEvent } from './security-event.ts';

/** A row as the Table service answers it, or anything else. */
type Row = Readonly<Record<string, unknown>>;

/** Takes the rows of a page as they are decoded, so that none has to be kept until the last one is. */
export interface RowTaker {
  take(decoded: Decoded): void;
  /** What was taken so far counts for nothing: the page has to be read in another way, from its first row on. */
  restart(): void;
}

/** Which events come with the text that Windows rendered: all, or those that tell nothing else. */
export type Descriptions = 'all' | 'needed';

/**
 * Decodes the rows of a page: one result for each, in their order. A row that cannot be used is a result too and
 * touches no other. A body that is no page at all is one rejected result that holds the whole body.
 * @param descriptions `needed`: an event that its fields tell may come without its description, a quarter of a page
 */
export function readPage(
  kind: PageKind,
  body: Uint8Array,
  taker: RowTaker,
  descriptions: Descriptions = 'all',
): void {
  readers[kind](body, taker, descriptions);
}

/** The same as `readPage`, all results at once. */
export function decodePage(kind: PageKind, body: Uint8Array): Decoded[] {
  const results: Decoded[] = [];
  readPage(kind, body, {
    take(decoded) {
      results.push(decoded);
    },
    restart() {
      results.length = 0;
    },
  });
  return results;
}

type PageReader = (body: Uint8Array, taker: RowTaker, descriptions: Descriptions) => void;

const readers: Readonly<Record<PageKind, PageReader>> = {
  'wad-table': readWadTable,
};

const opening = Buffer.from('{"value":[');
const between = Buffer.from('},{"');

/** `{"value":[{…},…]}`, the answer of the Table service to a query with `odata=nometadata`. */
function readWadTable(body: Uint8Array, taker: RowTaker, descriptions: Descriptions): void {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (readRowByRow(bytes, taker, descriptions)) return;
  taker.restart();
  for (const decoded of decodeAtOnce(bytes.toString('utf8'))) taker.take(decoded);
}

/**
 * Reads each row by itself: rows of ASCII stay strings of one byte a character although others are not, and what is
 * made of a row dies young. Rows of the usual form are scanned (see `scanRow`), others are parsed. The bytes between two
 * rows, `},{"`, could end a text within a row too, but then what stands before them is no JSON; and rows that are all
 * JSON, with commas between them, are what parsing at once would give.
 * @returns false for a page of any other shape, of which some rows may have been taken
 */
function readRowByRow(bytes: Buffer, taker: RowTaker, descriptions: Descriptions): boolean {
  const end = bytes.lastIndexOf(']}');
  if (end <= opening.length || bytes.compare(opening, 0, opening.length, 0, opening.length) !== 0)
    return false;
  if (bytes.toString('utf8', end + 2).trim() !== '') return false;
  for (let start = opening.length; ; ) {
    let rowEnd = scanRow(bytes, start, columns);
    let decoded = rowEnd === -1 ? undefined : decodeScanned(bytes, start, descriptions);
    if (decoded === undefined) {
      if (rowEnd === -1) {
        const next = bytes.indexOf(between, start);
        rowEnd = next === -1 ? end : next + 1;
      }
      try {
        decoded = decodeRow(JSON.parse(bytes.toString('utf8', start, rowEnd)));
      } catch {
        return false;
      }
    }
    taker.take(decoded);
    if (rowEnd === end) return true;
    if (bytes[rowEnd] !== 0x2c /* , */) return false;
    start = rowEnd + 1;
  }
}

/** Of the row that is being read: filled anew for each. */
const columns = newRowColumns();

/**
 * The event of the row that was scanned last and begins at `start`.
 * @returns undefined where the row has to be parsed as a whole: it has no XML, or cannot be used.
 */
function decodeScanned(bytes: Buffer, start: number, descriptions: Descriptions): Decoded | undefined {
  const { starts, ends, asciiEnd } = columns;
  if ((starts[column.rawXml] ?? -1) === (ends[column.rawXml] ?? -1)) return undefined;
  // Cutting small texts out of one is cheaper than asking for each.
  const head = bytes.toString('latin1', start, asciiEnd);
  const textOf = (place: number): string => {
    const from = starts[place] ?? -1;
    const to = ends[place] ?? -1;
    if (from === -1) return '';
    return to < asciiEnd ? head.slice(from - start, to - start) : bytes.toString('utf8', from, to);
  };
  const origin: RowOrigin = {
    partitionKey: textOf(column.partitionKey),
    rowKey: textOf(column.rowKey),
    deploymentId: knownText(textOf(column.deploymentId)),
    role: knownText(textOf(column.role)),
    roleInstance: knownText(textOf(column.roleInstance)),
  };
  try {
    const xml = jsonText(bytes, starts[column.rawXml] ?? -1, ends[column.rawXml] ?? -1);
    if (descriptions === 'needed') {
      const event = decodeEventXml(xml, origin);
      if (!isToldByText(event)) return { event };
    }
    const description = jsonText(bytes, starts[column.description] ?? -1, ends[column.description] ?? -1);
    return { event: decodeEventXml(xml, origin, description) };
  } catch (error) {
    // What is set aside is shown with all of its columns, so it is parsed as a whole.
    if (error instanceof AzlogError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The text that stands as JSON in the bytes from `from` to its closing quote at `to`; '' for -1.
 * @throws SyntaxError for an escape that JSON does not know
 */
function jsonText(bytes: Buffer, from: number, to: number): string {
  if (from === -1) return '';
  const text = bytes.toString('utf8', from, to);
  // Made anew with its quotes: to add them to the text would be dearer.
  return text.includes('\\') ? JSON.parse(bytes.toString('utf8', from - 1, to + 1)) : text;
}

/** Texts that many rows share, as one string each: what compares them looks no further then. */
const knownText = textPool(4_000, 200);

function decodeAtOnce(text: string): Decoded[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    return [
      unreadable(`The page is not JSON: ${error instanceof Error ? error.message : String(error)}.`, text),
    ];
  }
  const rows: unknown = isRow(answer) ? answer['value'] : undefined;
  if (!Array.isArray(rows)) {
    return [
      unreadable('The page has no "value" with a list of rows, as the Table service answers a query.', text),
    ];
  }
  return rows.map(decodeRow);
}

function decodeRow(row: unknown): Decoded {
  if (!isRow(row)) return unreadable('The row is not an object with columns.', JSON.stringify(row));
  try {
    return { event: eventOf(row) };
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    return { rejected: { code: error.code, reason: error.message, row: JSON.stringify(row) } };
  }
}

function eventOf(row: Row): SecurityEvent {
  const rawXml = row['RawXml'] ?? '';
  if (typeof rawXml !== 'string') {
    throw new AzlogError('ROW_UNREADABLE', `The column RawXml holds a ${typeof rawXml} instead of a text.`);
  }
  const origin: RowOrigin = {
    partitionKey: textIn(row, 'PartitionKey'),
    rowKey: textIn(row, 'RowKey'),
    deploymentId: textIn(row, 'DeploymentId'),
    role: textIn(row, 'Role'),
    roleInstance: textIn(row, 'RoleInstance'),
  };
  if (rawXml === '') return eventOfColumns(row, origin);
  return decodeEventXml(rawXml, origin, textIn(row, 'Description'));
}

/**
 * Columns that say nothing of the event itself, or that the event has a place for; all others become fields.
 * `Timestamp` is when the row was stored, `TIMESTAMP` the minute that the agent put it in: neither is the event's time.
 */
const ownColumns: ReadonlySet<string> = new Set([
  'PartitionKey',
  'RowKey',
  'Timestamp',
  'TIMESTAMP',
  'RowIndex',
  'N',
  'DeploymentId',
  'Role',
  'RoleInstance',
  'PreciseTimeStamp',
  'EventTickCount',
  'ProviderName',
  'Keywords',
  'Channel',
  'RawXml',
  'Description',
]);
/** Columns that the event has a place for if they hold a number. */
const numberColumns: ReadonlySet<string> = new Set([
  'EventId',
  'Version',
  'Level',
  'Task',
  'Opcode',
  'Pid',
  'Tid',
]);

/** The event of a row without XML. The agent names the instance of a virtual machine `_` and its computer name. */
function eventOfColumns(row: Row, origin: RowOrigin): SecurityEvent {
  const names: string[] = [];
  const values: string[] = [];
  for (const [name, value] of Object.entries(row)) {
    if (ownColumns.has(name) || name.includes('odata.') || name === '' || value === null) continue;
    if (numberColumns.has(name) && integerIn(row, name) !== undefined) continue;
    names.push(name);
    values.push(typeof value === 'string' ? value : JSON.stringify(value));
  }
  const event = {
    ...emptyEvent(),
    provider: textIn(row, 'ProviderName'),
    eventId: integerIn(row, 'EventId'),
    version: integerIn(row, 'Version') ?? 0,
    level: integerIn(row, 'Level') ?? 0,
    task: integerIn(row, 'Task') ?? 0,
    opcode: integerIn(row, 'Opcode') ?? 0,
    keywords: textIn(row, 'Keywords'),
    timeText: textIn(row, 'PreciseTimeStamp') || timeOfTicks(textIn(row, 'EventTickCount')),
    channel: textIn(row, 'Channel'),
    computer: origin.roleInstance.replace(/^_/, ''),
    processId: integerIn(row, 'Pid') ?? 0,
    threadId: integerIn(row, 'Tid') ?? 0,
    names,
    values,
  };
  return { ...securityEvent(event, origin, textIn(row, 'Description')), toldByText: true };
}

/** ISO 8601 of .NET ticks: units of 100 ns since the year 1. '' for what is no such number. */
function timeOfTicks(ticks: string): string {
  if (!/^\d{17,19}$/.test(ticks)) return '';
  const since1970 = BigInt(ticks) - 621_355_968_000_000_000n;
  if (since1970 < 0n) return '';
  const seconds = new Date(Number(since1970 / 10_000_000n) * 1000);
  if (Number.isNaN(seconds.getTime())) return '';
  const fraction = String(since1970 % 10_000_000n).padStart(7, '0');
  return `${seconds.toISOString().slice(0, -5)}.${fraction}Z`;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a column; a number as its digits, '' for anything else. */
function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** Number of a column of type Int32, or of type Int64, which JSON has as text. */
function integerIn(row: Row, column: string): number | undefined {
  const value = row[column];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

function unreadable(reason: string, row: string): Decoded {
  return { rejected: { code: 'ROW_UNREADABLE', reason, row } };
}
