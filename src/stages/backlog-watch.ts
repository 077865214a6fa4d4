import { queueNames } from '../pipeline.ts';
import { errorFields } from '../telemetry/logger.ts';
import type { StageContext } from './stage.ts';

/** The poller looks often, since reading goes on between two looks. */
const everyMs = 2_000;
const tellAgainMs = 60_000;

/** Follows how much waits in the queues, and whether that is above the budget. */
export interface BacklogWatch {
  /** True when pollers must not read. False before the first look has ended. */
  readonly over: boolean;
  readonly bytes: number;
  close(): void;
}

/**
 * Starts to look at the queues between the stages every two seconds.
 * @param budgetBytes stored bytes in all queues together beyond which reading stops; it goes on at nine tenths of it
 */
export function watchBacklog(
  destinations: readonly string[],
  budgetBytes: number,
  { queue, log, metrics }: StageContext,
): BacklogWatch {
  const names = [queueNames.pages, ...destinations.map(queueNames.batches)];
  const state = { over: false, bytes: 0 };
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let toldAt = 0;
  let closed = false;
  metrics.backlogBudgetBytes.set(budgetBytes);

  async function look(): Promise<void> {
    const found = await Promise.all(names.map(async (name) => ({ name, ...(await queue.backlog(name)) })));
    let bytes = 0;
    for (const backlog of found) {
      bytes += backlog.bytes;
      metrics.backlogJobs.set({ queue: backlog.name }, backlog.jobs);
      metrics.backlogBytes.set({ queue: backlog.name }, backlog.bytes);
    }
    state.bytes = bytes;
    const over = bytes > (state.over ? budgetBytes * 0.9 : budgetBytes);
    if (over && !state.over) {
      since = Date.now();
      const largest = found.reduce((a, b) => (a.bytes > b.bytes ? a : b));
      log.warn(
        { bytes, budgetBytes, largestQueue: largest.name, largestBytes: largest.bytes },
        'reading paused: the queues are above their budget; Azure keeps the rows meanwhile',
      );
    } else if (!over && state.over) {
      log.info({ bytes, budgetBytes, pausedSeconds: (Date.now() - since) / 1000 }, 'reading goes on');
    }
    state.over = over;
    metrics.readingPaused.set(over ? 1 : 0);
  }

  const loop = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      // As long as the backlog is not known, reading goes on or rests as it did.
      if (Date.now() - toldAt > tellAgainMs) {
        toldAt = Date.now();
        log.error(errorFields(error), 'the backlog of the queues cannot be measured');
      }
    }
    if (!closed) timer = setTimeout(() => void loop(), everyMs);
  };
  void loop();
  return {
    get over() {
      return state.over;
    },
    get bytes() {
      return state.bytes;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
