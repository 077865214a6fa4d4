import type { Activity } from './stage.ts';

/** Remembers of each name when it last worked, and what its last trouble was. */
export interface ActivityLog {
  done(name: string): void;
  failed(name: string, message: string): void;
  list(): readonly Activity[];
}

/** @param names those to be listed, also while nothing is known of them */
export function createActivityLog(names: readonly string[]): ActivityLog {
  const known = new Map<string, Activity>(names.map((name) => [name, { name }]));
  return {
    done(name) {
      const { failingSince: _, ...rest } = known.get(name) ?? { name };
      known.set(name, { ...rest, lastDoneAt: Date.now() });
    },
    failed(name, message) {
      const at = Date.now();
      const before = known.get(name) ?? { name };
      known.set(name, {
        ...before,
        failingSince: before.failingSince ?? at,
        lastError: { at, message },
      });
    },
    list: () => [...known.values()],
  };
}
