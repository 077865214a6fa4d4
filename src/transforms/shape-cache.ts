import type { SecurityEvent } from '../events/security-event.ts';

/** What kind of event it is. */
export type Kind = Pick<SecurityEvent, 'provider' | 'eventId' | 'channel'>;

/** Names of the fields of events. */
export type Names = SecurityEvent['names'];

/** Made for a kind: undefined where nothing is to be done with such events, whatever their fields are. */
type ByKind<T> = (kind: Kind) => ((names: Names) => T) | undefined;

/** Bounds of a cache: lists of names of one kind, and kinds and lists in all. Real providers stay far below. */
const mostOfOneKind = 32;
const mostInAll = 4_096;
/** Names of more characters together are not kept. */
const mostNameLength = 10_000;

interface Kept<T> {
  readonly kind: Kind;
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
 * Finds what was made for the kind and the names of an event; made once for each, and kept within bounds. Names are
 * not looked at where the kind decides alone.
 */
export function shapeCache<T>(makeFor: ByKind<T>): (event: SecurityEvent) => T | undefined {
  const byId = new Map<number, Kept<T>[]>();
  let count = 0;
  const findKind = (event: SecurityEvent): Kept<T> => {
    let kinds = byId.get(event.eventId);
    if (kinds !== undefined) {
      for (let i = 0; i < kinds.length; i++) {
        const kept = kinds[i];
        if (kept?.kind.provider === event.provider && kept.kind.channel === event.channel) return kept;
      }
    }
    if (count >= mostInAll) {
      byId.clear();
      count = 0;
      kinds = undefined;
    }
    const [provider = '', channel = ''] = ownTexts([event.provider, event.channel]);
    const kind = { provider, eventId: event.eventId, channel };
    const kept: Kept<T> = { kind, make: makeFor(kind), byNames: [] };
    if (kinds === undefined) byId.set(event.eventId, [kept]);
    else kinds.push(kept);
    count++;
    return kept;
  };
  return (event) => {
    const { make, byNames } = findKind(event);
    if (make === undefined) return undefined;
    for (let i = 0; i < byNames.length; i++) {
      const known = byNames[i];
      if (known !== undefined && sameNames(known.names, event.names)) return known.made;
    }
    if (byNames.length >= mostOfOneKind) {
      count -= byNames.length;
      byNames.length = 0;
    }
    const names = ownTexts(event.names);
    const made = make(names);
    if (names.reduce((length, name) => length + name.length, 0) > mostNameLength) return made;
    if (count >= mostInAll) {
      byId.clear();
      count = 0;
    }
    byNames.push({ names, made });
    count++;
    return made;
  };
}
