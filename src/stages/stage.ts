import type { Batch, StageName } from '../pipeline.ts';
import type { JobQueue } from '../queue/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { LiveSecrets } from './live-secrets.ts';

/** What every stage is given. */
export interface StageContext {
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Secrets that are given as files, as they are now; without it they stay as the configuration had them. */
  readonly secrets?: LiveSecrets;
}

/** One thing that readiness depends on. */
export interface StageCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly reason?: string;
}

/** What a stage knows of one of its sources or destinations besides what metrics count; times in milliseconds since 1970. */
export interface Activity {
  readonly name: string;
  /** When something was last read, or proven. */
  readonly lastDoneAt?: number;
  /** Since when it fails; not there while it works. */
  readonly failingSince?: number;
  /** Kept when it works again. */
  readonly lastError?: { readonly at: number; readonly message: string };
  /** Of a source: how long what it signs in with is valid, in milliseconds from now, less than 0 once it is over. */
  readonly credential?:
    | {
        readonly state: 'valid' | 'not-yet-valid' | 'ends-soon' | 'ended';
        readonly startsInMs: number | undefined;
        /** Undefined where it has no end, or none that is known. */
        readonly endsInMs: number | undefined;
      }
    | undefined;
}

/** A running stage. */
export interface Stage {
  readonly name: StageName;
  /** Of its sources (poller) or destinations (sender), as it is now. */
  activity(): readonly Activity[];
  /**
   * Calls for each batch of a destination that is proven from now on, until the returned function is called; only a
   * sender has it. What listens must not change the batch, nor keep it.
   */
  onProven?(destination: string, listener: (batch: Batch) => void): () => void;
  /** What readiness depends on, as it is now. */
  checks(): readonly StageCheck[];
  /** Takes no more work and finishes what is in hand, until `deadline` (milliseconds since 1970). */
  close(deadline: number): Promise<void>;
}
