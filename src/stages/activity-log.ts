import type { Activity } from './stage.ts';

/** Remembers of each name when it last worked, and what its last trouble was. */
export interface ActivityLog {
  /** @returns whether it had failed before */
  done(name: string): boolean;
  /** A name that is not listed is not taken up: a poll may be of a source that only other processes know. */
  failed(name: string, message: string): void;
  list(): readonly Activity[];
}

/** @param names those to be listed, also while nothing is known of them */
export function createActivityLog(names: readonly string[]): ActivityLog {
  const known = new Map<string, Activity>(names.map((name) => [name, { name }]));
  return {
    done(name) {
      const { failingSince, ...rest } = known.get(name) ?? { name };
      known.set(name, { ...rest, lastDoneAt: Date.now() });
      return failingSince !== undefined;
    },
    failed(name, message) {
      const before = known.get(name);
      if (before === undefined) return;
      const at = Date.now();
      known.set(name, {
        ...before,
        failingSince: before.failingSince ?? at,
        lastError: { at, message },
      });
    },
    list: () => [...known.values()],
  };
}
