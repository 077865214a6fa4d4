import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AzlogError } from '../../src/errors.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import { patience } from '../support/patience.ts';
import { startServer } from '../support/process.ts';
import { fillQueueFolder } from '../support/queue-folder.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const mebibyte = 2 ** 20;

/** A disk with the folder of an embedded queue on it; undefined where the test is skipped. */
async function diskWithQueue(
  t: TestContext,
  megabytes: number,
): Promise<{ disk: SmallDisk; folder: string } | undefined> {
  const disk = mountSmallDisk(megabytes);
  if (typeof disk === 'string') {
    t.skip(disk);
    return undefined;
  }
  t.after(() => disk.unmount());
  const folder = join(disk.folder, 'queue');
  await fillQueueFolder(folder);
  return { disk, folder };
}

async function until(what: string, done: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000 * patience; !done(); await sleep(20))
    if (Date.now() > end) throw new Error(`${what}: not within ${30 * patience} s`);
}

suite('a full disk under the embedded queue', () => {
  test('is waited for with QUEUE_FULL while it lasts; then everything acknowledged is taken, and what comes is accepted', async (t) => {
    const place = await diskWithQueue(t, 100);
    if (place === undefined) return;
    const { disk, folder } = place;
    const errors: unknown[] = [];
    const queue = await openQueue({ url: `embedded:${folder}`, prefix: '' }, (error) => {
      errors.push(error);
    });
    t.after(() => queue.close());
    const body = 'x'.repeat(200_000);
    const add = async (id: string): Promise<void> =>
      await queue.add([{ queue: 'work', id, data: { v: 1, body }, keep: 'nothing' }]);
    const taken: string[] = [];
    const consumer = queue.consume(
      'work',
      { concurrency: 1, onError: (error) => void errors.push(error) },
      async ({ id }) => {
        taken.push(id);
        return 'done';
      },
    );
    const accepted = ['first'];
    await add('first');
    await until('the first job', () => taken.length === 1);

    disk.fill(0);
    let turns = 0;
    const timer = setInterval(() => turns++, 20);
    let refused: unknown;
    for (let number = 0; refused === undefined && number < 500; number++) {
      const id = `full.${number}`;
      await add(id).then(
        () => void accepted.push(id),
        (error: unknown) => {
          refused = error;
        },
      );
    }
    clearInterval(timer);
    assert.ok(refused instanceof Error && 'code' in refused, 'the disk is full');
    assert.equal(refused.code, 'QUEUE_FULL');
    assert.match(refused.message, /its disk is full; free space there/);
    assert.ok(turns > 0, 'timers have their turn');

    disk.makeRoom();
    await add('last');
    accepted.push('last');
    await until('all that was accepted', () => accepted.every((id) => taken.includes(id)));
    await consumer.close();
    for (const error of errors)
      assert.equal(error instanceof Error && 'code' in error && error.code, 'QUEUE_FULL');
  });

  test('ends the process where the log of the database cannot grow; a start waits for room, and has all that was acknowledged', async (t) => {
    const place = await diskWithQueue(t, 50);
    if (place === undefined) return;
    const { disk, folder } = place;
    const child = await startServer({
      program: process.execPath,
      args: [
        '--liftoff-only',
        join(import.meta.dirname, 'full-disk-child.ts'),
        folder,
        join(disk.folder, 'filler'),
        '50',
      ],
      ready: (output) => output.includes('acknowledged 20'),
    });
    t.after(() => child.stop('SIGKILL'));
    await until('its end', () => child.output().includes('[ended: 1]'));
    assert.match(child.output(), /QUEUE_FULL/);
    assert.match(child.output(), /its disk is full.*start azlog again, and it resumes where it left off/);

    const outcomes: readonly { code?: string; message?: string; external: number }[] = JSON.parse(
      execFileSync(
        process.execPath,
        ['--liftoff-only', join(import.meta.dirname, 'full-disk-starts.ts'), folder],
        { encoding: 'utf8' },
      ),
    );
    assert.equal(outcomes.length, 5);
    for (const { code, message } of outcomes) {
      assert.equal(code, 'QUEUE_FULL', message);
      assert.match(message ?? '', /has 0 MB free.*needs 32 MB to start.*Free some space/s);
    }
    const grown = (outcomes.at(-1)?.external ?? 0) - (outcomes[0]?.external ?? 0);
    assert.ok(grown < 64 * mebibyte, `an attempt keeps no memory: ${grown} bytes more`);

    disk.makeRoom();
    disk.enlarge(100);
    const database = await openEmbedded(folder);
    const { rows } = await database.pool.query<{ kept: number }>(
      'SELECT count(*)::int AS kept FROM bullmq.kept',
    );
    await database.close();
    assert.deepEqual(rows, [{ kept: 20 }]);
  });

  test('is not made worse by tidying up, which still gives room back while there is a little', async (t) => {
    const place = await diskWithQueue(t, 300);
    if (place === undefined) return;
    const { disk, folder } = place;
    const { pool, tidy, close } = await openEmbedded(folder);
    t.after(close);
    for (const table of ['job', 'event', 'dedup'])
      await pool.query(`CREATE TABLE bullmq.${table} (data text)`);
    const writeLog = async (): Promise<void> => {
      await pool.query("SELECT pg_logical_emit_message(false, 'x', repeat('x', 16000000))");
    };
    for (let round = 0; round < 9; round++) await writeLog();
    await pool.query("INSERT INTO bullmq.job SELECT repeat('x', 500) FROM generate_series(1, 2000)");

    // Not a byte: the log cannot be closed off, and the database would panic of the attempt.
    disk.fill(0);
    await tidy().catch(() => {});
    assert.deepEqual((await pool.query('SELECT 1 AS one')).rows, [{ one: 1 }]);

    // A little, and a statement before the last one that fails.
    disk.makeRoom();
    await pool.query('ALTER TABLE bullmq.event RENAME TO away');
    disk.fill(mebibyte);
    await assert.rejects(tidy(), /event/);
    // More than what is left of the log's last file: the files before it are written over.
    for (let round = 0; round < 4; round++) await writeLog();
  });

  test('that has not a byte left is said as such at a start, and leaves no lock behind', async (t) => {
    const place = await diskWithQueue(t, 60);
    if (place === undefined) return;
    const { disk, folder } = place;
    disk.fill(0);
    await assert.rejects(openEmbedded(folder), (error: AzlogError) => {
      assert.equal(error.code, 'QUEUE_FULL', error.message);
      assert.match(error.message, /is on a full disk \(ENOSPC\)\. Free some space/);
      return true;
    });
    assert.equal(existsSync(join(folder, 'lock')), false);
    disk.makeRoom();
    await (await openEmbedded(folder)).close();
  });
});
