import { type FieldDecoder, fieldDecoders, textAt } from '../records/decoded-text.ts';
import type { Event } from '../records/event.ts';
import { outcomeOf } from '../records/outcome.ts';
import { severityOf as severityUnset } from '../records/severity.ts';
import { shapeCache } from '../records/shape-cache.ts';
import { isNothing, trimmed } from '../records/trimmed.ts';
import { numberFact, recordIdOf, textFact, userSidOf } from '../records/windows/facts.ts';
import type { CommonOptions, Format } from './format.ts';
import { cutToBytes } from './keyed/fit.ts';
import { LineBuffer } from './line-buffer.ts';
import { checkSize, evenLimit, largestThatFits, markerRoom, namesWithin } from './shortening.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

/** `Sat Jan 31 08:00:00 2026` in UTC; the last second is remembered. */
function dateWriter(): (time: number) => string {
  let lastSecond = Number.NaN;
  let text = '';
  return (time) => {
    const second = Math.floor(time / 1000);
    if (second === lastSecond) return text;
    lastSecond = second;
    const date = new Date(second * 1000);
    const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
    text = `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${two(date.getUTCDate())} ${clock} ${date.getUTCFullYear()}`;
    return text;
  };
}

/** One column: TAB, line breaks and other controls become spaces, a run of them one. Lone surrogates become U+FFFD. */
function folded(text: string): string {
  const fit = text.isWellFormed() ? text : text.toWellFormed();
  return trimmed(fit.replace(/\p{Cc}+/gu, ' '));
}

function utf8Width(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}

const eventTypes: readonly string[] = [
  'Information',
  'Critical',
  'Error',
  'Warning',
  'Information',
  'Verbose',
];

function eventType(outcome: Event['outcome'], level: number): string {
  if (outcome !== undefined) return outcome === 'success' ? 'Success Audit' : 'Failure Audit';
  return eventTypes[level] ?? 'Information';
}

/** Snare's criticality (1 information to 4 critical) of a severity from 0 to 10. */
function criticality(severity: number): number {
  if (severity >= 9) return 4;
  if (severity >= 7) return 3;
  return severity >= 5 ? 2 : 1;
}

/** Fields that name the account of an event, with its domain: who acted, else whom it is about. */
const accounts: readonly (readonly [string, string])[] = [
  ['SubjectUserName', 'SubjectDomainName'],
  ['TargetUserName', 'TargetDomainName'],
  ['AccountName', 'AccountDomain'],
];
/** Of logons and tickets: who signs in. */
const signIns: ReadonlySet<number> = new Set([4624, 4625, 4634, 4647, 4768, 4769, 4770, 4771, 4776]);

interface Plan {
  readonly title: string;
  readonly category: string;
  readonly labels: readonly string[];
  readonly decoders: readonly (FieldDecoder | undefined)[];
  /** Positions of name and domain, the first that has a value counts. */
  readonly accountsAt: readonly (readonly [number, number])[];
}

/** A value with its name, as it stands in the expanded text. */
interface Part {
  /** '' for the text that the event begins with. */
  readonly label: string;
  readonly value: string;
  readonly isCut?: true;
}

/** What an event is made of in a message: columns before the text, parts of the text, and what follows it. */
interface Message {
  readonly columns: readonly string[];
  readonly parts: readonly Part[];
  readonly extras: readonly string[];
}

/** What stands between two parts of the text: as Snare leaves it of Windows' line breaks and TABs. */
const between = '   ';

/**
 * Snare's tab-separated form of Windows events, which QRadar's own DSM for Windows, and others made for Snare, read:
 *
 *     MSWinEventLog <criticality> <log> <counter> <date> <event id> <source> <user> <SID type> <type> <computer>
 *     <category> <data> <expanded text> <record number> <more: Name=value>...
 *
 * - Dates are UTC. Counter and record number are both the event's record id.
 * - The expanded text is what Windows rendered, in one line, and behind it, as `Name: value`, each field whose value
 *   it does not tell. Without a rendered text it is the event's English title and all fields.
 * - Behind the record number, where Snare has optional fields, stands what else is known: `AzlogUid` for repeats, the
 *   origin of the row, and the numbers of System.
 * - The form has no escapes: in values TAB and line breaks become spaces, and that is lost.
 * - Too large: parts of the text are shortened, the longest ones first; then fields are left out, the last ones first,
 *   then what follows the record number but `AzlogUid`. `AzlogShortened` and `AzlogDropped` there say so.
 */
export function createSnare({ decoding = 'both', severityOf = severityUnset }: CommonOptions = {}): Format {
  const dateOf = dateWriter();
  const planOf = shapeCache((type) => (names): Plan => {
    const title = type.kind.title(type);
    const order = signIns.has(Number(type.id)) ? [accounts[1], accounts[0], accounts[2]] : accounts;
    return {
      title: title === undefined ? '' : title.title,
      category: title?.subcategory ?? 'None',
      labels: names.map((name) => folded(name) || 'Data'),
      decoders: decoding === 'raw' ? [] : fieldDecoders({ ...type, names }),
      accountsAt: order
        .map((pair) => [names.indexOf(pair?.[0] ?? ''), names.indexOf(pair?.[1] ?? '')] as const)
        .filter(([at]) => at !== -1),
    };
  });

  /** @param renderedBytes how much of the rendered text is kept. */
  function messageOf(event: Event, renderedBytes: number): Message {
    const plan = planOf(event);
    const user = accountOf(plan, event);
    const outcome = outcomeOf(event);
    const record = folded(recordIdOf(event)) || '0';
    const columns = [
      'MSWinEventLog',
      String(criticality(severityOf(event, outcome))),
      folded(event.channel) || 'N/A',
      record,
      dateOf(event.time),
      String(event.id),
      folded(event.provider) || 'N/A',
      user === '' ? 'N/A' : user,
      user === '' ? 'N/A' : 'User',
      eventType(outcome, event.level),
      folded(event.host) || 'N/A',
      event.kind.category?.(event)?.split(':')[1] ?? plan.category,
      '',
    ];
    return { columns, parts: partsOf(plan, event, renderedBytes), extras: [record, ...extrasOf(event)] };
  }

  function partsOf(plan: Plan, event: Event, renderedBytes: number): readonly Part[] {
    const whole = folded(event.description);
    const rendered =
      renderedBytes === Number.POSITIVE_INFINITY ? whole : cutToBytes(whole, renderedBytes, utf8Width);
    const text = isNothing(whole) ? plan.title : rendered;
    const parts: Part[] = [];
    if (text !== '') {
      parts.push({ label: '', value: text, ...(rendered.length < whole.length ? { isCut: true } : {}) });
    }
    for (const [index, label] of plan.labels.entries()) {
      const value = folded(event.values[index] ?? '');
      if (isNothing(value)) continue;
      const decoder = plan.decoders[index];
      const decoded = decoder && textAt(decoder, index, event.values);
      if (decoder !== undefined && decoded !== undefined) {
        const shown = folded(decoded);
        if (!tells(rendered, shown)) parts.push({ label, value: shown });
        // A name says less than the identifier that it is beside of.
        if (decoding === 'decoded' && decoder.decoder.isName !== true) continue;
      }
      if (!tells(rendered, value)) parts.push({ label, value });
    }
    return parts;
  }

  function write(event: Event, line: LineBuffer, maxBytes: number): void {
    const start = line.length;
    const message = messageOf(event, Number.POSITIVE_INFINITY);
    line.write(compose(message, Number.POSITIVE_INFINITY));
    if (line.length - start <= maxBytes) return;
    line.cutTo(start);
    // What only the end of a long text told is written by its name then.
    line.write(fitted(event, messageOf(event, Math.floor(maxBytes / 2)), maxBytes));
  }

  function format(event: Event, maxBytes: number): string {
    const line = new LineBuffer(4_096);
    write(event, line, maxBytes);
    return line.text(0);
  }

  return { name: 'snare', write, format };
}

/** Does the text have `: value`, as Windows writes a value behind its label? */
function tells(text: string, value: string): boolean {
  const sought = `: ${value}`;
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) {
    const end = at + sought.length;
    if (end === text.length || text.charCodeAt(end) === 0x20) return true;
  }
  return false;
}

/** `DOMAIN\name`, the name alone, or ''. */
function accountOf(plan: Plan, event: Event): string {
  for (const [nameAt, domainAt] of plan.accountsAt) {
    const name = folded(event.values[nameAt] ?? '');
    if (isNothing(name)) continue;
    const domain = folded(event.values[domainAt] ?? '');
    return isNothing(domain) ? name : `${domain}\\${name}`;
  }
  return folded(userSidOf(event));
}

/** What follows the record number, in this order. */
const extraFacts: readonly (readonly [string, (event: Event) => string | number])[] = [
  ['Uid', ({ uid }) => uid],
  ['Time', ({ timeText }) => timeText],
  ['Level', ({ level }) => level],
  ['Version', numberFact('Version')],
  ['Task', numberFact('Task')],
  ['Opcode', numberFact('Opcode')],
  ['Keywords', textFact('Keywords')],
  ['ProcessId', numberFact('ProcessId')],
  ['ThreadId', numberFact('ThreadId')],
  ['ActivityId', textFact('ActivityId')],
  ['UserSid', userSidOf],
  ['DeploymentId', textFact('DeploymentId')],
  ['Role', textFact('Role')],
  ['RoleInstance', textFact('RoleInstance')],
];

function extrasOf(event: Event): readonly string[] {
  const extras: string[] = [];
  for (const [name, read] of extraFacts) {
    const value = read(event);
    const text = typeof value === 'number' ? (value === 0 ? '' : String(value)) : folded(value);
    if (!isNothing(text)) extras.push(`Azlog${name}=${text}`);
  }
  return extras;
}

/** The message; parts of the text are cut to `limit` bytes. */
function compose({ columns, parts, extras }: Message, limit: number): string {
  let text = '';
  for (const { label, value } of parts) {
    const kept = limit === Number.POSITIVE_INFINITY ? value : cutToBytes(value, limit, utf8Width);
    text += `${text === '' ? '' : between}${label === '' ? '' : `${label}: `}${kept}`;
  }
  return [...columns, text, ...extras].join('\t');
}

/** The fewest bytes that shortening leaves of a value. */
const leastKept = 24;
/** Bytes to which columns are cut where nothing else is left. */
const shortColumn = 40;

function fitted(event: Event, message: Message, maxBytes: number): string {
  checkSize(maxBytes);
  const room = markerRoom(maxBytes);
  const { columns, parts, extras } = message;
  const shorter = (count: number, kept: readonly string[]): string | undefined => {
    const taken = parts.slice(0, count);
    const dropped = [
      ...parts.slice(count).map(({ label }) => label),
      ...extras.slice(kept.length).map((extra) => extra.slice(0, extra.indexOf('='))),
    ];
    const sizes = taken.map(({ value }) => Buffer.byteLength(value));
    const whole = { columns, parts: taken, extras: [...kept, ...marker('AzlogDropped', dropped, room / 2)] };
    const used = Buffer.byteLength(compose(whole, 0)) + room / 2;
    const limit = evenLimit(sizes, maxBytes - used);
    if (limit < leastKept || used > maxBytes) return undefined;
    const cut = taken.flatMap(({ label, isCut }, index) =>
      isCut || (sizes[index] ?? 0) > limit ? label || 'Description' : [],
    );
    const markers = marker('AzlogShortened', cut, room / 2);
    const line = compose({ ...whole, extras: [...whole.extras, ...markers] }, limit);
    return Buffer.byteLength(line) <= maxBytes ? line : undefined;
  };
  const all = shorter(parts.length, extras);
  if (all !== undefined) return all;
  for (const kept of [extras, extras.slice(0, 2)]) {
    const count = largestThatFits(parts.length, (parts) => shorter(parts, kept) !== undefined);
    const line = count === -1 ? undefined : shorter(count, kept);
    if (line !== undefined) return line;
  }
  const short = (text: string): string => cutToBytes(text, shortColumn, utf8Width);
  const uid = `AzlogUid=${short(folded(event.uid))}`;
  return compose(
    { columns: columns.map(short), parts: [], extras: [short(extras[0] ?? ''), uid, 'AzlogDropped=*'] },
    Number.POSITIVE_INFINITY,
  );
}

function marker(name: string, names: readonly string[], bytes: number): readonly string[] {
  if (names.length === 0) return [];
  return [`${name}=${namesWithin(names, bytes - name.length, Buffer.byteLength).join(',')}`];
}
