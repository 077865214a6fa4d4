/** Each stage alone: the pure ones in a process of their own, the others as the appliance runs them over a real Redis. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { nodeFlags } from '../lab/programs/node-flags.ts';
import { readMetrics } from '../lab/programs/read-metrics.ts';
import {
  type Appliance,
  cpuMs,
  peakMiB,
  startAppliance,
  startRedis,
  startSimulator,
  startSink,
  stopAll,
  until,
  writeConfig,
} from './rig.ts';

export interface StageResult {
  readonly stage: string;
  readonly cpuMsPerPage: number;
  readonly eventsPerSecondPerCore: number;
  readonly peakMiB: number;
}

const result = (stage: string, cpuMsPerPage: number, peak: number): StageResult => ({
  stage,
  cpuMsPerPage: Math.round(cpuMsPerPage * 100) / 100,
  eventsPerSecondPerCore: Math.round(1_000_000 / cpuMsPerPage),
  peakMiB: Math.round(peak),
});

const execute = promisify(execFile);

interface PureStage {
  readonly cpuMsPerPage: number;
  readonly decodingMsPerPage?: number;
  readonly peakMiB: number;
}

async function runPureStage(stage: string, pages: number): Promise<PureStage> {
  const file = join(import.meta.dirname, 'pure-stage.ts');
  const { stdout } = await execute(process.execPath, [...nodeFlags, file, stage, String(pages)]);
  return JSON.parse(stdout) as PureStage;
}

export async function measurePureStage(
  stage: 'decode' | 'cef' | 'leef',
  pages: number,
): Promise<StageResult> {
  const measured = await runPureStage(stage, pages);
  return result(stage, measured.cpuMsPerPage, measured.peakMiB);
}

/** What a formatter on one core is to do at least, with the full catalogue and decoding on: events/s. */
const formatterTarget = 60_000;

/** Where a formatter's CPU time goes, in ms a page of 1,000 events. */
export interface FormatterCost {
  /** The whole process, as it is measured over Redis. */
  readonly cpuMsPerPage: number;
  readonly eventsPerSecondPerCore: number;
  readonly target: number;
  /** Rows to messages, catalogue and decoding included: one function, alone on its core. */
  readonly formatting: number;
  /** Of that: the texts of codes, by the difference to `decoding: raw`. */
  readonly decoding: number;
  /** Unpacking the page and packing the batch, on any thread. */
  readonly packing: number;
  /** The rest: the queue and its connection, garbage, the engine's compilers, and what two pages at once take from each other. */
  readonly others: number;
}

/** @param formatter the formatter's process, as `measureServedStages` found it */
export async function measureFormatterCost(formatter: StageResult, pages: number): Promise<FormatterCost> {
  const format = await runPureStage('format', pages);
  const pack = await runPureStage('pack', pages);
  const round = (ms: number): number => Math.round(ms * 100) / 100;
  return {
    cpuMsPerPage: formatter.cpuMsPerPage,
    eventsPerSecondPerCore: formatter.eventsPerSecondPerCore,
    target: formatterTarget,
    formatting: round(format.cpuMsPerPage),
    decoding: round(format.decodingMsPerPage ?? 0),
    packing: round(pack.cpuMsPerPage),
    others: round(formatter.cpuMsPerPage - format.cpuMsPerPage - pack.cpuMsPerPage),
  };
}

/** Stages with the metric that tells how far they are. */
const served = [
  { stage: 'read', runs: 'poller', metric: 'azlog_rows_read_total' },
  { stage: 'formatter', runs: 'formatter', metric: 'azlog_events_formatted_total' },
  { stage: 'sender', runs: 'sender', metric: 'azlog_messages_proven_total' },
] as const;

/** Share of the events before the measuring begins: until then the engine compiles what runs often. */
const warmUpShare = 0.25;
/** Fewer are over before a share of them could be seen: they are counted from the first. */
const fewEvents = 100_000;

/**
 * Runs poller, formatter and sender one after the other, each until it has done all events. Their start and first quarter are not counted;
 * compression, queue, framing, TLS and proof are.
 */
export async function measureServedStages(events: number, folder: string): Promise<readonly StageResult[]> {
  const redis = await startRedis(join(folder, 'redis-stages'));
  const simulator = await startSimulator(events, undefined);
  const sink = await startSink('tls', folder);
  const around = [redis.program, simulator.program, sink.program];
  const results: StageResult[] = [];
  let appliance: Appliance | undefined;
  try {
    const configFile = await writeConfig({
      folder,
      queueUrl: redis.url,
      tablePort: simulator.port,
      sinkPort: sink.port,
      transport: 'tls',
      format: 'cef',
      pollSeconds: 1,
      settleSeconds: 1,
      proofSeconds: 1,
    });
    for (const { stage, runs, metric } of served) {
      const running = startAppliance(runs, configFile, () => undefined);
      appliance = running;
      await until(`${stage} runs`, [running.program, ...around], () => running.isRunning());
      const { pid } = running.program;
      const from = events < fewEvents ? 0 : await reach(running, metric, Math.ceil(events * warmUpShare));
      const before = await cpuMs(pid);
      const to = await reach(running, metric, events);
      const spent = (await cpuMs(pid)) - before;
      // One that was done before it was looked at cannot be told apart from its beginning.
      if (to === from)
        throw new Error(`${stage}: ${events} events are too few to measure; give more by --events`);
      results.push(result(stage, spent / ((to - from) / 1_000), await peakMiB(pid)));
      await running.program.stop(30_000);
    }
    return results;
  } finally {
    await stopAll([...(appliance === undefined ? [] : [appliance.program]), ...around]);
  }
}

async function reach({ program, metricsUrl }: Appliance, metric: string, goal: number): Promise<number> {
  let best = -1;
  for (let since = Date.now(); Date.now() - since < 60_000; ) {
    const answer = await fetch(new URL('/metrics', metricsUrl()));
    const value = readMetrics(await answer.text()).get(metric) ?? 0;
    if (value >= goal) return value;
    if (value > best) {
      best = value;
      since = Date.now();
    }
    await wait(250);
  }
  throw new Error(
    `${program.name}: ${metric} stands at ${best} of ${goal} for 60 s\n${program.complaints.join('\n')}`,
  );
}
