import { AzlogError } from '../errors.ts';
import type { Event } from '../records/event.ts';
import type { CommonOptions, Format } from './format.ts';
import { dateTextMillis, epochText } from './keyed/date-text.ts';
import { createEncoder, type Dialect, type Facts, putText } from './keyed/encoder.ts';
import { leefHeaderField, leefValues } from './keyed/escape.ts';
import { addressOf } from './keyed/key-values.ts';
import { leefKeys, ranks } from './keyed/keys.ts';
import {
  categoryOf,
  firstSlot,
  makeSlot,
  ownSlot,
  type Plan,
  put,
  type Slot,
  type SlotMaker,
} from './keyed/plan.ts';

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

/** Own vendor and product, so that QRadar keeps its own ids for them; the version is that of the mapping. */
const vendor = 'Azlog';
const product = 'Windows Event Log';
const version = '1.0';

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

const levels: readonly string[] = ['LogAlways', 'Critical', 'Error', 'Warning', 'Information', 'Verbose'];

/** A constant per kind of event, in English: of audits the result, of anything else channel and level. */
function category(event: Event, facts: Facts): string {
  if (facts.outcome === 'failure') return 'Audit Failure';
  if (facts.outcome === 'success') return 'Audit Success';
  const level = levels[event.level] ?? `Level ${event.level}`;
  return event.channel === '' ? level : `${event.channel} ${level}`;
}

/** Addresses that are no identity of a computer: unspecified and loopback. */
const noIdentity = /^(?:0\.0\.0\.0|127\..*|::1?)$/;

/**
 * LEEF 1.0 and 2.0. Vendor and product are our own; the event id is Windows' id, `cat` a constant.
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
  const start = `LEEF:${options.version}|${vendor}|${product}|${version}|`;
  const end = options.version === '1.0' ? '|' : `|${delimiterField(delimiter)}|`;
  const maker: SlotMaker = {
    keys: leefKeys,
    prefix: (key) => `${delimiter}${key}=`,
    ipv6: {},
    targets: (mapping) => mapping.leef,
    qualified: (mapping) => mapping.qualified?.leef,
    decoding: options.decoding ?? 'both',
  };
  const slot = (target: string): Slot => makeSlot(maker, target);
  const devTimeFormat = slot('devTimeFormat');
  const sev = slot('sev');
  const cat = slot('cat');
  const name = slot('name');
  const identSrc = slot('identSrc');
  const identHostName = slot('identHostName');
  const computer = ownSlot(maker, 'AzlogComputer', ranks.identity);
  const eventCategory = ownSlot(maker, 'AzlogCategory', ranks.surroundings);
  const provider = ownSlot(maker, 'AzlogProvider', ranks.identity);
  const channel = ownSlot(maker, 'AzlogChannel', ranks.identity);

  const dialect: Dialect = {
    name: 'leef',
    maker,
    writer: leefValues(delimiter, options.replacePipe),
    head: (_plan, event) => `${start}${leefHeaderField(String(event.eventId))}${end}`,
    time: firstSlot(maker, 'devTime'),
    timeText: options.time === 'epoch' ? epochText() : (time) => `${dateTextMillis(time)} GMT`,
    special: (plan, event) => ownAddress(plan, event) ?? '',
    lead: (plan, event, facts, address, standard) => {
      if (options.time === 'text') put(standard, devTimeFormat, 'MMM dd yyyy HH:mm:ss.SSS z');
      put(standard, sev, String(Math.max(1, facts.severity)));
      putText(standard, cat, category(event, facts));
      putText(standard, computer, event.computer);
      if (plan.title !== event.provider) put(standard, name, plan.title);
      const audited = categoryOf(plan, event);
      if (audited !== '') put(standard, eventCategory, audited);
      putText(standard, provider, event.provider);
      putText(standard, channel, event.channel);
      if (address !== '' && event.computer !== '') {
        put(standard, identSrc, address);
        put(standard, identHostName, event.computer);
      }
    },
  };
  return createEncoder(dialect, options.severityOf);
}

/** The computer's own address, where the event proves it; QRadar takes identity attributes only with `identSrc`. */
function ownAddress(plan: Plan, event: Event): string | undefined {
  const { identity } = plan.mapping;
  if (identity === undefined || event.values[plan.identityWhenAt] !== identity.is) return undefined;
  const address = addressOf(event.values[plan.identityAt] ?? '');
  return address === undefined || noIdentity.test(address) ? undefined : address;
}
