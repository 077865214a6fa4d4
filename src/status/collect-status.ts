import { AzlogError } from '../errors.ts';
import { type DeadLetter, queueNames, type StageName, stageNames } from '../pipeline.ts';
import { jobToDeadLetters } from '../queue/jobs.ts';
import type { JobData, JobQueue } from '../queue/queue.ts';
import type { Expected } from './expected.ts';
import { findProblems } from './find-problems.ts';
import {
  type DestinationReport,
  goneAfterMs,
  isReport,
  type ProcessReport,
  type ReportedError,
  reportsBoard,
  type SourceReport,
} from './report.ts';
import type {
  DeadLetterStatus,
  DestinationStatusLine,
  LastError,
  ProcessStatus,
  QueueStatus,
  SourceStatus,
  Status,
} from './status.ts';
import { type Counts, newestTotals, sumUp, totalsBoard } from './totals.ts';

/** Jobs of dead letters that are looked into for their codes; each holds the rows of one page. */
const mostLetterJobs = 50;

/** A report with what the reader knows of it. */
interface Heard {
  readonly report: ProcessReport;
  /** Since it was written. */
  readonly ageMs: number;
  readonly alive: boolean;
}

/**
 * Reads how all of it stands, from the reports of all processes and from the queues.
 * @param noneRuns it is known that no process runs, however young its report is: the reader has the store for itself
 * @throws AzlogError QUEUE_UNREACHABLE
 */
export async function collectStatus(queue: JobQueue, expected: Expected, noneRuns = false): Promise<Status> {
  const [notes, used] = await Promise.all([
    queue.notes.read(reportsBoard),
    queue.names(queueNames.batches('')),
  ]);
  // After the reports: one that is folded into the totals meanwhile is then in both, and counted once.
  const sums = sumUp(newestTotals(await queue.notes.read(totalsBoard)), notes);
  // An embedded queue has one process at a time: what others last said was before it.
  const onlyAgeMs = queue.backend === 'embedded' ? Math.min(...notes.map(({ ageMs }) => ageMs)) : goneAfterMs;
  const aliveAgeMs = noneRuns ? -1 : Math.min(goneAfterMs, onlyAgeMs);
  const heard = notes.flatMap(({ data, ageMs }): Heard[] =>
    isReport(data) ? [{ report: data, ageMs, alive: ageMs <= aliveAgeMs && data.state !== 'stopped' }] : [],
  );
  const destinationNames = unique([
    ...expected.destinations,
    ...heard.flatMap(({ report, alive }) => (alive ? report.destinations.map(({ name }) => name) : [])),
  ]);
  const queueList = unique([
    queueNames.pages,
    ...destinationNames.map((name) => queueNames.batches(name)),
    ...used,
  ]);
  const [queues, deadLetters, dangers] = await Promise.all([
    Promise.all(queueList.map((name) => queueStatus(queue, name))),
    deadLetterStatus(queue, heard, sums.counts),
    queue.dangers(),
  ]);
  const known = new Set(destinationNames.map((name) => queueNames.batches(name)));
  const alive = heard.filter((one) => one.alive);
  const reading = alive.flatMap(({ report, ageMs }) =>
    report.reading === null ? [] : [{ ...report.reading, ageMs }],
  );
  const paused = reading.flatMap(({ pausedMs, ageMs }) => (pausedMs === null ? [] : [pausedMs + ageMs]));
  const pausedSeconds = paused.length === 0 ? null : seconds(Math.max(...paused));
  const sourceNames = unique([
    ...expected.sources,
    ...alive.flatMap(({ report }) => report.sources.map(({ name }) => name)),
  ]);
  const facts = {
    v: 1 as const,
    at: new Date().toISOString(),
    countsSince: sums.since === undefined ? null : new Date(sums.since).toISOString(),
    queue: {
      backend: queue.backend,
      bytes: queues.reduce((sum, { bytes }) => sum + bytes, 0),
      budgetBytes: reading[0]?.budgetBytes ?? expected.budgetBytes,
      pausedSeconds,
      dangers,
    },
    eventsPerSecond: decimal(
      alive.reduce((sum, { report }) => sum + (report.formatter?.eventsPerSecond ?? 0), 0),
    ),
    sources: sourceNames.map((name) => sourceStatus(name, heard, sums.counts, pausedSeconds !== null)),
    // A queue that is empty and belongs to nobody is only a name that was used once.
    queues: queues.filter(({ name, jobs }) => jobs > 0 || name === queueNames.pages || known.has(name)),
    destinations: destinationNames.map((name) => destinationStatus(name, heard, sums.counts)),
    deadLetters,
    processes: processStatus(heard),
  };
  return findProblems(facts);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

function decimal(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Least of the ages that there are. */
function youngest(ages: readonly (number | null)[]): number | null {
  const known = ages.filter((age) => age !== null);
  return known.length === 0 ? null : Math.min(...known);
}

interface Told<T> {
  readonly of: T;
  readonly heard: Heard;
}

/** An age as it is now, of one that a report had. */
function aged(ageMs: number | null, { heard }: Told<unknown>): number | null {
  return ageMs === null ? null : ageMs + heard.ageMs;
}

function lastErrorOf(told: readonly Told<{ readonly lastError: ReportedError | null }>[]): LastError | null {
  const errors = told.flatMap((one) => {
    const { lastError } = one.of;
    if (lastError === null) return [];
    return [
      { ageMs: lastError.ageMs + one.heard.ageMs, message: lastError.message, host: one.heard.report.host },
    ];
  });
  const [newest] = errors.toSorted((a, b) => a.ageMs - b.ageMs);
  if (newest === undefined) return null;
  return { secondsAgo: seconds(newest.ageMs), message: newest.message, host: newest.host };
}

/** Any poller reads the next poll of a source, so it fails only while no other has read it since. */
function sourceStatus(
  name: string,
  heard: readonly Heard[],
  counts: Counts,
  isPaused: boolean,
): SourceStatus {
  const told = heard.flatMap((one): Told<SourceReport>[] =>
    one.report.sources.filter((source) => source.name === name).map((of) => ({ of, heard: one })),
  );
  const living = told.filter((one) => one.heard.alive);
  const lastReadMs = youngest(told.map((one) => aged(one.of.lastReadMs, one)));
  const lastError = lastErrorOf(told);
  const failing = living
    .flatMap((one) => aged(one.of.failingMs, one) ?? [])
    .filter((ageMs) => lastReadMs === null || ageMs <= lastReadMs);
  const state =
    living.length === 0
      ? 'stopped'
      : failing.length > 0
        ? 'failing'
        : isPaused
          ? 'paused'
          : lastReadMs === null
            ? 'waiting'
            : 'reading';
  // It grows by itself, in each process until it hears of a later reading: the least is of the last that was heard of.
  const lagMs = youngest(
    told.map((one) => aged(one.of.lagSeconds === null ? null : one.of.lagSeconds * 1_000, one)),
  );
  return {
    name,
    state,
    lagSeconds: lagMs === null ? null : decimal(lagMs / 1_000),
    lastReadSeconds: lastReadMs === null ? null : seconds(lastReadMs),
    failingSeconds: failing.length === 0 ? null : seconds(Math.max(...failing)),
    rows: counts[`rows ${name}`] ?? 0,
    rowsPerSecond: decimal(living.reduce((sum, { of }) => sum + of.rowsPerSecond, 0)),
    lastError,
    ...credentialOf(living),
  };
}

/** Processes may sign in by different secrets while one is replaced: the one that ends first counts. */
function credentialOf(
  living: readonly Told<SourceReport>[],
): Pick<SourceStatus, 'credentialState' | 'credentialEndsSeconds' | 'credentialStartsSeconds'> {
  const known = living.flatMap(({ of: { credential }, heard }) =>
    credential === undefined ? [] : [{ ...credential, ageMs: heard.ageMs }],
  );
  const [first] = known.toSorted(
    (a, b) =>
      (a.endsInMs ?? Number.POSITIVE_INFINITY) - (b.endsInMs ?? Number.POSITIVE_INFINITY) ||
      (b.startsInMs ?? 0) - (a.startsInMs ?? 0),
  );
  const from = (ms: number | null): number | null =>
    first === undefined || ms === null ? null : seconds(ms - first.ageMs);
  return {
    credentialState: first?.state ?? 'unknown',
    credentialEndsSeconds: from(first?.endsInMs ?? null),
    credentialStartsSeconds: from(first?.startsInMs ?? null),
  };
}

/**
 * Each sender has a connection of its own. A destination is away when one of them fails and none has proven anything
 * since; one that has nothing to send knows nothing of it.
 */
function destinationStatus(name: string, heard: readonly Heard[], counts: Counts): DestinationStatusLine {
  const told = heard.flatMap((one): Told<DestinationReport>[] =>
    one.report.destinations
      .filter((destination) => destination.name === name)
      .map((of) => ({ of, heard: one })),
  );
  const living = told.filter((one) => one.heard.alive);
  const sum = (value: (of: DestinationReport) => number): number =>
    living.reduce((total, { of }) => total + value(of), 0);
  const failing = living.flatMap((one) => aged(one.of.failingMs, one) ?? []);
  const lastProvenMs = youngest(told.map((one) => aged(one.of.lastProvenMs, one)));
  const awaySince = failing.filter((ageMs) => lastProvenMs === null || ageMs <= lastProvenMs);
  const away = awaySince.length > 0;
  const provenPerSecond = decimal(sum((of) => of.provenPerSecond));
  const unproven = sum((of) => of.unproven);
  return {
    name,
    state:
      living.length === 0
        ? 'stopped'
        : away
          ? 'away'
          : provenPerSecond > 0 || unproven > 0
            ? 'delivering'
            : 'idle',
    awaySeconds: away ? seconds(Math.max(...awaySince)) : null,
    proven: counts[`proven ${name}`] ?? 0,
    provenPerSecond,
    unproven,
    resent: counts[`resent ${name}`] ?? 0,
    filtered: counts[`filtered ${name}`] ?? 0,
    senders: living.length,
    failingSenders: failing.length,
    connected: sum((of) => (of.connected ? 1 : 0)),
    connects: counts[`connects ${name}`] ?? 0,
    failures: counts[`failures ${name}`] ?? 0,
    lastProvenSeconds: lastProvenMs === null ? null : seconds(lastProvenMs),
    lastError: lastErrorOf(told),
  };
}

async function queueStatus(queue: JobQueue, name: string): Promise<QueueStatus> {
  const { jobs, bytes } = await queue.backlog(name);
  const [oldest] = jobs === 0 ? [] : await queue.list(name, 1);
  const readAt = oldest?.data['readAt'];
  return {
    name,
    jobs,
    bytes,
    oldestSeconds: typeof readAt === 'number' ? Math.max(0, seconds(Date.now() - readAt)) : null,
  };
}

async function deadLetterStatus(
  queue: JobQueue,
  heard: readonly Heard[],
  counts: Counts,
): Promise<DeadLetterStatus> {
  const { jobs: pages } = await queue.backlog(queueNames.deadLetters);
  const listed = pages === 0 ? [] : await queue.list(queueNames.deadLetters, mostLetterJobs);
  const byCode = new Map<string, number>();
  let pagesCounted = 0;
  for (const { data } of listed) {
    const letters = await readLetters(data);
    if (letters === undefined) continue;
    pagesCounted += 1;
    for (const { code } of letters) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  const told = heard.flatMap(({ report, ageMs, alive }) =>
    (report.formatter?.deadLetters ?? []).map((letter) => ({
      rows: alive ? letter.rows : 0,
      ageMs: letter.ageMs + ageMs,
    })),
  );
  const newestMs = youngest(told.map((letter) => letter.ageMs));
  return {
    pages,
    pagesCounted,
    byCode: Array.from(byCode, ([code, rows]) => ({ code, rows })).toSorted((a, b) => b.rows - a.rows),
    rowsTotal: Object.entries(counts).reduce(
      (sum, [what, rows]) => (what.startsWith('dead ') ? sum + rows : sum),
      0,
    ),
    rowsSinceStart: told.reduce((sum, { rows }) => sum + rows, 0),
    newestSeconds: newestMs === null ? null : seconds(newestMs),
  };
}

/** A process that ended is shown when it was killed within an hour, or while nobody does what it did. */
const showGoneMs = 3_600_000;

function processStatus(heard: readonly Heard[]): readonly ProcessStatus[] {
  const done = new Set(heard.flatMap(({ report, alive }) => (alive ? report.stages : [])));
  const newest = [...heard].sort((a, b) => a.ageMs - b.ageMs);
  const last = new Map<StageName, Heard>();
  for (const one of newest) {
    for (const stage of one.report.stages) if (!last.has(stage)) last.set(stage, one);
  }
  const shown = newest.filter(
    (one) =>
      one.alive ||
      (one.report.state !== 'stopped' && one.ageMs < showGoneMs) ||
      one.report.stages.some((stage) => !done.has(stage) && last.get(stage) === one),
  );
  return shown
    .map(({ report, ageMs, alive }) => ({
      host: report.host,
      pid: report.pid,
      version: report.version,
      stages: stageNames.filter((stage) => report.stages.includes(stage)),
      state: alive || report.state === 'stopped' ? report.state : ('gone' as const),
      upSeconds: seconds(report.upMs + (alive ? ageMs : 0)),
      seenSeconds: seconds(ageMs),
    }))
    .toSorted((a, b) => order(a) - order(b) || a.host.localeCompare(b.host) || a.pid - b.pid);
}

/** Those that run first, by their first stage. */
function order({ state, stages }: ProcessStatus): number {
  const stage = stageNames.findIndex((name) => stages.includes(name));
  return (state === 'running' || state === 'stopping' ? 0 : 10) + stage;
}

/** Undefined where a newer program left them, or where they are damaged: they are there, and cannot be read. */
async function readLetters(data: JobData): Promise<readonly DeadLetter[] | undefined> {
  try {
    return await jobToDeadLetters(data);
  } catch (error) {
    if (error instanceof AzlogError && (error.code === 'JOB_VERSION' || error.code === 'JOB_INVALID'))
      return undefined;
    throw error;
  }
}
