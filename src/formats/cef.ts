import { trimmed } from '../records/trimmed.ts';
import type { CommonOptions, Format } from './format.ts';
import { dateText, epochText } from './keyed/date-text.ts';
import { createEncoder, type Dialect } from './keyed/encoder.ts';
import { cefHeaderField, cefValues } from './keyed/escape.ts';
import { cutToBytes } from './keyed/fit.ts';
import { cefKeys } from './keyed/keys.ts';
import { firstSlot, makeSlot, type Plan, type SlotMaker } from './keyed/plan.ts';

/** How CEF is written where receivers differ. */
export interface CefOptions extends CommonOptions {
  /**
   * The version that the header says. Nothing else of a message differs: CEF:1 only adds keys, of which none is made
   * for Windows events, and types addresses as CEF:0 does. Some receivers look for the text `CEF:0`.
   */
  readonly version: '0' | '1';
  /** `rt` as 13 digits of epoch milliseconds, or as `MMM dd yyyy HH:mm:ss UTC` with `dtz=UTC` (for SC4S). */
  readonly time: 'epoch' | 'text';
  /** IPv6 addresses in c6a2 and c6a3 (either version types src and dst as IPv4), or in src and dst. */
  readonly ipv6: 'custom' | 'native';
}

/** What fits every receiver. */
export const cefDefaults: CefOptions = { version: '0', time: 'epoch', ipv6: 'custom' };

const vendor = 'Microsoft';
const longestClassId = 1023;
const longestName = 512;

/** Bytes of a UTF-16 unit in a header field. */
function headerWidth(code: number): number {
  return code === 0x5c || code === 0x7c ? 2 : cefValues.width(code === 0x3d || code === 0x0a ? 0x20 : code);
}

/** `CEF:version|vendor|product|device version|class id|name|severity|`, the parts but the first as the kind has them. */
function head(
  start: string,
  { shape, title }: Plan,
  severity: number,
  bytes = Number.POSITIVE_INFINITY,
): string {
  const { product, version, stem, ending } = shape.kind.cef.header(shape);
  const begin = `${start}${cefHeaderField(product)}|${cefHeaderField(version)}|`;
  const end = `|${severity}|`;
  let id = trimmed(stem.toWellFormed())
    .slice(0, longestClassId - ending.length)
    .toWellFormed();
  let name = trimmed(title.toWellFormed()).slice(0, longestName).toWellFormed();
  if (bytes !== Number.POSITIVE_INFINITY) {
    const room = bytes - begin.length - ending.length - end.length - 1;
    id = cutToBytes(id, Math.floor(room / 2), headerWidth);
    name = cutToBytes(name, Math.floor(room / 2), headerWidth);
  }
  return `${begin}${cefHeaderField(id)}${ending}|${cefHeaderField(name)}${end}`;
}

const addressLabels: Readonly<Record<string, string>> = {
  src: 'c6a2: Source IPv6 Address',
  dst: 'c6a3: Destination IPv6 Address',
};

/**
 * CEF the way ArcSight's Windows connector maps events, with integer severities and own keys for what it would put
 * into additional data. `CEF:` stands only at the beginning: in a value it is written `CEF_`.
 */
export function createCef(options: CefOptions = cefDefaults): Format {
  const maker: SlotMaker = {
    keys: cefKeys,
    prefix: (key, label) =>
      label === undefined ? ` ${key}=` : ` ${key}Label=${cefValues.escape(label)} ${key}=`,
    ipv6: options.ipv6 === 'custom' ? addressLabels : {},
    targets: (mapping) => mapping.cef,
    qualified: (mapping) => mapping.qualified?.cef,
    decoding: options.decoding ?? 'both',
    form: (kind) => kind.cef,
  };
  const start = `CEF:${options.version}|${vendor}|`;
  const dialect: Dialect = {
    name: 'cef',
    maker,
    writer: cefValues,
    signature: { text: 'CEF:', substitute: 'CEF_' },
    head: (plan, facts, bytes) => head(start, plan, facts.severity, bytes),
    time: firstSlot(maker, 'rt'),
    timeText: options.time === 'epoch' ? epochText() : (time) => `${dateText(time)} UTC`,
    timeNote: options.time === 'epoch' ? undefined : [makeSlot(maker, 'dtz'), 'UTC'],
  };
  return createEncoder(dialect, options.severityOf);
}
