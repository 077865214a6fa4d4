import { AzlogError } from '../../errors.ts';
import type { PageForm } from '../../pipeline.ts';
import { type Decoded, isToldByText } from '../event.ts';
import { decodeEventXml, type RowOrigin } from '../windows/reading/decode-event.ts';
import { eventOfRow, type Row } from '../windows/reading/event-of-row.ts';
import { textPool } from '../windows/reading/event-text.ts';
import { column, newRowColumns, scanRow } from '../windows/reading/scan-row.ts';
import { readRecords } from './read-records.ts';
import type { RowTaker } from './row-taker.ts';
import { splitLines, splitMessage } from './split-records.ts';

/** Which events come with the text that Windows rendered: all, or those that tell nothing else. */
export type Descriptions = 'all' | 'needed';

/**
 * Decodes the rows of a page: one result for each, in their order. A row that cannot be used is a result too and
 * touches no other. A body that is no page at all is one rejected result that holds the whole body.
 * @param descriptions `needed`: an event that its fields tell may come without its description, a quarter of a page
 */
export function readPage(
  form: PageForm,
  body: Uint8Array,
  taker: RowTaker,
  descriptions: Descriptions = 'all',
): void {
  readers[form](body, taker, descriptions);
}

/** The same as `readPage`, all results at once. */
export function decodePage(form: PageForm, body: Uint8Array): Decoded[] {
  const results: Decoded[] = [];
  readPage(form, body, {
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

const readers: Readonly<Record<PageForm, PageReader>> = {
  'table-rows': readTableRows,
  messages: (body, taker) => readRecords(body, splitMessage, taker),
  'json-lines': (body, taker) => readRecords(body, splitLines, taker),
  'json-records': (body, taker) => readRecords(body, splitMessage, taker),
};

const opening = Buffer.from('{"value":[');
const between = Buffer.from('},{"');

/** `{"value":[{…},…]}`, the answer of the Table service to a query with `odata=nometadata`. */
function readTableRows(body: Uint8Array, taker: RowTaker, descriptions: Descriptions): void {
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
 * @returns undefined where the row has to be parsed as a whole: its XML is missing, or makes no event.
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
    // The other columns may complete the event; and what is set aside is shown with all of them.
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
    return { event: eventOfRow(row) };
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    return { rejected: { code: error.code, reason: error.message, row: JSON.stringify(row) } };
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(reason: string, row: string): Decoded {
  return { rejected: { code: 'ROW_UNREADABLE', reason, row } };
}
