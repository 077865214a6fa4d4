import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor } from '../../src/pipeline.ts';
import { jobToPage } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import type { Source } from '../../src/sources/source.ts';
import { startPoller } from '../../src/stages/poller.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { patience } from '../support/patience.ts';
import { startRedisCluster, type TestRedisCluster } from '../support/redis-cluster.ts';
import { type RedisNode, untilAgreed } from '../support/redis-node.ts';
import { fixedCredential } from './fixed-credential.ts';

const prefix = '{azlog}';
const pageRows = 10;

/** Rows with numbers, four pages a read; a single page where it had been further already, so that what was lost is not caught up by chance. */
function numbered(name: string, total: number) {
  const known = new Set<number>();
  let repeated = 0;
  let gate: Promise<void> | undefined;
  let isHeld = false;
  const source: Source = {
    name,
    identity: name,
    ...fixedCredential,
    probe: () => Promise.resolve(true),
    async read(cursor, signal) {
      const next = positionOf(cursor);
      await sleep(150, undefined, { signal });
      const isRepeated = next <= Math.max(-1, ...known);
      known.add(next);
      if (isRepeated) repeated += 1;
      isHeld = gate !== undefined;
      await gate;
      isHeld = false;
      const end = Math.min(total, next + pageRows * (isRepeated ? 1 : 4));
      const pages = [];
      for (let row = next; row < end; row += pageRows) {
        const numbers = Array.from({ length: Math.min(pageRows, end - row) }, (_, index) => row + index);
        const body = Buffer.from(JSON.stringify(numbers));
        pages.push({ form: 'table-rows' as const, rows: numbers.length, body });
      }
      return { pages, cursor: { next: end }, waitMs: end < total ? 0 : 60_000, lagSeconds: 0 };
    },
  };
  return {
    source,
    position: () => Math.max(0, ...known),
    repeated: () => repeated,
    /** Lets reads from now on take until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = undefined;
        resolve();
      };
    },
    isHeld: () => isHeld,
  };
}

function positionOf(cursor: Cursor | undefined): number {
  const next = cursor?.['next'];
  return typeof next === 'number' ? next : 0;
}

/** Keeps the replicas of a node from hearing of what it is told from now on. */
async function cutOff(master: RedisNode, replicas: readonly RedisNode[]): Promise<void> {
  for (const replica of replicas) await replica.ask('CONFIG', 'SET', 'masterauth', 'not-the-password');
  await master.ask('CLIENT', 'KILL', 'TYPE', 'replica');
}

suite('a promoted replica that lacks the newest commits', () => {
  let cluster: TestRedisCluster;
  let queue: JobQueue;
  before(async () => {
    cluster = await startRedisCluster();
    queue = await openQueue({ url: cluster.url, prefix }, () => {});
  });
  after(async () => {
    await queue.close();
    await cluster.stop();
  });

  async function poll(source: Source) {
    const lines: string[] = [];
    const stage = await startPoller(
      { sources: [source], destinations: [], budgetBytes: 1e9 },
      {
        queue,
        metrics: createMetrics(),
        log: createLogger({
          level: 'info',
          stage: 'poller',
          destination: { write: (line) => lines.push(line) },
        }),
      },
    );
    return { stage, lines };
  }

  /** Takes pages of a source until no row is missing, at most for so long. */
  async function takeRows(name: string, total: number, seconds: number): Promise<ReadonlySet<number>> {
    const rows = new Set<number>();
    const consumer = queue.consume('pages', { concurrency: 4, onError: () => {} }, async ({ data }) => {
      const page = await jobToPage(data);
      if (page.source !== name) return 'done';
      const numbers: unknown = JSON.parse(Buffer.from(page.body).toString());
      assert.ok(Array.isArray(numbers));
      for (const number of numbers) rows.add(Number(number));
      return 'done';
    });
    for (const end = Date.now() + seconds * patience * 1000; rows.size < total && Date.now() < end; )
      await sleep(50);
    await consumer.close();
    return rows;
  }

  async function until(what: string, done: () => boolean): Promise<void> {
    for (const end = Date.now() + 30_000 * patience; !done(); await sleep(20)) {
      if (Date.now() > end) throw new Error(`${what}: did not come`);
    }
  }

  test('rows whose pages were lost are read again, and no commit of the lost past is taken', async (context) => {
    const total = 1_200;
    const { source, position, repeated, hold, isHeld } = numbered('behind', total);
    const { master, replicas } = await cluster.ownerOf(prefix);
    const { stage, lines } = await poll(source);
    await until('a beginning that the replica has', () => position() >= 200);
    await cutOff(master, replicas);
    const cut = position();
    await until('commits that the replica has not', () => position() >= cut + 400);
    // A poll that only the dead master knew of is in hand while another becomes master.
    const goOn = hold();
    await until('a read that is held', isHeld);
    await master.kill();
    await cluster.untilMoved(prefix, master);
    // What looks the poll up is the new master: without it, adders are refused before anything is looked up.
    await untilAgreed('the queue talks to the new master', async () => {
      await queue.ping();
      return true;
    });
    goOn();
    const rows = await takeRows('behind', total, 60);
    await stage.close(Date.now() + 10_000);
    const missing = Array.from({ length: total }, (_, row) => row).filter((row) => !rows.has(row));
    context.diagnostic(
      `cut at row ${cut}, ${repeated()} reads were repeated, ${missing.length} rows missing`,
    );
    assert.deepEqual(missing, []);
    assert.ok(repeated() > 0, 'nothing was lost, so nothing was shown');
    assert.match(lines.join(''), /JOB_LOST/);
    await master.start();
    for (const replica of replicas) await replica.ask('CONFIG', 'SET', 'masterauth', '');
    await cluster.untilWhole();
  });

  test('a store that goes back before the beginning of a source begins it anew, and it is said', async () => {
    const total = 300;
    const { source, position } = numbered('unborn', total);
    const { master, replicas } = await cluster.ownerOf(prefix);
    await cutOff(master, replicas);
    const { stage, lines } = await poll(source);
    await until('commits that the replica has not', () => position() >= 120);
    await master.kill();
    await cluster.untilMoved(prefix, master);
    const rows = await takeRows('unborn', total, 60);
    await stage.close(Date.now() + 10_000);
    assert.equal(rows.size, total);
    assert.match(lines.join(''), /the queue has lost the cursor/);
    await master.start();
    for (const replica of replicas) await replica.ask('CONFIG', 'SET', 'masterauth', '');
    await cluster.untilWhole();
  });

  test('a batch that was proven and removed comes again, and a page whose batches were lost too', async () => {
    const { master, replicas } = await cluster.ownerOf(prefix);
    const add = (name: string, id: string) =>
      queue.add([{ queue: name, id, data: { v: 1 }, keep: 'nothing' }]);
    await add('late-pages', 'p.1');
    await add('late-batches', 'b.0');
    const sent: string[] = [];
    const known = async (): Promise<boolean> =>
      (await replicas[0]?.info('master_repl_offset')) === (await master.info('master_repl_offset'));
    for (let waited = 0; !(await known()); waited += 50) {
      assert.ok(waited < 10_000, 'the replica does not catch up');
      await sleep(50);
    }
    await cutOff(master, replicas);
    const formatter = queue.consume('late-pages', { concurrency: 1, onError: () => {} }, async ({ id }) => {
      await add('late-batches', `${id}.siem`);
      return 'done';
    });
    const sender = queue.consume('late-batches', { concurrency: 1, onError: () => {} }, async ({ id }) => {
      sent.push(id);
      return 'done';
    });
    await until('both batches are sent', () => sent.length >= 2);
    while ((await queue.backlog('late-batches')).jobs > 0) await sleep(20);
    await master.kill();
    await cluster.untilMoved(prefix, master);
    await until('both come again', () => sent.length >= 4);
    await formatter.close();
    await sender.close();
    assert.deepEqual(sent.toSorted(), ['b.0', 'b.0', 'p.1.siem', 'p.1.siem']);
    await master.start();
  });
});
