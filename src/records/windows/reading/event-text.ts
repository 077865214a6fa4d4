import { flatCopy } from '../../flat-copy.ts';
/**
 * Small readers of text, shared by the scanner and the parser so that both read the same text in the same way.
 */

/** Value of the decimal digits in `text[from, to)`; -1 where there is anything else, nothing, or more than 10 digits. */
export function integerIn(text: string, from: number, to: number): number {
  if (to <= from || to - from > 10) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Position of the quote that closes the attribute value whose opening quote is at `at`. -1 where there is no quote, or
 * where the value holds what an XML parser would change (entities, line breaks, tabs) or refuse (`<`).
 */
export function attributeEnd(xml: string, at: number): number {
  const quote = xml.charCodeAt(at);
  if (quote !== 39 /* ' */ && quote !== 34 /* " */) return -1;
  for (let i = at + 1; i < xml.length; i++) {
    const code = xml.charCodeAt(i);
    if (code === quote) return i;
    if (code < 32 || code === 38 /* & */ || code === 60 /* < */) return -1;
  }
  return -1;
}

/**
 * Makes a function that gives equal texts as one string, in memory of its own.
 * @param most texts that are remembered
 * @param mostLength longer ones are given back as they are
 */
export function textPool(most: number, mostLength: number): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    if (text.length > mostLength) return text;
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size >= most) texts.clear();
    const kept = flatCopy(text);
    texts.set(kept, kept);
    return kept;
  };
}

/** Name of a `Data` element that has none: its position among all `Data` elements, from 1. */
export function unnamedData(position: number): string {
  return `Data${position}`;
}

/** The entities of XML 1.0 §4.6; without a DOCTYPE there are no others. */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Text with its entities and character references replaced. A reference to half a surrogate pair or to a control
 * character is taken as Windows means it, although XML 1.0 §4.1 forbids it.
 * @returns undefined where there is an unknown or unfinished entity.
 */
export function decodeEntities(text: string): string | undefined {
  let from = 0;
  let decoded = '';
  for (let amp = text.indexOf('&'); amp !== -1; amp = text.indexOf('&', from)) {
    const end = text.indexOf(';', amp);
    if (end === -1) return undefined;
    const character = decodeEntity(text, amp + 1, end);
    if (character === undefined) return undefined;
    if (amp > from) decoded += text.slice(from, amp);
    decoded += character;
    from = end + 1;
  }
  return decoded + text.slice(from);
}

function decodeEntity(text: string, from: number, end: number): string | undefined {
  if (text.charCodeAt(from) !== 35 /* # */) {
    const name = text.slice(from, end);
    return Object.hasOwn(entities, name) ? entities[name] : undefined;
  }
  const code = text.startsWith('x', from + 1)
    ? hexadecimalIn(text, from + 2, end)
    : integerIn(text, from + 1, end);
  return code < 0 || code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

function hexadecimalIn(text: string, from: number, to: number): number {
  if (to <= from || to - from > 8) return -1;
  const digits = text.slice(from, to);
  return /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
