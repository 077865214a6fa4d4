import type { Event } from '../records/event.ts';
import { factOfRule } from '../records/event.ts';
import type { TransformRule } from './rule.ts';
import { compileTransforms, type Transform } from './transforms.ts';

/** What one rule did to an event. */
export interface RuleEffect {
  readonly rule: string;
  /** Names of the fields whose value it changed, without repeats; `System.…` and `Description` for what is no field. */
  readonly changed: readonly string[];
  /** Names of the fields that it added. */
  readonly added: readonly string[];
}

/** What rules made of an event. */
export interface Traced {
  /** The event as it goes out; undefined where it was filtered. */
  readonly event: Event | undefined;
  /** The rule that filtered it. */
  readonly filteredBy: string | undefined;
  /** Of the rules that changed something, in their order. */
  readonly effects: readonly RuleEffect[];
}

/**
 * Makes a function that applies rules as `compileTransforms` does, and tells which of them did what. For a few events
 * only: it applies the first rule, then the first two, and so on.
 * @param hashKey key of HMAC-SHA-256
 */
export function traceRules(
  rules: readonly TransformRule[],
  hashKey: string | undefined,
): (event: Event) => Traced {
  const upTo: readonly Transform[] = rules.flatMap(
    (_, index) => compileTransforms(rules.slice(0, index + 1), hashKey) ?? [],
  );
  return (read) => {
    const effects: RuleEffect[] = [];
    let event = read;
    for (const [index, { name }] of rules.entries()) {
      const next = upTo[index]?.(read) ?? event;
      if (typeof next === 'string') return { event: undefined, filteredBy: next, effects };
      const effect = { rule: name, ...difference(event, next) };
      if (effect.changed.length > 0 || effect.added.length > 0) effects.push(effect);
      event = next;
    }
    return { event, filteredBy: undefined, effects };
  };
}

function difference(before: Event, after: Event): Omit<RuleEffect, 'rule'> {
  const fields = before.names.filter((_, index) => before.values[index] !== after.values[index]);
  const userAt = factOfRule(before.kind, 'System.UserID');
  const others = [
    ...(before.facts[userAt] === after.facts[userAt] ? [] : ['System.UserID']),
    ...(before.host === after.host ? [] : ['System.Computer']),
    // Of an event with XML and fields the rendered text is only left out, since it repeats them.
    ...(after.description === '' || before.description === after.description ? [] : ['Description']),
  ];
  return {
    changed: [...new Set([...fields, ...others])],
    added: after.names.slice(before.names.length),
  };
}
