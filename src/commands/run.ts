import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { secretsOf } from '../config/mask-config.ts';
import { type Problem, warningLine } from '../config/problem.ts';
import { AzlogError, isQueueError } from '../errors.ts';
import { type StageName, stageNames } from '../pipeline.ts';
import { openQueue } from '../queue/open-queue.ts';
import type { JobQueue } from '../queue/queue.ts';
import { followSecrets } from '../stages/live-secrets.ts';
import { createQueueWatch, type QueueWatch } from '../stages/queue-watch.ts';
import type { Stage } from '../stages/stage.ts';
import { startStages } from '../stages/start-stages.ts';
import { startVisibility, type Visibility } from '../stages/visibility.ts';
import { createKnownSecrets, type KnownSecrets } from '../telemetry/known-secrets.ts';
import { captureLibraryOutput } from '../telemetry/library-output.ts';
import { createLogger, errorFields, type Logger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { startHealthServer } from '../telemetry/server.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { programVersion } from './program-version.ts';

/** How long a process waits before it tries again to reach a queue that was not there at the start. */
const reachAgainMs = 2_000;

/**
 * Runs a stage, or all, until `stop` aborts; then drains and returns.
 * @returns the exit code: 0 after a stop that was asked for
 * @throws AzlogError of kind `config`
 */
export async function run(
  stage: StageName | 'all',
  options: LoadOptions,
  stop: AbortSignal,
): Promise<number> {
  const names = stage === 'all' ? stageNames : [stage];
  const warnings: Problem[] = [];
  const config = loadConfig({ ...options, stages: names, warn: (warning) => void warnings.push(warning) });
  if (names.length < stageNames.length && config.queue.url.startsWith('embedded:')) {
    throw new AzlogError(
      'CONFIG_INVALID',
      `queue.url: the embedded queue serves one process, so it cannot run the ${stage} alone; run all stages together (azlog run), or set queue.url to a redis:// or postgres:// server`,
    );
  }
  const known = createKnownSecrets(secretsOf(config));
  const log = createLogger({ level: config.log.level, stage, secrets: known });
  captureLibraryOutput(log);
  const tracing = await trace(config, stage, log);
  const metrics = createMetrics();
  metrics.buildInfo.set({ version: programVersion(), stage }, 1);
  const state = { stages: [] as readonly Stage[], queue: createQueueWatch(log) };
  const server = await startHealthServer({
    ...config.http,
    metrics,
    live: () => ({ name: 'process', ok: true }),
    ready: () => [
      state.queue.reason === undefined
        ? { name: 'queue', ok: true }
        : { name: 'queue', ok: false, reason: state.queue.reason },
      ...state.stages.flatMap((running) => running.checks()),
    ],
  });
  log.info(
    { stages: names, health: server.url, config: config.file ?? 'environment', node: process.version },
    'starting',
  );
  for (const warning of warnings) log.warn(`configuration: ${warningLine(warning)}`);

  const tellEnd = (error: unknown): void =>
    log.fatal(errorFields(error), 'the program ends: an error that it does not know how to go on from');
  // The log knows all secrets by value, so it tells of these here in place of the command line.
  process.removeAllListeners('uncaughtException');
  const unforeseen = new Promise<1>((resolve) => {
    process.on('uncaughtException', (error) => {
      tellEnd(error);
      resolve(1);
    });
  });
  try {
    const done = work(names, config, state, { log, metrics, known }, stop).then(() => 0 as const);
    const exitCode = await Promise.race([unforeseen, done]);
    if (exitCode === 0) log.info('stopped');
    return exitCode;
  } catch (error) {
    if (error instanceof AzlogError && error.kind === 'config') throw error;
    tellEnd(error);
    return 1;
  } finally {
    await tracing?.stop();
    await server.close();
  }
}

/** What traces need is loaded only where they are asked for. */
async function trace(config: Config, stage: string, log: Logger): Promise<Tracing | undefined> {
  const { endpoint } = config.tracing;
  if (endpoint === undefined) return undefined;
  const { startTracing } = await import('../telemetry/tracing.ts');
  return startTracing({ endpoint, stage, version: programVersion(), log });
}

async function work(
  names: readonly StageName[],
  config: Config,
  state: { stages: readonly Stage[]; readonly queue: QueueWatch },
  { log, metrics, known }: { readonly log: Logger; readonly metrics: Metrics; readonly known: KnownSecrets },
  stop: AbortSignal,
): Promise<void> {
  const { queue: watch } = state;
  const secrets = followSecrets(config, { log, known });
  const opened = await persist('queue', watch, log, stop, () =>
    openQueue({ ...config.queue, traced: config.tracing.endpoint !== undefined }, watch.failed),
  );
  if (opened === undefined) return;
  const queue: JobQueue = opened;
  const stages = await persist('stages', watch, log, stop, async () => {
    await queue.ping();
    for (const warning of await queue.warnings()) log.warn({ backend: queue.backend }, warning);
    return await startStages(names, config, { queue, log, metrics, secrets });
  });
  if (stages === undefined) return;
  state.stages = stages;
  watch.watch(queue);
  const visibility = await startVisibility({ names, stages, version: programVersion() }, config, {
    queue,
    log,
    metrics,
    known,
  });
  log.info({ stages: names, queue: queue.backend }, 'running');
  await aborted(stop);
  watch.close();
  secrets.close();
  const deadline = Date.now() + config.shutdown.drainSeconds * 1000;
  log.info({ drainSeconds: config.shutdown.drainSeconds }, 'stopping: finishing what is in hand');
  visibility.stopping();
  const drained = await Promise.race([
    drain(state.stages, visibility, queue, deadline).then(() => true),
    late(deadline),
  ]);
  if (!drained)
    log.warn('the drain took longer than shutdown.drainSeconds: what is unproven will be sent again');
}

async function drain(
  stages: readonly Stage[],
  visibility: Visibility,
  queue: JobQueue,
  deadline: number,
): Promise<void> {
  for (const stage of stages) await stage.close(deadline);
  await visibility.close();
  await queue.close();
}

async function late(deadline: number): Promise<false> {
  await sleep(Math.max(0, deadline + 1_000 - Date.now()), undefined, { ref: false });
  return false;
}

/** Tries until it works or a stop is asked for; only an operator's error ends it. */
async function persist<T>(
  what: string,
  watch: QueueWatch,
  log: Logger,
  stop: AbortSignal,
  action: () => Promise<T>,
): Promise<T | undefined> {
  while (!stop.aborted) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof AzlogError && error.kind === 'config') throw error;
      if (isQueueError(error)) watch.notOpened(error);
      else log.error({ what, ...errorFields(error) }, 'cannot start yet, retrying');
      await sleep(reachAgainMs, undefined, { signal: stop }).catch(() => {});
    }
  }
  return undefined;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
