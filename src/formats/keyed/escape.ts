import { trimmed } from '../../records/trimmed.ts';
/**
 * Makes text fit for one line. Every function works in one pass and returns the same string when nothing needs doing.
 *
 * - CEF value: `\` and `=` get a backslash, line breaks (CRLF, CR, LF) become `\n`, TAB and other C0 controls a space.
 * - CEF header field: `\` and `|` get a backslash, a control character (CRLF counts as one) becomes a space.
 * - LEEF knows no escape: in values the delimiter and control characters become a space (optionally `|` too);
 *   in header fields `|` becomes `/`.
 *
 * Lone surrogates become U+FFFD everywhere, so that the result always has an UTF-8 form.
 */

/** How one format writes values; `fit` works with it. */
export interface ValueWriter {
  /** What to do with each ASCII character, for those who write the bytes of ordinary values themselves. */
  readonly classes: Uint8Array;
  /** The value as it stands in the line. */
  readonly escape: (value: string) => string;
  /** The value with all that is lossy done (controls, line breaks, lone surrogates) and nothing escaped yet. */
  readonly fold: (value: string) => string;
  /** Bytes that the UTF-16 unit `code` of a folded value takes in the line; half of its bytes for each surrogate. */
  readonly width: (code: number) => number;
}

/** Classes of characters: stands as it is; gets a backslash. All others are more than a look at one character. */
export const plain = 0;
export const backslashed = 2;
const control = 1;
const lineBreak = 3;
const replaced = 4;

/** What to do with each ASCII character. */
function classes(special: string, action: number, foldLines: boolean): Uint8Array {
  const table = new Uint8Array(128);
  table.fill(control, 0, 0x20);
  if (foldLines) table[0x0a] = table[0x0d] = lineBreak;
  for (const char of special) table[char.charCodeAt(0)] = action;
  return table;
}

function isClean(value: string, table: Uint8Array): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 128 ? table[code] !== plain : code >= 0xd800 && code <= 0xdfff) return false;
  }
  return true;
}

/** Rewrites by class; `escapes` is false where only the lossy part is wanted. */
function rewrite(value: string, table: Uint8Array, escapes: boolean, substitute: string): string {
  const text = value.isWellFormed() ? value : value.toWellFormed();
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const action = code < 128 ? table[code] : plain;
    if (action === plain || (action === backslashed && !escapes)) continue;
    out += text.slice(from, i);
    from = i + 1;
    if (action === backslashed) {
      out += '\\';
      from = i;
    } else if (action === replaced) {
      out += substitute;
    } else {
      if (code === 0x0d && text.charCodeAt(i + 1) === 0x0a) from = ++i + 1;
      out += action === control ? ' ' : escapes ? '\\n' : '\n';
    }
  }
  return out === '' ? text : out + text.slice(from);
}

function utf8Width(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}

const cefValueClasses = classes('\\=', backslashed, true);
const cefHeaderClasses = classes('\\|', backslashed, false);
const leefHeaderClasses = classes('|', replaced, false);

/** Extension values of CEF. */
export const cefValues: ValueWriter = {
  classes: cefValueClasses,
  escape: (value) => (isClean(value, cefValueClasses) ? value : rewrite(value, cefValueClasses, true, '')),
  fold: (value) => (isClean(value, cefValueClasses) ? value : rewrite(value, cefValueClasses, false, '')),
  width: (code) => (code === 0x0a || code === 0x5c || code === 0x3d ? 2 : utf8Width(code)),
};

/** A header field of CEF. */
export function cefHeaderField(text: string): string {
  return isClean(text, cefHeaderClasses) ? text : rewrite(text, cefHeaderClasses, true, '');
}

/** A header field of LEEF. */
export function leefHeaderField(text: string): string {
  return isClean(text, leefHeaderClasses) ? text : rewrite(text, leefHeaderClasses, true, '/');
}

/** Attribute values of LEEF with this delimiter (one character). */
export function leefValues(delimiter: string, replacePipe: boolean): ValueWriter {
  const table = classes(`${delimiter < '\x80' ? delimiter : ''}${replacePipe ? '|' : ''}`, replaced, false);
  const isAscii = delimiter < '\x80';
  const write = (value: string): string => {
    if (isClean(value, table) && (isAscii || !value.includes(delimiter))) return value;
    const replacedText = rewrite(value, table, true, ' ');
    // A delimiter at the end leaves a space there, or nothing but spaces.
    return trimmed(isAscii ? replacedText : replacedText.replaceAll(delimiter, ' '));
  };
  return { classes: table, escape: write, fold: write, width: utf8Width };
}
