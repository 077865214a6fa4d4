import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGenerator } from '../../docker/demo/windows-events.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { StageName } from '../../src/pipeline.ts';
import { pageToJob } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { startStages } from '../../src/stages/start-stages.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
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

  const begin = async (stage: StageName) => {
    const path = join(folder, 'azlog.json');
    const config = {
      queue: { url: redis.url },
      sources: [{ name: 'vms', account: 'account', accountKey: 'a2V5' }],
      destinations: [{ name: 'siem', type: 'stdout' }],
    };
    await writeFile(path, JSON.stringify(config));
    const lines: string[] = [];
    const log = createLogger({ level: 'info', stage, destination: { write: (line) => lines.push(line) } });
    const context = { queue, log, metrics: createMetrics() };
    const stages = await startStages([stage], loadConfig({ path, env: {}, stages: [stage] }), context);
    return { lines, close: () => Promise.all(stages.map((running) => running.close(Date.now()))) };
  };

  test('the pages of a source that is not configured any more are still delivered', async () => {
    const generator = createGenerator({ seed: 1 });
    const body = Buffer.from(JSON.stringify({ value: [generator.next(Date.now())] }));
    const page = {
      kind: 'wad-table',
      rows: 1,
      body,
      id: 'old.1',
      source: 'old',
      readAt: Date.now(),
    } as const;
    await queue.add([{ queue: 'pages', id: page.id, data: await pageToJob(page), keep: 'nothing' }]);
    const { close } = await begin('formatter');
    for (let waited = 0; (await queue.backlog('pages')).jobs > 0; waited += 20) {
      assert.ok(waited < 10_000, 'the page was not taken within 10 s');
      await sleep(20);
    }
    await close();
    assert.deepEqual(
      (await queue.list('batches.siem', 10)).map(({ id }) => id),
      ['old.1.siem'],
    );
  });

  test('batches of a destination that is not configured any more are told of', async () => {
    await queue.add([{ queue: 'batches.former', id: 'p.1', data: { v: 1 }, keep: 'nothing' }]);
    const { lines, close } = await begin('sender');
    await close();
    const told = lines.filter((line) => line.includes('a destination that is not configured'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /"queue":"batches\.former","batches":1/);
  });
});
