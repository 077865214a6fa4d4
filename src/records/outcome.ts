import type { Event, Shape } from './event.ts';
import { isNothing } from './trimmed.ts';

type Outcome = Event['outcome'];

/** Position of the field that tells the outcome of such events where the event itself does not; -1 where none does. */
export function outcomePlace(shape: Shape): number {
  const { outcomeField } = shape.kind.mapping(shape);
  return outcomeField === undefined ? -1 : shape.names.indexOf(outcomeField);
}

/**
 * The outcome of the event itself, else by a result code: zero is success.
 * @param place position of the field with the result code, -1 where there is none
 */
export function outcomeAt(event: Event, place: number): Outcome {
  if (event.outcome !== undefined || place === -1) return event.outcome;
  const status = event.values[place] ?? '';
  return isNothing(status) ? undefined : /^0(?:x0+)?$/.test(status) ? 'success' : 'failure';
}

/** The same for an event of which nothing is worked out yet. */
export function outcomeOf(event: Event): Outcome {
  return event.outcome ?? outcomeAt(event, outcomePlace(event));
}
