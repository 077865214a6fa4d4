import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BackendFactory, IQueueBackend, JobsOptions } from 'bullmq';
import { DelayedError, type Job, WaitingError, withBackend } from 'bullmq';
import { AzlogError } from '../errors.ts';
import { queueNames } from '../pipeline.ts';
import { dataOf } from './data-of.ts';
import { createNotes } from './notes.ts';
import type {
  Backlog,
  ConsumeOptions,
  Consumer,
  Handler,
  JobQueue,
  NewJob,
  StoreFacts,
  TakenJob,
} from './queue.ts';
import type { QueueTracing } from './queue-tracing.ts';
import { readAnyJob } from './read-any-job.ts';
import type { StorePlace } from './store-error.ts';

/** How long the id of a removed job is remembered; a crashed producer runs again well within this. */
const rememberMs = 3_600_000;
/** A lock outlives any pause of a healthy process; a crashed one's jobs are taken over after about this long. */
const lockMs = 20_000;
const stalledCheckMs = 5_000;
/** Jobs that wait this long while nothing is taken say that a worker is stuck. */
const idleMs = 60_000;
/** A worker that lost its store tries again this often; BullMQ would wait for 15 s, which is longer than a failover takes. */
const workerRetryMs = 1_000;
/** Closing a worker may wait for ever for its blocking connection to a Redis Cluster (BullMQ 6.7 makes it anew meanwhile). */
const closeMs = 3_000;
const backoffMs = { first: 500, most: 60_000 } as const;
/** Board of the note that is written to see whether the store accepts writes. */
const checksBoard = 'checks';
const openStates = ['waiting', 'delayed', 'active', 'prioritized', 'waiting-children'] as const;

const keepOptions: Record<NewJob['keep'], JobsOptions> = {
  nothing: { removeOnComplete: true },
  history: { removeOnComplete: { count: 2_000 } },
};

/** No job ever fails for good: when even putting it back fails, BullMQ tries it again. */
const neverFails: JobsOptions = { attempts: 2_000_000_000, backoff: { type: 'fixed', delay: 1_000 } };

const untraced: JobsOptions = { telemetry: { omitContext: true } };

/** What differs between the stores that BullMQ runs on. */
export interface BullStore<C> {
  readonly backend: JobQueue['backend'];
  readonly factory: BackendFactory<IQueueBackend, C>;
  readonly prefix: string;
  /** Connection of adders: fails fast. */
  readonly adding: C;
  /** Connection of workers: waits for the store for ever. */
  readonly working: C;
  /** Bytes of the data of the jobs that are not done, as stored, and when the oldest of them was added. */
  measure(queue: string): Promise<{ readonly bytes: number; readonly oldestAt: number | undefined }>;
  /** Makes the connection of adders anew, where its server may have lost what was loaded over it. */
  renewAdding?(): void;
  names(): Promise<readonly string[]>;
  warnings(): Promise<readonly string[]>;
  dangers(): Promise<readonly string[]>;
  describe(): Promise<StoreFacts>;
  ping(): Promise<void>;
  /** As an operator knows it. */
  readonly place: StorePlace;
  /** What an error of the store means, with the option that fixes it. */
  fault(error: unknown): AzlogError;
  /** The store's own clock, milliseconds since 1970. */
  now(): Promise<number>;
  close(): Promise<void>;
}

/** The job queue on BullMQ, for any store. */
export function createBullQueue<C>(
  store: BullStore<C>,
  onError: (error: AzlogError) => void,
  tracing?: QueueTracing,
): JobQueue {
  const traced = tracing === undefined ? {} : { telemetry: tracing.telemetry };
  const classes = withBackend(store.factory);
  const reach = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      const fault = store.fault(error);
      onError(fault);
      throw fault;
    }
  };
  const onClientError = (error: unknown): void => onError(store.fault(error));
  let producer: InstanceType<typeof classes.FlowProducer> | undefined;
  const queues = new Map<string, InstanceType<typeof classes.Queue>>();

  // What lost its server while it was being made ready fails for ever (BullMQ 6.7): then it is made anew.
  const producerOf = () => {
    if (producer !== undefined) return producer;
    const made = new classes.FlowProducer({ connection: store.adding, prefix: store.prefix, ...traced });
    made.on('error', onClientError);
    made.getBackend().addFlow = strict(made.getBackend(), () => store.renewAdding?.());
    made.waitUntilReady().catch(() => {
      if (producer === made) producer = undefined;
    });
    producer = made;
    return made;
  };
  const queueOf = (name: string) => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = readAnyJob(new classes.Queue(name, { connection: store.adding, prefix: store.prefix }));
    queue.on('error', onClientError);
    queue.waitUntilReady().catch(() => {
      if (queues.get(name) === queue) queues.delete(name);
    });
    queues.set(name, queue);
    return queue;
  };

  const notes = createNotes(queueOf, () => store.now());

  return {
    backend: store.backend,
    place: store.place.name,
    notes: {
      write: (board, id, data) => reach(() => notes.write(board, id, data)),
      create: (board, id, data) => reach(() => notes.create(board, id, data)),
      read: (board) => reach(() => notes.read(board)),
      remove: (board, ids) => reach(() => notes.remove(board, ids)),
    },
    async add(jobs) {
      if (jobs.length === 0) return;
      await reach(async () => {
        await producerOf().addBulk(
          jobs.map((job) => ({
            name: 'job',
            queueName: job.queue,
            prefix: store.prefix,
            data: job.data,
            opts: {
              jobId: job.id,
              ...(job.delayMs === undefined || job.delayMs <= 0 ? {} : { delay: Math.ceil(job.delayMs) }),
              ...keepOptions[job.keep],
              ...neverFails,
              // Each poll adds the next one: as one trace they would never end.
              ...(tracing !== undefined && job.queue === queueNames.polls ? untraced : {}),
              ...(job.keep === 'nothing' ? { deduplication: { id: job.id, ttl: rememberMs } } : {}),
            },
          })),
        );
      });
    },
    async has(queue, id) {
      return (await reach(() => queueOf(queue).getJobState(id))) !== 'unknown';
    },
    consume(queue, options, handler) {
      const work: Work = {
        start: (process) =>
          readAnyJob(
            new classes.Worker(queue, process, {
              connection: store.working,
              prefix: store.prefix,
              ...traced,
              lockDuration: lockMs,
              stalledInterval: stalledCheckMs,
              runRetryDelay: workerRetryMs,
              // A stall says that a process died, nothing of the job; failing it for good would be a loss.
              maxStalledCount: 2_000_000_000,
            }),
          ),
        async waiting() {
          const [waiting, [first]] = await Promise.all([
            queueOf(queue).getWaitingCount(),
            queueOf(queue).getDelayed(0, 0),
          ]);
          const due =
            first === undefined
              ? Number.POSITIVE_INFINITY
              : (first.processedOn ?? first.timestamp) + first.delay;
          return waiting + (due < Date.now() - idleMs ? 1 : 0);
        },
        // Over the connection of adders: what is added next goes to the server that answered here.
        hold: (id, token) => reach(() => queueOf(queue).getBackend().extendLock(id, token, lockMs)),
      };
      return consume(work, options, handler, onClientError, tracing);
    },
    async backlog(queue): Promise<Backlog> {
      return await reach(async () => {
        const counts = await queueOf(queue).getJobCounts(...openStates);
        const jobs = Object.values(counts).reduce((sum, count) => sum + count, 0);
        return { jobs, ...(jobs === 0 ? { bytes: 0, oldestAt: undefined } : await store.measure(queue)) };
      });
    },
    async list(queue, limit) {
      const jobs = await reach(() => queueOf(queue).getJobs([...openStates], 0, limit - 1, true));
      // They come state by state: those that wait before older ones that are being handled.
      const byAge = jobs.toSorted((a, b) => a.timestamp - b.timestamp);
      return byAge.slice(0, limit).map((job) => ({ id: job.id ?? '', data: dataOf(job) }));
    },
    async names(beginning) {
      const names = await reach(() => store.names());
      return names.filter((name) => name.startsWith(beginning)).toSorted();
    },
    async warnings() {
      return await reach(() => store.warnings());
    },
    async dangers() {
      return await reach(() => store.dangers());
    },
    async ping() {
      await reach(() => store.ping());
    },
    async check() {
      await reach(() => notes.write(checksBoard, 'check', {}));
    },
    async describe() {
      return await reach(() => store.describe());
    },
    async tryOut(signal) {
      const queue = `test-${randomBytes(6).toString('hex')}`;
      const taken = Promise.withResolvers<void>();
      const giveUp = (): void => taken.reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      let consumer: Consumer | undefined;
      try {
        await this.add([{ queue, id: 'job', data: { v: 1 }, keep: 'history' }]);
        consumer = this.consume(queue, { concurrency: 1, onError: taken.reject }, async () => {
          taken.resolve();
          return 'done';
        });
        await reach(() => taken.promise);
      } finally {
        signal.removeEventListener('abort', giveUp);
        await consumer?.close();
        await reach(() => queueOf(queue).obliterate({ force: true }));
      }
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await producer?.close();
      await store.close();
    },
  };
}

/**
 * BullMQ's `addBulk` looks at no error of its backend (6.7), so a refused commit would pass for a done one. A server
 * that does not know a script any more (SCRIPT FLUSH, a replica that was promoted) refuses only the entries that need
 * it, and ioredis (6.0) would not send it again within a transaction: then all is added once more over a new connection.
 */
function strict(backend: IQueueBackend, renew: () => void): IQueueBackend['addFlow'] {
  const addFlow = backend.addFlow.bind(backend);
  return async (entries) => {
    let results = await addFlow(entries);
    if (results?.some(([error]) => error?.message.startsWith('NOSCRIPT'))) {
      renew();
      results = await addFlow(entries);
    }
    for (const [error] of results ?? []) if (error) throw error;
    return results;
  };
}

type Process = (job: Job, token: string | undefined, signal: AbortSignal | undefined) => Promise<void>;
interface BullWorker {
  concurrency: number;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

/** What a consumer needs of its queue: how to make a worker, and whether jobs wait that nobody takes. */
interface Work {
  start(process: Process): BullWorker;
  /** Jobs that may be taken; of the delayed ones only whether one is long overdue: whoever takes jobs makes them wait. */
  waiting(): Promise<number>;
  /** Prolongs the lock of a job; 1 where the token still has it. */
  hold(id: string, token: string): Promise<number>;
}

function consume(
  work: Work,
  options: ConsumeOptions,
  handler: Handler,
  onStoreError: (error: unknown) => void,
  tracing: QueueTracing | undefined,
): Consumer {
  let active = 0;
  let concurrency = options.concurrency;
  let lastTaken = Date.now();
  let closed = false;
  const failures = new Map<string, number>();

  const process: Process = async (job, token, signal) => {
    active++;
    lastTaken = Date.now();
    const id = job.id ?? '';
    const taken: TakenJob = {
      id,
      data: dataOf(job),
      run: job.attemptsStarted,
      async hold() {
        if ((await work.hold(id, token ?? '')) === 1) return;
        throw new AzlogError(
          'JOB_LOST',
          `the queue has given the job ${id} to another process after a pause, or has lost it (a replica was promoted). Nothing was committed; the queue hands the work out again`,
        );
      },
    };
    try {
      const outcome = await handler(taken, signal ?? new AbortController().signal);
      if (outcome === 'done') {
        failures.delete(taken.id);
        return;
      }
      await job.moveToDelayed(Date.now() + Math.ceil(outcome.againInMs), token);
    } catch (error) {
      if (error instanceof AzlogError && error.kind === 'stopping') {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      const failed = (failures.get(taken.id) ?? 0) + 1;
      failures.set(taken.id, failed);
      options.onError(error, taken);
      tracing?.failed(error);
      const wait = (error instanceof AzlogError ? error.retryAfterMs : undefined) ?? backoff(failed);
      await job.moveToDelayed(Date.now() + Math.ceil(wait), token);
    } finally {
      active--;
    }
    throw new DelayedError();
  };

  const begin = (): BullWorker => {
    const started = work.start(process);
    started.concurrency = concurrency;
    started.on('error', onStoreError);
    return started;
  };
  let worker = begin();

  // BullMQ workers have been reported to stop taking jobs until a restart after the connection was lost
  // (taskforcesh/bullmq#2466, #2964, #3185); a forwarder must not stand still with a queue in front of it.
  const watchdog = setInterval(async () => {
    if (closed || active > 0 || Date.now() - lastTaken < idleMs) return;
    const waiting = await work.waiting().catch(() => 0);
    if (waiting === 0 || closed || active > 0 || Date.now() - lastTaken < idleMs) return;
    options.onError(
      new Error(
        `${waiting} jobs are waiting and none was taken for ${idleMs / 1000} s: restarting the consumer`,
      ),
      undefined,
    );
    lastTaken = Date.now();
    const stuck = worker;
    worker = begin();
    await stuck.close(true).catch(() => {});
  }, idleMs / 2);
  watchdog.unref();

  return {
    setConcurrency(jobs) {
      if (concurrency === jobs) return;
      concurrency = jobs;
      worker.concurrency = jobs;
    },
    get active() {
      return active;
    },
    async close() {
      closed = true;
      clearInterval(watchdog);
      const closing = worker.close();
      // What is in hand is waited for, however long; the connection is not.
      await Promise.race([closing, idle(() => active === 0)]);
    },
  };
}

/** Resolves some time after nothing is in hand any more. */
async function idle(isIdle: () => boolean): Promise<void> {
  while (!isIdle()) await sleep(100, undefined, { ref: false });
  await sleep(closeMs, undefined, { ref: false });
}

/** Doubles from half a second to a minute, less up to a half at random, so that many processes do not come at once. */
function backoff(failed: number): number {
  const most = Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(failed - 1, 20));
  return Math.ceil(most * (0.5 + Math.random() / 2));
}
