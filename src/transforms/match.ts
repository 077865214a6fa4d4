import { readEventIds } from '../options/event-ids.ts';
import type { Event } from '../records/event.ts';
import { type EventType, factOfRule, type RecordKind } from '../records/event.ts';
import type { Names } from '../records/shape-cache.ts';
import { type Pattern, patternOf } from './pattern.ts';
import { type EventMatch, levelNames, type SystemField, systemFields } from './rule.ts';

/** Whether something holds for events of one kind with the same names: known already, or to be asked of each event. */
export type Test = boolean | ((event: Event) => boolean);

/** Compiled: asked once for each type, then once for each list of names; what these leave open is asked of each event. */
export type Matcher = (type: EventType) => boolean | ((names: Names) => Test);

/** Holds for the values of some fields of an event. */
interface FieldTest {
  readonly name: Pattern;
  readonly system: SystemField | undefined;
  readonly value: Pattern;
}

/** The surrounding field of this name, in any case. */
export function systemField(name: string): SystemField | undefined {
  return systemFields.find((field) => field.toLowerCase() === name.toLowerCase());
}

function anyOf(texts: readonly string[] | undefined): Pattern | undefined {
  if (texts === undefined) return undefined;
  const patterns = texts.map(patternOf);
  const [only] = patterns;
  if (patterns.length === 1 && only !== undefined) return only;
  return (value) => patterns.some((pattern) => pattern(value));
}

/** A value as it is compared: white space around it does not count, as it is not written either. */
function compared(value: string | undefined): string {
  return (value ?? '').trim();
}

function systemValue(field: SystemField, kind: RecordKind): (event: Event) => string {
  if (field === 'System.Computer') return ({ host }) => host;
  const at = factOfRule(kind, field);
  return ({ facts }) => {
    const fact = facts[at];
    return typeof fact === 'string' ? fact : '';
  };
}

/** What of a list of tests is left once those that are known are taken out; a known `false` decides all. */
function allOf(tests: readonly Test[]): Test {
  if (tests.includes(false)) return false;
  const open = tests.filter((test) => typeof test === 'function');
  const [only] = open;
  if (only === undefined) return true;
  if (open.length === 1) return only;
  return (event) => {
    for (let i = 0; i < open.length; i++) if (open[i]?.(event) === false) return false;
    return true;
  };
}

function fieldTestOf({ name, system, value }: FieldTest, names: Names, kind: RecordKind): Test {
  if (system !== undefined) {
    const read = systemValue(system, kind);
    return (event) => value(compared(read(event)));
  }
  const positions = names.flatMap((candidate, index) => (name(candidate) ? index : []));
  const [only] = positions;
  if (only === undefined) return false;
  if (positions.length === 1) return ({ values }) => value(compared(values[only]));
  return ({ values }) => positions.some((index) => value(compared(values[index])));
}

function compileOne(match: EventMatch): Matcher {
  const ranges = match.ids?.map(readEventIds).filter((range) => range !== undefined);
  const channel = anyOf(match.channels);
  const provider = anyOf(match.providers);
  const computer = anyOf(match.computers);
  const kinds = anyOf(match.kinds);
  const category = anyOf(match.categories);
  const operation = anyOf(match.operations);
  const resource = anyOf(match.resources);
  const levels = match.levels && new Set<number>(match.levels.map((level) => levelNames.indexOf(level)));
  const outcomes = match.outcomes && new Set<Event['outcome']>(match.outcomes);
  const fields = Object.entries(match.fields ?? {}).map(
    ([name, values]): FieldTest => ({
      name: patternOf(name),
      system: systemField(name),
      value: anyOf(values) ?? (() => false),
    }),
  );
  const not = match.not === undefined ? undefined : compileOne(match.not);
  return (type) => {
    const { kind, id } = type;
    if (
      ranges?.some(({ first, last }) => typeof id === 'number' && id >= first && id <= last) === false ||
      channel?.(type.channel) === false ||
      provider?.(type.provider) === false ||
      kinds?.(kind.name) === false ||
      category?.(type.channel) === false ||
      operation?.(String(id)) === false
    ) {
      return false;
    }
    const refused = not?.(type) ?? false;
    if (refused === true) return false;
    const tests: Test[] = [];
    if (levels !== undefined) tests.push((event) => levels.has(event.level));
    if (outcomes !== undefined) tests.push((event) => outcomes.has(event.outcome));
    if (computer !== undefined) tests.push((event) => computer(event.host));
    if (tests.length === 0 && fields.length === 0 && resource === undefined && refused === false) return true;
    return (names) => {
      const byField = fields.map((field) => fieldTestOf(field, names, kind));
      const byResource = resource === undefined ? [] : [resourceTestOf(resource, names)];
      return allOf([
        ...tests,
        ...byField,
        ...byResource,
        opposite(refused === false ? false : refused(names)),
      ]);
    };
  };
}

/** The resource that a record is about: by its name, or by its whole id. */
function resourceTestOf(resource: Pattern, names: Names): Test {
  const at = names.findIndex((name) => /^(?:resourceId|_ResourceId)$/i.test(name));
  return ({ host, values }) => resource(host) || (at !== -1 && resource(compared(values[at])));
}

function opposite(test: Test): Test {
  return typeof test === 'boolean' ? !test : (event) => !test(event);
}

/** Holds where one of the alternatives holds. */
export function compileMatch(alternatives: readonly EventMatch[]): Matcher {
  const compiled = alternatives.map(compileOne);
  return (type) => {
    const byType = compiled.map((matcher) => matcher(type)).filter((test) => test !== false);
    if (byType.includes(true)) return true;
    const open = byType.filter((test) => typeof test === 'function');
    return open.length === 0 ? false : (names) => oneOf(open.map((test) => test(names)));
  };
}

/** As `allOf`, where one test suffices. */
function oneOf(tests: readonly Test[]): Test {
  if (tests.includes(true)) return true;
  const open = tests.filter((test) => typeof test === 'function');
  const [only] = open;
  if (only === undefined) return false;
  return open.length === 1 ? only : (event) => open.some((test) => test(event));
}
