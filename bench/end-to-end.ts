/** From the table to the proof: throughput with all rows there at once, latency with rows that appear steadily. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ApplianceSettings,
  type FormatName,
  type ProvenBatch,
  peakMiB,
  startAppliance,
  startRedis,
  startSimulator,
  startSink,
  stopAll,
  type Transport,
  until,
  writeConfig,
} from './rig.ts';

export type QueueName = 'embedded' | 'redis';

export interface EndToEndCase {
  readonly queue: QueueName;
  readonly transport: Transport;
  readonly format: FormatName;
}

export interface EndToEndResult extends EndToEndCase {
  readonly events: number;
  /** From the first read to the last proof. */
  readonly eventsPerSecond: number;
  /** From a row's visibility in the table to its proof, at a steady rate. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of both runs. */
  readonly lost: number;
  readonly duplicates: number;
  /** Of the largest process of the appliance, in either run. */
  readonly peakMiB: number;
}

export interface Amount {
  readonly events: number;
  /** The latency run: this many rows a second, for so long. */
  readonly rate: number;
  readonly seconds: number;
}

interface Flow {
  readonly batches: readonly ProvenBatch[];
  readonly lost: number;
  readonly duplicates: number;
  readonly peakMiB: number;
}

/** Without any progress for so long, what is missing counts as lost. */
const patienceMs = 30_000;

export async function measureEndToEnd(
  one: EndToEndCase,
  amount: Amount,
  folder: string,
): Promise<EndToEndResult> {
  const throughput = await flow(one, amount.events, undefined, join(folder, 'throughput'), folder);
  const steady = await flow(one, amount.rate * amount.seconds, amount.rate, join(folder, 'latency'), folder);
  const begin = Math.min(...throughput.batches.map(({ readAt }) => readAt));
  const end = Math.max(...throughput.batches.map(({ provenAt }) => provenAt));
  const proven = throughput.batches.reduce((sum, { messages }) => sum + messages, 0);
  const [p50Ms, p99Ms] = percentiles(steady.batches, [0.5, 0.99]);
  return {
    ...one,
    events: amount.events,
    eventsPerSecond:
      throughput.batches.length === 0 ? 0 : Math.round((proven * 1_000) / Math.max(1, end - begin)),
    p50Ms: Math.round(p50Ms ?? Number.NaN),
    p99Ms: Math.round(p99Ms ?? Number.NaN),
    lost: throughput.lost + steady.lost,
    duplicates: throughput.duplicates + steady.duplicates,
    peakMiB: Math.round(Math.max(throughput.peakMiB, steady.peakMiB)),
  };
}

async function flow(
  { queue, transport, format }: EndToEndCase,
  events: number,
  rate: number | undefined,
  queueFolder: string,
  folder: string,
): Promise<Flow> {
  const redis = queue === 'redis' ? await startRedis(queueFolder) : undefined;
  const simulator = await startSimulator(events, rate);
  const sink = await startSink(transport, folder);
  const around = [simulator.program, sink.program, ...(redis === undefined ? [] : [redis.program])];
  const settings: ApplianceSettings = {
    folder,
    queueUrl: redis?.url ?? `embedded:${queueFolder}`,
    tablePort: simulator.port,
    sinkPort: sink.port,
    transport,
    format,
    ...pace,
  };
  const batches: ProvenBatch[] = [];
  let proven = 0;
  const stages = queue === 'redis' ? (['sender', 'formatter', 'poller'] as const) : (['all'] as const);
  const configFile = await writeConfig(settings);
  const running = stages.map((stage) =>
    startAppliance(stage, configFile, (batch) => {
      batches.push(batch);
      proven += batch.messages;
    }),
  );
  const appliance = running.map(({ program }) => program);
  try {
    await until('the appliance runs', [...appliance, ...around], () =>
      running.every((one) => one.isRunning()),
    );
    let best = -1;
    for (let since = Date.now(); proven < events && Date.now() - since < patienceMs; await wait(100)) {
      const moved = proven + (sink.report()?.messages ?? 0);
      if (moved > best) {
        best = moved;
        since = Date.now();
      }
      const dead = appliance.find((program) => !program.running);
      if (dead !== undefined) throw new Error(`${dead.name} ended: ${dead.complaints.join('\n')}`);
    }
    // The sink reports twice a second.
    await wait(1_100);
    const report = sink.report();
    const peaks = await Promise.all(appliance.map(({ pid }) => peakMiB(pid)));
    return {
      batches,
      lost: events - (report?.distinct ?? 0),
      duplicates: (report?.messages ?? 0) - (report?.distinct ?? 0),
      peakMiB: Math.max(...peaks),
    };
  } finally {
    await stopAll(appliance);
    await stopAll(around);
  }
}

/** What bounds latency from below: rows are read so far behind the clock, so often, and proven so soon when it is quiet. */
export const pace = { pollSeconds: 0.5, settleSeconds: 1, proofSeconds: 1 } as const;

/** A batch tells only its oldest and newest event; between them its events are taken to be spread evenly. */
const samplesABatch = 10;

function percentiles(
  batches: readonly ProvenBatch[],
  wanted: readonly number[],
): readonly (number | undefined)[] {
  const samples = batches
    .flatMap(({ oldest, newest, provenAt, messages }) =>
      Array.from({ length: samplesABatch }, (_, index) => ({
        latency: provenAt - (oldest + ((newest - oldest) * (index + 0.5)) / samplesABatch),
        weight: messages / samplesABatch,
      })),
    )
    .sort((one, other) => one.latency - other.latency);
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  return wanted.map((share) => {
    let passed = 0;
    return samples.find(({ weight }) => {
      passed += weight;
      return passed >= total * share;
    })?.latency;
  });
}
