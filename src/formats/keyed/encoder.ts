import {
  type Event,
  type FactValue,
  isToldByText,
  type LeadKeys,
  type RecordKind,
} from '../../records/event.ts';
import { flatCopy } from '../../records/flat-copy.ts';
import { outcomeAt } from '../../records/outcome.ts';
import { type SeverityOf, severityOf } from '../../records/severity.ts';
import { isNothing, trimmed } from '../../records/trimmed.ts';
import type { Format } from '../format.ts';
import { LineBuffer } from '../line-buffer.ts';
import type { Composition, Pair } from './composition.ts';
import { backslashed, plain, type ValueWriter } from './escape.ts';
import { type Fitting, fit, smallestMessage } from './fit.ts';
import { ranks } from './keys.ts';
import {
  applyPlan,
  categoryOf,
  makeSlot,
  ownSlot,
  type Pairs,
  type Plan,
  planCache,
  put,
  type Slot,
  type SlotMaker,
} from './plan.ts';

/** What an event is besides its fields, worked out once. */
export interface Facts {
  readonly outcome: Event['outcome'];
  readonly severity: number;
}

/** What differs between the formats. */
export interface Dialect {
  readonly name: string;
  readonly maker: SlotMaker;
  readonly writer: ValueWriter;
  /**
   * What a message begins with and must not hold again, and what is written in its place, of the same length. Some
   * receivers look for the last one in a line: a user name or a command line could hide its event behind a forged one.
   */
  readonly signature?: { readonly text: string; readonly substitute: string };
  /** Everything before the first value, the same for all events of a plan and severity; at most `bytes` bytes where given. */
  readonly head: (plan: Plan, facts: Facts, bytes: number | undefined) => string;
  /** The first key, without separator. */
  readonly time: Slot;
  readonly timeText: (time: number) => string;
  /** Tells how the time is written, where receivers have to be told: a key and its value. */
  readonly timeNote: readonly [Slot, string] | undefined;
}

/** Adds a value if there is one. */
export function putText(pairs: Pairs, slot: Slot, value: string): void {
  const text = trimmed(value);
  if (!isNothing(text)) put(pairs, slot, text);
}

/** Adds a number unless it is 0: absent means 0 in what surrounds an event. */
function putNumber(pairs: Pairs, slot: Slot, value: number): void {
  if (value !== 0) put(pairs, slot, String(value));
}

/** The slots of what surrounds the data of one kind, under own keys: in the order of the facts. */
interface Surroundings {
  readonly level: Slot;
  readonly facts: readonly Slot[];
  /** How many facts events of one host share. */
  readonly shared: number;
}

function surroundings(maker: SlotMaker, { facts, sharedFacts }: RecordKind): Surroundings {
  const slot = (key: string): Slot => ownSlot(maker, `Azlog${key}`, ranks.surroundings);
  return { level: slot('Level'), facts: facts.map(({ name }) => slot(name)), shared: sharedFacts };
}

function putFacts(slots: readonly Slot[], event: Event, from: number, to: number, pairs: Pairs): void {
  for (let i = from; i < to; i++) {
    const slot = slots[i];
    const value = event.facts[i];
    if (slot === undefined || value === undefined) continue;
    if (typeof value === 'number') putNumber(pairs, slot, value);
    else putText(pairs, slot, value);
  }
}

/** Shared parts that are kept, over all plans; far more than a page has kinds of events and computers. */
const mostShared = 4_000;
/** Shared parts of one plan and computer that are kept. */
const mostVariants = 16;

/** What events of one plan and computer have in common, already written. */
interface Shared {
  /** What it was written from. */
  readonly of: SharedFacts;
  readonly head: Uint8Array;
  readonly lead: Uint8Array;
  readonly surroundings: Uint8Array;
  /** Keys whose value was cut to the key's length. */
  readonly cut: readonly string[];
}

/** All that the head, the lead and the shared surroundings look at, besides the plan. */
interface SharedFacts extends Pick<Event, 'host' | 'level' | 'severity'> {
  readonly outcome: Facts['outcome'];
  readonly special: string;
  readonly facts: readonly FactValue[];
}

/** In memory of their own: a text that was cut from a row would keep all of the row. */
function sharedFacts(event: Event, outcome: Facts['outcome'], special: string): SharedFacts {
  const { host, level, severity, facts, kind } = event;
  return {
    host: flatCopy(host),
    level,
    severity,
    outcome,
    special: flatCopy(special),
    facts: facts
      .slice(0, kind.sharedFacts)
      .map((value) => (typeof value === 'string' ? flatCopy(value) : value)),
  };
}

function isOf(shared: SharedFacts, event: Event, outcome: Facts['outcome'], special: string): boolean {
  if (
    shared.outcome !== outcome ||
    shared.special !== special ||
    shared.level !== event.level ||
    shared.severity !== event.severity
  ) {
    return false;
  }
  const { facts } = shared;
  // From the last one on: what differs among events of one host stands there.
  for (let i = facts.length - 1; i >= 0; i--) if (facts[i] !== event.facts[i]) return false;
  return true;
}

/**
 * Adds the pairs to the line, each value as the format writes it. A value of which nothing is left is left out.
 *
 * All is written at once, as nearly all values are ASCII with nothing but backslashes to heed, and looked at afterwards:
 * bytes are read several times faster than characters of a text that was cut out of another. The rest goes pair by pair.
 */
function writePairs(pairs: Pairs, writer: ValueWriter, line: LineBuffer): void {
  const { count, slots, values } = pairs;
  let text = '';
  for (let i = 0; i < count; i++) {
    const slot = slots[i];
    const value = values[i];
    if (slot !== undefined && value !== undefined && value !== '') text += slot.prefix + value;
  }
  const start = line.length;
  // An UTF-16 unit takes at most 3 bytes, and a backslash one more.
  const bytes = line.room(text.length * 3);
  const isAscii = bytes.write(text, start, 'utf8') === text.length;
  const backslashes = isAscii ? countBackslashed(pairs, writer.classes, bytes, start) : -1;
  if (backslashes === -1) {
    for (let i = 0; i < count; i++) {
      const slot = slots[i];
      const value = values[i];
      if (slot !== undefined && value !== undefined && value !== '') writePair(slot, value, writer, line);
    }
    return;
  }
  line.length = start + text.length + backslashes;
  if (backslashes > 0) addBackslashes(pairs, writer.classes, bytes, line.length, backslashes);
}

/** How many bytes of the values, of which the first pair stands at `start`, get a backslash; -1 where more is to be done. */
function countBackslashed(pairs: Pairs, classes: Uint8Array, bytes: Uint8Array, start: number): number {
  const { count, slots, values } = pairs;
  let found = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const slot = slots[i];
    const value = values[i];
    if (slot === undefined || value === undefined || value === '') continue;
    at += slot.prefix.length;
    for (const end = at + value.length; at < end; at++) {
      const action = classes[bytes[at] ?? 0];
      if (action === plain) continue;
      if (action !== backslashed) return -1;
      found += 1;
    }
  }
  return found;
}

/** Moves the bytes of the pairs, last one first, up to `end`, and puts the backslashes between them. */
function addBackslashes(
  pairs: Pairs,
  classes: Uint8Array,
  bytes: Uint8Array,
  end: number,
  backslashes: number,
): void {
  const { slots, values } = pairs;
  let to = end;
  let from = end - backslashes;
  for (let i = pairs.count - 1; i >= 0 && from < to; i--) {
    const slot = slots[i];
    const value = values[i];
    if (slot === undefined || value === undefined || value === '') continue;
    const prefixEnd = from - value.length;
    while (from > prefixEnd && from < to) {
      const byte = bytes[--from] ?? 0;
      bytes[--to] = byte;
      if (classes[byte] === backslashed) bytes[--to] = 0x5c;
    }
    if (from === to) return;
    for (let k = slot.prefix.length; k > 0; k--) bytes[--to] = bytes[--from] ?? 0;
  }
}

function writePair(slot: Slot, value: string, writer: ValueWriter, line: LineBuffer): void {
  const { prefixBytes } = slot;
  const { classes } = writer;
  const bytes = line.room(prefixBytes.length + 2 * value.length);
  let at = line.length;
  for (let i = 0; i < prefixBytes.length; i++) bytes[at++] = prefixBytes[i] ?? 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    // A look-up outside of the table, or one that may be undefined, would slow down every character.
    if (code > 0x7f) {
      writeAnyPair(slot, value, writer, line);
      return;
    }
    const action = classes[code];
    if (action !== plain) {
      if (action !== backslashed) {
        writeAnyPair(slot, value, writer, line);
        return;
      }
      bytes[at++] = 0x5c;
    }
    bytes[at++] = code;
  }
  line.length = at;
}

function writeAnyPair(slot: Slot, value: string, writer: ValueWriter, line: LineBuffer): void {
  const escaped = writer.escape(value);
  if (escaped === '') return;
  line.add(slot.prefixBytes);
  line.write(escaped);
}

function emptyPairs(): Pairs {
  return { count: 0, slots: [], values: [], cut: [] };
}

function pairsOf(pairs: Pairs): readonly Pair[] {
  return pairs.slots.slice(0, pairs.count).map((slot, at) => ({ slot, value: pairs.values[at] ?? '' }));
}

function clear(pairs: Pairs): void {
  pairs.count = 0;
  if (pairs.cut.length > 0) pairs.cut.length = 0;
}

/** Puts the keys of a lead into `pairs`; their slots are made once. */
function keysOfLead(maker: SlotMaker, pairs: Pairs): LeadKeys {
  const slots = new Map<string, Slot>();
  const slotOf = (key: string, make: () => Slot): Slot => {
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = make();
      slots.set(key, slot);
    }
    return slot;
  };
  const standard = (target: string): Slot => slotOf(target, () => makeSlot(maker, target));
  return {
    put: (target, value) => void put(pairs, standard(target), value),
    putText: (target, value) => putText(pairs, standard(target), value),
    putOwn: (key, rank, value) =>
      putText(
        pairs,
        slotOf(key, () => ownSlot(maker, key, ranks[rank])),
        value,
      ),
    limitOf: (target) => standard(target).limit,
  };
}

/** Makes a format from what is particular to it. */
export function createEncoder(dialect: Dialect, severity: SeverityOf = severityOf): Format {
  const { maker, writer } = dialect;
  const planOf = planCache(maker);
  const aroundKind = new Map<RecordKind, Surroundings>();
  let lastKind: RecordKind | undefined;
  let lastAround: Surroundings | undefined;
  const uid = ownSlot(maker, 'AzlogUid', ranks.identity);
  const messageSlot = makeSlot(maker, 'msg');
  const messageCopy = ownSlot(maker, 'AzlogDescription', ranks.copy);
  const shortened = ownSlot(maker, 'AzlogShortened', ranks.fixed);
  const fitting: Fitting = { writer, shortened, dropped: ownSlot(maker, 'AzlogDropped', ranks.fixed) };
  // What is alike in all events of one plan and computer is written once.
  let sharedByPlan = new Map<Plan, Map<string, Shared[]>>();
  let sharedCount = 0;
  // Filled and emptied for each event: one event is written at a time.
  const first = emptyPairs();
  const lead = emptyPairs();
  const standard = emptyPairs();
  const shared = emptyPairs();
  const own = emptyPairs();
  const scratch = new LineBuffer(4_096);

  function bytesOf(pairs: Pairs): Uint8Array {
    scratch.cutTo(0);
    writePairs(pairs, writer, scratch);
    return new Uint8Array(scratch.bytes());
  }

  function factsOf(event: Event, outcome: Facts['outcome']): Facts {
    return { outcome, severity: severity(event, outcome) };
  }

  function around({ kind }: Event): Surroundings {
    // Nearly every event is of the kind of the one before.
    if (kind === lastKind && lastAround !== undefined) return lastAround;
    const found = aroundKind.get(kind) ?? surroundings(maker, kind);
    aroundKind.set(kind, found);
    lastKind = kind;
    lastAround = found;
    return found;
  }

  const leadKeys = keysOfLead(maker, lead);

  function fillShared(plan: Plan, event: Event, facts: Facts, special: string): void {
    clear(lead);
    clear(shared);
    if (dialect.timeNote !== undefined) put(lead, ...dialect.timeNote);
    const { kind } = event;
    const { mapping, title } = plan;
    const about = { ...facts, mapping, title, category: categoryOf(plan, event), special };
    maker.form(kind).lead(event, about, leadKeys);
    const slots = around(event);
    putNumber(shared, slots.level, event.level);
    putFacts(slots.facts, event, 0, slots.shared, shared);
  }

  function sharedOf(plan: Plan, event: Event, outcome: Facts['outcome'], special: string): Shared {
    const known = sharedByPlan.get(plan)?.get(event.host);
    if (known !== undefined) {
      for (let i = 0; i < known.length; i++) {
        const variant = known[i];
        if (variant !== undefined && isOf(variant.of, event, outcome, special)) return variant;
      }
    }
    const made = makeShared(plan, event, outcome, special);
    keepShared(plan, made);
    return made;
  }

  function makeShared(plan: Plan, event: Event, outcome: Facts['outcome'], special: string): Shared {
    const facts = factsOf(event, outcome);
    fillShared(plan, event, facts, special);
    return {
      of: sharedFacts(event, outcome, special),
      head: Buffer.from(dialect.head(plan, facts, undefined)),
      lead: bytesOf(lead),
      surroundings: bytesOf(shared),
      cut: [...lead.cut],
    };
  }

  function keepShared(plan: Plan, made: Shared): void {
    if (sharedCount >= mostShared) {
      sharedByPlan = new Map();
      sharedCount = 0;
    }
    const { host } = made.of;
    const byHost = sharedByPlan.get(plan) ?? new Map<string, Shared[]>();
    const variants = byHost.get(host) ?? [];
    // The oldest gives way; its number stays counted, which only brings the next clearing nearer.
    if (variants.length >= mostVariants) variants.shift();
    variants.push(made);
    byHost.set(host, variants);
    sharedByPlan.set(plan, byHost);
    sharedCount += 1;
  }

  function fillOwn(plan: Plan, event: Event): void {
    clear(first);
    clear(standard);
    clear(own);
    put(first, dialect.time, dialect.timeText(event.time));
    putText(first, uid, event.uid);
    const slots = around(event);
    putFacts(slots.facts, event, slots.shared, slots.facts.length, own);
    applyPlan(plan, event, standard, own);
    // The rendered text repeats the fields in the language of the machine: worth its bytes only where there are none.
    if (!isToldByText(event)) return;
    const description = trimmed(event.description);
    if (!isNothing(description) && !put(standard, messageSlot, description)) {
      put(own, messageCopy, description);
    }
  }

  const signature = Buffer.from(dialect.signature?.text ?? '');
  const substitute = Buffer.from(dialect.signature?.substitute ?? '');

  function write(event: Event, line: LineBuffer, maxBytes: number): void {
    const start = line.length;
    compose(event, line, maxBytes);
    if (signature.length > 0) line.overwrite(signature, substitute, start + signature.length);
  }

  function compose(event: Event, line: LineBuffer, maxBytes: number): void {
    const plan = planOf(event);
    const outcome = outcomeAt(event, plan.outcomeAt);
    const special = plan.special === undefined ? '' : plan.special(event);
    const common = sharedOf(plan, event, outcome, special);
    fillOwn(plan, event);
    const start = line.length;
    line.add(common.head);
    writePairs(first, writer, line);
    line.add(common.lead);
    writePairs(standard, writer, line);
    line.add(common.surroundings);
    writePairs(own, writer, line);
    if (common.cut.length + standard.cut.length > 0) {
      line.add(shortened.prefixBytes);
      line.write([...new Set([...common.cut, ...standard.cut])].join(','));
    }
    if (line.length - start <= maxBytes) return;
    line.cutTo(start);
    const facts = factsOf(event, outcome);
    const half = Math.floor(Math.max(maxBytes, smallestMessage) / 2);
    const head = dialect.head(plan, facts, common.head.length <= half ? undefined : half);
    fillShared(plan, event, facts, special);
    line.write(fit(head, [first, lead, standard, shared, own], maxBytes, fitting));
  }

  function format(event: Event, maxBytes: number): string {
    const line = new LineBuffer(4_096);
    write(event, line, maxBytes);
    return line.text(0);
  }

  function received(value: string): string {
    const text = writer.fold(value);
    const { signature } = dialect;
    return signature === undefined ? text : text.replaceAll(signature.text, signature.substitute);
  }

  /** The same pairs as `compose` writes, from the same functions, without what is kept from event to event. */
  function composition(event: Event): Composition {
    const plan = planOf(event);
    const facts = factsOf(event, outcomeAt(event, plan.outcomeAt));
    fillShared(plan, event, facts, plan.special?.(event) ?? '');
    const surrounding = pairsOf(shared);
    fillOwn(plan, event);
    return {
      plan,
      ...facts,
      head: dialect.head(plan, facts, undefined),
      targets: maker.targets(plan.mapping),
      surroundings: [...pairsOf(first), ...pairsOf(lead), ...surrounding],
      standard: pairsOf(standard),
      own: pairsOf(own),
      cut: [...new Set([...lead.cut, ...standard.cut])],
      cutMarker: shortened.key,
      received,
    };
  }

  return { name: dialect.name, skipsDescriptions: true, write, format, compose: composition };
}
