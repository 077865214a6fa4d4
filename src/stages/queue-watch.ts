import { setTimeout as sleep } from 'node:timers/promises';
import { AzlogError } from '../errors.ts';
import { createOutage, lasted } from '../outage.ts';
import type { JobQueue } from '../queue/queue.ts';
import { errorFields, type Logger } from '../telemetry/logger.ts';

/** A connection that is back by then was no outage. */
const graceMs = 1_000;
/** How long a check may take; above what the stores' own time limits are. */
const answerMs = 25_000;
const checkAgainMs = { first: 1_000, most: 5_000 } as const;
const pingEveryMs = 5_000;

/**
 * The trouble of a process's queue, for all its connections and consumers: whatever fails, what is reported is whether
 * the queue accepts a write. So one line says that it is away, with the reason, and one that it works again.
 */
export interface QueueWatch {
  /** Takes every error of the queue. */
  failed(error: AzlogError): void;
  /** An attempt to open the queue, or to start with it, has failed. */
  notOpened(error: AzlogError): void;
  /** The queue is open and works: from now on it is asked. */
  watch(queue: JobQueue): void;
  /** Why the queue does not work at present. */
  readonly reason: string | undefined;
  close(): void;
}

export function createQueueWatch(log: Logger): QueueWatch {
  const outage = createOutage();
  /** Of errors that come although the queue accepts writes, each with its own account. */
  const others = new Map<string, ReturnType<typeof createOutage>>();
  const stop = new AbortController();
  let queue: JobQueue | undefined;
  let reason: string | undefined = 'this process has not reached the queue yet';
  let checking = false;
  let pingedAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const report = (error: AzlogError): void => {
    const { message, ...fields } = errorFields(error);
    reason = message;
    const news = outage.failed(error.code);
    if (news === undefined) return;
    const [state, next] =
      error.code === 'QUEUE_UNREACHABLE'
        ? (['connection lost', 'reconnecting'] as const)
        : (['cannot be used', 'retrying'] as const);
    const first = queue === undefined ? 'cannot be used yet, retrying' : `${state}, ${next}`;
    const text = news.what === 'lasts' ? `still away after ${lasted(news.forMs)}, ${next}` : first;
    log.error(fields, `queue: ${text}: ${message}`);
  };

  /** Asks until the queue accepts a write. @returns how often it did not */
  async function untilItWorks(asked: JobQueue): Promise<number> {
    for (let failures = 0; ; failures++) {
      try {
        await within(asked);
        return failures;
      } catch (error) {
        if (stop.signal.aborted) return failures;
        report(asAzlogError(error));
      }
      const pause = Math.min(checkAgainMs.most, checkAgainMs.first * 2 ** Math.min(failures, 10));
      await sleep(pause, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      if (stop.signal.aborted) return failures;
    }
  }

  async function check(asked: JobQueue, first: AzlogError, hasLasted: boolean): Promise<void> {
    if (hasLasted) report(first);
    else await sleep(graceMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    if (stop.signal.aborted) return;
    const failures = await untilItWorks(asked);
    if (stop.signal.aborted) return;
    reason = undefined;
    const forMs = outage.worked();
    if (forMs !== undefined) {
      others.clear();
      log.info(`queue: works again after ${lasted(forMs)}`);
    } else if (failures === 0) {
      reportPassing(first);
    }
  }

  /** An error of a queue that accepts writes: of one command, or of a connection that was made again meanwhile. */
  function reportPassing(error: AzlogError): void {
    const known = others.get(error.code) ?? createOutage();
    others.set(error.code, known);
    if (known.failed(error.message) === undefined) return;
    const what =
      error.code === 'QUEUE_UNREACHABLE'
        ? 'it failed for a moment and works again'
        : 'it refuses some commands';
    const { message, ...fields } = errorFields(error);
    log.warn(fields, `queue: ${what}: ${message}`);
  }

  const failed = (error: AzlogError): void => {
    if (queue === undefined || checking || stop.signal.aborted) return;
    checking = true;
    // A ping that was under way for longer shows that it was no moment.
    const hasLasted = pingedAt !== undefined && performance.now() - pingedAt > graceMs;
    check(queue, error, hasLasted).finally(() => {
      checking = false;
    });
  };

  /** A server that does not answer at all fails nothing by itself. */
  async function ping(asked: JobQueue): Promise<void> {
    if (checking || pingedAt !== undefined) return;
    pingedAt = performance.now();
    await within(asked, 'ping').catch((error: unknown) => failed(asAzlogError(error)));
    pingedAt = undefined;
  }

  return {
    failed,
    notOpened: report,
    watch(opened) {
      queue = opened;
      reason = undefined;
      const forMs = outage.worked();
      if (forMs !== undefined) log.info(`queue: works after ${lasted(forMs)}`);
      timer = setInterval(() => void ping(opened), pingEveryMs);
      timer.unref();
    },
    get reason() {
      return reason;
    },
    close() {
      clearInterval(timer);
      stop.abort();
    },
  };
}

async function within(queue: JobQueue, what: 'ping' | 'check' = 'check'): Promise<void> {
  const late = new AbortController();
  try {
    await Promise.race([
      queue[what](),
      sleep(answerMs, undefined, { signal: late.signal, ref: false }).then(() => {
        throw new AzlogError(
          'QUEUE_UNREACHABLE',
          `${queue.place} does not answer within ${answerMs / 1000} s; check whether it is overloaded or stopped`,
        );
      }),
    ]);
  } finally {
    late.abort();
  }
}

function asAzlogError(error: unknown): AzlogError {
  if (error instanceof AzlogError) return error;
  return new AzlogError('QUEUE_UNREACHABLE', errorFields(error).message, { cause: error });
}
