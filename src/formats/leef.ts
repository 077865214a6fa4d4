import { AzlogError } from '../errors.ts';
import type { CommonOptions, Format } from './format.ts';
import { dateTextMillis, epochText } from './keyed/date-text.ts';
import { createEncoder, type Dialect } from './keyed/encoder.ts';
import { leefHeaderField, leefValues } from './keyed/escape.ts';
import { leefKeys } from './keyed/keys.ts';
import { firstSlot, makeSlot, type SlotMaker } from './keyed/plan.ts';

/** How LEEF is written where receivers differ. */
export interface LeefOptions extends CommonOptions {
  readonly version: '1.0' | '2.0';
  /** What separates attributes: `tab`, one punctuation character such as `^`, or its code as `x5E` or `0x5E`. LEEF 1.0: `tab`. */
  readonly delimiter: string;
  /** `devTime` as 13 digits of epoch milliseconds, or as text with `devTimeFormat` (for SC4S). */
  readonly time: 'epoch' | 'text';
  /** Replaces `|` in values by a space: SC4S loses all before the last `|` of a message. */
  readonly replacePipe: boolean;
}

/** What QRadar takes as it stands. */
export const leefDefaults: LeefOptions = {
  version: '2.0',
  delimiter: 'tab',
  time: 'epoch',
  replacePipe: false,
};

/** Characters that attributes' names or values are full of, or that parsers take for something else. */
const unfit = /[\sA-Za-z0-9=|\\"'.:,;_%/{}()-]/;

/**
 * The character that `delimiter` stands for.
 * @throws AzlogError `CONFIG_INVALID`
 */
export function leefDelimiter(delimiter: string): string {
  if (delimiter === 'tab' || delimiter === '\t') return '\t';
  const code = /^0?[xX]([0-9a-fA-F]{1,4})$/.exec(delimiter)?.[1];
  const char = code === undefined ? delimiter : String.fromCharCode(Number.parseInt(code, 16));
  if (char === '\t') return char;
  const point = char.charCodeAt(0);
  if (
    char.length !== 1 ||
    point < 0x20 ||
    point === 0x7f ||
    (point >= 0xd800 && point <= 0xdfff) ||
    unfit.test(char)
  ) {
    throw new AzlogError(
      'CONFIG_INVALID',
      `LEEF delimiter ${JSON.stringify(delimiter)} cannot be used: allowed are "tab", or one character that does not ` +
        'occur in ordinary text, such as "^", "~" or "`", also as its hexadecimal code "x5E" or "0x5E". Use "tab" or "^".',
    );
  }
  return char;
}

/** How the header of LEEF 2.0 names the delimiter. */
function delimiterField(char: string): string {
  return char > ' ' && char < '\x7f'
    ? char
    : `x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * LEEF 1.0 and 2.0. The kind of record gives vendor, product and event id; `cat` is a constant.
 * LEEF has no escapes: in values the delimiter, TAB and line breaks become spaces, and that is lost.
 * @throws AzlogError `CONFIG_INVALID` for a delimiter that cannot be used
 */
export function createLeef(options: LeefOptions = leefDefaults): Format {
  const delimiter = leefDelimiter(options.delimiter);
  if (options.version === '1.0' && delimiter !== '\t') {
    throw new AzlogError(
      'CONFIG_INVALID',
      `LEEF delimiter ${JSON.stringify(options.delimiter)} cannot be used with LEEF 1.0, which is always separated by ` +
        'tabs: leave the delimiter at "tab", or choose LEEF version "2.0".',
    );
  }
  const start = `LEEF:${options.version}|`;
  const end = options.version === '1.0' ? '|' : `|${delimiterField(delimiter)}|`;
  const maker: SlotMaker = {
    keys: leefKeys,
    prefix: (key) => `${delimiter}${key}=`,
    ipv6: {},
    targets: (mapping) => mapping.leef,
    qualified: (mapping) => mapping.qualified?.leef,
    decoding: options.decoding ?? 'both',
    form: (kind) => kind.leef,
  };
  const dialect: Dialect = {
    name: 'leef',
    maker,
    writer: leefValues(delimiter, options.replacePipe),
    head: ({ shape }) => {
      const { vendor, product, version, eventId } = shape.kind.leef.header(shape);
      return `${start}${[vendor, product, version, eventId].map(leefHeaderField).join('|')}${end}`;
    },
    time: firstSlot(maker, 'devTime'),
    timeText: options.time === 'epoch' ? epochText() : (time) => `${dateTextMillis(time)} GMT`,
    timeNote:
      options.time === 'epoch' ? undefined : [makeSlot(maker, 'devTimeFormat'), 'MMM dd yyyy HH:mm:ss.SSS z'],
  };
  return createEncoder(dialect, options.severityOf);
}
