/** `npm run bench`: what the appliance can do on this machine. It measures and prints; it never passes or fails. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findNeeded } from '../lab/programs/needed-programs.ts';
import { type Amount, type EndToEndResult, measureEndToEnd, pace, type QueueName } from './end-to-end.ts';
import { measureRedisCost } from './redis-cost.ts';
import { writeCertificates } from './rig.ts';
import {
  type FormatterCost,
  measureFormatterCost,
  measurePureStage,
  measureServedStages,
  type StageResult,
} from './stages.ts';

const usage = `npm run bench -- [options]

  --json                  one JSON object and nothing else on standard output
  --quick                 small amounts: to see that it works, not for figures
  --events N              events of each throughput run over Redis; a third of it over the embedded queue
  --only embedded|redis   end to end over one queue only; no stages
  --stages                the stages only; nothing end to end
  --redis-cost            what a page of 1,000 events costs Redis, and nothing else (docs/capacity.md)
  --help                  this text
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    events: { type: 'string' },
    only: { type: 'string' },
    stages: { type: 'boolean', default: false },
    'redis-cost': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => {
  if (!values.json) console.log(text);
};

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  );
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}

const stageTable = (stages: readonly StageResult[]): string =>
  table(
    ['stage', 'CPU ms/page', 'events/s a core', 'peak MiB'],
    stages.map((one) => [one.stage, one.cpuMsPerPage, one.eventsPerSecondPerCore, one.peakMiB]),
  );

const costText = (cost: FormatterCost): string =>
  [
    `formatter: ${cost.eventsPerSecondPerCore.toLocaleString('en-US')} events/s a core, decoding on; the target is ${cost.target.toLocaleString('en-US')}.`,
    `Of its ${cost.cpuMsPerPage} ms a page: formatting ${cost.formatting}, packing ${cost.packing}, queue, garbage and threads ${cost.others}.`,
    `Decoding costs ${cost.decoding} ms a page (both against raw), within formatting.`,
  ].join('\n');

const endToEndTable = (results: readonly EndToEndResult[]): string =>
  table(
    ['queue', 'transport', 'format', 'events', 'events/s', 'p50 ms', 'p99 ms', 'lost', 'twice', 'peak MiB'],
    results.map((one) => [
      one.queue,
      one.transport,
      one.format,
      one.events,
      one.eventsPerSecond,
      one.p50Ms,
      one.p99Ms,
      one.lost,
      one.duplicates,
      one.peakMiB,
    ]),
  );

async function bench(folder: string): Promise<void> {
  const events = Number(values.events ?? (values.quick ? 30_000 : 400_000));
  if (!Number.isInteger(events) || events < 3_000) {
    throw new Error(
      `--events: ${JSON.stringify(values.events)} is not allowed; give a whole number from 3000`,
    );
  }
  if (values.only !== undefined && values.only !== 'embedded' && values.only !== 'redis') {
    throw new Error(`--only: ${JSON.stringify(values.only)} is not known; allowed are embedded and redis`);
  }
  // Before minutes go into what is measured first.
  if (values.only !== 'embedded') findNeeded('redis-server', 'The bench', 'npm run bench -- --only embedded');
  if (values['redis-cost']) {
    const cost = await measureRedisCost(Math.ceil(events / 1_000));
    console.log(
      JSON.stringify({ node: process.version, cpus: availableParallelism(), redis: cost }, null, 2),
    );
    return;
  }
  const steady = values.quick ? { rate: 1_000, seconds: 4 } : { rate: 3_000, seconds: 20 };
  const amounts: Readonly<Record<QueueName, Amount>> = {
    embedded: { events: Math.ceil(events / 3_000) * 1_000, ...steady },
    redis: { events, ...steady },
  };
  const queues = values.stages
    ? []
    : (['embedded', 'redis'] as const).filter((queue) => (values.only ?? queue) === queue);
  await writeCertificates(folder);

  const stages: StageResult[] = [];
  let formatter: FormatterCost | undefined;
  if (values.only === undefined) {
    say('Each stage alone (a page is 1,000 rows of 2.3 KB, mixed event ids) ...');
    for (const stage of ['decode', 'cef', 'leef'] as const) {
      stages.push(await measurePureStage(stage, values.quick ? 40 : 300));
    }
    stages.push(...(await measureServedStages(Math.min(events, 200_000), folder)));
    const served = stages.find(({ stage }) => stage === 'formatter');
    if (served !== undefined) formatter = await measureFormatterCost(served, values.quick ? 40 : 300);
    say(
      `${stageTable(stages)}\nread, formatter and sender run as the appliance runs them, over Redis with AOF and TLS, their threads' CPU included;\ndecode, cef and leef are one function each, and their memory is that of the sample pages.\n`,
    );
    if (formatter !== undefined) say(`${costText(formatter)}\n`);
  }

  const endToEnd: EndToEndResult[] = [];
  if (queues.length > 0) say('End to end, simulator and sink on the same cores ...');
  for (const queue of queues) {
    for (const transport of ['tcp', 'tls'] as const) {
      for (const format of ['cef', 'leef'] as const) {
        const own = await mkdtemp(join(folder, `${queue}-`));
        await writeCertificates(own);
        const result = await measureEndToEnd({ queue, transport, format }, amounts[queue], own);
        endToEnd.push(result);
        await rm(own, { recursive: true, force: true, maxRetries: 3 });
        say(`  ${queue} ${transport} ${format}: ${result.eventsPerSecond.toLocaleString('en-US')} events/s`);
      }
    }
  }
  if (queues.length > 0)
    say(
      `\n${endToEndTable(endToEnd)}\nevents/s: from the first read to the last proof. Latency: from row visible to proven, at ${steady.rate.toLocaleString('en-US')} rows/s, with\npollSeconds ${pace.pollSeconds}, settleSeconds ${pace.settleSeconds}, proofSeconds ${pace.proofSeconds}.`,
    );
  if (values.json) {
    console.log(
      JSON.stringify({ node: process.version, cpus: availableParallelism(), stages, formatter, endToEnd }),
    );
  }
}

if (values.help) {
  console.log(usage);
} else {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-bench-'));
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(name, () => {
      void rm(folder, { recursive: true, force: true }).finally(() => process.exit(code));
    });
  }
  try {
    await bench(folder);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
