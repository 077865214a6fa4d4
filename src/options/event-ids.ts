/** Event ids, both ends included. */
export interface EventIdRange {
  readonly first: number;
  readonly last: number;
}

/** Ids have 16 bits in Windows. */
export const largestEventId = 65_535;

/** An id or a range of ids, as people write them; `readEventIds` tells whether the numbers can be. */
export const eventIdsPattern = /^(\d{1,5})(?: ?- ?(\d{1,5}))?$/;

/** The ids that `4624` or `4656-4663` stands for; undefined for what is neither. */
export function readEventIds(text: string): EventIdRange | undefined {
  const [, from, to = from] = eventIdsPattern.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const first = Number(from);
  const last = Number(to);
  return first <= last && last <= largestEventId ? { first, last } : undefined;
}
