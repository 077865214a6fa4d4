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

/** How long what a source signs in with is valid, in milliseconds from now, less than 0 once it is over. */
export type CredentialReport = {
  readonly state: 'valid' | 'not-yet-valid' | 'ends-soon' | 'ended';
  readonly startsInMs: number | null;
  /** null where it has no end, or none that is known. */
  readonly endsInMs: number | null;
};

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
  /** Not there where an earlier version reports. */
  readonly credential?: CredentialReport;
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

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number';
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const objectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const found = new Map<string, unknown>(Object.entries(value));
    return Object.entries(members).every(([name, check]) => check(found.get(name)));
  };
const orMissing =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const reportedError = objectOf({ ageMs: isNumber, message: isText });
const credentialStates: readonly unknown[] = ['valid', 'not-yet-valid', 'ends-soon', 'ended'];
const credentialReport = objectOf({
  state: (value) => credentialStates.includes(value),
  startsInMs: nullOr(isNumber),
  endsInMs: nullOr(isNumber),
} satisfies Record<keyof CredentialReport, Check>);
const sourceReport = objectOf({
  name: isText,
  rows: isNumber,
  rowsPerSecond: isNumber,
  lagSeconds: nullOr(isNumber),
  lastReadMs: nullOr(isNumber),
  failingMs: nullOr(isNumber),
  lastError: nullOr(reportedError),
  credential: orMissing(credentialReport),
} satisfies Record<keyof SourceReport, Check>);
const destinationReport = objectOf({
  name: isText,
  proven: isNumber,
  provenPerSecond: isNumber,
  unproven: isNumber,
  resent: isNumber,
  connected: isFlag,
  connects: isNumber,
  failures: isNumber,
  lastProvenMs: nullOr(isNumber),
  failingMs: nullOr(isNumber),
  lastError: nullOr(reportedError),
} satisfies Record<keyof DestinationReport, Check>);
const processReport = objectOf({
  v: (value) => value === 1,
  host: isText,
  pid: isNumber,
  version: isText,
  stages: listOf(isText),
  upMs: isNumber,
  state: (value) => value === 'running' || value === 'stopping' || value === 'stopped',
  sources: listOf(sourceReport),
  destinations: listOf(destinationReport),
  formatter: nullOr(
    objectOf({
      events: isNumber,
      eventsPerSecond: isNumber,
      deadLetters: listOf(objectOf({ code: isText, rows: isNumber, ageMs: isNumber })),
      filtered: orMissing(listOf(objectOf({ destination: isText, events: isNumber }))),
    } satisfies Record<keyof NonNullable<ProcessReport['formatter']>, Check>),
  ),
  reading: nullOr(objectOf({ budgetBytes: isNumber, pausedMs: nullOr(isNumber) })),
} satisfies Record<keyof ProcessReport, Check>);

/** Whether a note is a report of a form that this program knows. Any other one is passed over, in all its parts. */
export function isReport(data: JobData): data is ProcessReport {
  return processReport(data);
}
