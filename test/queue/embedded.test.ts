import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { notesContract } from '../contracts/notes.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import '../support/compile-cache.ts';
import { patience } from '../support/patience.ts';
import { fillQueueFolder } from '../support/queue-folder.ts';

suite('embedded queue', () => {
  let folder: string;
  let queue: JobQueue;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azlog-embedded-'));
    queue = await openQueue({ url: `embedded:${folder}`, prefix: '' }, unexpected);
  });
  after(async () => {
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });
  queueContract(() => queue);
  notesContract(
    () => [queue, queue],
    async () => {
      const backlogs = await Promise.all((await queue.names('')).map((name) => queue.backlog(name)));
      return backlogs.reduce((sum, { jobs }) => sum + jobs, 0);
    },
  );

  test('a second opening of the folder is refused, with the process that has it', async () => {
    await assert.rejects(
      openQueue({ url: `embedded:${folder}`, prefix: '' }, unexpected),
      (error: unknown) => {
        assert.ok(error instanceof Error && 'code' in error);
        assert.equal(error.code, 'QUEUE_LOCKED');
        assert.match(error.message, new RegExp(`in use by process ${process.pid}`));
        return true;
      },
    );
  });
});

/** With a database in it already; the tests above make theirs. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-embedded-'));
  await fillQueueFolder(folder);
  return folder;
}

suite('embedded queue and crashes', () => {
  test('what was acknowledged is there after kill -9, the lock of the dead is taken over, jobs in hand are run again', async () => {
    const folder = await newFolder();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'embedded-child.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const chunk of child.stdout) {
      acknowledged = Number(String(chunk).trim().split('\n').at(-1));
      if (acknowledged >= 25) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

    await (await openQueue({ url: `embedded:${folder}`, prefix: '' }, unexpected)).close();
    const database = await openEmbedded(folder);
    const { rows } = await database.pool.query<{ free: boolean }>(
      "SELECT locked_until_ms = 0 AS free FROM bullmq.job WHERE state = 'active'",
    );
    await database.close();
    assert.deepEqual(rows, [{ free: true }], 'the job in hand is free without its lock having expired');
    const queue = await openQueue({ url: `embedded:${folder}`, prefix: '' }, unexpected);
    const seen = new Set<string>();
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`only ${seen.size} of ${acknowledged} jobs came back`)),
        30_000 * patience,
      );
      const consumer = queue.consume('work', { concurrency: 1, onError: reject }, async ({ id }) => {
        seen.add(id);
        if (seen.size >= acknowledged) {
          clearTimeout(late);
          setImmediate(() => consumer.close().then(resolve, reject));
        }
        return 'done';
      });
    });
    assert.ok(seen.has('held'), 'the job that was in hand when the process died is run again');
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a lock file that names a process which is gone, or another one of the same id, is taken over', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'lock'), `${process.pid} 1\n`);
    const queue = await openQueue({ url: `embedded:${folder}`, prefix: '' }, unexpected);
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a start that fails halfway leaves no lock that refuses the next one of the same process', async () => {
    const folder = await newFolder();
    const database = await openEmbedded(folder);
    // Something in the way makes the migration fail.
    await database.pool.query('CREATE VIEW bullmq.job AS SELECT 1 AS data');
    await database.close();
    for (let attempt = 0; attempt < 2; attempt++)
      await assert.rejects(openQueue({ url: `embedded:${folder}`, prefix: '' }, unexpected), {
        code: 'QUEUE_UNREACHABLE',
      });
    await rm(folder, { recursive: true, force: true });
  });

  test('the room of removed jobs is given back', async () => {
    const folder = await newFolder();
    const database = await openEmbedded(folder);
    const { pool } = database;
    const bytes = async (): Promise<number> => {
      const { rows } = await pool.query<{ bytes: number }>(
        "SELECT pg_total_relation_size('bullmq.job')::int AS bytes",
      );
      return rows[0]?.bytes ?? 0;
    };
    for (const table of ['job', 'event', 'dedup'])
      await pool.query(`CREATE TABLE bullmq.${table} (data text)`);
    await pool.query("INSERT INTO bullmq.job SELECT repeat('x', 500) FROM generate_series(1, 20000)");
    await pool.query('DELETE FROM bullmq.job');
    assert.ok((await bytes()) > 5_000_000);
    await database.tidy();
    assert.ok((await bytes()) < 100_000, `${await bytes()} bytes are still taken`);
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('statements that fail, as all do on a full disk, leave timers and signals their turn', async () => {
    const folder = await newFolder();
    const { pool, close } = await openEmbedded(folder);
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 100);
    let failed = 0;
    // Asks again at once, as BullMQ does.
    for (; failed < 2_000 && !fired; failed++) await assert.rejects(pool.query('SELECT nothing'), /nothing/);
    assert.ok(failed < 10, `${failed} statements before the timer had its turn`);
    await close();
    await rm(folder, { recursive: true, force: true });
  });
});
