/** The date read last, with what parts it from the time, and its first millisecond: most events of a page are of one day. */
let day = { text: '\0', time: 0 };

/**
 * Milliseconds since 1970 (UTC), finer digits cut off, of an ISO 8601 time with seconds, up to 9 more digits and `Z`,
 * an offset, or nothing (which means UTC); a space may stand for the `T`. NaN for anything else, for days and hours
 * that do not exist, and for years before 1601, where the time of Windows begins.
 */
export function timeOf(text: string): number {
  if (!text.startsWith(day.text) && !readDay(text)) return Number.NaN;
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN;
  if (text.charCodeAt(13) !== 58 /* : */ || text.charCodeAt(16) !== 58 /* : */) return Number.NaN;
  let at = 19;
  let milliseconds = 0;
  if (text.charCodeAt(at) === 46 /* . */) {
    let weight = 100;
    for (at = 20; at < 29 && isDigit(text, at); at++) {
      milliseconds += weight * (text.charCodeAt(at) - 48);
      weight = weight === 1 ? 0 : weight / 10;
    }
    if (at === 20) return Number.NaN;
  }
  const time = day.time + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds;
  return time - offsetOf(text, at);
}

/** The same instant as ISO 8601 text with `T` and `Z`; unchanged where it is so already. */
export function inUtc(text: string, time: number): string {
  if (text.endsWith('Z')) return text.replace(' ', 'T');
  return offsetPattern.test(text) ? new Date(time).toISOString() : `${text.replace(' ', 'T')}Z`;
}

const offsetPattern = /:\d\d(?:\.\d+)?[+-](\d\d):(\d\d)$/;

/** Offset from UTC in milliseconds, of what stands from `at` on. */
function offsetOf(text: string, at: number): number {
  if (at === text.length || (at === text.length - 1 && text.endsWith('Z'))) return 0;
  const offset = text.length === at + 6 ? offsetPattern.exec(text) : null;
  if (offset === null) return Number.NaN;
  const minutes = Number(offset[1]) * 60 + Number(offset[2]);
  return (text.charAt(at) === '-' ? -minutes : minutes) * 60_000;
}

function readDay(text: string): boolean {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const date = twoDigits(text, 8);
  const separator = text.charCodeAt(10);
  if (!(year >= 1601 && month >= 1 && month <= 12 && date >= 1 && date <= 31)) return false;
  if (text.charCodeAt(4) !== 45 /* - */ || text.charCodeAt(7) !== 45) return false;
  if (separator !== 84 /* T */ && separator !== 32 /* space */) return false;
  const time = Date.UTC(year, month - 1, date);
  // February 30 is taken for March 2.
  if (new Date(time).getUTCDate() !== date) return false;
  day = { text: text.slice(0, 11), time };
  return true;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function twoDigits(text: string, at: number): number {
  return isDigit(text, at) && isDigit(text, at + 1)
    ? (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
    : Number.NaN;
}
