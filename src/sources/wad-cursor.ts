/**
 * What a `wad-table` source remembers, and which rows it asks for next. Pure: no I/O, no clock of its own.
 *
 * The problem. Agents upload on a schedule, and a PartitionKey is the event's minute: rows keep appearing in minutes
 * already read, usually seconds or minutes late, after an outage hours. There is no index on the time of storing.
 *
 * The rule. A table is a plane: a row's minute (PartitionKey) is one axis, the time at which the service stored it
 * (`Timestamp`, set by the service, never changed) the other. The plane is cut into disjoint cells, minutes x times
 * of storing. Every cell is handed to exactly one job, and a job ends when each of its cells has been read to the end
 * of its continuation tokens. So each row is read exactly once, however late it lands, and no row key is remembered.
 * - `segments` divide the minutes; each knows the time of storing up to which its cells have been handed out.
 * - A *pass* takes a window of minutes up to the bound T: cells (segment's time, T]; the window then stands at T.
 * - T is the service's clock minus a settle time: what it had stored by then is visible, so that a cell's content
 *   no longer changes while its pages are read. T never goes back.
 * - Jobs are part of the cursor, so passes of different windows run side by side at their own pace. A cell is asked
 *   for only after the cursor that names it was stored: a read that is repeated asks for the same rows.
 *
 * The tiers. Each pass scans its whole window on the server, so windows widen while passes get rarer, and a row is
 * scanned a bounded number of times (about 90 at a poll each 5 s). A row that lands d after its minute is delivered within:
 *
 *     d up to   4 min: one poll              d up to   2 h: 15 min
 *     d up to  20 min: 1 min                 d up to `lateHours`: a sixth of that
 *
 * plus the settle time. Minutes ahead of the clock (a VM's clock may be fast) belong to the first tier up to 10
 * minutes, farther ones to a pass each minute. A minute is closed, and not asked for again, only once it was swept
 * `lateHours` after it; after an outage of the forwarder the widest pass reaches back to the last closed minute.
 *
 * The start. Cells stored before the first read make one low-priority *catch-up* job, so that history never delays
 * what comes in now. A key family that is discovered later owes exactly the same cells that the others have been
 * handed: its catch-up job is the start's origin laid over the segments.
 */
import { type Cell, firstId, minuteOf } from './wad-keys.ts';
import { joinBelow, type Piece, type Segment, slices, take, upToAt } from './wad-segments.ts';

/** Cells to be read: each of `pieces` in each family of the range, counted piece by piece. */
export type Job = {
  readonly kind: string;
  /** First family and the one after the last, as positions in `families`. */
  readonly families: readonly [first: number, end: number];
  readonly pieces: readonly Piece[];
  /** The next cell not begun. */
  readonly next: number;
  /** Cells begun and not ended, with the continuation token of the next page. */
  readonly running: readonly (readonly [cell: number, nextPartitionKey: string, nextRowKey: string | null])[];
};

/** The cursor. Times are milliseconds since 1970 by the service's clock, minutes are counted since 1970. */
export type WadCursor = {
  readonly v: 1;
  /** The newest T that a pass used. */
  readonly clock: number;
  /** What is wanted at all: `upTo` is the time of storing above which rows of these minutes count. */
  readonly origin: readonly Segment[];
  readonly segments: readonly Segment[];
  /** Minutes below are not swept again. */
  readonly closed: number;
  /** T of the newest hot pass that has ended. */
  readonly hotTo: number;
  readonly due: { readonly [kind: string]: number };
  /** Known key families; a new one is added at the end. */
  readonly families: readonly string[];
  /** Where the search for ids stands; null: resting until `due.ids`. */
  readonly ids: string | null;
  readonly jobs: readonly Job[];
  /** Counts the rounds, to take turns among jobs. */
  readonly turn: number;
};

/** A cell to read now. `token` continues it. */
export interface Task {
  readonly job: number;
  readonly index: number;
  readonly cell: Cell;
  readonly token: ContinuationToken | undefined;
}

export interface ContinuationToken {
  readonly nextPartitionKey: string;
  readonly nextRowKey: string | null;
}

/** How often and how far back is read, in milliseconds. */
export interface Pace {
  readonly pollMs: number;
  readonly lateMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** How often the search for new ids is repeated. */
const idsEveryMs = minuteMs;
/** Minutes ahead of the clock that the hot pass includes. */
const aheadMinutes = 10;
/** Older than this at the start is history: read after what is newer. */
const recentMinutes = 20;

const hot = 'hot';
const catchUp = 'catch-up';

interface Tier {
  readonly kind: string;
  readonly everyMs: number;
  /** The first minute of the window at T. It never goes back while T goes on. */
  readonly from: (time: number) => number;
}

/** From the newest minutes to the oldest; the window of a tier ends where the one before begins. */
function tiersOf(pace: Pace): readonly Tier[] {
  const back = (spanMs: number, alignMs: number) => (time: number) =>
    (Math.floor((time - spanMs) / alignMs) * alignMs) / minuteMs;
  const lateMs = Math.max(pace.lateMs, recentMinutes * minuteMs);
  return [
    { kind: 'ahead', everyMs: minuteMs, from: (time) => minuteOf(time) + aheadMinutes },
    { kind: hot, everyMs: pace.pollMs, from: back(4 * minuteMs, minuteMs) },
    { kind: 'minutes', everyMs: minuteMs, from: back(recentMinutes * minuteMs, 5 * minuteMs) },
    { kind: 'hours', everyMs: 15 * minuteMs, from: back(2 * hourMs, 30 * minuteMs) },
    { kind: 'late', everyMs: lateMs / 6, from: back(lateMs, minuteMs) },
  ];
}

/**
 * The cursor of a first read.
 * @param start `now`: what is stored from now on, and the current minute; `beginning`: everything; a number: the
 *   minutes from that time (milliseconds since 1970) on.
 * @param time the first T.
 * @param oldest the oldest minute of the plain key form, where known; it only helps to cut history evenly.
 */
export function startCursor(
  start: 'now' | 'beginning' | number,
  time: number,
  pace: Pace,
  oldest: number | undefined,
): WadCursor {
  const lateFrom = minuteOf(time - pace.lateMs);
  const origins = {
    now: (): Segment[] =>
      pace.lateMs === 0
        ? [[minuteOf(time), 0]]
        : [
            [lateFrom, time],
            [minuteOf(time), 0],
          ],
    beginning: (): Segment[] => [[0, 0]],
  };
  const origin = typeof start === 'number' ? [[minuteOf(start), 0] satisfies Segment] : origins[start]();
  const from = origin[0]?.[0] ?? 0;
  const empty: WadCursor = {
    v: 1,
    clock: time,
    origin,
    segments: [[from, time]],
    closed: Math.max(from, Math.min(lateFrom, minuteOf(time))),
    hotTo: time,
    due: Object.fromEntries(tiersOf(pace).map((tier) => [tier.kind, time + tier.everyMs])),
    families: [],
    ids: firstId,
    jobs: [],
    turn: 0,
  };
  return addFamilies(empty, [''], oldest);
}

/** Adds key families, with a job for all that the known ones have been handed already. */
export function addFamilies(
  cursor: WadCursor,
  found: readonly string[],
  oldest: number | undefined,
): WadCursor {
  const added = [...new Set(found)].filter((family) => !cursor.families.includes(family));
  if (added.length === 0) return cursor;
  const families = [...cursor.families, ...added];
  const recent = minuteOf(cursor.clock) - recentMinutes;
  const borders = [...cursor.origin, ...cursor.segments].map(([from]) => from);
  const cuts = [...new Set([...borders, cursor.closed, recent])]
    .filter((minute) => minute >= (cursor.origin[0]?.[0] ?? 0))
    .sort((a, b) => a - b);
  const pieces = cuts.flatMap((from, index): readonly Piece[] => {
    const to = cuts[index + 1] ?? null;
    const storedAfter = upToAt(cursor.origin, from);
    // Nobody will ask for closed minutes again, so that all that is there by now is owed.
    const storedUpTo = from < cursor.closed ? cursor.clock : upToAt(cursor.segments, from);
    if (storedAfter >= storedUpTo) return [];
    return slices([from, to, storedAfter, storedUpTo], oldest);
  });
  // What is recent comes first, then history from its beginning.
  const newest = pieces.filter(([from]) => from >= recent);
  const history = pieces.filter(([from]) => from < recent);
  const range = [cursor.families.length, families.length] as const;
  return addJob({ ...cursor, families }, catchUp, range, [...newest, ...history]);
}

/** Begins every pass that is due at T (`time`), and the search for ids. */
export function beginPasses(cursor: WadCursor, time: number, pace: Pace): WadCursor {
  const clock = Math.max(cursor.clock, time);
  let next: WadCursor = { ...cursor, clock };
  let to: number | null = null;
  const tiers = tiersOf(pace);
  for (const tier of tiers) {
    const last = tier === tiers.at(-1);
    const from = last ? next.closed : Math.max(next.closed, tier.from(clock));
    if ((next.due[tier.kind] ?? 0) <= clock && !next.jobs.some((job) => job.kind === tier.kind)) {
      const isEmpty = to !== null && to <= from;
      const taken = isEmpty ? { segments: next.segments, pieces: [] } : take(next.segments, from, to, clock);
      const due = { ...next.due, [tier.kind]: clock + tier.everyMs };
      const pieces = taken.pieces.flatMap((piece) => slices(piece, undefined));
      next = addJob({ ...next, segments: taken.segments, due }, tier.kind, [0, next.families.length], pieces);
      if (tier.kind === hot && pieces.length === 0) next = { ...next, hotTo: clock };
      if (last && !isEmpty) next = close(next, Math.min(tier.from(clock), to ?? from));
    }
    to = Math.max(next.closed, from);
    if (last) break;
  }
  const idsDue = next.ids === null && (next.due['ids'] ?? 0) <= clock;
  return idsDue ? { ...next, ids: firstId } : next;
}

/**
 * The cells to read next, `count` at most. The hot pass comes first but leaves one place to the others, which take
 * turns; places that nobody else wants are its own again.
 */
export function nextTasks(cursor: WadCursor, count: number): readonly Task[] {
  const tasks = cursor.jobs.map((job, index) => tasksOf(cursor, job, index, count));
  const others = tasks.filter((_, index) => cursor.jobs[index]?.kind !== hot);
  const urgent = tasks.filter((_, index) => cursor.jobs[index]?.kind === hot).flat();
  const offset = others.length === 0 ? 0 : cursor.turn % others.length;
  const rotated = [...others.slice(offset), ...others.slice(0, offset)];
  const inTurns = Array.from({ length: count }, (_, round) =>
    rotated.flatMap((list) => list[round] ?? []),
  ).flat();
  const share = count > 1 ? count - 1 : cursor.turn % 4 === 3 && inTurns.length > 0 ? 0 : 1;
  return [...urgent.slice(0, share), ...inTurns, ...urgent.slice(share)].slice(0, count);
}

/** The cursor after `tasks` were read: each with the token of its next page, or undefined at its end. */
export function finishTasks(
  cursor: WadCursor,
  done: readonly { readonly task: Task; readonly token: ContinuationToken | undefined }[],
): WadCursor {
  let hotTo = cursor.hotTo;
  const jobs = cursor.jobs.flatMap((job, index): Job[] => {
    const mine = done.filter(({ task }) => task.job === index);
    if (mine.length === 0) return [job];
    const read = new Set(mine.map(({ task }) => task.index));
    const running = [
      ...job.running.filter(([cell]) => !read.has(cell)),
      ...mine.flatMap(({ task, token }) =>
        token === undefined ? [] : [[task.index, token.nextPartitionKey, token.nextRowKey] as const],
      ),
    ].sort(([a], [b]) => a - b);
    const next = Math.max(job.next, ...mine.map(({ task }) => task.index + 1));
    if (next < cellsOf(job) || running.length > 0) return [{ ...job, next, running }];
    if (job.kind === hot) hotTo = Math.max(hotTo, ...job.pieces.map((piece) => piece[3]));
    return [];
  });
  return { ...cursor, jobs, hotTo, turn: (cursor.turn + 1) % 1_000_000 };
}

/** The cursor after the search for ids came to `next`, or to its end where that is undefined. */
export function finishIds(
  cursor: WadCursor,
  found: readonly string[],
  oldest: number | undefined,
  next: string | undefined,
): WadCursor {
  const grown = addFamilies(cursor, found, oldest);
  if (next !== undefined) return { ...grown, ids: next };
  return { ...grown, ids: null, due: { ...grown.due, ids: cursor.clock + idsEveryMs } };
}

/** Milliseconds from T (`time`) until something is to be done; 0: there is work now. */
export function waitOf(cursor: WadCursor, time: number, pace: Pace): number {
  if (cursor.jobs.length > 0 || cursor.ids !== null) return 0;
  const dues = [...tiersOf(pace).map((tier) => cursor.due[tier.kind] ?? 0), cursor.due['ids'] ?? 0];
  // The estimate of the service's clock may step back a little between two reads.
  return Math.ceil(Math.min(Math.max(0, Math.min(...dues) - time), pace.pollMs));
}

function tasksOf(cursor: WadCursor, job: Job, position: number, count: number): readonly Task[] {
  const [first, end] = job.families;
  const begun = job.running.map(([index, nextPartitionKey, nextRowKey]) => ({
    index,
    token: { nextPartitionKey, nextRowKey },
  }));
  const fresh = Array.from({ length: Math.min(count, cellsOf(job) - job.next) }, (_, offset) => ({
    index: job.next + offset,
    token: undefined,
  }));
  return [...begun, ...fresh].slice(0, count).flatMap(({ index, token }): Task[] => {
    const piece = job.pieces[Math.floor(index / (end - first))];
    const family = cursor.families[first + (index % (end - first))];
    if (piece === undefined || family === undefined) return [];
    const [from, to, storedAfter, storedUpTo] = piece;
    return [{ job: position, index, cell: { family, from, to, storedAfter, storedUpTo }, token }];
  });
}

function cellsOf(job: Job): number {
  return job.pieces.length * (job.families[1] - job.families[0]);
}

function addJob(
  cursor: WadCursor,
  kind: string,
  families: readonly [number, number],
  pieces: readonly Piece[],
): WadCursor {
  if (pieces.length === 0 || families[0] === families[1]) return cursor;
  return { ...cursor, jobs: [...cursor.jobs, { kind, families, pieces, next: 0, running: [] }] };
}

/** Closes the minutes below `minute`, and forgets where their segments differed. */
function close(cursor: WadCursor, minute: number): WadCursor {
  const closed = Math.max(cursor.closed, minute);
  return { ...cursor, closed, segments: joinBelow(cursor.segments, closed) };
}
