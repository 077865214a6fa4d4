import { createOutage, type OutageNews } from '../outage.ts';
import type { Activity } from './stage.ts';

/** Remembers of each name when it last worked, and what its last trouble was. */
export interface ActivityLog {
  /** @returns how long it had failed, in milliseconds, where that was reported */
  done(name: string): number | undefined;
  /**
   * A name that is not listed is not taken up: a poll may be of a source that only other processes know.
   * @param code what tells one trouble from another
   * @returns what to report of it; undefined where it was reported already
   */
  failed(name: string, message: string, code: string): OutageNews | undefined;
  list(): readonly Activity[];
}

/** @param names those to be listed, also while nothing is known of them */
export function createActivityLog(names: readonly string[]): ActivityLog {
  const known = new Map<string, Activity>(names.map((name) => [name, { name }]));
  const outages = new Map(names.map((name) => [name, createOutage()]));
  return {
    done(name) {
      const { failingSince: _, ...rest } = known.get(name) ?? { name };
      known.set(name, { ...rest, lastDoneAt: Date.now() });
      return outages.get(name)?.worked();
    },
    failed(name, message, code) {
      const before = known.get(name);
      if (before === undefined) return undefined;
      const at = Date.now();
      known.set(name, {
        ...before,
        failingSince: before.failingSince ?? at,
        lastError: { at, message },
      });
      return outages.get(name)?.failed(code);
    },
    list: () => [...known.values()],
  };
}
