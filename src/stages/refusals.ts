import { AzlogError } from '../errors.ts';
import type { SourceCredential } from '../sources/credential.ts';
import type { Source } from '../sources/source.ts';

/** How soon a new secret is noticed by a poll that waits because the one before was refused. */
const lookAgainMs = 1_000;
const pauseMs = { first: 500, most: 60_000 } as const;

/** What waits because its source refuses what it signs in with. */
export interface Refusals {
  /** How long the next read of a source is still to wait, at most a second at a time; 0 where it need not. */
  waitMs(source: Source): number;
  /** Reads, and remembers whether that was refused. @throws what `action` throws */
  read<T>(source: Source, action: () => Promise<T>): Promise<T>;
}

interface Refusal {
  readonly credential: SourceCredential;
  readonly times: number;
  readonly until: number;
}

/**
 * Lets a source that is refused be asked again ever more rarely, up to once a minute, but at once when its secret was
 * replaced: the pause of the queue would have to be waited for.
 * @param isRenewed whether the secret of a source may be replaced while the program runs
 */
export function createRefusals(isRenewed: (source: string) => boolean): Refusals {
  const refused = new Map<string, Refusal>();
  return {
    waitMs(source) {
      const refusal = refused.get(source.name);
      if (refusal === undefined || refusal.credential !== source.credential()) return 0;
      return Math.min(lookAgainMs, Math.max(0, refusal.until - Date.now()));
    },
    async read(source, action) {
      const credential = source.credential();
      try {
        const result = await action();
        refused.delete(source.name);
        return result;
      } catch (error) {
        if (!(error instanceof AzlogError) || error.code !== 'SOURCE_REFUSED' || !isRenewed(source.name))
          throw error;
        const before = refused.get(source.name);
        const times = before?.credential === credential ? before.times + 1 : 1;
        const most = Math.min(pauseMs.most, pauseMs.first * 2 ** Math.min(times - 1, 20));
        const pause = most * (0.5 + Math.random() / 2);
        refused.set(source.name, { credential, times, until: Date.now() + pause });
        throw new AzlogError(error.code, error.message, {
          cause: error.cause,
          retryAfterMs: Math.min(lookAgainMs, pause),
        });
      }
    },
  };
}
