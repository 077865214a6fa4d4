import type { Event } from '../records/event.ts';
import { trimmed } from '../records/trimmed.ts';
import type { CommonOptions, Format } from './format.ts';
import { dateText, epochText } from './keyed/date-text.ts';
import { createEncoder, type Dialect, putText } from './keyed/encoder.ts';
import { cefHeaderField, cefValues } from './keyed/escape.ts';
import { cutToBytes } from './keyed/fit.ts';
import { cefKeys, ranks } from './keyed/keys.ts';
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

/** `CEF:version|vendor|product|device version|class id|name|severity|`; the device version stays empty, as ArcSight's connector has it. */
function head(
  version: CefOptions['version'],
  plan: Plan,
  event: Event,
  severity: number,
  bytes = Number.POSITIVE_INFINITY,
): string {
  const product = plan.channel === 'Security' ? 'Microsoft Windows' : 'System or Application Event';
  const start = `CEF:${version}|${vendor}|${product}||`;
  const id = `:${event.eventId}`;
  const end = `|${severity}|`;
  let provider = trimmed(plan.provider.toWellFormed())
    .slice(0, longestClassId - id.length)
    .toWellFormed();
  let name = trimmed(plan.title.toWellFormed()).slice(0, longestName).toWellFormed();
  if (bytes !== Number.POSITIVE_INFINITY) {
    const room = bytes - start.length - id.length - end.length - 1;
    provider = cutToBytes(provider, Math.floor(room / 2), headerWidth);
    name = cutToBytes(name, Math.floor(room / 2), headerWidth);
  }
  return `${start}${cefHeaderField(provider)}${id}|${cefHeaderField(name)}${end}`;
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
  };
  const slot = (target: string): Slot => makeSlot(maker, target);
  const dtz = slot('dtz');
  const externalId = slot('externalId');
  const cat = slot('cat');
  const outcome = slot('outcome');
  const dvchost = slot('dvchost');
  const deviceDnsDomain = slot('deviceDnsDomain');
  const deviceNtDomain = slot('deviceNtDomain');
  const dhost = slot('dhost');
  const category = slot('cs2: EventlogCategory');
  const wholeComputer = ownSlot(maker, 'AzlogComputer', ranks.copy);
  const wholeChannel = ownSlot(maker, 'AzlogChannel', ranks.copy);
  const constants = new WeakMap<Plan, readonly (readonly [Slot, string])[]>();

  const dialect: Dialect = {
    name: 'cef',
    maker,
    writer: cefValues,
    signature: { text: 'CEF:', substitute: 'CEF_' },
    head: (plan, event, facts, bytes) => head(options.version, plan, event, facts.severity, bytes),
    time: firstSlot(maker, 'rt'),
    timeText: options.time === 'epoch' ? epochText() : (time) => `${dateText(time)} UTC`,
    special: ntDomain,
    lead: (plan, event, facts, domain, standard) => {
      if (options.time === 'text') put(standard, dtz, 'UTC');
      put(standard, externalId, String(event.eventId));
      putText(standard, cat, event.channel);
      if (facts.outcome !== undefined) put(standard, outcome, facts.outcome);
      const { computer } = event;
      putText(standard, dvchost, computer);
      putText(standard, deviceDnsDomain, hostOf(computer).domain);
      putText(standard, deviceNtDomain, domain);
      if (plan.mapping.computerIsDestination !== false) putText(standard, dhost, computer);
      const audited = categoryOf(plan, event);
      if (audited !== '') put(standard, category, audited);
      if (plan.mapping.constants !== undefined) {
        let pairs = constants.get(plan);
        if (pairs === undefined) {
          pairs = Object.entries(plan.mapping.constants).map(
            ([target, value]) => [slot(target), value] as const,
          );
          constants.set(plan, pairs);
        }
        for (const [target, value] of pairs) put(standard, target, value);
      }
      if (computer.length > dvchost.limit) putText(standard, wholeComputer, computer);
      if (event.channel.length > cat.limit) putText(standard, wholeChannel, event.channel);
    },
  };
  return createEncoder(dialect, options.severityOf);
}

/** The parts of a computer's name. */
interface Host {
  /** Name of the computer's own account. */
  readonly account: string;
  readonly domain: string;
}

function hostOf(computer: string): Host {
  const dot = computer.indexOf('.');
  const isAddress = /^[\d.]+$/.test(computer) || computer.includes(':');
  const named = dot === -1 || isAddress ? computer : computer.slice(0, dot);
  return {
    account: `${named.toUpperCase()}$`,
    domain: dot > 0 && !isAddress ? computer.slice(dot + 1) : '',
  };
}

/**
 * The NT domain of the computer, known only where the computer's own account (`NAME$`) acts: its domain is the
 * computer's. A guess from the DNS name could be wrong, so there is none.
 */
function ntDomain(plan: Plan, event: Event): string {
  const user = plan.subjectUserAt === -1 ? '' : (event.values[plan.subjectUserAt] ?? '');
  if (!user.endsWith('$') || plan.subjectDomainAt === -1) return '';
  return user.toUpperCase() === hostOf(event.computer).account
    ? (event.values[plan.subjectDomainAt] ?? '')
    : '';
}
