import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AzlogError, isQueueError } from '../errors.ts';
import { lasted } from '../outage.ts';
import { queueNames } from '../pipeline.ts';
import { jobToPoll, pageToJob, pollToJob } from '../queue/jobs.ts';
import type { Consumer, JobQueue, NewJob, Outcome, TakenJob } from '../queue/queue.ts';
import type { Source } from '../sources/source.ts';
import { errorFields } from '../telemetry/logger.ts';
import { sayWhileSlow } from '../telemetry/say-while-slow.ts';
import { type ActivityLog, createActivityLog } from './activity-log.ts';
import { type BacklogWatch, watchBacklog } from './backlog-watch.ts';
import { watchCredentials } from './credential-watch.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { jobToReading, type Reading, readingToJob, type SourceLag, watchSourceLag } from './source-lag.ts';
import type { Stage, StageCheck, StageContext } from './stage.ts';

/** While the queues are above their budget, and for a poll that belongs to a source this process does not know. */
const pausedMs = 1_000;
const unknownMs = 30_000;
/** How often it is made sure that the chains are still there (a store may come back empty), and how far others read. */
const chainsEveryMs = 5_000;
/** There is one open poll for each source; more are those of sources that were given up. */
const mostPolls = 1_000;

export interface PollerOptions {
  readonly sources: readonly Source[];
  /** Names of all destinations: their queues count against the budget. */
  readonly destinations: readonly string[];
  readonly budgetBytes: number;
  /** Where each source begins when it was never read, by its name, in the words of the configuration. */
  readonly starts?: ReadonlyMap<string, string>;
}

/**
 * Starts to read the sources. Each source is one chain of polls in the queue: a poll reads from its cursor and adds, in
 * one transaction, the pages it read and the next poll with the cursor behind them. So any number of pollers share the
 * sources: whoever takes a poll reads it, and nothing is read by two.
 */
export async function startPoller(options: PollerOptions, context: StageContext): Promise<Stage> {
  const { queue, log, metrics } = context;
  const chains = new Map<string, Source>(options.sources.map((source) => [chainOf(source), source]));
  const activity = createActivityLog(options.sources.map(({ name }) => name));
  const stop = new AbortController();
  /** Polls that were reported as not to be used. */
  const refused = new Set<string | undefined>();
  const begun = new Set<string>();
  await beginChains(chains, queue, (source) => begun.add(source));
  const readings = await openReadings(chains, queue);
  tellBeginnings(options, begun, readings, log);
  // Only now: what goes on by itself must not be left behind by a start that failed, and is tried again.
  const lag = watchSourceLag(
    options.sources.map(({ name }) => name),
    metrics,
  );
  noteReadings(readings, lag);
  const check = setInterval(() => {
    openReadings(chains, queue).then(
      (found) => noteReadings(found, lag),
      () => {
        // The queue is away: nobody reads on, and the lag grows.
      },
    );
    beginChains(chains, queue, (source) =>
      log.error(
        { source },
        'source: the queue has lost the cursor; reading begins again at the configured start, so rows may be missed or come twice',
      ),
    ).catch(() => {
      // The queue is away: whatever reads or adds says so.
    });
  }, chainsEveryMs);
  check.unref();

  const credentials = watchCredentials(options.sources, context);
  const refusals = createRefusals((source) => context.secrets?.fileOf(source) !== undefined);
  const backlog = watchBacklog(options.destinations, options.budgetBytes, context);
  const consumer: Consumer = queue.consume(
    queueNames.polls,
    {
      concurrency: Math.max(1, Math.min(options.sources.length, 8)),
      onError(error, job) {
        const source = options.sources.find(({ name }) => name === job?.data['source'])?.name;
        const fields = errorFields(error);
        if (source === undefined) {
          if (job === undefined) log.error({ ...fields }, 'polls: the queue reports an error');
          else log.error({ poll: job.id, ...fields }, 'polls: a poll cannot be used, retrying');
          return;
        }
        metrics.sourceErrors.inc({ source, code: fields.code });
        // The source is not at fault, and the queue's trouble is reported for all that use it.
        if (isQueueError(error)) return;
        const entry = { source, poll: job?.id, ...fields };
        if (fields.code.startsWith('JOB_')) {
          log[refused.has(job?.id) ? 'debug' : 'error'](entry, 'source: a poll cannot be used, retrying');
          refused.add(job?.id);
          // Nothing of this source is read until it can be: /readyz and status report that.
          activity.failed(source, fields.message, fields.code);
          return;
        }
        const news = activity.failed(source, fields.message, fields.code);
        const lasts = news?.what === 'lasts' ? ` for ${lasted(news.forMs)}` : '';
        log[news === undefined ? 'debug' : 'error'](entry, `source: reading failed${lasts}, retrying`);
      },
    },
    (job) => poll(job, chains, backlog, stop.signal, context, lag, activity, refusals),
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
    },
  };
}

/**
 * Begins the chains that were never begun. What remembers a chain must not be one of its polls: BullMQ drops the oldest
 * completed jobs of a queue, whatever was asked for when they were added.
 */
async function beginChains(
  chains: ReadonlyMap<string, Source>,
  queue: JobQueue,
  onBegin: (source: string) => void,
): Promise<void> {
  for (const [chain, { name }] of chains) {
    if (await queue.has(queueNames.chains, chain)) continue;
    // Two pollers may come here at once: the first poll of both has the same id. Should the commit be done by half,
    // the mark is what is missing, and the next start adds the same poll again.
    const begunAt = Date.now();
    await queue.add([
      {
        queue: queueNames.polls,
        id: `${chain}.0`,
        data: {
          ...pollToJob({ chain, source: name, number: 0, cursor: undefined }),
          ...readingToJob({ readAt: undefined, currentTo: begunAt }),
        },
        keep: 'history',
      },
      { queue: queueNames.chains, id: chain, data: { v: 1, source: name, begunAt }, keep: 'nothing' },
    ]);
    onBegin(name);
  }
}

/** Says of each source whether it was ever read into this queue, and where reading begins or continues. */
function tellBeginnings(
  { sources, starts }: PollerOptions,
  begun: ReadonlySet<string>,
  readings: Awaited<ReturnType<typeof openReadings>>,
  log: StageContext['log'],
): void {
  const readTo = new Map(readings.map(([source, { currentTo }]) => [source, currentTo]));
  for (const { name: source } of sources) {
    if (begun.has(source)) {
      const start = starts?.get(source);
      const missing =
        start === 'now'
          ? ': rows that are stored already are not read, except those of the current minute'
          : '';
      log.info({ source, start }, `source: first read into this queue, beginning at \`start\`${missing}`);
      continue;
    }
    const at = readTo.get(source);
    log.info(
      { source, ...(at === undefined ? {} : { readTo: new Date(at).toISOString() }) },
      'source: reading resumes where it stopped',
    );
  }
}

/** Finds in the open polls how far each source has been read, by whichever process. */
async function openReadings(
  chains: ReadonlyMap<string, Source>,
  queue: JobQueue,
): Promise<readonly (readonly [source: string, reading: Reading])[]> {
  const polls = await queue.list(queueNames.polls, mostPolls);
  return polls.flatMap(({ data }) => {
    const source = chains.get(String(data['chain']));
    const reading = jobToReading(data);
    return source === undefined || reading === undefined ? [] : [[source.name, reading] as const];
  });
}

function noteReadings(readings: Awaited<ReturnType<typeof openReadings>>, lag: SourceLag): void {
  for (const [source, reading] of readings) lag.note(source, reading);
}

async function poll(
  job: TakenJob,
  chains: ReadonlyMap<string, Source>,
  backlog: BacklogWatch,
  signal: AbortSignal,
  { queue, log, metrics }: StageContext,
  lag: SourceLag,
  activity: ActivityLog,
  refusals: Refusals,
): Promise<Outcome> {
  if (signal.aborted) throw new AzlogError('STOPPING', 'the poller is stopping');
  const { chain, number, cursor } = jobToPoll(job.data);
  const source = chains.get(chain);
  if (source === undefined) {
    log.debug({ chain }, 'source: this process is not configured for it, leaving its poll to others');
    return { againInMs: unknownMs };
  }
  if (backlog.over) return { againInMs: pausedMs };
  const next = `${chain}.${number + 1}`;
  // An earlier run of this poll may have committed and died before it was marked done.
  if (job.run > 1 && (await queue.has(queueNames.polls, next))) return 'done';

  const held = refusals.waitMs(source);
  if (held > 0) return { againInMs: held };
  const started = performance.now();
  const read = () => refusals.read(source, () => source.read(cursor, signal));
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
  const reading: Reading = { readAt, currentTo: readAt - result.lagSeconds * 1000 };
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
        ...pollToJob({ chain, source: source.name, number: number + 1, cursor: result.cursor }),
        ...readingToJob(reading),
      },
      delayMs: result.waitMs,
      keep: 'history',
    },
  ]);
  const rows = result.pages.reduce((sum, page) => sum + page.rows, 0);
  const awayMs = activity.done(source.name);
  if (awayMs !== undefined)
    log.info({ source: source.name }, `source: reading works again after ${lasted(awayMs)}`);
  metrics.rowsRead.inc({ source: source.name }, rows);
  metrics.pagesRead.inc({ source: source.name }, pages.length);
  lag.note(source.name, reading);
  if (pages.length > 0)
    metrics.pageDuration.observe({ stage: 'poller' }, (performance.now() - started) / 1000);
  return 'done';
}

/** Names a source's chain: a source that points elsewhere under its old name starts a chain of its own. */
function chainOf(source: Source): string {
  return `${source.name}.${hash('sha256', source.identity, 'hex').slice(0, 8)}`;
}
