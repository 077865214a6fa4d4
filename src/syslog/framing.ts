/** `lf`: each message ends with LF (RFC 6587 §3.4.2). `octet-counting`: `LENGTH SP MESSAGE` (RFC 6587 §3.4.1, RFC 5425 §4.3). */
export const framings = ['lf', 'octet-counting'] as const;
export type Framing = (typeof framings)[number];

const lineFeed = 0x0a;
const space = 0x20;
const zero = 0x30;

/**
 * Writes messages as they go on the wire.
 * @param body messages in UTF-8, each ended with LF and holding none.
 * @returns for `lf` the same bytes, not copied; for `octet-counting` new ones, without LF.
 */
export function frame(body: Uint8Array, framing: Framing): Uint8Array {
  if (framing === 'lf') return body;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  let size = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = lineEnd(bytes, start);
    // A frame of length 0 is not allowed, and an empty message says nothing.
    if (end > start) size += digitsOf(end - start) + 1 + (end - start);
    start = end + 1;
  }
  // Every byte is written below, so the memory need not be cleared first.
  const framed = Buffer.allocUnsafe(size);
  for (let start = 0, at = 0; start < bytes.length; ) {
    const end = lineEnd(bytes, start);
    if (end > start) {
      at = writeCount(framed, at, end - start);
      at += bytes.copy(framed, at, start, end);
    }
    start = end + 1;
  }
  return framed;
}

/**
 * Start of the last message that begins at or before `offset` in a framed body, for a message of which only a part
 * is known to have arrived must be sent wholly again. Gives the body's length when all of it lies before `offset`.
 */
export function messageStart(framed: Uint8Array, framing: Framing, offset: number): number {
  if (offset <= 0) return 0;
  if (offset >= framed.length) return framed.length;
  if (framing === 'lf') return framed.lastIndexOf(lineFeed, offset - 1) + 1;
  let start = 0;
  while (start < offset) {
    const next = nextFrame(framed, start);
    if (next > offset) return start;
    start = next;
  }
  return start;
}

/** Number of messages in a framed body from `offset`, which must be the start of one. */
export function countMessages(framed: Uint8Array, framing: Framing, offset: number): number {
  let count = 0;
  for (let at = offset; at < framed.length; count += 1) {
    at = framing === 'lf' ? lineEnd(framed, at) + 1 : nextFrame(framed, at);
  }
  return count;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(lineFeed, from);
  return end < 0 ? bytes.length : end;
}

function nextFrame(framed: Uint8Array, start: number): number {
  let length = 0;
  for (let at = start; at < framed.length; at += 1) {
    const byte = framed[at] ?? 0;
    if (byte === space) return at + 1 + length;
    length = length * 10 + (byte - zero);
  }
  return framed.length;
}

function digitsOf(count: number): number {
  let digits = 1;
  for (let rest = count; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
  return digits;
}

function writeCount(target: Uint8Array, at: number, count: number): number {
  const end = at + digitsOf(count);
  for (let digit = end - 1, rest = count; digit >= at; digit -= 1, rest = Math.floor(rest / 10)) {
    target[digit] = zero + (rest % 10);
  }
  target[end] = space;
  return end + 1;
}
