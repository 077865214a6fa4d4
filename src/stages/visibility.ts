import type { Config } from '../config/config.ts';
import type { StageName } from '../pipeline.ts';
import { collectStatus } from '../status/collect-status.ts';
import { type ControlServer, startControlServer } from '../status/control-server.ts';
import { expectedOf } from '../status/expected.ts';
import type { KnownSecrets } from '../telemetry/known-secrets.ts';
import { createScrubber, errorFields } from '../telemetry/logger.ts';
import { type ProcessLife, type Reporter, startReporter } from './reporter.ts';
import type { Stage, StageContext } from './stage.ts';
import { startTailPublisher, type TailPublisher } from './tail-publisher.ts';
import { startTailTap } from './tail-tap.ts';

/** What lets `azlog status` and `azlog tail` see a process. */
export interface Visibility {
  stopping(): void;
  close(): Promise<void>;
}

/**
 * Begins to tell of this process: by a report in the queue's store, and to those who look on either in the store, too, or
 * on a socket in the folder of an embedded queue, which nobody else can open.
 */
export async function startVisibility(
  running: {
    readonly names: readonly StageName[];
    readonly stages: readonly Stage[];
    readonly version: string;
    readonly life: ProcessLife;
  },
  config: Config,
  context: StageContext & { readonly known: KnownSecrets },
): Promise<Visibility> {
  const { queue, log, metrics, known } = context;
  const reporter = startReporter({
    queue,
    metrics,
    log,
    ...running,
    budgetBytes: config.queue.budgetBytes,
    scrub: createScrubber(known),
  });
  const sender = running.stages.find(({ name }) => name === 'sender');
  const onlookers =
    queue.backend === 'embedded'
      ? await listen(sender, reporter, config, context)
      : sender === undefined
        ? undefined
        : startTailPublisher(sender, queue, log);
  return {
    stopping: () => reporter.stopping(),
    async close() {
      await onlookers?.close();
      await reporter.close();
    },
  };
}

/** A process that cannot be asked does its work all the same. */
async function listen(
  sender: Stage | undefined,
  reporter: Reporter,
  config: Config,
  { queue, log }: StageContext,
): Promise<ControlServer | TailPublisher | undefined> {
  const expected = expectedOf(config);
  try {
    return await startControlServer(config.queue.url.slice('embedded:'.length), {
      async status() {
        await reporter.publish();
        return await collectStatus(queue, expected);
      },
      tail: (destination, rate, show) =>
        sender === undefined ? () => {} : startTailTap(sender, destination, rate, show),
    });
  } catch (error) {
    log.warn(errorFields(error), 'azlog status and azlog tail cannot reach this process');
    return undefined;
  }
}
