import { cutToBytes } from '../keyed/fit.ts';
import type { LineBuffer } from '../line-buffer.ts';

const plain = 0;
const short = 1;
const long = 2;

/** What to do with each ASCII character: RFC 8259 §7. */
const classes = new Uint8Array(128).fill(long, 0, 0x20);
const shortEscapes = new Uint8Array(128);
for (const [char, letter] of [
  ['"', '"'],
  ['\\', '\\'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\f', 'f'],
  ['\r', 'r'],
] as const) {
  classes[char.charCodeAt(0)] = short;
  shortEscapes[char.charCodeAt(0)] = letter.charCodeAt(0);
}

/** Adds text as a JSON string with its quotes. Half of a surrogate pair becomes U+FFFD: it has no UTF-8 form. */
export function writeJsonString(text: string, line: LineBuffer): void {
  // Two bytes an ASCII character at most, but for control characters, which are rare.
  const bytes = line.room(2 * text.length + 2);
  let at = line.length;
  bytes[at++] = 0x22;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      line.write(JSON.stringify(text.toWellFormed()));
      return;
    }
    const action = classes[code];
    if (action !== plain) {
      if (action === long) {
        line.write(JSON.stringify(text.toWellFormed()));
        return;
      }
      bytes[at++] = 0x5c;
      bytes[at++] = shortEscapes[code] ?? 0;
    } else {
      bytes[at++] = code;
    }
  }
  bytes[at++] = 0x22;
  line.length = at;
}

/** Bytes that the UTF-16 unit `code` takes in a JSON string; half of its bytes for each surrogate. */
function jsonWidth(code: number): number {
  if (code < 0x80) {
    const action = classes[code];
    return action === plain ? 1 : action === short ? 2 : 6;
  }
  if (code < 0x800) return 2;
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}

/** The first part of a text that takes no more than `bytes` in a JSON string. */
export function cutJsonText(text: string, bytes: number): string {
  return cutToBytes(text.toWellFormed(), bytes, jsonWidth);
}
