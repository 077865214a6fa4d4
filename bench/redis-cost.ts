/** What a page of 1,000 events costs Redis: CPU, memory, log of changes and network, each by Redis' own counters. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  type Appliance,
  startAppliance,
  startRedis,
  startSimulator,
  startSink,
  stopAll,
  writeConfig,
} from './rig.ts';

export interface RedisCost {
  readonly pages: number;
  readonly cpuMsPerPage: number;
  readonly eventsPerSecondPerCore: number;
  /** Memory and log of changes of a page that waits for the formatter, and of its batch that waits for the sender. */
  readonly queuedPageBytes: number;
  readonly queuedBatchBytes: number;
  readonly logBytesPerPage: number;
  readonly inBytesPerPage: number;
  readonly outBytesPerPage: number;
}

interface Counters {
  readonly cpuMs: number;
  readonly memory: number;
  readonly log: number;
  readonly input: number;
  readonly output: number;
}

async function counters(redis: Redis): Promise<Counters> {
  const text = await redis.info('all');
  const fact = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? 0);
  return {
    // Threads that rewrite the log or free memory are Redis' cost too; children are counted apart.
    cpuMs: 1_000 * (fact('used_cpu_sys') + fact('used_cpu_user')),
    memory: fact('used_memory'),
    log: fact('aof_current_size'),
    input: fact('total_net_input_bytes'),
    output: fact('total_net_output_bytes'),
  };
}

/** Runs poller, formatter and sender one after the other, so that what waits in between can be weighed. */
export async function measureRedisCost(pages: number): Promise<RedisCost> {
  const events = pages * 1_000;
  const folder = await mkdtemp(join(tmpdir(), 'azlog-redis-cost-'));
  const redis = await startRedis(join(folder, 'redis'));
  const simulator = await startSimulator(events, undefined);
  const sink = await startSink('tcp', folder);
  const client = new Redis(redis.url, { replyMapping: 'legacy' });
  const programs = [redis.program, simulator.program, sink.program];
  try {
    // The log is not rewritten meanwhile: its size is what was written to it.
    await client.config('SET', 'auto-aof-rewrite-percentage', '0');
    const config = await writeConfig({
      folder,
      queueUrl: redis.url,
      tablePort: simulator.port,
      sinkPort: sink.port,
      transport: 'tcp',
      format: 'cef',
      pollSeconds: 1,
      settleSeconds: 1,
      proofSeconds: 1,
    });
    const start = await counters(client);
    const run = async (stage: 'poller' | 'formatter' | 'sender', isDone: () => Promise<boolean>) => {
      const appliance: Appliance = startAppliance(stage, config, () => {});
      programs.push(appliance.program);
      for (const end = Date.now() + 600_000; !(await isDone()); await wait(200)) {
        if (!appliance.program.running || Date.now() > end) throw new Error(`the ${stage} did not get done`);
      }
      await stopAll([appliance.program]);
      programs.pop();
      return await counters(client);
    };
    const waiting = async (queue: string): Promise<number> =>
      (await client.llen(`{azlog}:${queue}:wait`)) + (await client.llen(`{azlog}:${queue}:active`));
    const read = await run('poller', async () => (await waiting('pages')) >= pages);
    const waitingPages = await waiting('pages');
    const formatted = await run('formatter', async () => (await waiting('pages')) === 0);
    const batches = await waiting('batches.sink');
    const sent = await run('sender', async () => (await waiting('batches.sink')) === 0);
    const cpuMsPerPage = (sent.cpuMs - start.cpuMs) / pages;
    return {
      pages,
      cpuMsPerPage: Math.round(cpuMsPerPage * 100) / 100,
      eventsPerSecondPerCore: Math.round(1_000_000 / cpuMsPerPage),
      queuedPageBytes: Math.round((read.memory - start.memory) / waitingPages),
      queuedBatchBytes: Math.round((formatted.memory - start.memory) / batches),
      logBytesPerPage: Math.round((sent.log - start.log) / pages),
      inBytesPerPage: Math.round((sent.input - start.input) / pages),
      outBytesPerPage: Math.round((sent.output - start.output) / pages),
    };
  } finally {
    client.disconnect();
    await stopAll(programs);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
