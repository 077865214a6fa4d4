import { createOutage, type Outage, type OutageNews } from '../outage.ts';
import type { Activity } from './stage.ts';

/** Remembers of each name when it last worked, and what its last trouble was. */
export interface ActivityLog {
  /**
   * @param part of the name; as long as any part fails, the name does
   * @returns how long it had failed, in milliseconds, where that was reported
   */
  done(name: string, part?: string): number | undefined;
  /**
   * A name that is not listed is not taken up: a poll may be of a source that only other processes know.
   * @param code what tells one trouble from another
   * @returns what to report of it; undefined where it was reported already
   */
  failed(name: string, message: string, code: string, part?: string): OutageNews | undefined;
  list(): readonly Activity[];
}

/** @param names those to be listed, also while nothing is known of them */
export function createActivityLog(names: readonly string[]): ActivityLog {
  const known = new Map<string, Activity>(names.map((name) => [name, { name }]));
  /** Of each name its parts that were ever in trouble; since when those that still are. */
  const failing = new Map<string, Map<string, number>>(names.map((name) => [name, new Map()]));
  const outages = new Map<string, Outage>();
  const outageOf = (name: string, part: string): Outage => {
    const key = `${name}\n${part}`;
    const outage = outages.get(key) ?? createOutage();
    outages.set(key, outage);
    return outage;
  };
  return {
    done(name, part = '') {
      const parts = failing.get(name);
      parts?.delete(part);
      const since = Math.min(...(parts?.values() ?? []));
      const { failingSince: _, ...rest } = known.get(name) ?? { name };
      known.set(name, {
        ...rest,
        lastDoneAt: Date.now(),
        ...(Number.isFinite(since) ? { failingSince: since } : {}),
      });
      return outageOf(name, part).worked();
    },
    failed(name, message, code, part = '') {
      const before = known.get(name);
      const parts = failing.get(name);
      if (before === undefined || parts === undefined) return undefined;
      const at = Date.now();
      if (!parts.has(part)) parts.set(part, at);
      known.set(name, {
        ...before,
        failingSince: before.failingSince ?? at,
        lastError: { at, message },
      });
      return outageOf(name, part).failed(code);
    },
    list: () => [...known.values()],
  };
}
