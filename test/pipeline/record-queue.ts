/**
 * A program: records a queue with work in every state, as this version of the program leaves it, on Redis and on
 * PostgreSQL. Run once for each version that is released; `upgrade.test.ts` shows that later ones drain it.
 *
 *     npm run record-queue [-- NAME]
 *
 * Writes `test/fixtures/queue-<version>`, or `queue-NAME` for a state between two versions. All events are invented. What is done, with both queues side by side:
 * 20 rows are read, formatted, delivered and proven; 20 more are formatted and wait in batches, some of them in the hands
 * of a sender that is killed; two rows that cannot be used go to the dead letters; 20 more are read and wait in pages;
 * the next poll waits with the cursor behind them all.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startReceiver } from '../../lab/receiver/receiver.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { findPostgresBin } from '../support/install-servers.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';
import { dumpRedis } from '../support/redis-dump.ts';
import { minute, openLab, until } from './lab.ts';
import { type Expected, fixtureFiles, fixtureFolder, tableFile, tablePlace } from './queue-fixture.ts';

const rowsEach = 20;
const brokenRows = 2;

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};
const tableFolder = mkdtempSync(join(tmpdir(), 'azlog-table-'));
const [lab, redis, postgres] = await Promise.all([
  openLab(73, { ...tablePlace, folder: tableFolder }),
  startRedis(),
  startPostgres(),
]);
const { caFile, server, client } = lab.certificates;
const [ca = '', certificate = '', key = ''] = await Promise.all(
  [caFile, server.certFile, server.keyFile].map((file) => readFile(file, 'utf8')),
);
const receiver = await startReceiver({ ca, certificate, key });

const configs = [redis.url, postgres.url].map((url) => ({
  queue: { url },
  sources: [lab.source({ pollSeconds: 1 })],
  destinations: [
    {
      name: 'siem',
      type: 'syslog',
      preset: 'rsyslog',
      host: '127.0.0.1',
      port: receiver.port,
      transport: 'tls',
      proofSeconds: 1,
      tls: { caFile, certFile: client.certFile, keyFile: client.keyFile },
    },
  ],
}));
const run = async (stage: string) => await Promise.all(configs.map((config) => lab.run(stage, config)));
type Running = Awaited<ReturnType<typeof run>>;
const stop = async (running: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
  await Promise.all(running.map((azlog) => azlog.stop(signal)));
};
const reaches = async (running: Running, metric: string, count: number): Promise<void> => {
  for (const azlog of running)
    await until(
      `${metric} ${count}`,
      async () => (await azlog.metric(metric)) === count,
      60,
      () => azlog.output(),
    );
};

// Of the last minute, which is looked at by every poll.
const write = async () => await lab.write(rowsEach, Date.now() - minute, Date.now());

const pollers = await run('poller');
const formatters = await run('formatter');
const senders = await run('sender');
const delivered = await write();
await reaches(senders, 'azlog_messages_proven_total', rowsEach);
await stop(senders);
await receiver.close();

const batched = await write();
await lab.writeBroken(brokenRows, Date.now());
await reaches(formatters, 'azlog_events_formatted_total', 2 * rowsEach);
await reaches(formatters, 'azlog_dead_letters_total', brokenRows);
await stop(formatters);
const killed = await run('sender');
for (const azlog of killed)
  await until(
    'a batch in hand',
    async () => /refused/.test(await (await fetch(`${azlog.healthUrl}/readyz`)).text()),
    30,
  );
await stop(killed, 'SIGKILL');

const read = await write();
await reaches(pollers, 'azlog_rows_read_total', 3 * rowsEach + brokenRows);
await stop(pollers);

const folder = fixtureFolder(process.argv[2] ?? version);
mkdirSync(folder, { recursive: true });
const save = (file: string, content: string | Uint8Array): void => {
  writeFileSync(join(folder, file), file.endsWith('.gz') ? gzipSync(content, { level: 9 }) : content);
};
const commands = await dumpRedis(redis.url, '{azlog}:');
save(fixtureFiles.redis, `${commands.map((command) => JSON.stringify(command)).join('\n')}\n`);
const dump = execFileSync(
  join(findPostgresBin() ?? '', 'pg_dump'),
  [
    '--schema=bullmq',
    '--inserts',
    '--no-owner',
    '--no-privileges',
    '--no-comments',
    `--dbname=${postgres.url}`,
  ],
  { encoding: 'utf8' },
);
// Lines that only psql understands, and settings that only newer servers know.
save(
  fixtureFiles.postgres,
  dump.replaceAll(/^(\\.*|--.*|SET transaction_timeout.*)\n/gm, '').replaceAll(/\n{2,}/g, '\n\n'),
);
const embeddedFolder = mkdtempSync(join(tmpdir(), 'azlog-embedded-'));
await (await openEmbedded(embeddedFolder)).close();
const expected: Expected = {
  version,
  embeddedFormat: readFileSync(join(embeddedFolder, 'postgres/PG_VERSION'), 'utf8').trim(),
  recordedAt: new Date().toISOString(),
  delivered,
  waiting: [...batched, ...read],
  deadLetters: brokenRows,
};
save(fixtureFiles.expected, `${JSON.stringify(expected, null, 2)}\n`);
// Azurite writes its table down when it ends.
await lab.close();
const table: object = JSON.parse(readFileSync(join(tableFolder, tableFile), 'utf8'));
save(fixtureFiles.table, JSON.stringify({ ...table, filename: tableFile }));
await Promise.all([redis.stop(), postgres.stop()]);
for (const made of [tableFolder, embeddedFolder]) rmSync(made, { recursive: true });
console.log(`wrote ${folder}`);
