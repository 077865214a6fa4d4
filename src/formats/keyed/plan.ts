import { type Decoding, type FieldDecoder, fieldDecoders, textOf } from '../../records/decoded-text.ts';
import type { Event, KeyedForm, RecordKind, Shape } from '../../records/event.ts';
import type { EventMapping, FieldTargets } from '../../records/event-mapping.ts';
import { shapeCache } from '../../records/shape-cache.ts';
import { cached } from '../../records/text-cache.ts';
import { isNothing, trimmed } from '../../records/trimmed.ts';
import { convert, isFreeText } from './key-values.ts';
import { type KeyKind, type KeyRule, type Rank, ranks, unlimited } from './keys.ts';
import { ownKeys } from './own-keys.ts';

/** A key as it stands in a line, with all that is known of it. */
export interface Slot {
  readonly key: string;
  /** What the key stands for in this message, where the key alone does not say it. */
  readonly label: string | undefined;
  /** What comes before the value: separator, label with its key, key, `=`. */
  readonly prefix: string;
  readonly prefixBytes: Uint8Array;
  readonly kind: KeyKind;
  readonly limit: number;
  readonly rank: Rank;
  /** The key for an IPv6 address, where it is another one. */
  readonly ipv6: Slot | undefined;
}

/** Slots and their values, not escaped yet: parallel arrays, filled and read once an event. */
export interface Pairs {
  /** How many entries of the arrays are this event's; what comes after is left from a longer one. */
  count: number;
  readonly slots: Slot[];
  readonly values: string[];
  /** Keys whose value was cut to the key's length. */
  readonly cut: string[];
}

/** Makes the slots of one format. */
export interface SlotMaker {
  readonly keys: Readonly<Record<string, KeyRule>>;
  readonly prefix: (key: string, label: string | undefined) => string;
  readonly ipv6: Readonly<Record<string, string>>;
  readonly targets: (mapping: EventMapping) => FieldTargets;
  readonly qualified: (mapping: EventMapping) => string | undefined;
  readonly decoding: Decoding;
  /** What the format writes of a kind besides the data. */
  readonly form: (kind: RecordKind) => KeyedForm<unknown>;
}

/** Where the value of one field goes. */
export interface Step {
  readonly slots: readonly Slot[];
  readonly spares: readonly Slot[];
  readonly own: Slot;
  /** The same own key, for a value whose first part stands under a standard key. */
  readonly copy: Slot;
  readonly isList: boolean;
  /** Undefined where nothing is decoded: Windows writes no codes here, or raw values are asked for. */
  readonly field: FieldDecoder | undefined;
  /** Whether the text takes the place of the raw value under standard keys for text. */
  readonly isTextInKey: boolean;
  /** Whether the raw value stays in the message where there is a text. */
  readonly keepsRaw: boolean;
  /** Own key of the text where it stands beside the raw value. */
  readonly text: Slot;
}

/** All that can be known of events of one shape. */
export interface Plan {
  readonly shape: Shape;
  readonly steps: readonly Step[];
  readonly mapping: EventMapping;
  readonly title: string;
  /** `Category:Subcategory` that the event id is known by, or ''. */
  readonly category: string;
  readonly hasSpares: boolean;
  /** Positions of the fields that the plan or a format looks at by name, -1 where absent. */
  readonly domainAt: number;
  readonly nameAt: number;
  readonly qualifiedSlot: Slot | undefined;
  readonly outcomeAt: number;
  /** What the lead looks at of the data; undefined for nothing. */
  readonly special: ((event: Event) => string) | undefined;
}

/** `Category:Subcategory` of an event: the one that its own facts name, else the one that its id is known by; or ''. */
export function categoryOf(plan: Plan, event: Event): string {
  return plan.shape.kind.category?.(event) ?? plan.category;
}

/** A slot from `key` or `key: Label`. */
export function makeSlot(maker: SlotMaker, target: string): Slot {
  const colon = target.indexOf(': ');
  const key = colon === -1 ? target : target.slice(0, colon);
  const label = colon === -1 ? undefined : target.slice(colon + 2);
  const rule = maker.keys[key] ?? unlimited;
  const ipv6 = maker.ipv6[key];
  return slotOf(
    key,
    label,
    maker.prefix(key, label),
    rule,
    rule.rank,
    ipv6 === undefined ? undefined : makeSlot(maker, ipv6),
  );
}

/** The slot of a key that begins the line: nothing separates it from the header. */
export function firstSlot(maker: SlotMaker, key: string): Slot {
  const rule = maker.keys[key] ?? unlimited;
  return slotOf(key, undefined, `${key}=`, rule, rule.rank, undefined);
}

/** A slot of an own key. */
export function ownSlot(maker: SlotMaker, key: string, rank: Rank): Slot {
  return slotOf(key, undefined, maker.prefix(key, undefined), unlimited, rank, undefined);
}

function slotOf(
  key: string,
  label: string | undefined,
  prefix: string,
  rule: KeyRule,
  rank: Rank,
  ipv6: Slot | undefined,
): Slot {
  const { kind, limit } = rule;
  return { key, label, prefix, prefixBytes: Buffer.from(prefix), kind, limit, rank, ipv6 };
}

/** Adds a value under a key that takes any text; longer than the key allows, its first part. */
export function put(pairs: Pairs, slot: Slot, value: string): boolean {
  const index = pairs.count++;
  pairs.slots[index] = slot;
  if (value.length <= slot.limit) {
    pairs.values[index] = value;
    return true;
  }
  const last = value.charCodeAt(slot.limit - 1);
  pairs.values[index] = trimmed(
    value.slice(0, last >= 0xd800 && last <= 0xdbff ? slot.limit - 1 : slot.limit),
  );
  pairs.cut.push(slot.key);
  return false;
}

function sentence(title: string): string {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}

function makePlan(maker: SlotMaker, shape: Shape): Plan {
  const { kind, provider, names } = shape;
  const mapping = kind.mapping(shape);
  const targets = maker.targets(mapping);
  const decoders = maker.decoding === 'raw' ? [] : fieldDecoders(shape);
  const keys = ownKeys(names, kind);
  // Behind the names, so that no field's own key depends on what is decoded.
  const textKeys = ownKeys([...names, ...names.map((name) => `${name}Text`)], kind).slice(names.length);
  const claimed = new Set<string>();
  const steps = names.map((name, index): Step => {
    const found = Object.hasOwn(targets, name) ? targets[name] : undefined;
    const list = found === undefined ? [] : typeof found === 'string' ? [found] : found;
    const slots: Slot[] = [];
    const spares: Slot[] = [];
    for (const target of list) {
      if (target.endsWith('?')) {
        spares.push(makeSlot(maker, target.slice(0, -1)));
        continue;
      }
      const slot = makeSlot(maker, target);
      // A field that comes twice, or two fields for one key: the first has it.
      if (claimed.has(slot.key)) continue;
      claimed.add(slot.key);
      slots.push(slot);
    }
    const key = keys[index] ?? '';
    const decoder = decoders[index]?.decoder;
    // A name says less than its identifier, which tells the domain too: it never takes the identifier's place.
    const isName = decoder?.isName === true;
    return {
      slots,
      spares,
      own: ownSlot(maker, key, ranks.data),
      copy: ownSlot(maker, key, ranks.copy),
      isList: kind.lists.has(name),
      field: decoders[index],
      isTextInKey: decoder?.place === 'key' || (maker.decoding === 'decoded' && !isName),
      keepsRaw: maker.decoding === 'both' || isName,
      text: ownSlot(maker, textKeys[index] ?? '', ranks.message),
    };
  });
  const known = kind.title(shape);
  const qualified = maker.qualified(mapping);
  return {
    shape,
    steps,
    mapping,
    title: known === undefined ? provider : sentence(known.title),
    category: known === undefined ? '' : [known.category, known.subcategory].filter(Boolean).join(':'),
    hasSpares: steps.some((step) => step.spares.length > 0),
    domainAt: mapping.qualified === undefined ? -1 : names.indexOf(mapping.qualified.domain),
    nameAt: mapping.qualified === undefined ? -1 : names.indexOf(mapping.qualified.name),
    qualifiedSlot: qualified === undefined ? undefined : makeSlot(maker, qualified),
    outcomeAt: mapping.outcomeField === undefined ? -1 : names.indexOf(mapping.outcomeField),
    special: maker.form(kind).special?.(shape, mapping),
  };
}

/** Finds the plan of an event, made once for each shape and kept. */
export function planCache(maker: SlotMaker): (event: Event) => Plan {
  return shapeCache((type) => (names) => makePlan(maker, { ...type, names }));
}

/** Tried from the first blank only: from each of thousands it would take seconds. */
const listSeparator = /(?<![\t ])[\t ]*[\r\n][\t\r\n ]*/g;

const joinLines = cached((value) => value.replace(listSeparator, ', '));

/** A list as one line: its entries separated by `, `. */
function oneLine(value: string): string {
  return value.includes('\n') || value.includes('\r') ? (joinLines(value) ?? value) : value;
}

/** Puts each value of the event where the plan says: standard keys to `standard`, own keys to `own`. */
export function applyPlan(plan: Plan, event: Event, standard: Pairs, own: Pairs): void {
  const { steps } = plan;
  const { values } = event;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    const raw = values[i];
    if (step === undefined || raw === undefined || raw === '' || raw === '-') continue;
    if (plan.qualifiedSlot !== undefined && (i === plan.domainAt || i === plan.nameAt)) continue;
    const value = trimmed(raw);
    if (isNothing(value)) continue;
    const text = step.field === undefined ? undefined : textOf(step.field, value, values);
    const line = step.isList ? oneLine(value) : value;
    if (text === undefined || text === line) putRaw(step, line, standard, own);
    else putDecoded(step, line, text, standard, own);
  }
  if (plan.qualifiedSlot !== undefined) putQualified(plan, plan.qualifiedSlot, values, standard, own);
  if (plan.hasSpares) putSpares(plan, values, standard);
}

function slotFor(slot: Slot, value: string): Slot {
  return slot.ipv6 !== undefined && value.includes(':') ? slot.ipv6 : slot;
}

/** A value without text: under the standard keys that take it, else under the own key. */
function putRaw(step: Step, value: string, standard: Pairs, own: Pairs): void {
  let isKept = false;
  let isCut = false;
  for (let s = 0; s < step.slots.length; s++) {
    const slot = step.slots[s];
    if (slot === undefined) continue;
    const fitting = convert(slot.kind, value);
    if (fitting === undefined) continue;
    if (!put(standard, slotFor(slot, fitting), fitting)) isCut = true;
    else if (fitting === value) isKept = true;
  }
  if (!isKept) put(own, isCut ? step.copy : step.own, value);
}

/**
 * A value and its text. Keys for text take the one that they are for; typed keys (numbers, addresses) always the raw
 * value. What then is missing of the two stands under the own keys.
 */
function putDecoded(step: Step, value: string, text: string, standard: Pairs, own: Pairs): void {
  let hasRaw = false;
  let hasText = false;
  let isTaken = false;
  let isCut = false;
  for (let s = 0; s < step.slots.length; s++) {
    const slot = step.slots[s];
    if (slot === undefined) continue;
    const fitting = convert(slot.kind, value);
    if (fitting === undefined) continue;
    isTaken = true;
    const written = step.isTextInKey && isFreeText(slot.kind) ? text : fitting;
    if (!put(standard, slotFor(slot, written), written)) isCut = true;
    else if (written === text || slot.kind === 'direction') hasText = true;
    else if (written === value) hasRaw = true;
  }
  if (step.keepsRaw && !hasRaw) put(own, isCut && !step.isTextInKey ? step.copy : step.own, value);
  if (hasText) return;
  if (step.keepsRaw || isTaken) put(own, step.text, text);
  else put(own, step.own, text);
}

/** `DOMAIN\name`, or the name alone. */
function putQualified(plan: Plan, slot: Slot, values: readonly string[], standard: Pairs, own: Pairs): void {
  const domain = trimmed(values[plan.domainAt] ?? '');
  const name = trimmed(values[plan.nameAt] ?? '');
  const whole = isNothing(name) ? '' : isNothing(domain) ? name : `${domain}\\${name}`;
  if (whole !== '' && put(standard, slot, whole)) return;
  for (const [at, value] of [
    [plan.domainAt, domain],
    [plan.nameAt, name],
  ] as const) {
    const step = plan.steps[at];
    if (step !== undefined && !isNothing(value)) put(own, step.own, value);
  }
}

function hasKey(pairs: Pairs, key: string): boolean {
  for (let i = 0; i < pairs.count; i++) if (pairs.slots[i]?.key === key) return true;
  return false;
}

function putSpares(plan: Plan, values: readonly string[], standard: Pairs): void {
  for (const [index, step] of plan.steps.entries()) {
    for (const slot of step.spares) {
      if (hasKey(standard, slot.key)) continue;
      const value = trimmed(values[index] ?? '');
      const fitting = isNothing(value) ? undefined : convert(slot.kind, value);
      if (fitting === undefined) continue;
      const text =
        step.field !== undefined && step.isTextInKey && isFreeText(slot.kind)
          ? textOf(step.field, value, values)
          : undefined;
      put(standard, slot, text ?? fitting);
    }
  }
}
