import { hostname } from 'node:os';
import type { StageName } from '../pipeline.ts';
import type { JobQueue } from '../queue/queue.ts';
import {
  type DeadLetterReport,
  goneAfterMs,
  isReport,
  type ProcessReport,
  type ReportedError,
  reportEveryMs,
  reportsBoard,
} from '../status/report.ts';
import { foldReports } from '../status/totals.ts';
import { errorFields, type Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Activity, Stage } from './stage.ts';

/** Rates are of the last minute. */
const rateMs = 60_000;
/** Reports of processes that ended are kept for a day, so that it can be told when; and not more than so many. */
const keepEndedMs = 86_400_000;
const mostEnded = 20;
const tidyEveryMs = 60_000;
/** Longest text of an error in a report. */
const mostErrorLength = 300;

/** What outlives the reporters of a process: each reload has a reporter of its own, and the counters go on. */
export interface ProcessLife {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** By what is counted, how much of it the queue's store has in reports of this process. */
  readonly reported: Map<string, number>;
}

export interface ReporterOptions {
  readonly life: ProcessLife;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly version: string;
  /** Those that this process runs. */
  readonly names: readonly StageName[];
  readonly stages: readonly Stage[];
  readonly budgetBytes: number;
  /** Takes secrets out of a text. */
  readonly scrub: (text: string) => string;
}

/** Tells of this process in the queue's own store, where `azlog status` finds it. */
export interface Reporter {
  /** Writes the report now, besides every five seconds. */
  publish(): Promise<void>;
  /** From now on the report says that the process is stopping. */
  stopping(): void;
  /** Writes the last report, which says that the process has ended in order. */
  close(): Promise<void>;
}

/** Counts by name at one moment. */
interface Sample {
  readonly at: number;
  readonly counts: ReadonlyMap<string, number>;
}

type Instrument = {
  get(): Promise<{
    values: { value: number; labels: Partial<Record<string, string | number>> }[];
  }>;
};

/** The values of a metric, added up by one of its labels. */
async function sums(metric: Instrument, label: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const { value, labels } of (await metric.get()).values) {
    const name = String(labels[label]);
    found.set(name, (found.get(name) ?? 0) + value);
  }
  return found;
}

/** The life of a process that begins now. */
export function createProcessLife(): ProcessLife {
  return { startedAt: Date.now(), reported: new Map() };
}

export function startReporter(options: ReporterOptions): Reporter {
  const { queue, metrics, log, life, version, names, stages, budgetBytes, scrub } = options;
  /** What earlier reports of this process have counted: theirs stay, so this one counts from there. */
  const before = new Map(life.reported);
  const startedAt = Date.now();
  const host = hostname();
  const id = `${host.replaceAll(/[^\w.-]/g, '-')}.${process.pid}.${startedAt.toString(36)}`;
  const samples: Sample[] = [];
  const totals = new Map<string, number>();
  const deadLetters = new Map<string, { rows: number; at: number }>();
  let state: ProcessReport['state'] = 'running';
  let pausedSince: number | undefined;
  let tidiedAt = startedAt;

  /** What a counter has counted that no earlier report of this process has, by one of its labels. */
  async function counted(
    metric: Instrument,
    label: string,
    kind: string,
  ): Promise<ReadonlyMap<string, number>> {
    const found = await sums(metric, label);
    return new Map(
      Array.from(found, ([name, count]) => {
        const key = `${kind} ${name}`;
        totals.set(key, count);
        return [name, count - (before.get(key) ?? 0)] as const;
      }),
    );
  }

  function rateOf(key: string, count: number, now: number): number {
    const [oldest] = samples;
    // A process counts from nothing.
    const since = oldest?.at ?? startedAt;
    const grown = count - (oldest?.counts.get(key) ?? 0);
    return now - since < 1_000 ? 0 : Math.max(0, (grown * 1_000) / (now - since));
  }

  const errorAt = (now: number, error: Activity['lastError']): ReportedError | null =>
    error === undefined
      ? null
      : { ageMs: now - error.at, message: scrub(error.message).slice(0, mostErrorLength) };
  const age = (now: number, at: number | undefined): number | null => (at === undefined ? null : now - at);
  const activityOf = (stage: StageName): readonly Activity[] =>
    stages.find(({ name }) => name === stage)?.activity() ?? [];

  async function make(): Promise<ProcessReport> {
    const [
      rows,
      lag,
      proven,
      resent,
      unproven,
      connected,
      connects,
      failures,
      events,
      letters,
      filtered,
      paused,
    ] = await Promise.all([
      counted(metrics.rowsRead, 'source', 'rows'),
      sums(metrics.sourceLagSeconds, 'source'),
      counted(metrics.messagesProven, 'destination', 'proven'),
      counted(metrics.messagesResent, 'destination', 'resent'),
      sums(metrics.unprovenMessages, 'destination'),
      sums(metrics.destinationConnected, 'destination'),
      counted(metrics.destinationConnects, 'destination', 'connects'),
      counted(metrics.destinationFailures, 'destination', 'failures'),
      counted(metrics.eventsFormatted, 'destination', 'formatted'),
      counted(metrics.deadLetters, 'code', 'dead'),
      counted(metrics.eventsFiltered, 'destination', 'filtered'),
      metrics.readingPaused.get(),
    ]);
    const now = Date.now();
    while ((samples[1]?.at ?? now) <= now - rateMs) samples.shift();
    const counts = new Map<string, number>();
    const rate = (kind: string, name: string, count: number): number => {
      counts.set(`${kind} ${name}`, count);
      return rateOf(`${kind} ${name}`, count, now);
    };
    const sources = activityOf('poller').map(({ name, lastDoneAt, failingSince, lastError, credential }) => ({
      name,
      rows: rows.get(name) ?? 0,
      rowsPerSecond: rate('source', name, rows.get(name) ?? 0),
      lagSeconds: lag.get(name) ?? null,
      lastReadMs: age(now, lastDoneAt),
      failingMs: age(now, failingSince),
      lastError: errorAt(now, lastError),
      ...(credential === undefined
        ? {}
        : {
            credential: {
              state: credential.state,
              startsInMs: credential.startsInMs ?? null,
              endsInMs: credential.endsInMs ?? null,
            },
          }),
    }));
    const destinations = activityOf('sender').map(({ name, lastDoneAt, failingSince, lastError }) => ({
      name,
      proven: proven.get(name) ?? 0,
      provenPerSecond: rate('destination', name, proven.get(name) ?? 0),
      unproven: unproven.get(name) ?? 0,
      resent: resent.get(name) ?? 0,
      connected: connected.get(name) === 1,
      connects: connects.get(name) ?? 0,
      failures: failures.get(name) ?? 0,
      lastProvenMs: age(now, lastDoneAt),
      failingMs: age(now, failingSince),
      lastError: errorAt(now, lastError),
    }));
    const formatted = [...events.values()].reduce((sum, count) => sum + count, 0);
    const eventsPerSecond = rate('formatter', '', formatted);
    samples.push({ at: now, counts });

    for (const [code, count] of letters) {
      if (count > (deadLetters.get(code)?.rows ?? 0)) deadLetters.set(code, { rows: count, at: now });
    }
    pausedSince = paused.values[0]?.value === 1 ? (pausedSince ?? now) : undefined;
    return {
      v: 1,
      host,
      pid: process.pid,
      version,
      stages: names,
      upMs: now - life.startedAt,
      state,
      sources,
      destinations,
      formatter: names.includes('formatter')
        ? {
            events: formatted,
            eventsPerSecond,
            deadLetters: Array.from(
              deadLetters,
              ([code, letter]): DeadLetterReport => ({ code, rows: letter.rows, ageMs: now - letter.at }),
            ),
            filtered: Array.from(filtered, ([destination, count]) => ({ destination, events: count })),
          }
        : null,
      reading: names.includes('poller') ? { budgetBytes, pausedMs: age(now, pausedSince) } : null,
    };
  }

  /** Folds what ended long ago into the totals; any process does it for all. */
  async function tidy(): Promise<void> {
    if (Date.now() - tidiedAt < tidyEveryMs) return;
    tidiedAt = Date.now();
    const ended = (await queue.notes.read(reportsBoard))
      .filter(({ data, ageMs }) => ageMs > goneAfterMs || (isReport(data) && data.state === 'stopped'))
      .toSorted((a, b) => a.ageMs - b.ageMs);
    const old = ended.filter(({ ageMs }, index) => index >= mostEnded || ageMs > keepEndedMs);
    if (old.length > 0) await foldReports(queue.notes, old);
  }

  // One after the other, so that an older report never overwrites a newer one.
  let turn: Promise<void> = Promise.resolve();
  const publish = (): Promise<void> => {
    turn = turn.then(async () => {
      try {
        await queue.notes.write(reportsBoard, id, await make());
        for (const [what, count] of totals) life.reported.set(what, count);
        await tidy();
      } catch (error) {
        // Where the store is away, the stages say so.
        log.debug(errorFields(error), 'status: could not write the report of this process');
      }
    });
    return turn;
  };
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    await publish();
    busy = false;
  }, reportEveryMs);
  timer.unref();
  void publish();

  return {
    publish,
    stopping() {
      state = 'stopping';
    },
    async close() {
      clearInterval(timer);
      state = 'stopped';
      await publish();
    },
  };
}
