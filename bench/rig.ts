/** The programs around the appliance: Redis, simulator, sink, and the appliance itself with what it tells of itself. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { createAuthority } from '../lab/certificates.ts';
import { freePort } from '../lab/demo/demo-setup.ts';
import { type ChildProgram, startProgram } from '../lab/programs/child-program.ts';
import { findNeeded } from '../lab/programs/needed-programs.ts';
import { mainProgram, nodeFlags } from '../lab/programs/node-flags.ts';
import type { SinkReport } from './sink.ts';

const repository = join(import.meta.dirname, '..');

export type Transport = 'tcp' | 'tls';
export type FormatName = 'cef' | 'leef';

/** Waits until something is so; a program that ends meanwhile is an error. */
export async function until(
  what: string,
  programs: readonly ChildProgram[],
  isSo: () => boolean,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isSo()) {
    const dead = programs.find((program) => !program.running);
    if (dead !== undefined) throw new Error(`${dead.name} ended: ${dead.complaints.join('\n')}`);
    if (Date.now() > deadline) throw new Error(`${what}: not within 60 s`);
    await wait(20);
  }
}

export async function stopAll(programs: readonly ChildProgram[]): Promise<void> {
  await Promise.all(programs.map((program) => (program.running ? program.stop(15_000) : undefined)));
}

/** A real Redis with the persistence that production asks for. */
export async function startRedis(
  folder: string,
): Promise<{ readonly program: ChildProgram; readonly url: string }> {
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  const program = startProgram({
    name: 'redis-server',
    command: findNeeded('redis-server', 'The bench over Redis'),
    arguments: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    ],
  });
  await until('Redis is ready', [program], () =>
    program.complaints.some((line) => /ready to accept/iu.test(line)),
  );
  return { program, url: `redis://127.0.0.1:${port}/0` };
}

export async function startSimulator(events: number, rate: number | undefined) {
  let port = 0;
  const program = startProgram({
    name: 'the simulator',
    arguments: [
      join(repository, 'bench', 'simulator.ts'),
      ...['--events', String(events)],
      ...(rate === undefined ? [] : ['--rate', String(rate)]),
    ],
    onReport: (report) => {
      port = (report as { readonly port: number }).port;
    },
  });
  await until('the simulator listens', [program], () => port !== 0);
  return { program, port };
}

export async function startSink(transport: Transport, folder: string) {
  let report: SinkReport | undefined;
  const files = ['--cert', join(folder, 'sink.pem'), '--key', join(folder, 'sink-key.pem')];
  const program = startProgram({
    name: 'the sink',
    arguments: [join(repository, 'bench', 'sink.ts'), ...(transport === 'tls' ? files : [])],
    onReport: (line) => {
      report = line as SinkReport;
    },
  });
  await until('the sink listens', [program], () => report !== undefined);
  return { program, port: report?.port ?? 0, report: () => report };
}

export async function writeCertificates(folder: string): Promise<void> {
  const authority = await createAuthority('azlog bench CA');
  const sink = await authority.issue({ name: 'bench-sink', use: 'server' });
  await writeFile(join(folder, 'ca.pem'), authority.certificate);
  await writeFile(join(folder, 'sink.pem'), sink.certificate);
  await writeFile(join(folder, 'sink-key.pem'), sink.key, { mode: 0o600 });
}

export interface ApplianceSettings {
  readonly folder: string;
  readonly queueUrl: string;
  readonly tablePort: number;
  readonly sinkPort: number;
  readonly transport: Transport;
  readonly format: FormatName;
  readonly pollSeconds: number;
  readonly settleSeconds: number;
  readonly proofSeconds: number;
}

export async function writeConfig(settings: ApplianceSettings): Promise<string> {
  const file = join(settings.folder, 'azlog.yaml');
  const account = 'bench';
  await writeFile(
    file,
    stringify({
      queue: { url: settings.queueUrl, budget: '8GiB' },
      http: { port: 0 },
      log: { level: 'debug' },
      sources: [
        {
          name: 'bench',
          type: 'wad-table',
          endpoint: `http://127.0.0.1:${settings.tablePort}/${account}`,
          account,
          accountKey: Buffer.from('not a secret').toString('base64'),
          start: 'beginning',
          pollSeconds: settings.pollSeconds,
          settleSeconds: settings.settleSeconds,
        },
      ],
      destinations: [
        {
          name: 'sink',
          type: 'syslog',
          host: '127.0.0.1',
          port: settings.sinkPort,
          transport: settings.transport,
          format: settings.format,
          header: settings.format === 'cef' ? 'rfc5424' : 'rfc3164',
          framing: 'lf',
          proof: 'read',
          proofSeconds: settings.proofSeconds,
          ...(settings.transport === 'tls'
            ? { tls: { caFile: join(settings.folder, 'ca.pem'), serverName: 'localhost' } }
            : {}),
        },
      ],
    }),
  );
  return file;
}

/** What the sender logs of one batch; times in milliseconds since 1970. */
export interface ProvenBatch {
  readonly messages: number;
  readonly oldest: number;
  readonly newest: number;
  readonly readAt: number;
  readonly provenAt: number;
}

export interface Appliance {
  readonly program: ChildProgram;
  /** Where its metrics are; undefined until it has told. */
  readonly metricsUrl: () => string | undefined;
  readonly isRunning: () => boolean;
}

/** Starts the appliance, or one stage of it, and listens to its log. */
export function startAppliance(
  stage: 'all' | 'poller' | 'formatter' | 'sender',
  configFile: string,
  onProven: (batch: ProvenBatch) => void,
): Appliance {
  let url: string | undefined;
  let running = false;
  const read = (line: string): void => {
    if (!line.startsWith('{')) return;
    const entry = JSON.parse(line) as { readonly msg?: string; readonly health?: string };
    if (entry.msg === 'batch proven') onProven(entry as unknown as ProvenBatch);
    else if (entry.msg === 'starting') url = entry.health;
    else if (entry.msg === 'running') running = true;
  };
  const program = startProgram({
    name: `azlog run ${stage}`,
    arguments: [...nodeFlags, mainProgram, 'run', stage, '--config', configFile],
    onComplaint: read,
    onReport: (report) => read(JSON.stringify(report)),
  });
  return { program, metricsUrl: () => url, isRunning: () => running };
}

/** Largest resident memory that a process has had, in MiB. */
export async function peakMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1_024;
}

/** CPU time that a process has used, all its threads together, in milliseconds (to 10 ms). */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
