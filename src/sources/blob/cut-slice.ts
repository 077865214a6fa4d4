import type { BlobForm, BlobState } from './blob-cursor.ts';

/** Bytes of a blob that lie between its offset and the size that was listed. */
export interface Slice {
  readonly bytes: Buffer;
  /** Position of the first byte in the blob. */
  readonly at: number;
  /** Whether the slice reaches up to the size that was listed. */
  readonly reachesEnd: boolean;
  /** Whether the bytes at the end are used although a line feed or the end of the document is not there. */
  readonly takeTail: 'no' | 'if-json' | 'always';
}

/** What a slice gives. */
export interface Cut {
  readonly form: BlobForm;
  /** The records, whole; undefined where there are none. */
  readonly found: { readonly at: number; readonly bytes: Buffer } | undefined;
  /** Where the next slice begins. */
  readonly offset: number;
  readonly isSkipping: boolean;
  /** Nothing can be cut off, for the first record is longer than the slice. */
  readonly isTooShort: boolean;
}

const lineFeed = 0x0a;
const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const documentStart = /^\s*\{\s*"records"\s*:\s*\[\s*/i;
const documentEnd = /\]\s*\}\s*$/;
/** More than the beginning of a document can have. */
export const headBytes = 256;

/**
 * Whether a blob is one document with all its records, which its beginning shows. Lines that are such documents each,
 * one behind the other, are lines.
 */
export function formOf(head: Buffer): BlobForm {
  const bytes = withoutBom(head);
  if (!documentStart.test(bytes.toString('latin1', 0, headBytes))) return 'lines';
  const line = bytes.indexOf(lineFeed);
  if (line === -1) return 'document';
  const first = bytes.toString('latin1', Math.max(0, line - headBytes), line);
  const next = bytes.toString('latin1', line, line + headBytes);
  return documentEnd.test(first) && /\S/.test(next) ? 'lines' : 'document';
}

function withoutBom(bytes: Buffer): Buffer {
  return bytes.subarray(0, bom.length).equals(bom) ? bytes.subarray(bom.length) : bytes;
}

/** Cuts off what is whole. Pure. */
export function cutSlice(state: BlobState, slice: Slice): Cut {
  const form = state.form !== 'unknown' ? state.form : slice.at === 0 ? formOf(slice.bytes) : 'lines';
  return form === 'document' ? cutDocument(slice) : cutLines(state, slice);
}

function cutLines({ isSkipping }: BlobState, { bytes, at, reachesEnd, takeTail }: Slice): Cut {
  let begin = at === 0 ? bytes.length - withoutBom(bytes).length : 0;
  let end = bytes.lastIndexOf(lineFeed) + 1;
  const cut = { form: 'lines', isTooShort: false } as const;
  if (isSkipping) {
    const line = bytes.indexOf(lineFeed);
    // Its end is not here: the rest of it goes with the next slice.
    if (line === -1) return { ...cut, found: undefined, offset: at + bytes.length, isSkipping };
    begin = line + 1;
  }
  const tail = bytes.subarray(Math.max(end, begin));
  if (reachesEnd && tail.length > 0 && usesTail(tail, takeTail)) end = bytes.length;
  if (end <= begin) {
    const offset = at + Math.max(end, isSkipping ? begin : 0);
    const isTooShort = !reachesEnd && !isSkipping && end === 0;
    return { ...cut, found: undefined, offset, isSkipping: false, isTooShort };
  }
  return {
    ...cut,
    found: { at: at + begin, bytes: bytes.subarray(begin, end) },
    offset: at + end,
    isSkipping: false,
  };
}

function usesTail(tail: Buffer, takeTail: Slice['takeTail']): boolean {
  if (takeTail !== 'if-json') return takeTail === 'always';
  try {
    JSON.parse(tail.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Azure inserts each update before the last block, `]}` (Microsoft Learn, "Flow log format": block blobs): all before
 * that stays as it is, and the next update begins with a comma.
 */
function cutDocument({ bytes, at, reachesEnd, takeTail }: Slice): Cut {
  const cut = { form: 'document', isSkipping: false, isTooShort: false } as const;
  const start =
    at === 0 ? lengthOfStart(bytes) : lengthOf(/^\s*,?\s*/, bytes.toString('latin1', 0, headBytes));
  let end = lastRecordEnd(bytes, start);
  if (reachesEnd) {
    const closing = documentEnd.exec(bytes.toString('latin1', Math.max(0, bytes.length - headBytes)));
    const closed = closing === null ? undefined : bytes.length - closing[0].length;
    // Brackets in text that is not JSON lead the count astray; a document that stands still is what it will be.
    // A record may end as a document does: then the document is not closed yet.
    const isClosed = closed !== undefined && closed >= end;
    const isPlain = isClosed && /^\s*$/.test(bytes.toString('latin1', end, closed));
    if (isClosed && (isPlain || takeTail !== 'no')) end = Math.max(closed, start);
    else if (takeTail === 'always') end = bytes.length;
  }
  if (end > start)
    return { ...cut, found: { at: at + start, bytes: bytes.subarray(start, end) }, offset: at + end };
  if (!reachesEnd) return { ...cut, found: undefined, offset: at, isTooShort: true };
  return { ...cut, found: undefined, offset: at + start };
}

/** How much of a document lies before its first record. */
function lengthOfStart(bytes: Buffer): number {
  const text = withoutBom(bytes);
  return bytes.length - text.length + lengthOf(documentStart, text.toString('latin1', 0, headBytes));
}

function lengthOf(form: RegExp, text: string): number {
  return form.exec(text)?.[0].length ?? 0;
}

/** Position behind the last object that is whole; `start` where none is. Only quotes and brackets are looked at. */
export function lastRecordEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  let inString = false;
  let end = start;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      // The end of the list itself.
      if (depth === 0) return end;
      depth -= 1;
      if (depth === 0) end = at + 1;
    }
  }
  return end;
}
