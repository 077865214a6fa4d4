import type { JobData, Note, Notes } from '../queue/queue.ts';
import { isReport, type ProcessReport, reportsBoard } from './report.ts';

/** Board of the notes that hold what ended processes have counted. */
export const totalsBoard = 'totals';
/** Ended processes whose counts are remembered one by one: one of them may only have been silent, and report again. */
const mostFolded = 100;

/** Numbers by what they count: `rows vms`, `proven siem`. */
export type Counts = { readonly [what: string]: number };

/** What all processes have counted whose reports are gone. */
export type Totals = {
  readonly v: 1;
  /** Each version is a note of its own, with the next number: whoever writes it first has written it. */
  readonly number: number;
  /** When the first of them began to count: milliseconds since 1970. */
  readonly since: number;
  readonly counts: Counts;
  /** Those folded in last, with what each had counted by then. */
  readonly folded: readonly { readonly id: string; readonly counts: Counts }[];
};

/** What a report has counted. */
export function countsOf(report: ProcessReport): Counts {
  return Object.fromEntries([
    ...report.sources.map(({ name, rows }) => [`rows ${name}`, rows] as const),
    ...report.destinations.flatMap(({ name, proven, resent, connects, failures }) => [
      [`proven ${name}`, proven] as const,
      [`resent ${name}`, resent] as const,
      [`connects ${name}`, connects] as const,
      [`failures ${name}`, failures] as const,
    ]),
    ...(report.formatter?.filtered ?? []).map(
      ({ destination, events }) => [`filtered ${destination}`, events] as const,
    ),
    ...(report.formatter?.deadLetters ?? []).map(({ code, rows }) => [`dead ${code}`, rows] as const),
  ]);
}

/** The newest version among the notes of the board; undefined where nothing has been folded yet. */
export function newestTotals(notes: readonly Note[]): Totals | undefined {
  const all = notes.flatMap(({ data }) => (isTotals(data) ? [data] : []));
  return all.toSorted((a, b) => b.number - a.number)[0];
}

/** What all processes have counted, those that ended included, and since when (milliseconds since 1970). */
export function sumUp(
  totals: Totals | undefined,
  reports: readonly Note[],
): { readonly counts: Counts; readonly since: number | undefined } {
  const known = reports.flatMap(reportIn);
  const counts = known.reduce(
    (sum, { id, report }) => added(sum, sinceFolded(totals, id, report)),
    totals?.counts ?? {},
  );
  const times = [...known.map(({ startedAt }) => startedAt), ...(totals === undefined ? [] : [totals.since])];
  return { counts, since: times.length === 0 ? undefined : Math.min(...times) };
}

/**
 * Adds what reports have counted to the totals, and removes them. Any number of processes may do so at once, and end in
 * the midst of it: a report is removed only when it is in the newest totals, and is not counted twice meanwhile.
 */
export async function foldReports(notes: Notes, reports: readonly Note[]): Promise<void> {
  const before = newestTotals(await notes.read(totalsBoard));
  const known = reports.flatMap(reportIn);
  if (known.length > 0) {
    const next = fold(before, known);
    await notes.create(totalsBoard, `total.${next.number}`, next);
  }
  const versions = await notes.read(totalsBoard);
  const newest = newestTotals(versions);
  const written = new Set(newest?.folded.map(({ id, counts }) => keyOf(id, counts)));
  const isKept = (note: Note): boolean =>
    reportIn(note).every(({ id, report }) => written.has(keyOf(id, countsOf(report))));
  await notes.remove(
    reportsBoard,
    reports.filter(isKept).map(({ id }) => id),
  );
  await notes.remove(
    totalsBoard,
    versions.flatMap(({ id, data }) => (isTotals(data) && data.number < (newest?.number ?? 0) ? [id] : [])),
  );
}

interface KnownReport {
  readonly id: string;
  readonly report: ProcessReport;
  readonly startedAt: number;
}

/** None where a newer program has left it. */
function reportIn({ id, data, ageMs }: Note): readonly KnownReport[] {
  return isReport(data) ? [{ id, report: data, startedAt: Date.now() - ageMs - data.upMs }] : [];
}

function fold(before: Totals | undefined, reports: readonly KnownReport[]): Totals {
  const ids = new Set(reports.map(({ id }) => id));
  return {
    v: 1,
    number: (before?.number ?? 0) + 1,
    since: Math.min(before?.since ?? Number.POSITIVE_INFINITY, ...reports.map(({ startedAt }) => startedAt)),
    counts: reports.reduce(
      (sum, { id, report }) => added(sum, sinceFolded(before, id, report)),
      before?.counts ?? {},
    ),
    folded: [
      ...reports.map(({ id, report }) => ({ id, counts: countsOf(report) })),
      ...(before?.folded ?? []).filter(({ id }) => !ids.has(id)),
    ].slice(0, Math.max(mostFolded, reports.length)),
  };
}

/** What a report has counted beyond what is in the totals of it. */
function sinceFolded(totals: Totals | undefined, id: string, report: ProcessReport): Counts {
  const folded = totals?.folded.find((one) => one.id === id)?.counts ?? {};
  return Object.fromEntries(
    Object.entries(countsOf(report)).map(([what, count]) => [what, Math.max(0, count - (folded[what] ?? 0))]),
  );
}

function added(sum: Counts, more: Counts): Counts {
  const all = Object.entries(more).map(([what, count]) => [what, (sum[what] ?? 0) + count] as const);
  return { ...sum, ...Object.fromEntries(all) };
}

function keyOf(id: string, counts: Counts): string {
  return `${id} ${JSON.stringify(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}

function isCounts(value: unknown): value is Counts {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((count) => typeof count === 'number')
  );
}

function isTotals(data: JobData): data is Totals {
  const { v, number, since, counts, folded } = data;
  return (
    v === 1 &&
    typeof number === 'number' &&
    typeof since === 'number' &&
    isCounts(counts) &&
    Array.isArray(folded) &&
    folded.every(
      (one: unknown) =>
        typeof one === 'object' &&
        one !== null &&
        'id' in one &&
        typeof one.id === 'string' &&
        'counts' in one &&
        isCounts(one.counts),
    )
  );
}
