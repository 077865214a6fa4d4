import { isUtf8 } from 'node:buffer';

/** The encodings in which text files are met, by the names of `TextDecoder`. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Why bytes are no text: a sentence that begins after the name of the file, and how to fix it. Nothing of the content. */
export interface TextFault {
  readonly what: string;
  readonly mend: string;
  /** From 1; undefined where the file as a whole is meant. */
  readonly line: number | undefined;
}

export type Decoded =
  | { readonly text: string; readonly fault?: undefined }
  | { readonly text?: undefined; readonly fault: TextFault };

/** As much as decides about text without a byte order mark. */
const sampleBytes = 4_096;

/**
 * The encoding by byte order mark; without one by where the zero bytes are: ASCII characters in UTF-16 have one each,
 * nearly all on the same side, and UTF-8 text has none.
 * @returns undefined for what is no text
 */
export function encodingOf(bytes: Uint8Array): TextEncoding | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? undefined : 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even === 0 && odd === 0) return 'utf-8';
  // Most characters of any configuration, key or event are ASCII; a few have their zero byte on the other side.
  const isMost = (side: number, other: number): boolean => side * 4 >= sample.length && other * 8 <= side;
  if (isMost(odd, even)) return 'utf-16le';
  return isMost(even, odd) ? 'utf-16be' : undefined;
}

const saveAsUtf8 = 'Save it as UTF-8.';

/**
 * Text as people really write it: UTF-8 or UTF-16, with or without a byte order mark (which is left out), with the line
 * breaks of any system (which become LF).
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) {
    return { fault: { what: 'is not a text file: it has zero bytes', mend: saveAsUtf8, line: undefined } };
  }
  if (encoding === 'utf-8' && !isUtf8(bytes)) return { fault: utf8Fault(bytes) };
  try {
    // Takes one byte order mark away.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text: text.replace(/\r\n?/g, '\n') };
  } catch {
    const what = `begins as ${encoding.slice(0, 6).toUpperCase()}, but is damaged or cut off`;
    return { fault: { what, mend: saveAsUtf8, line: undefined } };
  }
}

/** Where the first sequence is that is not UTF-8. */
function utf8Fault(bytes: Uint8Array): TextFault {
  // Decodes what comes before a position; a character that is cut off there is no fault yet.
  const before = (end: number): string | undefined => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), {
        stream: true,
      });
    } catch {
      return undefined;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (before(middle) === undefined) bad = middle;
    else good = middle;
  }
  const text = before(good) ?? '';
  const line = text.split(/\r\n?|\n/).length;
  return {
    what: `is not UTF-8: line ${line} (byte ${Buffer.byteLength(text) + 1} of the file) has a byte that UTF-8 does not allow there`,
    mend: `${saveAsUtf8} If it comes from an older Windows program: \`iconv -f WINDOWS-1252 -t UTF-8\`.`,
    line,
  };
}
