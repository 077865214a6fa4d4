import type { Batch } from '../pipeline.ts';

/** What a destination tells while it works; joined to logs and metrics by the stage that runs it. */
export interface DestinationTelemetry {
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ): void;
  /** A batch is proven. */
  proven?(batch: Batch): void;
  /** So many messages are written again, because the connection that carried them first ended unproven. */
  resent?(messages: number): void;
}
