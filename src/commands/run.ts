import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { secretsOf } from '../config/mask-config.ts';
import { type Problem, warningLine } from '../config/problem.ts';
import { showQueueUrl } from '../config/queue-url-kind.ts';
import { AzlogError, isQueueError } from '../errors.ts';
import { type StageName, stageNames } from '../pipeline.ts';
import { openQueue } from '../queue/open-queue.ts';
import type { JobQueue } from '../queue/queue.ts';
import { followSecrets, type LiveSecrets } from '../stages/live-secrets.ts';
import { createQueueWatch, type QueueWatch } from '../stages/queue-watch.ts';
import { createProcessLife, type ProcessLife } from '../stages/reporter.ts';
import type { Stage } from '../stages/stage.ts';
import { startStages } from '../stages/start-stages.ts';
import { startVisibility, type Visibility } from '../stages/visibility.ts';
import { createKnownSecrets, type KnownSecrets } from '../telemetry/known-secrets.ts';
import { captureLibraryOutput } from '../telemetry/library-output.ts';
import { createLogger, errorFields, type Logger, logStyle } from '../telemetry/logger.ts';
import { createMetrics, forgetGauges, type Metrics } from '../telemetry/metrics.ts';
import { sayWhileSlow } from '../telemetry/say-while-slow.ts';
import { startHealthServer } from '../telemetry/server.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { programVersion } from './program-version.ts';
import { createReloads, type Reloads } from './reloads.ts';
import { tellCreation, tellQueue } from './tell-queue.ts';

/** What is known of the process while it runs. */
interface State {
  stages: readonly Stage[];
  /** Of the present round. */
  queue: QueueWatch;
}

/** What all rounds of work share. */
interface Tools {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly known: KnownSecrets;
  readonly life: ProcessLife;
}

/** How long a process waits before it tries again to reach a queue that was not there at the start. */
const reachAgainMs = 2_000;

/**
 * Runs a stage, or all, until `stop` aborts; then drains and returns. At each SIGHUP the configuration is read again: the
 * work in hand is finished, and goes on with the new one in the same process.
 * @param onHangup calls the listener at each SIGHUP from then on
 * @returns the exit code: 0 after a stop that was asked for
 * @throws AzlogError of kind `config`
 */
export async function run(
  stage: StageName | 'all',
  options: LoadOptions,
  stop: AbortSignal,
  onHangup: (listener: () => void) => void = () => {},
): Promise<number> {
  const names = stage === 'all' ? stageNames : [stage];
  const warnings: Problem[] = [];
  const load = (): Config =>
    loadConfig({ ...options, stages: names, warn: (warning) => void warnings.push(warning) });
  const config = load();
  if (names.length < stageNames.length && config.queue.url.startsWith('embedded:')) {
    throw new AzlogError(
      'CONFIG_INVALID',
      `queue.url: the embedded queue serves one process, so it cannot run the ${stage} alone; run all stages together (azlog run), or set queue.url to a redis:// or postgres:// server`,
    );
  }
  const known = createKnownSecrets(secretsOf(config));
  const log = createLogger({
    level: config.log.level,
    stage,
    secrets: known,
    style: logStyle(config.log.format, process.stderr, options.env),
  });
  captureLibraryOutput(log);
  const tracing = await trace(config, stage, log);
  const metrics = createMetrics();
  metrics.buildInfo.set({ version: programVersion(), stage }, 1);
  const state: State = { stages: [], queue: createQueueWatch(log) };
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
    {
      version: programVersion(),
      stages: names,
      config: config.file ?? 'environment',
      queue: showQueueUrl(config.queue.url),
      health: server.url,
      node: process.version,
    },
    'starting',
  );
  tellWarnings(warnings, log);
  const reloads = createReloads(
    () => {
      const wanted = load();
      tellWarnings(warnings, log);
      return wanted;
    },
    log,
    stop,
  );
  onHangup(reloads.request);

  const tellEnd = (error: unknown): void => log.fatal(errorFields(error), 'shutting down: unexpected error');
  // The log knows all secrets by value, so it tells of these here in place of the command line.
  process.removeAllListeners('uncaughtException');
  const unforeseen = new Promise<1>((resolve) => {
    process.on('uncaughtException', (error) => {
      tellEnd(error);
      resolve(1);
    });
  });
  try {
    const done = rounds(
      names,
      config,
      state,
      { log, metrics, known, life: createProcessLife() },
      { stop, reloads },
    ).then(() => 0 as const);
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

/** Tells what was found since the last time. */
function tellWarnings(warnings: Problem[], log: Logger): void {
  for (const warning of warnings.splice(0)) log.warn(`configuration: ${warningLine(warning)}`);
}

/** Works with one configuration after the other. One that the stages cannot start with gives way to the one before. */
async function rounds(
  names: readonly StageName[],
  first: Config,
  state: State,
  tools: Tools,
  { stop, reloads }: { readonly stop: AbortSignal; readonly reloads: Reloads },
): Promise<void> {
  let config = first;
  let proven: Config | undefined;
  while (!stop.aborted) {
    const round = reloads.begin(config);
    tools.known.add(secretsOf(config));
    const secrets = followSecrets(config, tools);
    state.queue = createQueueWatch(tools.log);
    try {
      await work(names, config, state, { ...tools, secrets }, { stop, round });
      proven = config;
      config = reloads.next() ?? config;
    } catch (error) {
      if (
        proven === undefined ||
        proven === config ||
        !(error instanceof AzlogError && error.kind === 'config')
      )
        throw error;
      tools.log.error(
        errorFields(error),
        'reload: the stages cannot start with this configuration, the previous one is used again; correct it and send SIGHUP again',
      );
      config = proven;
    } finally {
      secrets.close();
      state.queue.close();
    }
    forgetGauges(tools.metrics);
  }
}

async function work(
  names: readonly StageName[],
  config: Config,
  state: State,
  { secrets, ...tools }: Tools & { readonly secrets: LiveSecrets },
  { stop, round }: { readonly stop: AbortSignal; readonly round: AbortSignal },
): Promise<void> {
  const { log, metrics, known, life } = tools;
  const { queue: watch } = state;
  log.level = config.log.level;
  const opening = {
    ...config.queue,
    traced: config.tracing.endpoint !== undefined,
    onCreate: (leftovers: readonly string[]) => tellCreation(config, leftovers, log),
    stop: round,
  };
  const opened = await persist('queue', watch, log, round, () =>
    sayWhileSlow(still('opening the queue', log), () => openQueue(opening, watch.failed)),
  );
  if (opened === undefined) return;
  const queue: JobQueue = opened;
  const stages = await persist('stages', watch, log, round, async () => {
    return await sayWhileSlow(still('starting', log), async () => {
      await queue.ping();
      for (const warning of await queue.warnings()) log.warn({ backend: queue.backend }, warning);
      await tellQueue(queue, log);
      return await startStages(names, config, { queue, log, metrics, secrets });
    });
  }).catch(async (error: unknown) => {
    // The configuration before may be used again, with the same folder.
    await queue.close();
    throw error;
  });
  if (stages === undefined) {
    if (!stop.aborted) await queue.close();
    return;
  }
  state.stages = stages;
  watch.watch(queue);
  const visibility = await startVisibility({ names, stages, version: programVersion(), life }, config, {
    queue,
    log,
    metrics,
    known,
  });
  log.info({ stages: names, queue: queue.backend }, 'running');
  await aborted(round);
  watch.close();
  const { drainSeconds } = config.shutdown;
  const deadline = Date.now() + drainSeconds * 1000;
  const why = stop.aborted ? 'stopping' : 'reload';
  log.info({ drainSeconds }, `${why}: finishing the work in hand`);
  visibility.stopping();
  const drained = await sayWhileSlow(still('finishing the work in hand', log), () =>
    Promise.race([
      drain(state.stages, visibility, queue, deadline).then(() => true),
      // The queue must be closed before it is opened again; only the end of the process need not wait for it.
      aborted(stop).then(() => late(deadline)),
    ]),
  );
  if (!drained)
    log.warn('shutdown.drainSeconds passed before all was proven: unproven messages will be sent again');
}

function still(what: string, log: Logger): (seconds: number) => void {
  return (seconds) => log.info({ seconds }, `still ${what}`);
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
      // A stop may be why it failed.
      if (stop.aborted) return undefined;
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
