/** How long something fails, and when that is worth a line in the log: as it begins, seldom while it lasts, and as it ends. */

const minuteMs = 60_000;
/** The first reminder, how much longer each next one takes, and the longest time between two. */
const reminder = { firstMs: 10 * minuteMs, factor: 3, mostMs: 240 * minuteMs } as const;
/** Trouble that comes back for the same reason so soon is the same trouble, until it lasts for as long. */
const quiet = { leastMs: minuteMs, mostMs: 60 * minuteMs } as const;

/** What to report of a failure: that it begins, that its reason is another one, or that it still lasts. */
export type OutageNews =
  | { readonly what: 'began' | 'changed' }
  | { readonly what: 'lasts'; readonly forMs: number };

export interface Outage {
  /** Notes a failure. @returns what to report of it; undefined where it was reported already */
  failed(reason: string): OutageNews | undefined;
  /** Notes that it works. @returns how long it was away, in milliseconds, where that it failed was reported */
  worked(): number | undefined;
}

/** @param now milliseconds of a clock that never goes back */
export function createOutage(now: () => number = () => performance.now()): Outage {
  const reasons = new Set<string>();
  let since: number | undefined;
  let reported = false;
  let beganAt = Number.NEGATIVE_INFINITY;
  let endedAt = Number.NEGATIVE_INFINITY;
  let quietMs: number = quiet.leastMs;
  let remindAt = 0;
  let remindAfterMs: number = reminder.firstMs;

  return {
    failed(reason) {
      const at = now();
      since ??= at;
      if (!reported) {
        const isBack = reasons.has(reason) && since - beganAt < quietMs;
        // It comes and goes: the next pair of lines is due only after a longer time.
        if (isBack && at - since < quiet.leastMs) return undefined;
        if (since - endedAt > quiet.mostMs) {
          reasons.clear();
          quietMs = quiet.leastMs;
        } else if (since - beganAt < 2 * quietMs) {
          quietMs = Math.min(quiet.mostMs, 2 * quietMs);
        }
        reported = true;
        beganAt = since;
        remindAfterMs = reminder.firstMs;
        remindAt = since + remindAfterMs;
        reasons.add(reason);
        return { what: 'began' };
      }
      if (at >= remindAt) {
        remindAfterMs = Math.min(reminder.mostMs, remindAfterMs * reminder.factor);
        remindAt = at + remindAfterMs;
        reasons.add(reason);
        return { what: 'lasts', forMs: at - since };
      }
      if (reasons.has(reason)) return undefined;
      reasons.add(reason);
      return { what: 'changed' };
    },
    worked() {
      const forMs = since === undefined || !reported ? undefined : now() - since;
      if (since !== undefined) endedAt = now();
      since = undefined;
      reported = false;
      return forMs;
    },
  };
}

const units = [
  { name: 'd', ms: 86_400_000, next: 'h', nextMs: 3_600_000 },
  { name: 'h', ms: 3_600_000, next: 'min', nextMs: 60_000 },
  { name: 'min', ms: 60_000, next: 's', nextMs: 1_000 },
] as const;

/** How long something lasted, for an operator: `0.4 s`, `12 s`, `3 min 12 s`, `2 h 10 min`, `5 d 3 h`. */
export function lasted(ms: number): string {
  for (const { name, ms: size, next, nextMs } of units) {
    if (ms < size) continue;
    const rest = Math.floor((ms % size) / nextMs);
    return `${Math.floor(ms / size)} ${name}${rest === 0 ? '' : ` ${rest} ${next}`}`;
  }
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(ms / 1_000)} s`;
}
