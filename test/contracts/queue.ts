import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AzlogError } from '../../src/errors.ts';
import { pack, unpack } from '../../src/queue/codec.ts';
import type { Handler, JobQueue, NewJob, TakenJob } from '../../src/queue/queue.ts';
import { patience } from '../support/patience.ts';

/** For a queue of which no connection error is expected. */
export function unexpected(error: unknown): never {
  throw new Error(`the queue reports ${String(error)}`);
}

/** What every queue must do; each test uses queue names of its own, so they can share a store. */
export function queueContract(open: () => JobQueue): void {
  const name = (): string => `q-${randomBytes(4).toString('hex')}`;
  const job = (queue: string, id: string, more: Partial<NewJob> = {}): NewJob => ({
    queue,
    id,
    data: { v: 1, id },
    keep: 'nothing',
    ...more,
  });

  /** Consumes until `enough` says so, then closes the consumer. */
  async function take(
    queue: string,
    handler: Handler,
    enough: () => boolean,
    concurrency = 1,
  ): Promise<unknown[]> {
    const errors: unknown[] = [];
    const consumer = open().consume(queue, { concurrency, onError: (error) => errors.push(error) }, handler);
    try {
      for (let waited = 0; !enough(); waited += 10) {
        if (waited > 20_000 * patience) throw new Error('the jobs were not taken');
        await sleep(10);
      }
    } finally {
      await consumer.close();
    }
    return errors;
  }

  test('jobs of several queues are added together and taken in order', async () => {
    const [first, second] = [name(), name()];
    await open().add([job(first, 'a.1'), job(second, 'b.1'), job(first, 'a.2'), job(first, 'a.3')]);
    const seen: string[] = [];
    const handler: Handler = async ({ id }) => {
      seen.push(id);
      return 'done';
    };
    await take(first, handler, () => seen.length >= 3);
    assert.deepEqual(seen, ['a.1', 'a.2', 'a.3']);
    await take(second, handler, () => seen.length >= 4);
    assert.equal(seen[3], 'b.1');
    assert.deepEqual(await open().backlog(first), { jobs: 0, bytes: 0, oldestAt: undefined });
  });

  test('data comes back as it was, bulk bytes included', async () => {
    const queue = name();
    const bytes = randomBytes(200_000);
    const data = { v: 1, text: 'Grüße "\\ \u2028 😀', list: [1, null, true], body: await pack(bytes) };
    await open().add([job(queue, 'x.1', { data })]);
    let taken: TakenJob | undefined;
    await take(
      queue,
      async (job) => {
        taken = job;
        return 'done';
      },
      () => taken !== undefined,
    );
    assert.deepEqual(taken?.data, data);
    assert.deepEqual(Buffer.from(await unpack(String(taken?.data['body']))), bytes);
  });

  test('an id is added once, also after its job has been completed and removed', async () => {
    const queue = name();
    const seen: string[] = [];
    const handler: Handler = async ({ id }) => {
      seen.push(id);
      return 'done';
    };
    await open().add([job(queue, 'page.1')]);
    await open().add([job(queue, 'page.1')]);
    await take(queue, handler, () => seen.length >= 1);
    assert.equal(await open().has(queue, 'page.1'), false);
    await open().add([job(queue, 'page.1'), job(queue, 'page.2')]);
    await take(queue, handler, () => seen.length >= 2);
    assert.deepEqual(seen, ['page.1', 'page.2']);
  });

  test('what is kept is known after completion', async () => {
    const queue = name();
    let seen = 0;
    await open().add([job(queue, 's.0', { keep: 'history' }), job(queue, 's.1', { keep: 'history' })]);
    assert.equal(await open().has(queue, 's.0'), true);
    await take(
      queue,
      async () => {
        seen++;
        return 'done';
      },
      () => seen >= 2,
    );
    assert.equal(await open().has(queue, 's.0'), true);
    assert.equal(await open().has(queue, 's.1'), true);
    assert.equal(await open().has(queue, 's.2'), false);
    await open().add([job(queue, 's.0', { keep: 'history' })]);
    assert.deepEqual(await open().backlog(queue), { jobs: 0, bytes: 0, oldestAt: undefined });
  });

  test('a delayed job waits for its time', async () => {
    const queue = name();
    const started = Date.now();
    let takenAt = 0;
    await open().add([job(queue, 'd.1', { delayMs: 700 })]);
    await take(
      queue,
      async () => {
        takenAt = Date.now();
        return 'done';
      },
      () => takenAt > 0,
    );
    assert.ok(takenAt - started >= 700, `taken after ${takenAt - started} ms`);
  });

  test('a job whose handler throws is told and run again; one that asks for it is run again', async () => {
    const queue = name();
    const runs: string[] = [];
    await open().add([job(queue, 'e.1'), job(queue, 'e.2')]);
    const errors = await take(
      queue,
      async ({ id, run }) => {
        runs.push(`${id} run ${run}`);
        if (id === 'e.1' && run === 1) throw new Error('no luck');
        if (id === 'e.2' && run === 1) return { againInMs: 50 };
        return 'done';
      },
      () => runs.length >= 4,
    );
    assert.deepEqual(runs.toSorted(), ['e.1 run 1', 'e.1 run 2', 'e.2 run 1', 'e.2 run 2']);
    assert.deepEqual(errors.map(String), ['Error: no luck']);
    assert.deepEqual(await open().backlog(queue), { jobs: 0, bytes: 0, oldestAt: undefined });
  });

  test('a handler that is asked to stop gives its job back at once, and it is no error', async () => {
    const queue = name();
    let runs = 0;
    await open().add([job(queue, 'stop.1')]);
    const errors = await take(
      queue,
      async () => {
        runs++;
        if (runs === 1) throw new AzlogError('STOPPING', 'stopping');
        return 'done';
      },
      () => runs >= 2,
    );
    assert.deepEqual(errors, []);
  });

  test('a job is held as long as it is in hand, and no longer', async () => {
    const queue = name();
    let kept: TakenJob | undefined;
    await open().add([job(queue, 'held.1')]);
    const errors = await take(
      queue,
      async (job) => {
        await job.hold();
        kept = job;
        return 'done';
      },
      () => kept !== undefined,
    );
    assert.deepEqual(errors, []);
    await assert.rejects(async () => await kept?.hold(), { code: 'JOB_LOST' });
  });

  test('closing a consumer waits for the job in hand', async () => {
    const queue = name();
    let finished = false;
    await open().add([job(queue, 'long.1')]);
    const consumer = open().consume(queue, { concurrency: 1, onError: unexpected }, async () => {
      await sleep(400);
      finished = true;
      return 'done';
    });
    while (consumer.active === 0) await sleep(5);
    await consumer.close();
    assert.equal(finished, true);
    assert.deepEqual(await open().backlog(queue), { jobs: 0, bytes: 0, oldestAt: undefined });
  });

  test('jobs are handled side by side, up to the number asked for', async () => {
    const queue = name();
    await open().add(Array.from({ length: 30 }, (_, index) => job(queue, `c.${index}`)));
    let [now, most, done] = [0, 0, 0];
    await take(
      queue,
      async () => {
        most = Math.max(most, ++now);
        await sleep(30);
        now--;
        done++;
        return 'done';
      },
      () => done >= 30,
      6,
    );
    assert.equal(most, 6);
  });

  test('the backlog is counted in jobs and bytes, jobs in hand and delayed ones included', async () => {
    const queue = name();
    const body = randomBytes(30_000).toString('base64');
    await open().add([
      job(queue, 'b.1', { data: { v: 1, body } }),
      job(queue, 'b.2', { data: { v: 1, body } }),
      job(queue, 'b.3', { data: { v: 1, body }, delayMs: 60_000 }),
    ]);
    const { jobs, bytes } = await open().backlog(queue);
    assert.equal(jobs, 3);
    assert.ok(Math.abs(bytes - 3 * body.length) < 1_000, `${bytes} bytes for 3 jobs of ${body.length}`);
    const listed = await open().list(queue, 2);
    assert.equal(listed.length, 2);
    assert.equal(listed[0]?.data['body'], body);
  });

  test('the backlog tells when its oldest job was added, be it waiting, in hand or delayed', async () => {
    const queue = name();
    const added: { readonly id: string; readonly from: number; readonly to: number }[] = [];
    for (const [id, more] of [
      ['o.1', {}],
      ['o.2', {}],
      ['o.3', { delayMs: 60_000 }],
    ] as const) {
      const from = Date.now();
      await open().add([job(queue, id, more)]);
      added.push({ id, from, to: Date.now() });
      await sleep(50);
    }
    /** Which of them was being added at the time of the oldest. */
    const oldest = async (): Promise<string | undefined> => {
      const { oldestAt = 0 } = await open().backlog(queue);
      return added.find(({ from, to }) => oldestAt >= from - 5 && oldestAt <= to + 5)?.id;
    };
    const seen = [`waiting: ${await oldest()}`];
    await take(
      queue,
      async ({ id }) => {
        seen.push(`${id} in hand: ${await oldest()}`);
        return 'done';
      },
      () => seen.length === 3,
    );
    seen.push(`delayed: ${await oldest()}`);
    assert.deepEqual(seen, ['waiting: o.1', 'o.1 in hand: o.1', 'o.2 in hand: o.2', 'delayed: o.3']);
  });

  test('queues that hold jobs are found by the beginning of their names', async () => {
    const [first, second] = [`${name()}.a`, name()];
    await open().add([job(first, 'n.1'), job(second, 'n.1')]);
    assert.deepEqual(await open().names(first.slice(0, -1)), [first]);
    assert.deepEqual(await open().names(`${second}.none`), []);
  });
}
