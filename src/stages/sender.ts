import type { Destination } from '../destinations/destination.ts';
import { isQueueError } from '../errors.ts';
import { type Batch, queueNames } from '../pipeline.ts';
import { jobToBatch } from '../queue/jobs.ts';
import type { Consumer } from '../queue/queue.ts';
import { errorFields } from '../telemetry/logger.ts';
import type { Activity, Stage, StageCheck, StageContext } from './stage.ts';

/** How many batches may wait for proof at the same time, whatever their size. */
const batchesInFlight = { first: 16, least: 4, most: 512 } as const;

/**
 * Starts to deliver: one queue, one connection and one window for each destination, so that one that is down touches no
 * other. A batch stays in the queue until it is proven.
 */
export function startSender(destinations: readonly Destination[], context: StageContext): Stage {
  const lanes = destinations.map((destination) => {
    const proven: Proven = { listeners: new Set(), lastAt: undefined };
    return { destination, proven, consumer: startLane(destination, proven, context) };
  });
  const tell = (): void => {
    for (const { destination } of lanes) tellStatus(destination, context);
  };
  tell();
  const timer = setInterval(tell, 1_000);
  timer.unref();
  const stop = new AbortController();
  return {
    name: 'sender',
    checks(): readonly StageCheck[] {
      return lanes.map(({ destination }) => {
        // Forgotten once something was proven: ready means delivering, not merely connected.
        const { lastError } = destination.status();
        const name = `destination ${destination.name}`;
        if (lastError === undefined) return { name, ok: true };
        return { name, ok: false, reason: lastError };
      });
    },
    activity: () => lanes.map(({ destination, proven }) => activityOf(destination, proven)),
    onProven(name, listener) {
      const listeners = lanes.find(({ destination }) => destination.name === name)?.proven.listeners;
      listeners?.add(listener);
      return () => void listeners?.delete(listener);
    },
    async close(deadline) {
      clearInterval(timer);
      stop.abort();
      // Consumers first, so that nothing new is taken while the destinations prove what they have.
      await Promise.all(
        lanes.map(async ({ destination, consumer }) => {
          const idle = consumer.close();
          await destination.close(deadline);
          await idle;
        }),
      );
    },
  };
}

/** What was last proven at a destination, and who wants to see it. */
interface Proven {
  readonly listeners: Set<(batch: Batch) => void>;
  lastAt: number | undefined;
}

function startLane(
  destination: Destination,
  proven: Proven,
  { queue, log, metrics }: StageContext,
): Consumer {
  // A count that begins with its first event hides that event from `rate` and `increase`.
  metrics.messagesProven.inc({ destination: destination.name }, 0);
  metrics.messagesResent.inc({ destination: destination.name }, 0);
  const never = new AbortController().signal;
  let averageBytes = destination.windowBytes / batchesInFlight.first;
  const consumer: Consumer = queue.consume(
    queueNames.batches(destination.name),
    {
      concurrency: batchesInFlight.first,
      onError(error, job) {
        if (isQueueError(error)) return;
        log.error(
          { destination: destination.name, batch: job?.id, ...errorFields(error) },
          'sender: a batch could not be delivered, retrying',
        );
      },
    },
    async (job) => {
      const started = performance.now();
      const batch = await jobToBatch(job.data);
      // Small batches need more of them in flight for the same number of bytes; large ones fewer, to bound memory.
      averageBytes += (batch.body.length - averageBytes) / 16;
      consumer.setConcurrency(
        Math.round(
          Math.min(
            batchesInFlight.most,
            Math.max(batchesInFlight.least, destination.windowBytes / averageBytes),
          ),
        ),
      );
      await destination.deliver(batch, never);
      const provenAt = Date.now();
      proven.lastAt = provenAt;
      for (const listener of proven.listeners) show(batch, listener, log);
      metrics.messagesProven.inc({ destination: destination.name }, batch.messages);
      metrics.batchDuration.observe({ destination: destination.name }, (performance.now() - started) / 1000);
      metrics.deliveryLagSeconds.set(
        { source: batch.source, destination: destination.name },
        (provenAt - batch.newest) / 1000,
      );
      log.debug(
        {
          destination: destination.name,
          batch: batch.id,
          messages: batch.messages,
          oldest: batch.oldest,
          newest: batch.newest,
          readAt: batch.readAt,
          provenAt,
        },
        'batch proven',
      );
      return 'done';
    },
  );
  return consumer;
}

/** Whoever looks on must not touch delivery: a batch that is proven stays so. */
function show(batch: Batch, listener: (batch: Batch) => void, log: StageContext['log']): void {
  try {
    listener(batch);
  } catch (error) {
    log.error({ batch: batch.id, ...errorFields(error) }, 'tail: could not show a proven batch');
  }
}

function activityOf(destination: Destination, { lastAt }: Proven): Activity {
  const { failingSince, lastTrouble } = destination.status();
  return {
    name: destination.name,
    ...(lastAt === undefined ? {} : { lastDoneAt: lastAt }),
    ...(failingSince === undefined ? {} : { failingSince }),
    ...(lastTrouble === undefined ? {} : { lastError: lastTrouble }),
  };
}

function tellStatus(destination: Destination, { metrics }: StageContext): void {
  const labels = { destination: destination.name };
  const status = destination.status();
  metrics.unprovenMessages.set(labels, status.unprovenMessages);
  metrics.destinationConnected.set(labels, status.connected ? 1 : 0);
  metrics.destinationConnects.set(labels, status.connects);
  metrics.destinationFailures.set(labels, status.failures);
  if (status.lastTrouble !== undefined)
    metrics.destinationLastError.set(labels, status.lastTrouble.at / 1000);
  for (const { certificate, expiresAt } of status.certificates)
    metrics.certificateExpiry.set({ ...labels, certificate }, expiresAt / 1000);
}
