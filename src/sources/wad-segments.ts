/** The arithmetic of minutes: which were handed out up to when, and what is left to ask for. Pure. */

/** Minutes from `from` (to the next segment's, the last without end), handed out up to the time of storing `upTo`. */
export type Segment = readonly [from: number, upTo: number];
/** Minutes from `from` to before `to` (null: no end), rows stored after one time up to and including another. */
export type Piece = readonly [from: number, to: number | null, storedAfter: number, storedUpTo: number];

/** A piece longer than this is cut, so that its parts can be read side by side. */
const sliceMinutes = 6 * 60;
const maxSlices = 8;

/** Hands out all of the window [from, to) up to `time`. */
export function take(
  segments: readonly Segment[],
  from: number,
  to: number | null,
  time: number,
): { readonly segments: readonly Segment[]; readonly pieces: readonly Piece[] } {
  const cut = cutAt(cutAt(segments, from), to);
  const pieces: Piece[] = [];
  const standing = cut.map((segment, index): Segment => {
    const [start, upTo] = segment;
    if (start < from || (to !== null && start >= to) || upTo >= time) return segment;
    pieces.push([start, cut[index + 1]?.[0] ?? null, upTo, time]);
    return [start, time];
  });
  return { segments: merge(standing), pieces };
}

/** Splits the segment that holds `minute` there; minutes below all segments are nobody's. */
function cutAt(segments: readonly Segment[], minute: number | null): readonly Segment[] {
  const lowest = segments[0]?.[0];
  if (minute === null || lowest === undefined || minute <= lowest) return segments;
  if (segments.some(([from]) => from === minute)) return segments;
  const added: Segment = [minute, upToAt(segments, minute)];
  return [...segments, added].sort(([a], [b]) => a - b);
}

/** Joins neighbours that stand at the same time. */
function merge(segments: readonly Segment[]): readonly Segment[] {
  return segments.filter(([, upTo], index) => index === 0 || segments[index - 1]?.[1] !== upTo);
}

/** Joins all segments below `minute` into one, at the newest time of them. */
export function joinBelow(segments: readonly Segment[], minute: number): readonly Segment[] {
  const cut = cutAt(segments, minute);
  const below = cut.filter(([from]) => from < minute);
  const lowest = below[0];
  if (lowest === undefined) return segments;
  const upTo = Math.max(...below.map((segment) => segment[1]));
  return merge([[lowest[0], upTo], ...cut.filter(([from]) => from >= minute)]);
}

/** The time at which the segments stand at a minute. */
export function upToAt(segments: readonly Segment[], minute: number): number {
  return segments.findLast(([from]) => from <= minute)?.[1] ?? 0;
}

/** Cuts a long piece evenly from `oldest` (its own beginning where unknown); the first part begins where it began. */
export function slices(piece: Piece, oldest: number | undefined): readonly Piece[] {
  const [from, to, storedAfter, storedUpTo] = piece;
  if (to === null) return [piece];
  const begin = Math.max(from, oldest ?? from);
  const count = Math.min(maxSlices, Math.floor((to - begin) / sliceMinutes));
  if (count < 2) return [piece];
  const step = Math.ceil((to - begin) / count);
  return Array.from({ length: count }, (_, index): Piece => {
    const start = index === 0 ? from : begin + index * step;
    const end = index === count - 1 ? to : begin + (index + 1) * step;
    return [start, end, storedAfter, storedUpTo];
  });
}
