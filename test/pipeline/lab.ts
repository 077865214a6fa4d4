/** What the pipeline's tests share: a real table with invented rows in it, and the program as its user runs it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { stringify } from 'yaml';
import { mainProgram, nodeFlags } from '../../lab/programs/node-flags.ts';
import { rowUid } from '../../lab/windows/generate.ts';
import { createGenerator, type WadRow } from '../../lab/windows/windows-events.ts';
import { type Azurite, type AzuriteOptions, startAzurite } from '../support/azurite.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { patience } from '../support/patience.ts';
import { type ServerProcess, startServer } from '../support/process.ts';
import { fillQueueFolder } from '../support/queue-folder.ts';

export const minute = 60_000;

export interface Lab {
  readonly folder: string;
  readonly azurite: Azurite;
  readonly certificates: Certificates;
  /** Writes so many rows, spread over these times, and gives their uids once the service has them. */
  write(rows: number, from: number, to: number): Promise<readonly string[]>;
  /** Writes rows whose XML cannot be used. */
  writeBroken(rows: number, time: number): Promise<void>;
  /** The configuration of the table as a source. */
  source(more?: object): object;
  /** Starts the program on a configuration, and waits until it runs. A folder of the embedded queue is made for it. */
  run(stage: string, config: object, env?: Readonly<Record<string, string>>): Promise<Azlog>;
  close(): Promise<void>;
}

export interface Azlog extends ServerProcess {
  /** Reads one metric: the sum over all its labels. */
  metric(name: string): Promise<number>;
  readonly healthUrl: string;
}

/** @param table where the table service runs and keeps its data; on a free port and in memory unless given */
export async function openLab(seed: number, table: AzuriteOptions = {}): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-pipeline-'));
  const [azurite, certificates] = await Promise.all([startAzurite(table), createCertificates(folder)]);
  const client = new TableClient(
    azurite.endpoint,
    'WADWindowsEventLogsTable',
    new AzureNamedKeyCredential(azurite.account, azurite.accountKey),
    { allowInsecureConnection: true },
  );
  await client.createTable();
  const generator = createGenerator({ seed });
  const programs: Azlog[] = [];
  let configs = 0;

  return {
    folder,
    azurite,
    certificates,
    async write(rows, from, to) {
      const made = Array.from({ length: rows }, (_, index) =>
        generator.next(Math.floor(from + ((to - from) * index) / rows)),
      );
      for (const group of Map.groupBy(made, (row) => row.PartitionKey).values()) {
        for (let start = 0; start < group.length; start += 100) {
          await client.submitTransaction(
            group.slice(start, start + 100).map((row) => ['create', entityOf(row)]),
          );
        }
      }
      return made.map(rowUid);
    },
    async writeBroken(rows, time) {
      for (let index = 0; index < rows; index++) {
        // The columns would make an event without its XML, too.
        const { EventId: _, ...entity } = entityOf(generator.next(time));
        await client.createEntity({ ...entity, RawXml: '<Event><System></Event>' });
      }
    },
    source: (more = {}) => ({
      name: 'vms',
      type: 'wad-table',
      endpoint: azurite.endpoint,
      account: azurite.account,
      accountKey: azurite.accountKey,
      start: 'beginning',
      pollSeconds: 0.5,
      settleSeconds: 1,
      ...more,
    }),
    async run(stage, config, env = {}) {
      const port = await freePort();
      const file = join(folder, `azlog-${configs++}.yaml`);
      await writeFile(file, stringify({ ...config, http: { port } }));
      const queueFolder = embeddedFolderOf(config);
      if (queueFolder !== undefined) await fillQueueFolder(resolve(folder, queueFolder));
      const server = await startServer({
        program: process.execPath,
        args: [...nodeFlags, mainProgram, 'run', stage, '--config', file],
        env,
        ready: (output) => output.includes('"msg":"running"'),
        readyMs: 60_000,
      });
      const healthUrl = `http://127.0.0.1:${port}`;
      const azlog: Azlog = {
        ...server,
        healthUrl,
        async metric(name) {
          const text = await (await fetch(`${healthUrl}/metrics`)).text();
          const lines = text
            .split('\n')
            .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
          return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
        },
      };
      programs.push(azlog);
      return azlog;
    },
    async close() {
      await Promise.all(programs.map((program) => program.stop('SIGKILL')));
      await azurite.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function embeddedFolderOf(config: object): string | undefined {
  if (!('queue' in config && typeof config.queue === 'object' && config.queue !== null)) return undefined;
  const url = 'url' in config.queue ? String(config.queue.url) : '';
  return url.startsWith('embedded:') ? url.slice('embedded:'.length) : undefined;
}

function entityOf({ PartitionKey, RowKey, EventTickCount, TIMESTAMP, PreciseTimeStamp, ...columns }: WadRow) {
  return {
    partitionKey: PartitionKey,
    rowKey: RowKey,
    EventTickCount: { type: 'Int64' as const, value: EventTickCount },
    TIMESTAMP: { type: 'DateTime' as const, value: TIMESTAMP },
    PreciseTimeStamp: { type: 'DateTime' as const, value: PreciseTimeStamp },
    ...columns,
  };
}

/** How often each uid is in a file of messages. */
export async function uidsIn(file: string): Promise<Map<string, number>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const counts = new Map<string, number>();
  for (const [, uid = ''] of text.matchAll(/AzlogUid=([\w-]{27})/g))
    counts.set(uid, (counts.get(uid) ?? 0) + 1);
  return counts;
}

/**
 * Waits until `done` holds.
 * @param seconds how long it takes at most on a quiet machine; a busy one has several times as long
 * @throws Error that says what was waited for and how far it came
 */
export async function until(
  what: string,
  done: () => boolean | Promise<boolean>,
  seconds: number,
  progress: () => string | Promise<string> = () => '',
): Promise<void> {
  for (const end = Date.now() + seconds * patience * 1000; !(await done()); await sleep(100)) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds * patience} s. ${await progress()}`);
  }
}

/**
 * Waits until `done` holds, as long as it takes while something new comes: a slow machine is no failure.
 * @param came how much has come so far
 * @param seconds how long nothing new may come on a quiet machine; a busy one has several times as long
 * @throws Error that says what was waited for and how far it came
 */
export async function untilWithProgress(
  what: string,
  done: () => boolean | Promise<boolean>,
  came: () => number,
  seconds: number,
  progress: () => string | Promise<string> = () => '',
): Promise<void> {
  let last = { came: came(), at: Date.now() };
  while (!(await done())) {
    if (came() !== last.came) last = { came: came(), at: Date.now() };
    if (Date.now() > last.at + seconds * patience * 1000)
      throw new Error(`${what}: nothing new in ${seconds * patience} s. ${await progress()}`);
    await sleep(100);
  }
}
