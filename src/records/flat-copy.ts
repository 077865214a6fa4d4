/**
 * The same text in memory of its own. V8 makes a slice point into the string that it was cut from, so a slice that is
 * kept for long would keep the whole row.
 */
export function flatCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
