import type { StageName } from '../pipeline.ts';
import type { JobData } from '../queue/queue.ts';

/** Board of the notes in which every process tells of itself. */
export const reportsBoard = 'reports';
/** How often a process writes its report. */
export const reportEveryMs = 5_000;
/** A process that has been silent for so long is gone. Four reports were due by then. */
export const goneAfterMs = 20_000;

/** Trouble as a report tells of it. Times in reports are ages, so that no two clocks are ever compared. */
export type ReportedError = { readonly ageMs: number; readonly message: string };

export type SourceReport = {
  readonly name: string;
  /** Since the process started. */
  readonly rows: number;
  /** Over the last minute. */
  readonly rowsPerSecond: number;
  readonly lagSeconds: number | null;
  readonly lastReadMs: number | null;
  readonly failingMs: number | null;
  readonly lastError: ReportedError | null;
};

export type DestinationReport = {
  readonly name: string;
  readonly proven: number;
  readonly provenPerSecond: number;
  readonly unproven: number;
  readonly resent: number;
  readonly connected: boolean;
  readonly connects: number;
  readonly failures: number;
  readonly lastProvenMs: number | null;
  readonly failingMs: number | null;
  readonly lastError: ReportedError | null;
};

export type DeadLetterReport = {
  readonly code: string;
  readonly rows: number;
  /** Since the newest of them. */
  readonly ageMs: number;
};

/** Events that rules kept from a destination, since the process started. */
export type FilteredReport = { readonly destination: string; readonly events: number };

/** What a process tells of itself. Neither a secret nor anything of an event is in it. */
export type ProcessReport = {
  readonly v: 1;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly stages: readonly StageName[];
  readonly upMs: number;
  /** `stopped`: ended as it was asked to. One that was killed never says so; it falls silent. */
  readonly state: 'running' | 'stopping' | 'stopped';
  readonly sources: readonly SourceReport[];
  readonly destinations: readonly DestinationReport[];
  /** There where the formatter runs. */
  readonly formatter: {
    readonly events: number;
    readonly eventsPerSecond: number;
    readonly deadLetters: readonly DeadLetterReport[];
    /** By destination; not there where an earlier version reports. */
    readonly filtered?: readonly FilteredReport[];
  } | null;
  /** There where the poller runs. */
  readonly reading: { readonly budgetBytes: number; readonly pausedMs: number | null } | null;
};

/** Whether a note is a report of a form that this program knows. */
export function isReport(data: JobData): data is ProcessReport {
  return (
    data['v'] === 1 && ['stages', 'sources', 'destinations'].every((field) => Array.isArray(data[field]))
  );
}
