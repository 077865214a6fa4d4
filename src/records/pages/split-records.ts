/** Takes what a body is made of; positions are bytes, the end is not part of it. */
export interface RecordTaker {
  /** A record: a JSON object. */
  take(start: number, end: number): void;
  /** A stretch in which no record can be told apart. */
  reject(start: number, end: number, reason: string): void;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const lineFeed = 0x0a;

/** White space, commas between documents, a byte order mark: nothing that is a record or part of one. */
function isBetween(byte: number): boolean {
  return byte <= 0x20 || byte === comma || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

/** Position behind the string that begins at `at`; -1 where it does not end before `end`. */
function stringEnd(bytes: Buffer, at: number, end: number): number {
  for (let i = at + 1; i < end; ) {
    const next = bytes.indexOf(quote, i);
    if (next === -1 || next >= end) return -1;
    let slashes = next - 1;
    while (slashes > at && bytes[slashes] === backslash) slashes--;
    if ((next - slashes) % 2 === 1) return next + 1;
    i = next + 1;
  }
  return -1;
}

/** Position behind the value that begins at `at`, by quotes and brackets alone; -1 where it does not end before `end`. */
function valueEnd(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at];
  if (first === quote) return stringEnd(bytes, at, end);
  if (first !== openBrace && first !== openBracket) {
    let i = at;
    while (i < end) {
      const byte = bytes[i] ?? 0;
      if (byte <= 0x20 || byte === comma || byte === closeBrace || byte === closeBracket) break;
      i++;
    }
    return i;
  }
  let depth = 0;
  for (let i = at; i < end; ) {
    const byte = bytes[i];
    if (byte === quote) {
      i = stringEnd(bytes, i, end);
      if (i === -1) return -1;
      continue;
    }
    i++;
    if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function skipBlank(bytes: Buffer, at: number, end: number): number {
  let i = at;
  while (i < end && (bytes[i] ?? 0) <= 0x20) i++;
  return i;
}

const keyOfRecords = Buffer.from('"records"');

/**
 * Position behind the bracket that opens the list `records` of the object that begins at `at`; -1 where the object has
 * none among its own members. What stands before it is looked at once.
 */
function recordsOf(bytes: Buffer, at: number, end: number): number {
  let i = at + 1;
  for (;;) {
    while (i < end && isBetween(bytes[i] ?? 0)) i++;
    if (bytes[i] !== quote || i >= end) return -1;
    const keyEnd = stringEnd(bytes, i, end);
    if (keyEnd === -1) return -1;
    const isRecords =
      keyEnd - i === keyOfRecords.length &&
      bytes.compare(keyOfRecords, 0, keyOfRecords.length, i, keyEnd) === 0;
    i = skipBlank(bytes, keyEnd, end);
    if (bytes[i] !== colon) return -1;
    i = skipBlank(bytes, i + 1, end);
    if (isRecords && bytes[i] === openBracket) return i + 1;
    i = valueEnd(bytes, i, end);
    if (i === -1) return -1;
  }
}

function isEmptyObject(bytes: Buffer, start: number, end: number): boolean {
  return skipBlank(bytes, start + 1, end) === end - 1;
}

const noRecord = 'it is no JSON object: null, a text, a number or nothing';
const cutOff = 'it is cut off, or its quotes and brackets do not match';
const noJson = 'no JSON object begins there';

/** Splits the elements of a list that has been opened; returns the position behind it, or `end` where it is cut off. */
function splitList(bytes: Buffer, at: number, end: number, taker: RecordTaker): number {
  let i = at;
  let depth = 1;
  while (i < end) {
    const byte = bytes[i] ?? 0;
    if (isBetween(byte)) i++;
    else if (byte === closeBracket) {
      i++;
      depth--;
      if (depth === 0) return i;
    } else if (byte === openBracket) {
      i++;
      depth++;
    } else {
      const stop = byte === closeBrace ? -1 : valueEnd(bytes, i, end);
      if (stop === -1) return splitBroken(bytes, i, end, taker);
      takeValue(bytes, i, stop, taker);
      i = stop;
    }
  }
  return end;
}

function takeValue(bytes: Buffer, start: number, end: number, taker: RecordTaker): void {
  if (bytes[start] === openBrace && !isEmptyObject(bytes, start, end)) taker.take(start, end);
  else taker.reject(start, end, noRecord);
}

/** Goes on by lines behind a document that does not end: each line that is whole counts, the rest is one stretch. */
function splitBroken(bytes: Buffer, at: number, end: number, taker: RecordTaker): number {
  const next = bytes.indexOf(lineFeed, at);
  if (next === -1 || next + 1 >= end) {
    taker.reject(at, end, cutOff);
    return end;
  }
  let rejectedFrom = at;
  const rejectTo = (to: number): void => {
    if (rejectedFrom !== -1) taker.reject(rejectedFrom, to, cutOff);
    rejectedFrom = -1;
  };
  for (let start = next + 1; start < end; ) {
    const lineEnd = endOfLine(bytes, start, end);
    const from = skipBlank(bytes, start, lineEnd);
    // A record within a list that is spread over lines begins with a brace, too.
    const stop = bytes[from] === openBrace ? valueEnd(bytes, from, lineEnd) : -1;
    if (stop !== -1) {
      rejectTo(start);
      takeValue(bytes, from, stop, taker);
    } else if (rejectedFrom === -1 && from < lineEnd && !isClosing(bytes, from, lineEnd)) {
      rejectedFrom = from;
    }
    start = lineEnd + 1;
  }
  rejectTo(end);
  return end;
}

/** Nothing but what closes lists and objects, and what stands between them. */
function isClosing(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (!isBetween(byte) && byte !== closeBracket && byte !== closeBrace) return false;
  }
  return true;
}

function endOfLine(bytes: Buffer, start: number, end: number): number {
  const next = bytes.indexOf(lineFeed, start);
  return next === -1 || next > end ? end : next;
}

/**
 * Finds the records in the body of a message, in every shape that occurs: `{"records":[…]}` with any other members, a
 * list, one object, several documents with or without line breaks, the second half of a split batch, or a slice of a
 * list. By quotes and brackets alone, in one pass: nothing is parsed, and control characters inside of strings do no
 * harm. What is no record comes as one stretch with its reason, and the rest goes on. Never throws for its content.
 */
export function splitMessage(bytes: Buffer, from: number, end: number, taker: RecordTaker): void {
  let open: { readonly start: number; end: number; readonly reason: string } | undefined;
  const flush = (): void => {
    if (open !== undefined) taker.reject(open.start, open.end, open.reason);
    open = undefined;
  };
  splitDocuments(bytes, from, end, {
    take(start, stop) {
      flush();
      taker.take(start, stop);
    },
    // What has no record between it is one stretch.
    reject(start, stop, reason) {
      if (open === undefined) open = { start, end: stop, reason };
      else open.end = stop;
    },
  });
  flush();
}

function splitDocuments(bytes: Buffer, from: number, end: number, taker: RecordTaker): void {
  let i = from;
  while (i < end) {
    const byte = bytes[i] ?? 0;
    if (isBetween(byte) || byte === closeBracket || byte === closeBrace) {
      i++;
    } else if (byte === openBracket) {
      i = splitList(bytes, i + 1, end, taker);
    } else if (byte === openBrace) {
      const list = recordsOf(bytes, i, end);
      if (list !== -1) {
        i = splitList(bytes, list, end, taker);
        // Other members of the envelope, up to its end.
        while (i < end && bytes[i] !== closeBrace && bytes[i] !== openBrace && bytes[i] !== lineFeed) {
          const next = bytes[i] === quote ? stringEnd(bytes, i, end) : i + 1;
          i = next === -1 ? end : next;
        }
        continue;
      }
      const stop = valueEnd(bytes, i, end);
      if (stop === -1) i = splitBroken(bytes, i, end, taker);
      else {
        takeValue(bytes, i, stop, taker);
        i = stop;
      }
    } else {
      i = skipOther(bytes, i, end, taker);
    }
  }
}

/** A value that is none of a record; where it is not even JSON, up to the next line that begins like a document. */
function skipOther(bytes: Buffer, at: number, end: number, taker: RecordTaker): number {
  const word = valueEnd(bytes, at, end);
  const text = word === -1 ? '' : bytes.toString('latin1', at, Math.min(word, at + 40));
  if (word !== -1 && (bytes[at] === quote || /^(?:null|true|false|-?\d[\d.eE+-]*)$/.test(text))) {
    taker.reject(at, word, noRecord);
    return word;
  }
  let next = endOfLine(bytes, at, end);
  while (next < end) {
    const first = bytes[skipBlank(bytes, next, end)];
    if (first === openBrace || first === openBracket) break;
    next = endOfLine(bytes, next + 1, end);
  }
  taker.reject(at, next, noJson);
  return next;
}

/**
 * Finds the records of JSON Lines. A line stands for itself: what is no record of it touches no other line, and a line
 * that does not begin like a document is none (the slice may begin within one).
 */
export function splitLines(bytes: Buffer, from: number, end: number, taker: RecordTaker): void {
  for (let start = from; start < end; ) {
    const lineEnd = endOfLine(bytes, start, end);
    let first = start;
    while (first < lineEnd && isBetween(bytes[first] ?? 0)) first++;
    let last = lineEnd;
    while (last > first && (bytes[last - 1] ?? 0) <= 0x20) last--;
    if (first < last) {
      const begin = bytes[first];
      if (begin === openBrace || begin === openBracket) splitMessage(bytes, first, last, taker);
      else if (!isClosing(bytes, first, last)) skipLine(bytes, first, last, taker);
    }
    start = lineEnd + 1;
  }
}

function skipLine(bytes: Buffer, first: number, last: number, taker: RecordTaker): void {
  const text = bytes.toString('latin1', first, Math.min(last, first + 40));
  taker.reject(first, last, /^(?:null|true|false|-?\d[\d.eE+-]*|".*")$/.test(text) ? noRecord : noJson);
}
