/**
 * Wait before the next attempt, in milliseconds: doubles from `minMs` to `maxMs`, and half of it is random, so that
 * many senders do not come back in the same moment.
 * @param attempt 0 for the first repetition.
 * @param random gives numbers from 0 to 1.
 */
export function backoffMs(attempt: number, minMs: number, maxMs: number, random: () => number): number {
  const full = Math.min(maxMs, minMs * 2 ** Math.min(attempt, 30));
  return Math.round(full / 2 + (full / 2) * random());
}
