import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { LATEST_SCHEMA_VERSION } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type Receiver, startReceiver } from '../../lab/receiver/receiver.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { jobToDeadLetters, jobToPoll } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import { unexpected } from '../contracts/queue.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type Lab, minute, openLab, until } from './lab.ts';
import {
  readExpected,
  restoreEmbeddedQueue,
  restorePostgresQueue,
  restoreRedisQueue,
  restoreTable,
  tablePlace,
} from './queue-fixture.ts';

const prefix = '{azlog}';
const newRows = 5;
/** Polls that must have gone by without a row: the one that finds the new rows, and a few that sweep all windows. */
const quietPolls = 4;

/** Every version whose queue was recorded. */
const versions = readdirSync(join(import.meta.dirname, '../fixtures'))
  .filter((name) => name.startsWith('queue-'))
  .map((name) => name.slice('queue-'.length));

for (const version of versions) {
  const expected = readExpected(version);

  suite(`a queue that version ${version} left`, () => {
    let folder: string;
    let lab: Lab;
    let redis: TestRedis;
    let postgres: TestPostgres;
    before(async () => {
      assert.ok(Date.now() > Date.parse(expected.recordedAt), 'the clock stands before the recording');
      folder = mkdtempSync(join(tmpdir(), 'azlog-table-'));
      restoreTable(version, folder);
      [lab, redis, postgres] = await Promise.all([
        openLab(91, { ...tablePlace, folder }),
        startRedis(),
        startPostgres(),
      ]);
    });
    after(async () => {
      await lab.close();
      await Promise.all([redis.stop(), postgres.stop()]);
      rmSync(folder, { recursive: true });
    });

    /** Goes on with the restored queue until all of it and five new rows are delivered, and tells of each. */
    async function drain(url: string, context: TestContext): Promise<void> {
      const receiver = await receive(lab);
      context.after(() => receiver.close());
      // What earlier tests have written into the table came after the recording too.
      const written = [...added, ...(await lab.write(newRows, Date.now() - minute, Date.now()))];
      added.push(...written.slice(added.length));
      const before = await contents(url);
      const azlog = await lab.run('all', config(lab, url, receiver));
      const wanted = expected.waiting.length + written.length;
      await until(
        'all that waited, and the new rows',
        () => receiver.counts().distinct >= wanted,
        60,
        () => `${receiver.counts().distinct} of ${wanted}\n${azlog.output()}`,
      );
      const rowsRead = await azlog.metric('azlog_rows_read_total');
      // Beyond that nothing must come: several polls, and the wider sweeps that are due after so long a time.
      await pollsGoBy(url, azlog);
      assert.equal(await azlog.metric('azlog_rows_read_total'), rowsRead);
      assert.equal(rowsRead, written.length, 'only the new rows are read: the cursor goes on');
      // What has arrived is proven a little later, and on a busy machine later than a stop waits for it.
      await until(
        'a proof of all that has arrived',
        async () => (await azlog.metric('azlog_messages_proven_total')) >= wanted,
        60,
        () => azlog.output(),
      );
      const resent = await azlog.metric('azlog_messages_resent_total');
      await azlog.stop();

      const uids = receiver.uids();
      assert.deepEqual([...uids.keys()].toSorted(), [...expected.waiting, ...written].toSorted());
      // A machine so busy that it does not see how a connection ended sends again, which it counts.
      const { duplicates } = receiver.counts();
      assert.ok(duplicates <= resent, `${duplicates} came again, ${resent} were sent again`);
      const afterwards = await contents(url);
      assert.equal(before.letters.length, expected.deadLetters);
      assert.deepEqual(afterwards.letters, before.letters);
      assert.equal(afterwards.chain, before.chain);
      assert.deepEqual(afterwards.waiting, { pages: 0, batches: 0 });
    }
    const added: string[] = [];

    async function pollsGoBy(url: string, { metric }: { metric(name: string): Promise<number> }) {
      if (url.startsWith('embedded:')) {
        // Only the program can look into its own queue: a poll takes half a second.
        const start = Date.now();
        await until(
          'quiet polls',
          async () =>
            Date.now() - start > quietPolls * 1_000 && (await metric('azlog_source_lag_seconds')) < 30,
          60,
        );
        return;
      }
      const from = (await contents(url)).poll;
      await until('quiet polls', async () => (await contents(url)).poll >= from + quietPolls, 60);
    }

    test('drains from Redis: each message once, dead letters stay, no row is read again', async (context) => {
      await restoreRedisQueue(version, redis.url);
      await drain(redis.url, context);
      const client = new Redis(redis.url);
      const stamped = await client.hget(`${prefix}:pages:meta`, 'version');
      client.disconnect();
      assert.equal(stamped, `bullmq:${installedVersion('bullmq')}`);
    });

    test('drains from PostgreSQL, after its schema was migrated', async (context) => {
      await restorePostgresQueue(version, postgres.url);
      await drain(postgres.url, context);
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const { rows } = await client.query('SELECT max(version) AS version FROM bullmq.migration');
      await client.end();
      assert.equal(rows[0].version, LATEST_SCHEMA_VERSION);
    });

    test('drains from the embedded queue', async (context) => {
      const queueFolder = join(lab.folder, 'embedded');
      await restoreEmbeddedQueue(version, queueFolder);
      await drain(`embedded:${queueFolder}`, context);
    });

    test('a folder of the embedded queue is of a form that this version opens', async () => {
      const queueFolder = join(lab.folder, 'empty');
      await (await openEmbedded(queueFolder)).close();
      const made = readFileSync(join(queueFolder, 'postgres/PG_VERSION'), 'utf8').trim();
      assert.equal(
        made,
        expected.embeddedFormat,
        'the PostgreSQL in PGlite is another one: folders of earlier versions must be emptied or converted first',
      );
    });

    test('of a newer version: each kind of job is refused in words and waits, and nothing of it is lost', async (context) => {
      const url = `${redis.url}/1`;
      await restoreRedisQueue(version, url);
      const client = new Redis(url);
      context.after(() => client.disconnect());
      const jobs: string[] = [];
      for (const queue of ['pages', 'batches.siem', 'polls'])
        for (const key of await client.keys(`${prefix}:${queue}:vms.*`)) {
          const data = (await client.type(key)) === 'hash' ? await client.hget(key, 'data') : null;
          if (data !== null && (await client.hget(key, 'finishedOn')) === null) jobs.push(key);
        }
      assert.equal(jobs.length, 3, jobs.join('\n'));
      const setVersion = async (v: number): Promise<void> => {
        for (const key of jobs) {
          const data: object = JSON.parse((await client.hget(key, 'data')) ?? '');
          await client.hset(key, 'data', JSON.stringify({ ...data, v }));
        }
      };
      await setVersion(3);
      const receiver = await receive(lab);
      context.after(() => receiver.close());
      const older = await lab.run('all', config(lab, url, receiver));
      const refusals = (): ReadonlySet<string> =>
        new Set(
          older
            .output()
            .split('\n')
            .filter((line) => line.includes('"code":"JOB_VERSION"'))
            .flatMap((line) => /"msg":"(\w+):/.exec(line)?.[1] ?? []),
        );
      await until(
        'three refusals',
        () => refusals().size === 3,
        60,
        () => older.output(),
      );
      assert.deepEqual([...refusals()].toSorted(), ['formatter', 'sender', 'source']);
      assert.match(
        older.output(),
        /the job is of version 3; this program reads up to 2: run the newer program/,
      );
      assert.match(
        await (await fetch(`${older.healthUrl}/readyz`)).text(),
        /version 3.*run the newer program/,
      );
      assert.equal(receiver.counts().messages, 0);
      await older.stop();

      // What the newer program wrote is given back to one that reads it.
      await setVersion(1);
      const newer = await lab.run('all', config(lab, url, receiver));
      const wanted = expected.waiting.length + added.length;
      await until(
        'all of it',
        () => receiver.counts().distinct >= wanted,
        90,
        () => `${receiver.counts().distinct} of ${wanted}\n${newer.output()}`,
      );
      await newer.stop();
      assert.deepEqual([...receiver.uids().keys()].toSorted(), [...expected.waiting, ...added].toSorted());
    });
  });
}

suite('a store that a newer version has migrated', () => {
  test('is left alone, in words', async () => {
    const postgres = await startPostgres();
    const first = await openQueue({ url: postgres.url, prefix }, unexpected);
    await first.add([{ queue: 'pages', id: 'p.1', data: { v: 1 }, keep: 'nothing' }]);
    await first.close();
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(
      "INSERT INTO bullmq.migration (version, name, min_client_version) VALUES (1000, '1000_newer', 1000)",
    );
    await assert.rejects(openQueue({ url: postgres.url, prefix }, unexpected), {
      code: 'QUEUE_UNREACHABLE',
      kind: 'retryable',
      message: /requires BullMQ major version 1000 or newer/,
    });
    const { rows } = await client.query('SELECT count(*)::int AS jobs FROM bullmq.job');
    assert.equal(rows[0].jobs, 1);
    await client.end();
    await postgres.stop();
  });
});

/** A receiver with the certificates of the lab. */
async function receive({ certificates: { caFile, server } }: Lab): Promise<Receiver> {
  const [ca = '', certificate = '', key = ''] = await Promise.all(
    [caFile, server.certFile, server.keyFile].map((file) => readFile(file, 'utf8')),
  );
  return await startReceiver({ ca, certificate, key });
}

function config(lab: Lab, url: string, { port }: Receiver): object {
  const { caFile, client } = lab.certificates;
  return {
    queue: { url },
    sources: [lab.source()],
    destinations: [
      {
        name: 'siem',
        type: 'syslog',
        preset: 'rsyslog',
        host: '127.0.0.1',
        port,
        transport: 'tls',
        proofSeconds: 1,
        tls: { caFile, certFile: client.certFile, keyFile: client.keyFile },
      },
    ],
  };
}

/** What is in a queue. */
async function contents(url: string) {
  const queue = await openQueue({ url, prefix }, unexpected);
  const letters = await Promise.all(
    (await queue.list('dead-letters', 100)).map(({ data }) => jobToDeadLetters(data)),
  );
  const polls = (await queue.list('polls', 10)).map(({ data }) => jobToPoll(data));
  const [pages, batches] = await Promise.all([queue.backlog('pages'), queue.backlog('batches.siem')]);
  await queue.close();
  const newest = polls.toSorted((a, b) => b.number - a.number)[0];
  return {
    letters: letters.flat(),
    chain: newest?.chain,
    poll: newest?.number ?? 0,
    waiting: { pages: pages.jobs, batches: batches.jobs },
  };
}

function installedVersion(name: string): string {
  const file = join(import.meta.dirname, `../../node_modules/${name}/package.json`);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
