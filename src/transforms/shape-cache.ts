import type { SecurityEvent } from '../events/security-event.ts';

/** What events of one shape have in common. */
export type Shape = Pick<SecurityEvent, 'provider' | 'eventId' | 'channel' | 'names'>;

/** Bounds of a cache: shapes of one event id, and shapes in all. Real providers stay far below. */
const shapesOfOneId = 32;
const shapesInAll = 4_096;

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** In memory of its own: what is kept would else keep all of the row that its texts were cut from. */
function ownShape({ provider, eventId, channel, names }: Shape): Shape {
  const [ownProvider = '', ownChannel = '', ...ownNames]: string[] = JSON.parse(
    JSON.stringify([provider, channel, ...names]),
  );
  return { provider: ownProvider, eventId, channel: ownChannel, names: ownNames };
}

/** Finds what was made for the shape of an event; made once for each, and kept within bounds. */
export function shapeCache<T>(make: (shape: Shape) => T): (event: Shape) => T {
  const byId = new Map<number, { readonly shape: Shape; readonly made: T }[]>();
  let count = 0;
  return (event) => {
    let kept = byId.get(event.eventId);
    if (kept !== undefined) {
      for (let i = 0; i < kept.length; i++) {
        const one = kept[i];
        if (
          one !== undefined &&
          sameNames(one.shape.names, event.names) &&
          one.shape.provider === event.provider &&
          one.shape.channel === event.channel
        ) {
          return one.made;
        }
      }
    }
    if (count >= shapesInAll) {
      byId.clear();
      count = 0;
      kept = undefined;
    }
    if (kept === undefined) {
      kept = [];
      byId.set(event.eventId, kept);
    } else if (kept.length >= shapesOfOneId) {
      count -= kept.length;
      kept.length = 0;
    }
    const shape = ownShape(event);
    const made = make(shape);
    kept.push({ shape, made });
    count++;
    return made;
  };
}
