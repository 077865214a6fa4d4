import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { openQueue } from '../../src/queue/open-queue.ts';
import { columnsOf } from '../../src/status/columns.ts';
import type { Status } from '../../src/status/status.ts';
import { type Lab, minute, openLab, until } from '../pipeline/lab.ts';
import { freePort } from '../support/free-port.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { runAzlog, startAzlog } from '../support/run-azlog.ts';

/** What `azlog status` says when something is wrong, on a Redis that is the test's own. */
suite('status of a system in trouble', () => {
  let lab: Lab;
  let redis: TestRedis;
  before(async () => {
    [lab, redis] = await Promise.all([openLab(45), startRedis()]);
  });
  after(async () => {
    await lab.close();
    await redis.stop();
  });
  let databases = 0;

  /** A configuration with a queue of its own, and how `azlog status` sees it. */
  async function prepare(more: { source?: object; queue?: object }): Promise<{
    readonly config: object;
    readonly file: string;
    status(): Promise<{ code: number | string; status: Status }>;
  }> {
    const database = databases++;
    const config = {
      queue: { url: `${redis.url}/${database}`, ...more.queue },
      sources: [lab.source({ name: `s-${database}`, ...more.source })],
      destinations: [
        { name: 'away', host: '127.0.0.1', port: await freePort(), transport: 'tcp', proofSeconds: 1 },
      ],
    };
    const file = join(lab.folder, `trouble-${database}.yaml`);
    await writeFile(file, stringify(config));
    return {
      config,
      file,
      async status() {
        const { code, stdout } = await runAzlog(['status', '--json', '--config', file]);
        return { code, status: JSON.parse(stdout) };
      },
    };
  }
  const kinds = ({ problems }: Status): readonly string[] => problems.map(({ kind }) => kind);

  test('reading that is paused, with the budget that is used up; a stop in order is told of as one', async () => {
    const { config, status, file } = await prepare({ queue: { budget: '1 MiB' } });
    const queue = await openQueue({ url: `${redis.url}/${databases - 1}`, prefix: '{azlog}' }, () => {});
    const data = { v: 1, readAt: Date.now() - 90_000, body: 'x'.repeat(2 * 1024 * 1024) };
    await queue.add([{ queue: 'batches.away', id: 'filler.1', data, keep: 'nothing' }]);
    await queue.close();
    const azlog = await lab.run('poller', config);
    await until(
      'the pause',
      async () => kinds((await status()).status).includes('reading-paused'),
      60,
      async () => JSON.stringify((await status()).status),
    );
    const { code, status: found } = await status();
    assert.equal(code, 1);
    assert.equal(found.queue.budgetBytes, 1024 * 1024);
    assert.ok(found.queue.bytes > 2 * 1024 * 1024);
    const oldest = found.queues.find(({ name }) => name === 'batches.away')?.oldestSeconds ?? -1;
    assert.ok(oldest >= 90 && oldest < 150, `${oldest} s`);
    assert.ok((found.queue.pausedSeconds ?? 99) < 60);
    assert.equal(found.sources[0]?.state, 'paused');
    const { stdout } = await runAzlog(['status', '--config', file]);
    assert.match(stdout, /^budget 1\.0 MiB: 200 % used, paused for \d+ s$/m);
    await azlog.stop();
    const { status: stopped } = await status();
    assert.match(
      stopped.summary,
      /^no process runs the poller, formatter or sender; \S+ \d+ was stopped \d+ s ago$/,
    );
    assert.deepEqual(
      stopped.processes.map(({ state }) => state),
      ['stopped'],
    );
  });

  test('dead letters by code', async () => {
    const { config, status, file } = await prepare({});
    await lab.writeBroken(3, Date.now() - minute);
    await lab.run('all', config);
    await until('dead letters', async () => (await status()).status.deadLetters.rowsSinceStart === 3, 60);
    const { status: found } = await status();
    assert.ok(kinds(found).includes('dead-letters'));
    assert.deepEqual(found.deadLetters.byCode, [{ code: 'XML_INVALID', rows: 3 }]);
    assert.equal(found.deadLetters.pagesCounted, found.deadLetters.pages);
    const { stdout } = await runAzlog(['status', '--config', file]);
    assert.match(stdout, /^ {2}XML_INVALID 3$/m);
  });

  test('a source that refuses its key, and the key is nowhere in the store', async () => {
    const accountKey = Buffer.from('a key that is wrong').toString('base64');
    const { config, status, file } = await prepare({ source: { accountKey } });
    await lab.run('all', config);
    await until(
      'the refusal',
      async () => kinds((await status()).status).includes('source-failing'),
      60,
      async () => JSON.stringify((await status()).status),
    );
    const { status: found } = await status();
    const [source] = found.sources;
    assert.equal(source?.state, 'failing');
    assert.equal(source?.lastReadSeconds, null);
    assert.ok((source?.lastError?.message ?? '').length > 20);
    const { stdout } = await runAzlog(['status', '--config', file]);
    assert.match(stdout, /^s-\d+ +failing/m);
    for (const line of stdout.split('\n')) assert.ok(columnsOf(line) <= 80, line);

    const client = new Redis(redis.url, { db: databases - 1 });
    const [report] = await client.keys('*:reports:*.*');
    assert.ok(report !== undefined, 'there is a report');
    const text = JSON.stringify(await client.hgetall(report));
    client.disconnect();
    assert.match(text, /failingMs/);
    for (const hidden of [accountKey, 'SharedKey ', 'sig=']) assert.ok(!text.includes(hidden), hidden);
  });

  test('a watch in JSON is an object a line, and ends with 0', async () => {
    const { file } = await prepare({});
    const watch = startAzlog(['status', '--watch', '--json', '--config', file]);
    await until('three objects', () => watch.stdout().split('\n').length > 3, 20);
    watch.child.kill('SIGINT');
    assert.equal(await watch.ended, 0);
    const lines = watch.stdout().trim().split('\n');
    const times = lines.map((line) => Date.parse((JSON.parse(line) as Status).at));
    for (const [index, time] of times.slice(1).entries()) assert.ok(time - (times[index] ?? 0) > 1_500);
  });

  test('a queue that cannot be reached is said so in a line and in JSON, and a watch goes on', async () => {
    const { file } = await prepare({});
    const watch = startAzlog(['status', '--watch', '--json', '--config', file]);
    await until('the first', () => watch.stdout().includes('\n'), 20);
    await redis.kill();
    const { code, stdout } = await runAzlog(['status', '--config', file]);
    assert.equal(code, 1);
    assert.match(stdout, /^ATTENTION: nothing is known of the processes: /);
    for (const line of stdout.split('\n')) assert.ok(columnsOf(line) <= 80, line);
    const inJson = await runAzlog(['status', '--json', '--config', file]);
    assert.equal(inJson.code, 1);
    const { v, at, state, summary, problems, ...rest } = JSON.parse(inJson.stdout);
    assert.deepEqual([v, state, problems[0].kind], [1, 'look', 'queue-unreachable']);
    assert.ok(Date.parse(at) > 0 && summary.length > 0);
    assert.deepEqual(rest, {});
    const unreachable = (): boolean =>
      watch.stdout().trim().split('\n').at(-1)?.includes('queue-unreachable') === true;
    await until('the loss', unreachable, 40, watch.stdout);
    await redis.start();
    await until('the return', () => !unreachable(), 40, watch.stdout);
    watch.child.kill('SIGINT');
    assert.equal(await watch.ended, 0);
    const tail = await runAzlog(['tail', '--destination', 'away', '--rate', 'many', '--config', file]);
    assert.equal(tail.code, 64);
    assert.match(tail.stderr, /whole number from 1 to 1000/);
  });
});
