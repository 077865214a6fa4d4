import type { SecurityEvent } from '../events/security-event.ts';

/** What is known of events of one shape: the same provider, channel, id and names of fields. */
interface Shape<T> {
  readonly provider: string;
  readonly channel: string;
  readonly names: readonly string[];
  readonly value: T;
}

/** The facts of a shape, in memory of their own: a text that was cut from a row would keep all of the row. */
export interface ShapeFacts {
  readonly provider: string;
  readonly channel: string;
  readonly eventId: number;
  readonly names: readonly string[];
}

/** Bounds of the cache: shapes of one event id, and shapes in all. Real providers stay far below. */
const shapesOfOneId = 32;
const shapesInAll = 4096;

function freshCopies(texts: readonly string[]): string[] {
  return JSON.parse(JSON.stringify(texts));
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Works out `make` once for each shape of event, and keeps a bounded number of results. */
export function shapeCache<T>(make: (facts: ShapeFacts) => T): (event: SecurityEvent) => T {
  const byId = new Map<number, Shape<T>[]>();
  let count = 0;
  return (event) => {
    let shapes = byId.get(event.eventId);
    if (shapes !== undefined) {
      for (let i = 0; i < shapes.length; i++) {
        const shape = shapes[i];
        if (
          shape !== undefined &&
          sameNames(shape.names, event.names) &&
          shape.provider === event.provider &&
          shape.channel === event.channel
        ) {
          return shape.value;
        }
      }
    }
    if (count >= shapesInAll) {
      byId.clear();
      count = 0;
      shapes = undefined;
    }
    if (shapes === undefined) {
      shapes = [];
      byId.set(event.eventId, shapes);
    } else if (shapes.length >= shapesOfOneId) {
      count -= shapes.length;
      shapes.length = 0;
    }
    const [provider = '', channel = '', ...names] = freshCopies([
      event.provider,
      event.channel,
      ...event.names,
    ]);
    const value = make({ provider, channel, eventId: event.eventId, names });
    shapes.push({ provider, channel, names, value });
    count++;
    return value;
  };
}
