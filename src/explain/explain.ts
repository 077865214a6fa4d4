import type { Format } from '../formats/format.ts';
import type { Composition, Pair } from '../formats/keyed/composition.ts';
import { convert, isPlaceholder } from '../formats/keyed/key-values.ts';
import type { KeyKind } from '../formats/keyed/keys.ts';
import type { Slot, Step } from '../formats/keyed/plan.ts';
import { fieldDecoders, textAt, textOf } from '../records/decoded-text.ts';
import type { Event } from '../records/event.ts';
import { isNothing, trimmed } from '../records/trimmed.ts';
import { originOf } from './origins.ts';

/** Why a value stands under a key. */
export type Reason =
  /** The mapping gives the field this key. */
  | { readonly why: 'mapped' }
  /** The mapping gives the key to the field, if no other has filled it. */
  | { readonly why: 'spare' }
  /** The mapping gives the field another key, which takes no IPv6 address. */
  | { readonly why: 'ipv6'; readonly mapped: string }
  /** Domain and name stand in one key. */
  | { readonly why: 'qualified'; readonly domain: string; readonly name: string }
  /** Own key: the mapping gives the field no key. */
  | { readonly why: 'unmapped' }
  /** Own key: the key that the mapping gives it belongs to another field of this event. */
  | { readonly why: 'taken'; readonly keys: readonly string[] }
  /** Own key: the value says that there is nothing (null SID, zero GUID, `%%1793`). */
  | { readonly why: 'placeholder'; readonly keys: readonly string[] }
  /** Own key: the value is none that the key's type allows. */
  | { readonly why: 'misfit'; readonly keys: readonly string[]; readonly kind: KeyKind }
  /** Own key: the standard key holds its first part. */
  | { readonly why: 'cut'; readonly keys: readonly string[] }
  /** Own key: the standard key holds it in another form (decoded, converted). */
  | { readonly why: 'changed'; readonly keys: readonly string[] }
  /** Own key of its own: the text of a code that stands under another key as Windows wrote it. */
  | { readonly why: 'text' };

/** One key of the message and why the value is there. */
export interface ExplainedKey {
  readonly key: string;
  readonly label: string | undefined;
  /** As a receiver reads it from the message. */
  readonly value: string;
  /** What was decoded, such as `logon type`; undefined where the value is none that was decoded to a text. */
  readonly decoded: string | undefined;
  readonly reason: Reason;
}

/** A field of the event's data and what became of it. */
export interface ExplainedField {
  readonly name: string;
  /** As Windows wrote it. */
  readonly value: string;
  /** Empty where nothing of it is in the message: `omitted` says why. */
  readonly keys: readonly ExplainedKey[];
  /** `nothing`: Windows wrote '' or '-'. `unwritable`: the format can write no character of it. */
  readonly omitted: 'nothing' | 'unwritable' | undefined;
}

/** A key that does not come from the event's data. */
export interface ExplainedSurrounding {
  readonly key: string;
  readonly label: string | undefined;
  readonly value: string;
  /** Where the value comes from, in words. */
  readonly origin: string;
}

/** A message, key by key. */
export interface Explanation {
  readonly fields: readonly ExplainedField[];
  readonly surroundings: readonly ExplainedSurrounding[];
}

/**
 * Says of each key of an event's message where its value comes from. The keys and values are those of `composition`,
 * which the format wrote; only the reasons are worked out here.
 */
export function explain(event: Event, composition: Composition, format: string): Explanation {
  const { plan, cut, received } = composition;
  const pairs = [...composition.standard, ...composition.own];
  const ofField = new Set<Pair>();
  const take = (slots: ReadonlySet<Slot>): Pair[] => {
    const taken = pairs.filter((pair) => slots.has(pair.slot));
    for (const pair of taken) ofField.add(pair);
    return taken;
  };
  const fields = plan.shape.names.map((name, at): ExplainedField => {
    const value = event.values[at] ?? '';
    const step = plan.steps[at];
    const isQualified = plan.qualifiedSlot !== undefined && (at === plan.domainAt || at === plan.nameAt);
    const slots = step === undefined ? new Set<Slot>() : slotsOf(step);
    if (isQualified && plan.qualifiedSlot !== undefined) slots.add(plan.qualifiedSlot);
    const taken = isNothing(trimmed(value)) ? [] : take(slots);
    const decoder = step?.field?.decoder.name;
    const text = step?.field === undefined ? undefined : textOf(step.field, trimmed(value), event.values);
    const isText = (pair: Pair): boolean => {
      // Of two fields in one key none is decoded; a text that is as long as its key allows may have been cut.
      if (text === undefined || pair.slot === plan.qualifiedSlot || pair.value === trimmed(value))
        return false;
      return pair.value === text || (cut.includes(pair.slot.key) && text.startsWith(pair.value));
    };
    const keys = taken
      .filter((pair) => received(pair.value) !== '')
      .map(
        (pair): ExplainedKey => ({
          key: pair.slot.key,
          label: pair.slot.label,
          value: received(pair.value),
          decoded: isText(pair) ? decoder : undefined,
          reason: reasonOf(pair, at, composition, taken, isText),
        }),
      );
    const omitted = keys.length > 0 ? undefined : taken.length > 0 ? 'unwritable' : 'nothing';
    return { name, value, keys, omitted };
  });
  const surroundings = [...composition.surroundings, ...pairs.filter((pair) => !ofField.has(pair))]
    .filter((pair) => received(pair.value) !== '')
    .map(
      ({ slot, value }): ExplainedSurrounding => ({
        key: slot.key,
        label: slot.label,
        value: received(value),
        origin: originOf(format, slot.key, event, composition),
      }),
    );
  if (cut.length > 0) {
    const key = composition.cutMarker;
    const origin = originOf(format, key, event, composition);
    surroundings.push({ key, label: undefined, value: cut.join(','), origin });
  }
  return { fields, surroundings };
}

/** Every slot that a step can put a value to. */
function slotsOf(step: Step): Set<Slot> {
  const standard = [...step.slots, ...step.spares];
  return new Set([
    ...standard,
    ...standard.flatMap((slot) => slot.ipv6 ?? []),
    step.own,
    step.copy,
    step.text,
  ]);
}

function reasonOf(
  pair: Pair,
  at: number,
  composition: Composition,
  taken: readonly Pair[],
  isText: (pair: Pair) => boolean,
): Reason {
  const { plan, targets } = composition;
  const { slot, value } = pair;
  const step = plan.steps[at];
  if (slot === plan.qualifiedSlot) {
    return {
      why: 'qualified',
      domain: plan.shape.names[plan.domainAt] ?? '',
      name: plan.shape.names[plan.nameAt] ?? '',
    };
  }
  if (step === undefined || step.slots.includes(slot)) return { why: 'mapped' };
  if (step.spares.includes(slot)) return { why: 'spare' };
  const native = step.slots.find((one) => one.ipv6 === slot);
  if (native !== undefined) return { why: 'ipv6', mapped: native.key };
  if (slot === step.text) return { why: 'text' };
  // The own key. What the standard keys hold says why the value is here too.
  const held = taken.filter(
    (one) => one.slot !== step.own && one.slot !== step.copy && one.slot !== step.text,
  );
  const keysOf = (slots: readonly Slot[]): readonly string[] => slots.map((one) => one.key);
  const cutKeys = held.filter((one) => composition.cut.includes(one.slot.key)).map((one) => one.slot);
  if (cutKeys.length > 0) return { why: 'cut', keys: keysOf(cutKeys) };
  if (held.length > 0) return { why: 'changed', keys: keysOf(held.map((one) => one.slot)) };
  // A text that took the place of its code is none that a key refused.
  const refusing = isText(pair) ? [] : step.slots.filter((one) => convert(one.kind, value) === undefined);
  const [first] = refusing;
  if (first !== undefined) {
    const keys = keysOf(refusing);
    return isPlaceholder(value) ? { why: 'placeholder', keys } : { why: 'misfit', keys, kind: first.kind };
  }
  const name = plan.shape.names[at] ?? '';
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (target === undefined) return { why: 'unmapped' };
  const given = (typeof target === 'string' ? [target] : target).map((one) =>
    one.replace(/(?:: .*)?\??$/, ''),
  );
  return { why: 'taken', keys: given };
}

/** A field of the event's data in a message that has no keys of ours. */
export interface KeylessField {
  readonly name: string;
  /** As Windows wrote it. */
  readonly value: string;
  /** Under which the message has it; none where the message has no paths. */
  readonly paths: readonly string[];
  /** What the value means and what kind of code it is; undefined where it is none. */
  readonly meaning: { readonly text: string; readonly decoder: string } | undefined;
}

/** Says of each field of an event what it means, and where a format without keys has it. */
export function explainKeyless(event: Event, format: Format): readonly KeylessField[] {
  const { names, values } = event;
  const decoders = fieldDecoders(event);
  const paths = format.pathsOf?.(event) ?? [];
  return names.map((name, at): KeylessField => {
    const field = decoders[at];
    const text = field === undefined ? undefined : textAt(field, at, values);
    return {
      name,
      value: values[at] ?? '',
      paths: paths[at] ?? [],
      meaning: field === undefined || text === undefined ? undefined : { text, decoder: field.decoder.name },
    };
  });
}
