/**
 * `npm run demo`: the whole way on one machine. Azurite stands for the storage account, a generator for the VMs, a TLS
 * receiver for the SIEM; between them runs the appliance as it ships, on its embedded queue.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type ChildProgram, startProgram } from '../programs/child-program.ts';
import { findPackage } from '../programs/needed-programs.ts';
import { mainProgram, nodeFlags } from '../programs/node-flags.ts';
import type { ReceiverReport } from '../receiver/receiver.ts';
import { describeReconciliation, reconcile } from '../receiver/reconcile.ts';
import type { GeneratorReport } from '../windows/generate.ts';
import { createFigures } from './demo-figures.ts';
import { createScreen } from './demo-screen.ts';
import { account, accountKey, applianceConfig, freePort, table, writeCertificates } from './demo-setup.ts';
import type { DemoFigures } from './demo-view.ts';

const usage = `npm run demo -- [options]

Reads realistic Windows Security events from a local Azure table and delivers them over TLS syslog,
with everything between as it ships: no Redis, no Docker, no Azure account.

  --events N          stop after N events, when all are proven; exit 0 only if each arrived once
  --format cef|leef   how the events are written (cef)
  --rate N            events a second (400; 1,000 with --events)
  --keep              keep the folder with configuration, queue and logs
  --help              this text
`;

/** Without any progress for so long, the rest is given up for lost. */
const patienceMs = 90_000;

interface Options {
  readonly events: number | undefined;
  readonly format: 'cef' | 'leef';
  readonly rate: number;
  readonly keep: boolean;
}

const repository = join(import.meta.dirname, '..', '..');
const program = (...path: readonly string[]): string => join(repository, ...path);

async function until(
  what: string,
  child: ChildProgram,
  isSo: () => Promise<boolean> | boolean,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (!child.running) {
      throw new Error(`${child.name} ended before ${what}:\n  ${child.complaints.join('\n  ')}`);
    }
    if (Date.now() > deadline)
      throw new Error(`${what}: not within 60 s\n  ${child.complaints.join('\n  ')}`);
    await wait(100);
  }
}

const isListening = (port: number) => async (): Promise<boolean> => {
  try {
    await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
};

async function demo(options: Options, folder: string, signal: AbortSignal): Promise<boolean> {
  const [tablePort, httpPort] = [await freePort(), await freePort()];
  const written = join(folder, 'written.txt');
  const received = join(folder, 'received.txt');
  await writeFile(written, '');
  await mkdir(join(folder, 'azurite'));
  await writeCertificates(folder);

  const azurite = startProgram({
    name: 'Azurite',
    directory: folder,
    arguments: [
      findPackage(repository, 'azurite', 'dist', 'src', 'table', 'main.js'),
      ...['--silent', '--disableTelemetry', '--location', join(folder, 'azurite')],
      ...['--tableHost', '127.0.0.1', '--tablePort', String(tablePort)],
    ],
  });
  let siem: ReceiverReport | undefined;
  const receiver = startProgram({
    name: 'the receiver',
    arguments: [
      program('lab', 'receiver', 'receiver.ts'),
      ...[
        '--ca',
        join(folder, 'ca.pem'),
        '--cert',
        join(folder, 'siem.pem'),
        '--key',
        join(folder, 'siem-key.pem'),
      ],
      ...['--received', received],
    ],
    onReport: (report) => {
      siem = report as ReceiverReport;
    },
  });
  const started: ChildProgram[] = [azurite, receiver];
  try {
    await until('Azurite listens', azurite, isListening(tablePort));
    await until('the receiver listens', receiver, () => siem !== undefined);
    let rows: GeneratorReport = { event: 'progress', written: 0, late: 0, retries: 0 };
    const generator = startProgram({
      name: 'the generator',
      arguments: [
        program('lab', 'windows', 'generate.ts'),
        ...['--rate', String(options.rate), '--written', written],
        ...(options.events === undefined ? [] : ['--events', String(options.events)]),
      ],
      environment: {
        DEMO_ENDPOINT: `http://127.0.0.1:${tablePort}/${account}`,
        DEMO_ACCOUNT: account,
        DEMO_ACCOUNT_KEY: accountKey,
        DEMO_TABLE: table,
      },
      onReport: (report) => {
        rows = report as GeneratorReport;
      },
    });
    started.push(generator);
    await until('the generator reports', generator, () => rows.written > 0 || rows.event === 'done');

    const configFile = join(folder, 'azlog.yaml');
    const config = { folder, format: options.format, tablePort, siemPort: siem?.port ?? 0, httpPort };
    await writeFile(configFile, applianceConfig(config));
    const log: string[] = [];
    const keepLog = (line: string): void => {
      log.push(line);
      if (log.length > 10_000) log.shift();
    };
    const appliance = startProgram({
      name: 'the appliance',
      arguments: [...nodeFlags, mainProgram, 'run', 'all', '--config', configFile],
      directory: folder,
      onComplaint: keepLog,
      onReport: (report) => keepLog(JSON.stringify(report)),
    });
    started.push(appliance);

    const figures = createFigures(options, folder, httpPort, () => ({ rows, siem }));
    const screen = createScreen();
    let lastProgress = Date.now();
    let best = -1;
    let problem: string | undefined;
    while (true) {
      const now = await figures();
      screen.show(now);
      if (now.received + now.proven + now.written > best) {
        best = now.received + now.proven + now.written;
        lastProgress = Date.now();
      }
      if (signal.aborted) break;
      if (rows.event === 'done' && now.proven >= rows.written) break;
      const dead = started.find((child) => !child.running && child !== generator);
      if (dead !== undefined) problem = `${dead.name} ended by itself:\n  ${dead.complaints.join('\n  ')}`;
      if (!generator.running && rows.event !== 'done') {
        problem = `the generator failed:\n  ${generator.complaints.join('\n  ')}`;
      }
      if (Date.now() - lastProgress > patienceMs) problem = `nothing has moved for ${patienceMs / 1000} s`;
      if (problem !== undefined) break;
      await wait(screen.everyMs, undefined, { signal }).catch(() => undefined);
    }
    // What is written must be delivered before the reconciliation can hold: the writer stops first.
    await generator.stop(20_000);
    if (signal.aborted && problem === undefined) {
      console.log('Stopping: what is written is being delivered (Ctrl-C again: at once) ...');
      await drained(figures, () => rows.written);
    }
    await appliance.stop(40_000);
    await receiver.stop(10_000);
    await azurite.stop(10_000);
    await writeFile(join(folder, 'appliance.log'), `${log.join('\n')}\n`);
    const result = reconcile(
      await readFile(written, 'utf8'),
      await readFile(received, 'utf8').catch(() => ''),
      siem?.unknown ?? 0,
    );
    if (problem !== undefined) console.error(`\nThe demo did not finish: ${problem}\n`);
    if (problem !== undefined || !result.holds) {
      const unusual = log.filter(
        (line) => /"level":"?(?:[456]0|warn|error|fatal)/u.test(line) || !line.startsWith('{'),
      );
      if (unusual.length > 0)
        console.error(`From the appliance's log:\n  ${unusual.slice(-10).join('\n  ')}\n`);
    }
    console.log(describeReconciliation(result));
    const isWhole = options.events === undefined || signal.aborted || result.written === options.events;
    return problem === undefined && result.holds && isWhole;
  } finally {
    await Promise.all(started.filter((child) => child.running).map((child) => child.stop(5_000)));
  }
}

async function drained(figures: () => Promise<DemoFigures>, target: () => number): Promise<void> {
  let best = -1;
  for (let quietSince = Date.now(); Date.now() - quietSince < patienceMs / 2; ) {
    const { proven } = await figures();
    if (proven >= target()) return;
    if (proven > best) {
      best = proven;
      quietSince = Date.now();
    }
    await wait(500);
  }
}

function parseOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      events: { type: 'string' },
      format: { type: 'string', default: 'cef' },
      rate: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { format } = values;
  if (format !== 'cef' && format !== 'leef') {
    throw new Error(`--format: ${JSON.stringify(format)} is not known; allowed are cef and leef`);
  }
  const whole = (name: 'events' | 'rate'): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!/^[1-9]\d{0,8}$/u.test(text)) {
      throw new Error(
        `--${name}: ${JSON.stringify(text)} is not allowed; give a whole number from 1 to 999999999`,
      );
    }
    return Number(text);
  };
  const events = whole('events');
  return { events, format, rate: whole('rate') ?? (events === undefined ? 400 : 1_000), keep: values.keep };
}

async function main(): Promise<number> {
  let options: Options | undefined;
  try {
    options = parseOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 64;
  }
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'azlog-demo-'));
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  process.on('exit', () => {
    if (!options.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const limit =
    options.events === undefined ? 'until Ctrl-C' : `${options.events.toLocaleString('en-US')} events`;
  console.log(
    `A local Azure table (Azurite), invented VMs that log into it, the appliance, and a TLS syslog receiver:\n${limit}, ${options.rate}/s in bursts, as ${options.format.toUpperCase()}. Everything is in ${folder}\nFrom another terminal: npm run azlog -- status --watch --config ${join(folder, 'azlog.yaml')}\nThe first start of the embedded queue takes some seconds.\n`,
  );
  try {
    return (await demo(options, folder, stop.signal)) ? 0 : 1;
  } catch (error) {
    console.error(`The demo could not run: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    if (options.keep) console.log(`\nKept: ${folder}`);
  }
}

process.exit(await main());
