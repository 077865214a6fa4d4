import { setTimeout as sleep } from 'node:timers/promises';
import type { Destination } from '../../src/destinations/destination.ts';
import type { DestinationTelemetry } from '../../src/destinations/destination-telemetry.ts';
import { type SyslogOptions, syslogDefaults } from '../../src/destinations/syslog-options.ts';
import type { Batch } from '../../src/pipeline.ts';
import { patience } from '../support/patience.ts';

/** Options with short times, so that a test of faults takes seconds. */
export function quickOptions(
  port: number,
  changes: Partial<SyslogOptions> & Pick<SyslogOptions, 'transport'>,
): SyslogOptions {
  return {
    ...syslogDefaults,
    name: 'siem',
    host: 'localhost',
    port,
    proofSeconds: 0.5,
    kernelGraceSeconds: 3,
    connectTimeoutSeconds: 3,
    stallSeconds: 2,
    reconnectMinMs: 20,
    reconnectMaxMs: 200,
    ...changes,
  };
}

/** A batch of messages `first` to `first + count - 1`, each with its number in it and about `size` bytes long. */
export function createBatch(first: number, count: number, size = 300): Batch {
  const lines = Array.from({ length: count }, (_, index) => messageOf(first + index, size));
  return {
    id: `batch-${first}`,
    source: 'test',
    destination: 'siem',
    messages: count,
    body: Buffer.from(lines.map((line) => `${line}\n`).join('')),
    readAt: 0,
    oldest: 0,
    newest: 0,
  };
}

/** A message that the whole of which must have arrived for it to be counted; some hold characters of several bytes. */
export function messageOf(number: number, size = 300): string {
  const start = `<134>Jan  1 00:00:00 vm-1 CEF:0|azlog|test|1|${number}|Prüfung ${number % 7 === 0 ? '😀' : ''}|3|externalId=${number} msg=`;
  return `${start.padEnd(size - 1, 'x')}.`;
}

export interface Log extends DestinationTelemetry {
  readonly lines: string[];
  resentMessages: number;
}

export function createLog(): Log {
  const log: Log = {
    lines: [],
    resentMessages: 0,
    log(level, message) {
      if (level !== 'debug') log.lines.push(message);
    },
    resent(messages) {
      log.resentMessages += messages;
    },
  };
  return log;
}

/** Delivers `batches` of `perBatch` messages, one each `everyMs`, and resolves when all are proven. */
export async function deliverSteadily(
  destination: Destination,
  plan: {
    readonly batches: number;
    readonly perBatch: number;
    readonly everyMs: number;
    readonly size?: number;
  },
): Promise<void> {
  const { signal } = new AbortController();
  const deliveries: Promise<void>[] = [];
  for (let index = 0; index < plan.batches; index += 1) {
    deliveries.push(
      destination.deliver(createBatch(index * plan.perBatch, plan.perBatch, plan.size), signal),
    );
    await sleep(plan.everyMs);
  }
  await Promise.all(deliveries);
}

/** Numbers of messages that did not arrive whole, and how many came more than once. */
export function reconcile(
  counts: ReadonlyMap<string, number>,
  messages: number,
  size?: number,
): { readonly lost: number[]; readonly duplicates: number } {
  const lost: number[] = [];
  let duplicates = 0;
  for (let number = 0; number < messages; number += 1) {
    const times = counts.get(messageOf(number, size)) ?? 0;
    if (times === 0) lost.push(number);
    duplicates += Math.max(0, times - 1);
  }
  return { lost, duplicates };
}

/** Waits until `condition` holds. @throws Error when it does not within `timeoutMs`, on a busy machine several times that. */
export async function eventually(condition: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs * patience; !condition(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs * patience} ms: ${what}`);
  }
}
