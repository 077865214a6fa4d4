/** How the formats that are no list of keys (XML, JSON, Snare) make a message fit: alike, and told by a marker. */

/**
 * The largest number of bytes to which values of these sizes may be cut so that together they take at most `room`:
 * the longest ones give way first, and all that are cut are cut alike. Infinity where nothing needs to be cut.
 */
export function evenLimit(sizes: readonly number[], room: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  let left = room;
  for (const [index, size] of ascending.entries()) {
    const limit = Math.floor(left / (ascending.length - index));
    if (size > limit) return Math.max(0, limit);
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

/** Smallest message size that holds what these formats never drop. */
export const smallestWhole = 640;

/** @throws RangeError where `maxBytes` is below `smallestWhole` */
export function checkSize(maxBytes: number): void {
  if (maxBytes >= smallestWhole) return;
  throw new RangeError(
    `A message size of ${maxBytes} bytes is too small: allowed are ${smallestWhole} or more. Raise the limit.`,
  );
}

/** Bytes kept free for the markers of a message. */
export function markerRoom(maxBytes: number): number {
  return Math.min(512, Math.floor(maxBytes / 8));
}

/** As many of the names as fit into `bytes`, then how many more there are (`+3`). */
export function namesWithin(
  names: readonly string[],
  bytes: number,
  bytesOf: (name: string) => number,
): readonly string[] {
  const kept: string[] = [];
  // Room for the count of those that are left out.
  let left = bytes - 8;
  for (const name of names) {
    left -= bytesOf(name) + 3;
    if (left < 0) break;
    kept.push(name);
  }
  return kept.length === names.length ? kept : [...kept, `+${names.length - kept.length}`];
}

/** The largest whole number from 0 to `most` that `fits`, where every smaller one fits too; -1 where none does. */
export function largestThatFits(most: number, fits: (count: number) => boolean): number {
  let low = -1;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
