import type { StageName } from '../pipeline.ts';
import type { JobQueue } from '../queue/queue.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** What every stage is given. */
export interface StageContext {
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** One thing that readiness depends on. */
export interface StageCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly reason?: string;
}

/** A running stage. */
export interface Stage {
  readonly name: StageName;
  /** What readiness depends on, as it is now. */
  checks(): readonly StageCheck[];
  /** Takes no more work and finishes what is in hand, until `deadline` (milliseconds since 1970). */
  close(deadline: number): Promise<void>;
}
