const iso =
  /^(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?): ?(\d\d): ?(\d\d)(?:\.(\d{1,9})\d*)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
const american =
  /^(\d\d?)\/(\d\d?)\/(\d{4}),? (\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(AM|PM)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** A time as the formats want it. */
export interface RecordTime {
  /** Milliseconds since 1970 (UTC). */
  readonly time: number;
  /** ISO 8601 with `Z`, with the digits that the record has, at least milliseconds. */
  readonly text: string;
}

/**
 * Reads a time in the forms that Azure writes: ISO 8601 with up to nine decimals, with blanks or without zone (UTC),
 * month first with AM and PM, or milliseconds since 1970.
 * @returns undefined for anything else, and for times before 1970, by which services mean that there is none
 */
export function readTime(text: string): RecordTime | undefined {
  const found = iso.exec(text.trim());
  if (found !== null) {
    const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = found;
    return timeOf([year, month, day, hour, minute, second], fraction, zone);
  }
  const other = american.exec(text.trim());
  if (other !== null) {
    const [, month, day, year, hour, minute, second = '0', fraction = '', half, zone = 'Z'] = other;
    const hours =
      half === undefined ? hour : String((Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
    return timeOf([year, month, day, hours, minute, second], fraction, zone);
  }
  if (/^\d{13}$/.test(text)) return withText(Number(text), '');
  return undefined;
}

function timeOf(
  parts: readonly (string | undefined)[],
  fraction: string,
  zone: string,
): RecordTime | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (year < 1970 || hour > 23 || minute > 59 || second > 60) return undefined;
  // A day that the month does not have would be one of the next.
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const sign = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  const offset = sign === null ? 0 : (Number(sign[2]) * 60 + Number(sign[3])) * (sign[1] === '-' ? -1 : 1);
  const whole = Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000;
  return Number.isNaN(whole) ? undefined : withText(whole, fraction);
}

function withText(whole: number, fraction: string): RecordTime {
  const digits = fraction.padEnd(3, '0');
  const time = whole + (fraction === '' ? 0 : Number(digits.slice(0, 3)));
  const seconds = new Date(time);
  if (Number.isNaN(seconds.getTime())) return { time: whole, text: new Date(0).toISOString() };
  if (fraction === '') return { time, text: seconds.toISOString() };
  return { time, text: `${seconds.toISOString().slice(0, -4)}${digits}Z` };
}
