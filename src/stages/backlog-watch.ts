import { queueNames } from '../pipeline.ts';
import type { StageContext } from './stage.ts';

/** The poller looks often, since reading continues between two looks. */
const everyMs = 2_000;

/** Follows how much waits in the queues, and whether that is above the budget. */
export interface BacklogWatch {
  /** True when pollers must not read. False before the first look has ended. */
  readonly over: boolean;
  readonly bytes: number;
  close(): void;
}

/**
 * Starts to look at the queues between the stages every two seconds.
 * @param budgetBytes stored bytes in all queues together beyond which reading stops; it resumes at nine tenths of it
 */
export function watchBacklog(
  destinations: readonly string[],
  budgetBytes: number,
  { queue, log, metrics }: StageContext,
): BacklogWatch {
  const budgeted = [queueNames.pages, ...destinations.map(queueNames.batches)];
  const state = { over: false, bytes: 0 };
  /** When the oldest job of each queue was added, as of the last look. */
  const oldest = new Map<string, number | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let closed = false;
  metrics.backlogBudgetBytes.set(budgetBytes);

  async function look(): Promise<void> {
    const measure = async (name: string) => ({ name, ...(await queue.backlog(name)) });
    // Dead letters wait for an operator, so they must not stop what can continue.
    const [deadLetters, found] = await Promise.all([
      measure(queueNames.deadLetters),
      Promise.all(budgeted.map(measure)),
    ]);
    const bytes = found.reduce((sum, backlog) => sum + backlog.bytes, 0);
    for (const backlog of [deadLetters, ...found]) {
      oldest.set(backlog.name, backlog.oldestAt);
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
        'reading paused: the queues are over budget; Azure keeps the rows meanwhile',
      );
    } else if (!over && state.over) {
      log.info({ bytes, budgetBytes, pausedSeconds: (Date.now() - since) / 1000 }, 'reading resumed');
    }
    state.over = over;
    metrics.readingPaused.set(over ? 1 : 0);
    metrics.readingPausedSince.set(over ? since / 1000 : 0);
  }

  const loop = async (): Promise<void> => {
    try {
      await look();
    } catch {
      // The queue's trouble is reported for all that use it. Until the backlog is known again, reading continues or
      // rests as it did.
    }
    // Also when the look failed: what waits grows older all the same.
    for (const [name, addedAt] of oldest) {
      const age = addedAt === undefined ? 0 : Math.max(0, Date.now() - addedAt) / 1000;
      metrics.backlogOldestAge.set({ queue: name }, age);
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
