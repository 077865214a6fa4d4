import { styleText } from 'node:util';
import type { ExplainedField, ExplainedKey, Explanation, KeylessField } from '../explain/explain.ts';
import type { LabelledKey } from '../explain/field-places.ts';
import type { Composition } from '../formats/keyed/composition.ts';
import type { KeyKind } from '../formats/keyed/keys.ts';
import type { Event } from '../records/event.ts';
import type { CatalogueEntry } from '../records/windows/catalogue/event-catalogue.ts';
import { columnsOf, cutTo, wrapTo } from '../status/columns.ts';
import { safeText } from '../status/safe-text.ts';
import type { RuleEffect } from '../transforms/trace-rules.ts';

/** No line is wider, but for the message itself. */
export const width = 79;

type Tone = 'title' | 'name' | 'key' | 'quiet' | 'warning';
const styles = {
  title: 'bold',
  name: 'cyan',
  key: 'green',
  quiet: 'dim',
  warning: 'yellow',
} as const satisfies Record<Tone, string>;

export type Paint = (tone: Tone, text: string) => string;

/** Colours a text, or leaves it as it is. */
export function painter(colour: boolean): Paint {
  return (tone, text) => (colour ? styleText(styles[tone], text, { validateStream: false }) : text);
}

/** What an explanation of an event looks at. */
export interface ExplainedEvent {
  readonly event: Event;
  /** Line of the input where the event begins. */
  readonly line: number;
  readonly format: string;
  /** The message as the format writes it, however large it is. */
  readonly message: string;
  /** What the destination keeps to; without one, what destinations with this preset keep to unless told otherwise. */
  readonly maxMessageBytes: number;
  /** What the rules of a destination did to it; undefined where no destination was chosen. */
  readonly rules: AppliedRules | undefined;
  /** Of a format that writes keys and values: what the message is made of, and the reasons. */
  readonly made: { readonly composition: Composition; readonly explanation: Explanation } | undefined;
  /** Of any other format. */
  readonly keyless: readonly KeylessField[];
  /** Undefined for an event that is not in the catalogue. */
  readonly entry: CatalogueEntry | undefined;
  /** Name of the family of tables that has a mapping of the event; undefined where it has none of its own. */
  readonly family: string | undefined;
}

/** What rules did to an event on its way to a destination. */
export interface AppliedRules {
  readonly destination: string;
  readonly effects: readonly RuleEffect[];
  /** The rule that keeps it from there; undefined where none does. */
  readonly filteredBy: string | undefined;
}

/** What is shown of an event that a rule filters. */
export type FilteredEvent = Pick<ExplainedEvent, 'event' | 'line' | 'entry' | 'rules'>;

/** What a text is made for. */
export interface ShownOn {
  readonly colour: boolean;
  /** A terminal gets nothing that could act on it; a program gets the message as it is. */
  readonly isTerminal: boolean;
}

/** The explanation of one event, line by line. Pure. */
export function renderEvent(explained: ExplainedEvent, { colour, isTerminal }: ShownOn): readonly string[] {
  const { event, line, format, message, maxMessageBytes, made, family } = explained;
  const paint = painter(colour);
  const lines = [
    titleLine(event, paint),
    ...facts(explained, paint),
    '',
    ...rulesLines(explained.rules, paint),
  ];
  lines.push(paint('title', 'Fields of the event'), '');
  if (event.names.length === 0) lines.push('  none', '');
  if (made === undefined) {
    for (const field of explained.keyless) lines.push(...keylessLines(field, paint));
    lines.push('');
    if (explained.keyless.every(({ paths }) => paths.length === 0)) {
      const note = `The format ${format} has no keys of its own: each field has the name that Windows gave it.`;
      lines.push(...wrapped(note, 2), '');
    }
  } else {
    const { explanation } = made;
    for (const field of explanation.fields) lines.push(...fieldLines(field, family, paint), '');
    lines.push(paint('title', 'Header and other keys'), '');
    for (const { key, label, value, origin } of explanation.surroundings) {
      lines.push(keyLine({ key, label }, value, 2, paint), ...quiet(origin, 6, paint));
    }
    lines.push('');
  }
  const bytes = Buffer.byteLength(message);
  lines.push(
    paint('title', `Message as ${format}, ${bytes} bytes`) + paint('quiet', `  (event at line ${line})`),
  );
  if (bytes > maxMessageBytes) {
    const who =
      explained.rules === undefined
        ? 'A destination with this preset'
        : `The destination ${explained.rules.destination}`;
    const note = `${who} shortens it to ${maxMessageBytes} bytes (maxMessageBytes).`;
    lines.push(...wrapTo(note, width, 3).map((part) => paint('warning', part)));
  }
  lines.push('');
  lines.push(isTerminal ? message.split('\t').map(safeText).join('\t') : message);
  return lines;
}

/** Says which rule filters an event, and what the rules before it did. Pure. */
export function renderFiltered(
  { event, line, entry, rules }: FilteredEvent,
  { colour }: ShownOn,
): readonly string[] {
  const paint = painter(colour);
  return [
    titleLine(event, paint),
    ...(entry === undefined ? [] : fact('title', entry.title, paint)),
    ...fact('time', event.timeText, paint),
    '',
    ...rulesLines(rules, paint),
    paint('title', 'No message') + paint('quiet', `  (event at line ${line})`),
  ];
}

function titleLine({ id, provider }: Event, paint: Paint): string {
  return paint('title', cutTo(`Event ${id} of ${safeText(provider)}`, width));
}

function fact(name: string, text: string, paint: Paint): readonly string[] {
  return wrapTo(safeText(text), width - 14, 4).map(
    (part, at) => `  ${paint('quiet', (at === 0 ? name : '').padEnd(12))}${part}`,
  );
}

function rulesLines(rules: AppliedRules | undefined, paint: Paint): readonly string[] {
  if (rules === undefined) return [];
  const { destination, effects, filteredBy } = rules;
  const lines = [paint('title', cutTo(`Rules for the destination ${destination}`, width)), ''];
  const nameLine = (rule: string): string => `  ${paint('name', cutTo(safeText(rule), width - 2))}`;
  for (const { rule, changed, added } of effects) {
    lines.push(nameLine(rule));
    if (changed.length > 0) lines.push(...wrapped(`changes ${changed.map(safeText).join(', ')}`, 4));
    if (added.length > 0) lines.push(...wrapped(`adds ${added.map(safeText).join(', ')}`, 4));
  }
  if (filteredBy !== undefined) {
    const verdict = wrapped(`filters the event: ${destination} does not get it`, 4);
    lines.push(nameLine(filteredBy), ...verdict.map((part) => paint('warning', part)));
  } else if (effects.length === 0) lines.push('  none changes or filters this event');
  return [...lines, ''];
}

function facts({ event, made, entry, family }: ExplainedEvent, paint: Paint): readonly string[] {
  const of = (name: string, text: string): readonly string[] => fact(name, text, paint);
  const mapping =
    family === undefined
      ? 'none of its own; the general one applies'
      : `its own, in the family ${family} (docs/mapping.md)`;
  const time = of('time', event.timeText);
  if (made === undefined) return [...of('mapping', mapping), ...time];
  const { plan, severity, outcome, head } = made.composition;
  const rated = entry === undefined ? 'not catalogued' : `criticality ${criticalities[entry.criticality]}`;
  return [
    ...of('title', plan.title),
    ...of('mapping', mapping),
    ...time,
    ...of(
      'severity',
      `${severity} of 10 (${rated}, level ${event.level}, outcome ${outcome ?? 'not known'})`,
    ),
    ...of('header', head),
  ];
}

function fieldHead(name: string, value: string, paint: Paint): readonly string[] {
  const shown = safeText(value);
  const room = width - 5 - columnsOf(safeText(name));
  return [`  ${paint('name', safeText(name))} = ${shortened(shown, Math.max(room, 20))}`];
}

/** Cut to so many columns; then says how long it is. */
function shortened(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const note = ` (${text.length} characters)`;
  return `${cutTo(text, columns - note.length)}${note}`;
}

function keyLine({ key, label }: LabelledKey, value: string, indent: number, paint: Paint): string {
  const name = label === undefined ? key : `${key} (${label})`;
  const room = width - indent - columnsOf(name) - 3;
  return `${' '.repeat(indent)}${paint('key', name)} = ${shortened(safeText(value), Math.max(room, 20))}`;
}

function wrapped(text: string, indent: number): readonly string[] {
  return wrapTo(text, width - indent, 6).map((line) => ' '.repeat(indent) + line);
}

function quiet(text: string, indent: number, paint: Paint): readonly string[] {
  return wrapTo(text, width - indent, 6).map((line) => ' '.repeat(indent) + paint('quiet', line));
}

function fieldLines(field: ExplainedField, family: string | undefined, paint: Paint): readonly string[] {
  const lines = [...fieldHead(field.name, field.value, paint)];
  for (const key of field.keys) {
    lines.push(keyLine(key, key.value, 4, paint));
    lines.push(...quiet(reasonText(key, field.value, family), 8, paint));
  }
  if (field.omitted === 'nothing') {
    const wrote = field.value.trim() === '' ? 'nothing' : `"${safeText(field.value.trim())}"`;
    lines.push(`    ${paint('warning', 'in no key')}: Windows wrote ${wrote}, so there is nothing to send`);
  }
  if (field.omitted === 'unwritable') {
    lines.push(`    ${paint('warning', 'in no key')}: this format cannot write any of its characters`);
  }
  return lines;
}

function keylessLines({ name, value, paths, meaning }: KeylessField, paint: Paint): readonly string[] {
  const lines = [...fieldHead(name, value, paint)];
  for (const path of paths) lines.push(`    ${paint('key', cutTo(safeText(path), width - 4))}`);
  if (meaning !== undefined) {
    const { text, decoder } = meaning;
    lines.push(...quiet(`means ${safeText(text)} (${decoder})`, 8, paint));
  }
  return lines;
}

/** What a key's type allows, in words. */
const kinds: Readonly<Record<KeyKind, string>> = {
  text: 'text',
  nonzero: 'text other than zero',
  address: 'an IP address',
  port: 'a port number',
  long: 'a whole number',
  pid: 'a process id',
  count: 'a whole number that is not negative',
  mac: 'a MAC address',
  time: 'a time',
  protocol: 'an IP protocol',
  direction: 'inbound or outbound',
};

/** Why a value stands under a key, in one sentence. */
function reasonText(
  { reason, decoded, value }: ExplainedKey,
  written: string,
  family: string | undefined,
): string {
  const table = family === undefined ? 'the general mapping' : `this id's mapping (family ${family})`;
  const form =
    decoded !== undefined
      ? `, decoded (${decoded})`
      : value === written
        ? ''
        : ', in the form that the key has';
  switch (reason.why) {
    case 'mapped':
      return `by ${table}${form}`;
    case 'spare':
      return `by ${table}, because no other field fills this key${form}`;
    case 'ipv6':
      return `by ${table}: IPv6 addresses do not go to ${reason.mapped}`;
    case 'qualified':
      return `by ${table}: ${reason.domain} and ${reason.name} in one key`;
    case 'unmapped':
      return `own key: ${table} has no standard key for this field${decoded === undefined ? '' : form}`;
    case 'taken':
      return `own key: ${list(reason.keys)} has the value of another field of this event`;
    case 'placeholder':
      return `own key: the value is Windows' word for nothing, which does not go to ${list(reason.keys)}`;
    case 'misfit':
      return `own key: ${list(reason.keys)} accepts only ${kinds[reason.kind]}`;
    case 'cut':
      return `own key: ${list(reason.keys)} has only the first part; this one has the whole value`;
    case 'text':
      return `own key for the text of the code${form}`;
    case 'changed':
      return `own key: ${list(reason.keys)} has it in another form; this one is as Windows wrote it`;
  }
}

function list(keys: readonly string[]): string {
  return keys.join(' and ');
}

export const criticalities = {
  high: 'high',
  mediumHigh: 'medium to high',
  medium: 'medium',
  low: 'low',
} as const;
