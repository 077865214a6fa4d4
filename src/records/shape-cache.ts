import type { Event, EventType } from './event.ts';
import { flatCopy } from './flat-copy.ts';

/** Names of the fields of events. */
export type Names = Event['names'];

/** Bounds of a cache: types of one id, lists of names of one type, both in all. Real providers stay far below. */
const mostOfOneId = 64;
const mostOfOneType = 32;
const mostInAll = 4_096;
/** Names of more characters together are not kept. */
const mostNameLength = 10_000;

interface Kept<T> {
  readonly type: EventType;
  readonly make: ((names: Names) => T) | undefined;
  readonly byNames: { readonly names: Names; readonly made: T }[];
}

function sameNames(a: Names, b: Names): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** In memory of their own: what is kept would else keep all of the row that its texts were cut from. */
export function ownTexts(texts: readonly string[]): string[] {
  return JSON.parse(JSON.stringify(texts));
}

/**
 * Finds what was made for the shape of an event: its type and its names. Made once for each, and kept within bounds.
 * @param makeFor gives what makes it for names; undefined where nothing is made for a type, whatever its names are,
 *   which are not looked at then
 */
export function shapeCache<T>(makeFor: (type: EventType) => (names: Names) => T): (event: Event) => T;
export function shapeCache<T>(
  makeFor: (type: EventType) => ((names: Names) => T) | undefined,
): (event: Event) => T | undefined;
export function shapeCache<T>(
  makeFor: (type: EventType) => ((names: Names) => T) | undefined,
): (event: Event) => T | undefined {
  const byId = new Map<number | string, Kept<T>[]>();
  let count = 0;
  const addOne = (): void => {
    if (count >= mostInAll) {
      byId.clear();
      count = 0;
    }
    count++;
  };
  const findType = (event: Event): Kept<T> => {
    const known = byId.get(event.id);
    if (known !== undefined) {
      for (let i = 0; i < known.length; i++) {
        const kept = known[i];
        if (
          kept?.type.provider === event.provider &&
          kept.type.channel === event.channel &&
          kept.type.kind === event.kind
        ) {
          return kept;
        }
      }
      if (known.length >= mostOfOneId) {
        for (const { byNames } of known) count -= 1 + byNames.length;
        known.length = 0;
      }
    }
    addOne();
    const { kind, id } = event;
    const [provider = '', channel = ''] = ownTexts([event.provider, event.channel]);
    const type = { kind, provider, id: typeof id === 'string' ? flatCopy(id) : id, channel };
    const kept: Kept<T> = { type, make: makeFor(type), byNames: [] };
    const types = byId.get(type.id);
    if (types === undefined) byId.set(type.id, [kept]);
    else types.push(kept);
    return kept;
  };
  return (event) => {
    const { make, byNames } = findType(event);
    if (make === undefined) return undefined;
    for (let i = 0; i < byNames.length; i++) {
      const known = byNames[i];
      if (known !== undefined && sameNames(known.names, event.names)) return known.made;
    }
    if (byNames.length >= mostOfOneType) {
      count -= byNames.length;
      byNames.length = 0;
    }
    const names = ownTexts(event.names);
    const made = make(names);
    if (names.reduce((length, name) => length + name.length, 0) > mostNameLength) return made;
    addOne();
    byNames.push({ names, made });
    return made;
  };
}
