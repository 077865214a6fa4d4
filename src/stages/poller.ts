import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AzlogError, isQueueError } from '../errors.ts';
import { lasted } from '../outage.ts';
import { queueNames } from '../pipeline.ts';
import { jobToPoll, pageToJob, pollToJob } from '../queue/jobs.ts';
import type { Consumer, NewJob, Outcome, TakenJob } from '../queue/queue.ts';
import type { Source } from '../sources/source.ts';
import { errorFields } from '../telemetry/logger.ts';
import { sayWhileSlow } from '../telemetry/say-while-slow.ts';
import { type ActivityLog, createActivityLog } from './activity-log.ts';
import { type BacklogWatch, watchBacklog } from './backlog-watch.ts';
import { watchCredentials } from './credential-watch.ts';
import { createParts, type Parts } from './parts.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { jobToReading, type Reading, readingToJob, type SourceLag, watchSourceLag } from './source-lag.ts';
import type { Stage, StageCheck, StageContext } from './stage.ts';

/** While the queues are above their budget, and for a poll that belongs to a source this process does not know. */
const pausedMs = 1_000;
const unknownMs = 30_000;
/** How often it is made sure that the chains are still there (a store may come back empty), and how far others read. */
const chainsEveryMs = 5_000;
/** The most reads at the same time. */
const mostReads = 16;
/** How often, and for how long, a poll is left to the poller that has its part open. */
const mostLeft = 3;
const leftMs = 300;

export interface PollerOptions {
  readonly sources: readonly Source[];
  /** Names of all destinations: their queues count against the budget. */
  readonly destinations: readonly string[];
  readonly budgetBytes: number;
  /** Where each source begins when it was never read, by its name, in the words of the configuration. */
  readonly starts?: ReadonlyMap<string, string>;
}

/**
 * Starts to read the sources. Each part of a source is one chain of polls in the queue: a poll reads from its cursor and
 * adds, in one transaction, the pages it read and the next poll with the cursor behind them. So any number of pollers
 * share the parts: whoever takes a poll reads it, and nothing is read by two.
 */
export async function startPoller(options: PollerOptions, context: StageContext): Promise<Stage> {
  const { queue, log, metrics } = context;
  const { sources, starts } = options;
  const names = sources.map(({ name }) => name);
  const activity = createActivityLog(names);
  const stop = new AbortController();
  /** Polls that were reported as not to be used. */
  const refused = new Set<string | undefined>();
  const parts = createParts({ sources, starts, queue, log, activity });
  await parts.refresh(stop.signal);
  // Only now: what goes on by itself must not be left behind by a start that failed, and is tried again.
  const lag = watchSourceLag(names, metrics);
  for (const source of names) metrics.lostRecords.inc({ source }, 0);
  await parts.noteReadings(lag).catch((error: unknown) => {
    lag.close();
    throw error;
  });
  let checking = false;
  const check = setInterval(() => {
    if (checking) return;
    checking = true;
    parts
      .refresh(stop.signal)
      .then(() => {
        consumer.setConcurrency(concurrencyOf(parts));
        return parts.noteReadings(lag);
      })
      .catch(() => {
        // The queue is away: whatever reads or adds says so. Nobody reads on, and the lag grows.
      })
      .finally(() => {
        checking = false;
      });
  }, chainsEveryMs);
  check.unref();

  const credentials = watchCredentials(sources, context);
  const refusals = createRefusals((source) => context.secrets?.fileOf(source) !== undefined);
  const backlog = watchBacklog(options.destinations, options.budgetBytes, context);
  const reader = randomUUID();
  const consumer: Consumer = queue.consume(
    queueNames.polls,
    {
      concurrency: concurrencyOf(parts),
      onError(error, job) {
        const source = names.find((name) => name === job?.data['source']);
        const fields = errorFields(error);
        if (source === undefined) {
          if (job === undefined) log.error({ ...fields }, 'polls: the queue reports an error');
          else log.error({ poll: job.id, ...fields }, 'polls: a poll cannot be used, retrying');
          return;
        }
        metrics.sourceErrors.inc({ source, code: fields.code });
        // The source is not at fault, and the queue's trouble is reported for all that use it.
        if (isQueueError(error)) return;
        const part = String(job?.data['part'] ?? '');
        const entry = { source, ...(part === '' ? {} : { part }), poll: job?.id, ...fields };
        if (fields.code.startsWith('JOB_')) {
          log[refused.has(job?.id) ? 'debug' : 'error'](entry, 'source: a poll cannot be used, retrying');
          refused.add(job?.id);
          // Nothing of this source is read until it can be: /readyz and status report that.
          activity.failed(source, fields.message, fields.code, part);
          return;
        }
        const news = activity.failed(source, fields.message, fields.code, part);
        const lasts = news?.what === 'lasts' ? ` for ${lasted(news.forMs)}` : '';
        log[news === undefined ? 'debug' : 'error'](entry, `source: reading failed${lasts}, retrying`);
      },
    },
    (job) => poll(job, { parts, backlog, lag, activity, refusals, reader }, stop.signal, context),
  );

  return {
    name: 'poller',
    checks(): readonly StageCheck[] {
      return activity.list().map(({ name, failingSince, lastError }) => {
        const check = { name: `source ${name}`, ok: failingSince === undefined };
        return check.ok || lastError === undefined ? check : { ...check, reason: lastError.message };
      });
    },
    activity: () => activity.list().map((one) => ({ ...one, credential: credentials.of(one.name) })),
    async close() {
      clearInterval(check);
      backlog.close();
      lag.close();
      credentials.close();
      stop.abort();
      await consumer.close();
      for (const source of sources) source.close?.();
    },
  };
}

/** Reads at the same time: one for each part, within bounds. */
function concurrencyOf(parts: Parts): number {
  return Math.max(1, Math.min(parts.count(), mostReads));
}

/** What the polls of one poller share. */
interface Reader {
  readonly parts: Parts;
  readonly backlog: BacklogWatch;
  readonly lag: SourceLag;
  readonly activity: ActivityLog;
  readonly refusals: Refusals;
  /** Names this poller in the polls that it adds. */
  readonly reader: string;
}

async function poll(
  job: TakenJob,
  { parts, backlog, lag, activity, refusals, reader }: Reader,
  signal: AbortSignal,
  { queue, log, metrics }: StageContext,
): Promise<Outcome> {
  if (signal.aborted) throw new AzlogError('STOPPING', 'the poller is stopping');
  const taken = jobToPoll(job.data);
  const { chain, number, cursor, part } = taken;
  const source = parts.find(taken)?.source;
  if (source === undefined) {
    log.debug({ chain }, 'source: this process is not configured for it, leaving its poll to others');
    return { againInMs: unknownMs };
  }
  if (backlog.over) return { againInMs: pausedMs };
  const next = `${chain}.${number + 1}`;
  // Whoever has read the part before has it open: it goes first, unless it does not come.
  const before = job.data['reader'];
  if (source.sticky === true && before !== undefined && before !== reader && job.run <= mostLeft) {
    return { againInMs: leftMs };
  }
  // An earlier run of this poll may have committed and died before it was marked done.
  if (job.run > 1 && (await queue.has(queueNames.polls, next))) return 'done';

  const held = refusals.waitMs(source);
  if (held > 0) return { againInMs: held };
  const started = performance.now();
  const read = () => refusals.read(source, () => source.read(cursor, signal, { part, number }));
  const isFirst = activity
    .list()
    .every(({ name, lastDoneAt }) => name !== source.name || lastDoneAt === undefined);
  const result = await (isFirst
    ? sayWhileSlow(
        (seconds) => log.info({ source: source.name, seconds }, 'source: the first read is still under way'),
        read,
      )
    : read());
  const readAt = Date.now();
  const reading: Reading = {
    readAt,
    currentTo: readAt - result.lagSeconds * 1000,
    lost: lostAfter(jobToReading(job.data)?.lost, result.lost?.records ?? 0, readAt),
  };
  const pages: NewJob[] = await Promise.all(
    result.pages.map(async (page, index) => {
      // Told apart by content: should a poll that was committed by half be read again and be cut elsewhere by the
      // service, an equal id would make the queue drop rows that it does not have.
      const id = `${chain}.${number}.${index}-${crc32(page.body).toString(16)}`;
      const data = await pageToJob({ ...page, id, source: source.name, readAt });
      return { queue: queueNames.pages, id, data, keep: 'nothing' as const };
    }),
  );
  // Only what the queue still has is continued: a replica that was promoted without the newest commits would take the
  // successor of a poll that it does not know, and what that poll had read would be passed over.
  await job.hold();
  // Pages first: should Redis run out of memory midway, a page without its next poll is read again and recognised,
  // whereas a poll without its page would lose it.
  await queue.add([
    ...pages,
    {
      queue: queueNames.polls,
      id: next,
      data: {
        ...pollToJob({ chain, source: source.name, part, number: number + 1, cursor: result.cursor }),
        ...readingToJob(reading),
        ...(source.sticky === true ? { reader } : {}),
      },
      delayMs: result.waitMs,
      keep: 'history',
    },
  ]);
  const about = part === '' ? { source: source.name } : { source: source.name, part };
  const awayMs = activity.done(source.name, part);
  if (awayMs !== undefined) log.info(about, `source: reading works again after ${lasted(awayMs)}`);
  for (const note of result.notes ?? []) log.warn(about, `source: ${note}`);
  if (result.lost !== undefined) {
    const { records, reason } = result.lost;
    metrics.lostRecords.inc({ source: source.name }, records);
    log.error({ ...about, records }, `source: records were gone before they could be read: ${reason}`);
  }
  // Of pages whose rows are not known here the formatter counts them.
  const rows = result.pages.reduce((sum, page) => sum + (page.rows ?? 0), 0);
  metrics.rowsRead.inc({ source: source.name }, rows);
  metrics.pagesRead.inc({ source: source.name }, pages.length);
  lag.note(source.name, reading, part);
  if (pages.length > 0)
    metrics.pageDuration.observe({ stage: 'poller' }, (performance.now() - started) / 1000);
  return 'done';
}

function lostAfter(before: Reading['lost'], records: number, at: number): Reading['lost'] {
  return records === 0 ? before : { records: (before?.records ?? 0) + records, at };
}
