import { createHmac } from 'node:crypto';
import type { SecurityEvent } from '../events/security-event.ts';
import { compileMatch, type Matcher, systemField, type Test } from './match.ts';
import { patternOf } from './pattern.ts';
import type { TransformRule } from './rule.ts';
import { type Shape, shapeCache } from './shape-cache.ts';

/** What becomes of an event: the event, as it was or changed; or the name of the rule that filtered it. */
export type Transform = (event: SecurityEvent) => SecurityEvent | string;

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

/** What a rule does with events of one shape; undefined where it leaves them alone. */
type Step = Transform;

/** A compiled rule: asked once for each shape. */
type Compiled = (shape: Shape) => Step | undefined;

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
  const parts: Compiled[][] = [[]];
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
  const find = shapeCache((shape): Step | undefined => {
    const steps = part.map((compiled) => compiled(shape)).filter((step) => step !== undefined);
    const [only] = steps;
    return steps.length > 1 ? inTurn(steps) : only;
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
  return compileChange(hash, when, (value) => hashOf(value, hashKey));
}

function compileFilter(name: string, matcher: Matcher, excludes: boolean): Compiled {
  return (shape) => {
    const test = matcher(shape);
    if (typeof test === 'function') return (event) => (test(event) === excludes ? name : event);
    return test === excludes ? () => name : undefined;
  };
}

/** A step that is taken only where the test holds. */
function guarded(test: Test, step: Step): Step | undefined {
  if (test === false) return undefined;
  return test === true ? step : (event) => (test(event) ? step(event) : event);
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
  const system = new Set(fields.map(systemField));
  const changed = (value: string): string => (isNothing(value) ? value : change(value));
  return (shape) => {
    const test = when(shape);
    const positions = shape.names.flatMap((name, index) =>
      names.some((pattern) => pattern(name)) ? index : [],
    );
    if (positions.length === 0 && system.size === (system.has(undefined) ? 1 : 0)) return undefined;
    return guarded(test, (event) => {
      let { userSid, computer, row } = event;
      let values: string[] | undefined;
      for (let i = 0; i < positions.length; i++) {
        const at = positions[i];
        const value = at === undefined ? undefined : event.values[at];
        if (at === undefined || isNothing(value)) continue;
        values ??= [...event.values];
        values[at] = change(value);
        // The same account as the event's own: hidden in one place, it must not stand in the other.
        if (value === event.userSid) userSid = changed(event.userSid);
      }
      if (system.has('System.UserID')) userSid = changed(event.userSid);
      if (system.has('System.Computer')) {
        computer = changed(event.computer);
        // Of a machine with the agent it is the name of the computer, too.
        if (row !== undefined) row = { ...row, roleInstance: changed(row.roleInstance) };
      }
      if (
        values === undefined &&
        userSid === event.userSid &&
        computer === event.computer &&
        row === event.row
      ) {
        return event;
      }
      return remade(event, {
        names: event.names,
        values: values ?? event.values,
        userSid,
        computer,
        row,
        description: '',
      });
    });
  };
}

/** What a transform may change. */
type Changes = Pick<SecurityEvent, 'names' | 'values' | 'userSid' | 'computer' | 'row' | 'description'>;

/** A changed event. The form that it was read from is left behind, since that tells it as it was. */
function remade(event: SecurityEvent, changes: Changes): SecurityEvent {
  return {
    uid: event.uid,
    provider: event.provider,
    eventId: event.eventId,
    version: event.version,
    level: event.level,
    task: event.task,
    opcode: event.opcode,
    keywords: event.keywords,
    outcome: event.outcome,
    time: event.time,
    timeText: event.timeText,
    recordId: event.recordId,
    channel: event.channel,
    computer: changes.computer,
    processId: event.processId,
    threadId: event.threadId,
    userSid: changes.userSid,
    activityId: event.activityId,
    names: changes.names,
    values: changes.values,
    description: changes.description,
    row: changes.row,
  };
}

function compileAddition(add: Readonly<Record<string, string>>, when: Matcher): Compiled {
  const added = Object.keys(add);
  const values = Object.values(add);
  return (shape) => {
    // One array for all events of the shape, by which whatever comes after knows them.
    const names = [...shape.names, ...added];
    return guarded(when(shape), (event) => {
      const { userSid, computer, row, description } = event;
      return remade(event, {
        names,
        values: [...event.values, ...values],
        userSid,
        computer,
        row,
        description,
      });
    });
  };
}
