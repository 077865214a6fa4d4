/** How text stands in a message that is one line of XML 1.0. */

/** Characters that XML 1.0 §2.2 has no place for, not even as a reference. */
export function isForbidden(code: number): boolean {
  return (
    (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfffe ||
    code === 0xffff
  );
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const inText = /[&<>\ufffe\uffff]|\p{Cc}/gu;
const inAttribute = /[&<>'\ufffe\uffff]|\p{Cc}/gu;

function refer(text: string, special: RegExp): string {
  return text
    .toWellFormed()
    .replace(special, (found) => references[found] ?? (isForbidden(found.charCodeAt(0)) ? '\ufffd' : found));
}

/**
 * Text of an element. TAB and line breaks become character references, so that a parser gives them back as they were;
 * a character that XML cannot hold becomes U+FFFD.
 */
export function xmlText(text: string): string {
  return refer(text, inText);
}

/** Value of an attribute in single quotes, by the same rules. */
export function xmlAttribute(text: string): string {
  return refer(text, inAttribute);
}

/** Bytes that the UTF-16 unit `code` of an element's text takes in the line; half of its bytes for each surrogate. */
export function xmlWidth(code: number): number {
  if (code < 0x80) {
    if (code === 0x26 || code === 0x0a || code === 0x0d) return 5;
    if (code === 0x3c || code === 0x3e || code === 0x09) return 4;
    return code < 0x20 ? 3 : 1;
  }
  if (code < 0x800) return 2;
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}
