import type { FieldTargets } from '../../records/event-mapping.ts';
import type { Plan, Slot } from './plan.ts';

/** A value under its key, before it is escaped. */
export interface Pair {
  readonly slot: Slot;
  readonly value: string;
}

/** What a message is made of: the very pairs that are written, and the plan that they come from. */
export interface Composition {
  readonly plan: Plan;
  readonly outcome: 'success' | 'failure' | undefined;
  /** Severity from 0 to 10. */
  readonly severity: number;
  /** Everything before the first value. */
  readonly head: string;
  /** What the mapping says of the fields in this format. */
  readonly targets: FieldTargets;
  /** Time and unique id; what is known of computer and event id; what is known of the row and from System. */
  readonly surroundings: readonly Pair[];
  /** Values of the event's data under standard keys, and under own keys. */
  readonly standard: readonly Pair[];
  readonly own: readonly Pair[];
  /** Keys whose value was cut to the length that the key allows. */
  readonly cut: readonly string[];
  /** The key that names those. */
  readonly cutMarker: string;
  /** A value as a receiver reads it from the message: with what the format cannot write replaced. */
  readonly received: (value: string) => string;
}
