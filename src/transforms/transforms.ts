import { createHmac } from 'node:crypto';
import { type Event, type EventType, factOfRule, isToldByText, rawXmlFields } from '../records/event.ts';
import { type Names, ownTexts, shapeCache } from '../records/shape-cache.ts';
import { compileMatch, type Matcher, systemField, type Test } from './match.ts';
import { patternOf } from './pattern.ts';
import type { TransformRule } from './rule.ts';

/** What becomes of an event: the event, as it was or changed; or the name of the rule that filtered it. */
export type Transform = (event: Event) => Event | string;

/** Stands where a value was. */
export const redacted = '[redacted]';

/** Hexadecimal digits of a hash: 128 bits, far too many for two values of one site to meet. */
const hashDigits = 32;

/**
 * The hash that stands for a value: `hash-` and 32 hexadecimal digits of HMAC-SHA-256 (RFC 2104). Windows takes names
 * that differ in case only for one, so upper and lower case give the same hash. It can stand for a host name, too.
 */
export function hashOf(value: string, key: string): string {
  const digest = createHmac('sha256', key).update(value.trim().toLowerCase()).digest('hex');
  return `hash-${digest.slice(0, hashDigits)}`;
}

/** What a rule does with events of one type that have the same names. */
type Step = Transform;

/** Finds the step for a list of names; undefined where such events are left alone. */
type StepFor = (names: Names) => Step | undefined;

/** A compiled rule: asked once for each type of event; undefined where it leaves that alone, whatever its names are. */
type Compiled = (type: EventType) => StepFor | undefined;

/**
 * Makes one function of rules, which are applied in their order; each sees what those before it have made.
 * @param hashKey key of HMAC-SHA-256
 * @returns undefined for no rules
 * @throws Error where a pattern cannot be read, or `hash` is used without a key: the configuration has checked both
 */
export function compileTransforms(
  rules: readonly TransformRule[],
  hashKey: string | undefined,
): Transform | undefined {
  if (rules.length === 0) return undefined;
  // A rule that adds fields changes the shape, by which all after it decide: they get a part of their own.
  const hiding = rules.filter(({ redact, hash }) => (redact ?? hash) !== undefined);
  const parts: Compiled[][] = [hiding.map(compileTextHiding)];
  for (const rule of rules) {
    parts.at(-1)?.push(compileRule(rule, hashKey));
    if (rule.add !== undefined) parts.push([]);
  }
  const stages = parts.filter((part) => part.length > 0).map(partOf);
  const [only] = stages;
  return stages.length === 1 ? only : inTurn(stages);
}

/** Steps one after the other, until one filters the event. */
function inTurn(steps: readonly Step[]): Step {
  return (event) => {
    let current = event;
    for (let i = 0; i < steps.length; i++) {
      const result = steps[i]?.(current) ?? current;
      if (typeof result === 'string') return result;
      current = result;
    }
    return current;
  };
}

function partOf(part: readonly Compiled[]): Transform {
  const find = shapeCache((kind): StepFor | undefined => {
    const concerned = part.map((compiled) => compiled(kind)).filter((stepFor) => stepFor !== undefined);
    if (concerned.length === 0) return undefined;
    return (names) => {
      const steps = concerned.map((stepFor) => stepFor(names)).filter((step) => step !== undefined);
      const [only] = steps;
      return steps.length > 1 ? inTurn(steps) : only;
    };
  });
  return (event) => {
    const step = find(event);
    return step === undefined ? event : step(event);
  };
}

function compileRule(rule: TransformRule, hashKey: string | undefined): Compiled {
  const { name, exclude, include, redact, hash, add } = rule;
  if (exclude !== undefined) return compileFilter(name, compileMatch(exclude), true);
  if (include !== undefined) return compileFilter(name, compileMatch(include), false);
  const when = rule.when === undefined ? () => true : compileMatch(rule.when);
  if (redact !== undefined) return compileChange(redact, when, () => redacted);
  if (add !== undefined) return compileAddition(add, when);
  if (hash === undefined) throw new Error(`rule ${name} does nothing`);
  if (hashKey === undefined) throw new Error(`rule ${name}: there is no key`);
  const hashed = remembered((value) => hashOf(value, hashKey));
  return compileChange(hash, when, hashed);
}

/** Values whose hash is remembered: names and SIDs come again and again. */
const mostRemembered = 10_000;
const longestRemembered = 128;

function remembered(hash: (value: string) => string): (value: string) => string {
  const known = new Map<string, string>();
  return (value) => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const made = hash(value);
    if (value.length > longestRemembered) return made;
    if (known.size >= mostRemembered) known.clear();
    const [own = ''] = ownTexts([value]);
    known.set(own, made);
    return made;
  };
}

function compileFilter(name: string, matcher: Matcher, excludes: boolean): Compiled {
  const filtered: Step = () => name;
  const stepOf = (test: Test): Step | undefined => {
    if (typeof test === 'function') return (event) => (test(event) === excludes ? name : event);
    return test === excludes ? filtered : undefined;
  };
  return (kind) => {
    const test = matcher(kind);
    if (typeof test === 'function') return (names) => stepOf(test(names));
    return test === excludes ? () => filtered : undefined;
  };
}

/** A step that is taken only where `when` holds. */
function guarded(when: Matcher, stepOf: (names: Names, type: EventType) => Step | undefined): Compiled {
  return (type) => {
    const byType = when(type);
    const stepFor: StepFor = (names) => stepOf(names, type);
    if (typeof byType === 'boolean') return byType ? stepFor : undefined;
    return (names) => {
      const test = byType(names);
      const step = test === false ? undefined : stepFor(names);
      if (step === undefined || typeof test === 'boolean') return step;
      return (event) => (test(event) ? step(event) : event);
    };
  };
}

/** Nothing is there to be hidden: empty, or what Windows writes for nothing. */
function isNothing(value: string | undefined): value is '' | '-' | undefined {
  return value === undefined || value === '' || value === '-';
}

function compileChange(
  fields: readonly string[],
  when: Matcher,
  change: (value: string) => string,
): Compiled {
  const names = fields.filter((field) => systemField(field) === undefined).map(patternOf);
  const system = new Set(fields.map(systemField).filter((field) => field !== undefined));
  const changed = (value: string): string => (isNothing(value) ? value : change(value));
  return guarded(when, (present, { kind }) => {
    const positions = present.flatMap((name, index) => (names.some((pattern) => pattern(name)) ? index : []));
    const userAt = factOfRule(kind, 'System.UserID');
    const hidesUser = userAt !== -1 && system.has('System.UserID');
    const hidesHost = system.has('System.Computer');
    const hostsAt = hidesHost ? kind.facts.flatMap(({ isHost }, at) => (isHost === true ? at : [])) : [];
    if (positions.length === 0 && !hidesUser && !hidesHost) return undefined;
    return (event) => {
      let { host, facts } = event;
      let values: string[] | undefined;
      const user = facts[userAt];
      const hideFact = (at: number): void => {
        const value = facts[at];
        if (typeof value === 'string' && !isNothing(value)) facts = facts.with(at, change(value));
      };
      let isUserHidden = hidesUser;
      for (let i = 0; i < positions.length; i++) {
        const at = positions[i];
        const value = at === undefined ? undefined : event.values[at];
        if (at === undefined || isNothing(value)) continue;
        values ??= [...event.values];
        values[at] = change(value);
        // The same account as the event's own: hidden in one place, it must not stand in the other.
        if (value === user) isUserHidden = true;
      }
      if (isUserHidden) hideFact(userAt);
      if (hidesHost) {
        host = changed(host);
        for (const at of hostsAt) hideFact(at);
      }
      if (values === undefined && facts === event.facts && host === event.host) return event;
      return remade(event, {
        names: event.names,
        values: values ?? event.values,
        host,
        facts,
        description: '',
        toldByText: event.toldByText,
      });
    };
  });
}

/**
 * Hides the text that Windows rendered for an event whose XML is not whole, and XML that made no event by itself: both
 * may tell fields that are not there. For the same reason conditions on fields cannot be asked: all events of a kind
 * that the rule may be for lose them.
 */
function compileTextHiding({ when }: TransformRule): Compiled {
  const matcher = when === undefined ? () => true : compileMatch(when);
  const hideText: Step = (event) =>
    event.raw !== undefined || isNothing(event.description)
      ? event
      : remade(event, { ...event, description: redacted });
  const stepFor = (names: Names): Step => {
    const quotes = names.flatMap((name, index) => (quotingFields.has(name) ? index : []));
    if (quotes.length === 0) return hideText;
    return (event) => {
      // XML that is whole has fields of these names only where Windows wrote them.
      if (event.raw !== undefined) return event;
      const values = event.values.map((value, index) => (quotes.includes(index) ? redacted : value));
      const description = isNothing(event.description) ? event.description : redacted;
      return remade(event, { ...event, values, description });
    };
  };
  return (type) => (matcher(type) === false ? undefined : stepFor);
}

const quotingFields: ReadonlySet<string> = new Set(Object.values(rawXmlFields));

/** What a transform may change. */
type Changes = Pick<Event, 'names' | 'values' | 'host' | 'facts' | 'description' | 'toldByText'>;

/** A changed event. The form that it was read from is left behind, since that tells it as it was. */
function remade(event: Event, changes: Changes): Event {
  return {
    kind: event.kind,
    uid: event.uid,
    provider: event.provider,
    id: event.id,
    channel: event.channel,
    host: changes.host,
    time: event.time,
    timeText: event.timeText,
    level: event.level,
    outcome: event.outcome,
    severity: event.severity,
    names: changes.names,
    values: changes.values,
    facts: changes.facts,
    description: changes.description,
    toldByText: changes.toldByText,
  };
}

function compileAddition(add: Readonly<Record<string, string>>, when: Matcher): Compiled {
  const added = Object.keys(add);
  const values = Object.values(add);
  return guarded(when, (present) => {
    // One array for all events of the shape, by which whatever comes after knows them.
    const names = [...present, ...added];
    return (event) => {
      const { host, facts, description } = event;
      return remade(event, {
        names,
        values: [...event.values, ...values],
        host,
        facts,
        description,
        toldByText: isToldByText(event),
      });
    };
  });
}
