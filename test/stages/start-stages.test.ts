import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGenerator } from '../../lab/windows/windows-events.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { AzlogError } from '../../src/errors.ts';
import type { StageName } from '../../src/pipeline.ts';
import { pageToJob } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { Consumer, JobQueue } from '../../src/queue/queue.ts';
import { startStages } from '../../src/stages/start-stages.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { patience } from '../support/patience.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** What an earlier configuration left in the queue. */
suite('a configuration that has changed', () => {
  let folder: string;
  let redis: TestRedis;
  let queue: JobQueue;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azlog-stages-'));
    redis = await startRedis();
    queue = await openQueue({ url: redis.url, prefix: '{azlog}' }, () => {});
  });
  after(async () => {
    await queue.close();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const begin = async (stage: StageName, takes?: readonly string[]) => {
    const path = join(folder, 'azlog.json');
    const config = {
      queue: { url: redis.url },
      sources: ['vms', 'more'].map((name) => ({ name, account: 'account', accountKey: 'a2V5' })),
      destinations: [{ name: 'siem', type: 'stdout', ...(takes === undefined ? {} : { sources: takes }) }],
    };
    await writeFile(path, JSON.stringify(config));
    const lines: string[] = [];
    const log = createLogger({ level: 'info', stage, destination: { write: (line) => lines.push(line) } });
    const context = { queue, log, metrics: createMetrics() };
    const stages = await startStages([stage], loadConfig({ path, env: {}, stages: [stage] }), context);
    return { lines, close: () => Promise.all(stages.map((running) => running.close(Date.now()))) };
  };

  /** Leaves a page of a source in the queue that is not configured. */
  const leavePage = async (id: string): Promise<void> => {
    const generator = createGenerator({ seed: 1 });
    const body = Buffer.from(JSON.stringify({ value: [generator.next(Date.now())] }));
    const page = { form: 'table-rows', rows: 1, body, id, source: 'old', readAt: Date.now() } as const;
    await queue.add([{ queue: 'pages', id, data: await pageToJob(page), keep: 'nothing' }]);
  };

  test('a start that fails midway leaves no stage running', async () => {
    const path = join(folder, 'midway.json');
    const settings = {
      queue: { url: redis.url },
      sources: [{ name: 'vms', account: 'account', accountKey: 'a2V5' }],
      destinations: [{ name: 'siem', type: 'stdout' }],
    };
    await writeFile(path, JSON.stringify(settings));
    const config = loadConfig({ path, env: {}, stages: ['formatter', 'sender'] });
    const consumers: Consumer[] = [];
    let closed = 0;
    // As a queue that goes away between the start of one stage and that of the next.
    const leaving: JobQueue = {
      ...queue,
      consume(...given) {
        const consumer = queue.consume(...given);
        consumers.push(consumer);
        return {
          setConcurrency: (jobs) => consumer.setConcurrency(jobs),
          get active() {
            return consumer.active;
          },
          close() {
            closed += 1;
            return consumer.close();
          },
        };
      },
      names: () => Promise.reject(new AzlogError('QUEUE_UNREACHABLE', 'gone')),
    };
    const context = {
      queue: leaving,
      log: createLogger({ level: 'silent', stage: 'all' }),
      metrics: createMetrics({ processMetrics: false }),
    };
    try {
      await assert.rejects(startStages(['formatter', 'sender'], config, context), /gone/);
      assert.equal(closed, 1);
    } finally {
      await Promise.all(consumers.map((consumer) => consumer.close()));
    }
  });

  test('the pages of a source that is not configured any more are still delivered', async () => {
    await leavePage('old.1');
    const { close } = await begin('formatter');
    for (let waited = 0; (await queue.backlog('pages')).jobs > 0; waited += 20) {
      assert.ok(waited < 10_000 * patience, 'the page was not taken');
      await sleep(20);
    }
    await close();
    assert.deepEqual(
      (await queue.list('batches.siem', 10)).map(({ id }) => id),
      ['old.1.siem'],
    );
  });

  test('where no destination takes them, they are kept and told of', async () => {
    await leavePage('old.2');
    const { lines, close } = await begin('formatter', ['vms']);
    for (let waited = 0; lines.length === 0; waited += 20) {
      assert.ok(waited < 10_000 * patience, 'nothing was told');
      await sleep(20);
    }
    await close();
    assert.match(lines.join(''), /"source":"old".*pages are waiting/);
    assert.deepEqual(
      (await queue.list('pages', 10)).map(({ id }) => id),
      ['old.2'],
    );
  });

  test('batches of a destination that is no longer configured any more are told of', async () => {
    await queue.add([{ queue: 'batches.former', id: 'p.1', data: { v: 1 }, keep: 'nothing' }]);
    const { lines, close } = await begin('sender');
    await close();
    const told = lines.filter((line) => line.includes('a destination that is no longer configured'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /"queue":"batches\.former","batches":1/);
  });
});
