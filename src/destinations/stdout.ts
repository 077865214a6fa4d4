import type { Writable } from 'node:stream';
import { AzlogError } from '../errors.ts';
import type { Batch } from '../pipeline.ts';
import { createProbe } from '../probe/probe.ts';
import type { Destination } from './destination.ts';
import type { DestinationTelemetry } from './destination-telemetry.ts';

export interface StdoutOptions {
  readonly name: string;
}

const windowBytes = 1024 * 1024;

/**
 * Writes messages to standard output, one a line. A batch is proven when the system has taken it (for a pipe or a file
 * there is no better sign). After a failed write, such as a reader that went away, nothing is proven any more.
 */
export function createStdoutDestination(
  options: StdoutOptions,
  telemetry: DestinationTelemetry,
  output: Writable = process.stdout,
): Destination {
  const { name } = options;
  /** Each gives one batch back that is not proven. */
  const waiting = new Set<() => void>();
  let unprovenMessages = 0;
  let closed = false;
  let lastError: string | undefined;
  let lastTrouble: { readonly at: number; readonly message: string } | undefined;
  let failures = 0;
  /** Ends when the write before is done, so that at most one batch is in the stream's own memory. */
  let turn: Promise<void> = Promise.resolve();

  const stopping = (batch: Batch): AzlogError =>
    new AzlogError(
      'STOPPING',
      `Destination "${name}" is stopping; batch ${batch.id} is not proven and must be delivered again.`,
    );

  const failed = (error: Error): void => {
    failures += 1;
    if (lastError !== undefined) return;
    lastError = `Destination "${name}" (standard output): ${error.message}; start the program again with an output that accepts data.`;
    lastTrouble = { at: Date.now(), message: lastError };
    telemetry.log('error', lastError, { destination: name });
  };
  output.on('error', failed);

  const write = (batch: Batch): Promise<void> =>
    new Promise((resolve) => {
      output.write(batch.body, (error) => {
        // A failed write stays unproven: its batch is given back when the process stops.
        if (error === null || error === undefined) resolve();
        else failed(error);
      });
    });

  return {
    name,
    windowBytes,
    deliver(batch, signal) {
      if (closed || signal.aborted) return Promise.reject(stopping(batch));
      unprovenMessages += batch.messages;
      return new Promise<void>((resolve, reject) => {
        let over = false;
        const finish = (settle: () => void): void => {
          if (over) return;
          over = true;
          waiting.delete(giveBack);
          signal.removeEventListener('abort', giveBack);
          unprovenMessages -= batch.messages;
          settle();
        };
        const giveBack = (): void => finish(() => reject(stopping(batch)));
        waiting.add(giveBack);
        signal.addEventListener('abort', giveBack, { once: true });
        turn = turn.then(async () => {
          if (over) return;
          await write(batch);
          finish(() => {
            telemetry.proven?.(batch);
            resolve();
          });
        });
      });
    },
    async probe(batch, tell) {
      const probe = createProbe(['write'], tell);
      await new Promise<void>((resolve) => {
        output.write(batch.body, (error) => {
          if (error === null || error === undefined) {
            probe.pass([{ name: 'written', value: `${batch.body.length} bytes to standard output` }]);
          } else probe.fail([error.message]);
          resolve();
        });
      });
      return probe.ok();
    },
    status: () => ({
      connected: lastError === undefined && !closed,
      unprovenMessages,
      connects: 1,
      failures,
      lastError,
      failingSince: lastTrouble?.at,
      lastTrouble,
      certificates: [],
    }),
    async close(deadline) {
      closed = true;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, lastError === undefined ? Math.max(0, deadline - Date.now()) : 0);
      });
      await Promise.race([turn, late]);
      clearTimeout(timer);
      output.off('error', failed);
      for (const giveBack of [...waiting]) giveBack();
    },
  };
}
