import type { Event } from '../records/event.ts';
import type { Kind, Names } from '../records/shape-cache.ts';
import { readEventIds } from './event-ids.ts';
import { type Pattern, patternOf } from './pattern.ts';
import { type EventMatch, levelNames, type SystemField, systemFields } from './rule.ts';

/** Whether something holds for events of one kind with the same names: known already, or to be asked of each event. */
export type Test = boolean | ((event: Event) => boolean);

/** Compiled: asked once for each kind, then once for each list of names; what these leave open is asked of each event. */
export type Matcher = (kind: Kind) => boolean | ((names: Names) => Test);

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

function systemValue(field: SystemField, event: Event): string {
  return field === 'System.Computer' ? event.computer : event.userSid;
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

function fieldTestOf({ name, system, value }: FieldTest, names: Names): Test {
  if (system !== undefined) return (event) => value(compared(systemValue(system, event)));
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
  return (kind) => {
    if (ranges?.some(({ first, last }) => kind.eventId >= first && kind.eventId <= last) === false)
      return false;
    if (channel?.(kind.channel) === false || provider?.(kind.provider) === false) return false;
    const refused = not?.(kind) ?? false;
    if (refused === true) return false;
    const tests: Test[] = [];
    if (levels !== undefined) tests.push((event) => levels.has(event.level));
    if (outcomes !== undefined) tests.push((event) => outcomes.has(event.outcome));
    if (computer !== undefined) tests.push((event) => computer(event.computer));
    if (tests.length === 0 && fields.length === 0 && refused === false) return true;
    return (names) => {
      const byField = fields.map((field) => fieldTestOf(field, names));
      return allOf([...tests, ...byField, opposite(refused === false ? false : refused(names))]);
    };
  };
}

function opposite(test: Test): Test {
  return typeof test === 'boolean' ? !test : (event) => !test(event);
}

/** Holds where one of the alternatives holds. */
export function compileMatch(alternatives: readonly EventMatch[]): Matcher {
  const compiled = alternatives.map(compileOne);
  return (kind) => {
    const byKind = compiled.map((matcher) => matcher(kind)).filter((test) => test !== false);
    if (byKind.includes(true)) return true;
    const open = byKind.filter((test) => typeof test === 'function');
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
