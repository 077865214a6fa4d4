import type { StageName } from '../pipeline.ts';

/** What stands in the way of delivery, or wants to be known. */
export interface Problem {
  readonly kind:
    | 'queue-unreachable'
    | 'queue-unsafe'
    | 'no-process'
    | 'destination-away'
    | 'sender-failing'
    | 'source-failing'
    | 'source-lagging'
    | 'source-credential'
    | 'reading-paused'
    | 'backlog-old'
    | 'unknown-destination'
    | 'dead-letters';
  /** Of the stage, source, destination or queue that it is about; '' where it is about all. */
  readonly name: string;
  /** In words for an operator. */
  readonly text: string;
}

export interface LastError {
  readonly secondsAgo: number;
  readonly message: string;
  /** Where the process runs that met it. */
  readonly host: string;
}

export interface SourceStatus {
  readonly name: string;
  /** `stopped`: no process reads it. `waiting`: one will, and has not yet. */
  readonly state: 'reading' | 'failing' | 'paused' | 'waiting' | 'stopped';
  /** How far reading is behind the newest readable row. */
  readonly lagSeconds: number | null;
  readonly lastReadSeconds: number | null;
  readonly failingSeconds: number | null;
  /** Read by all processes since `countsSince`, those that ended included. */
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly lastError: LastError | null;
  /** Of what it signs in with; `unknown` while no process reports it. */
  readonly credentialState: 'valid' | 'not-yet-valid' | 'ends-soon' | 'ended' | 'unknown';
  /** Until it ends, less than 0 after that; null where it has no end, or none that is known. */
  readonly credentialEndsSeconds: number | null;
  /** Until it becomes valid, less than 0 after that; null where it does not say. */
  readonly credentialStartsSeconds: number | null;
}

export interface QueueStatus {
  readonly name: string;
  /** Pages or batches that are not done. */
  readonly jobs: number;
  readonly bytes: number;
  /** Since the rows of the oldest one that waits were read. */
  readonly oldestSeconds: number | null;
}

export interface DestinationStatusLine {
  readonly name: string;
  /** `idle`: nothing is to be sent. `away`: nothing is proven at present. `stopped`: no process sends to it. */
  readonly state: 'delivering' | 'idle' | 'away' | 'stopped';
  readonly awaySeconds: number | null;
  /** By all processes since `countsSince`, as are `resent`, `filtered`, `connects` and `failures`. */
  readonly proven: number;
  readonly provenPerSecond: number;
  readonly unproven: number;
  readonly resent: number;
  /** Events that rules kept from it. */
  readonly filtered: number;
  /** Processes that send to it, and how many of them are connected at present; none is while there is nothing to send. */
  readonly senders: number;
  /** Those of them that cannot deliver, also while others can. */
  readonly failingSenders: number;
  readonly connected: number;
  readonly connects: number;
  readonly failures: number;
  readonly lastProvenSeconds: number | null;
  readonly lastError: LastError | null;
}

export interface DeadLetterStatus {
  /** Pages that have rows in the dead letters. */
  readonly pages: number;
  /** Of these the oldest so many were looked into. */
  readonly pagesCounted: number;
  /** Rows in the pages that were looked into, by code. */
  readonly byCode: readonly { readonly code: string; readonly rows: number }[];
  /** Rows set aside by the processes that run, since they started. */
  readonly rowsSinceStart: number;
  /** Rows set aside by all processes since `countsSince`, whether they are still in the dead letters or not. */
  readonly rowsTotal: number;
  readonly newestSeconds: number | null;
}

export interface ProcessStatus {
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly stages: readonly StageName[];
  /** `gone`: it fell silent, as one does that was killed. */
  readonly state: 'running' | 'stopping' | 'stopped' | 'gone';
  readonly upSeconds: number;
  /** Since it last told of itself. */
  readonly seenSeconds: number;
}

/** How all of it stands, on all machines: what `azlog status --json` prints. docs/status.md says what each field is. */
export interface Status {
  readonly v: 1;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Since when rows and messages are counted, ISO 8601 in UTC; null where no process has reported yet. */
  readonly countsSince: string | null;
  readonly state: 'delivering' | 'look';
  /** One line: what is most in the way, or that all is well. */
  readonly summary: string;
  /** The gravest first. */
  readonly problems: readonly Problem[];
  readonly queue: {
    readonly backend: 'redis' | 'postgres' | 'embedded';
    readonly bytes: number;
    readonly budgetBytes: number;
    readonly pausedSeconds: number | null;
    /** How the store is set up so that it may lose what is queued, a sentence each. */
    readonly dangers: readonly string[];
  };
  readonly eventsPerSecond: number;
  readonly sources: readonly SourceStatus[];
  readonly queues: readonly QueueStatus[];
  readonly destinations: readonly DestinationStatusLine[];
  readonly deadLetters: DeadLetterStatus;
  readonly processes: readonly ProcessStatus[];
}
