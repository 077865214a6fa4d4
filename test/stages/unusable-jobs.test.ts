import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Destination } from '../../src/destinations/destination.ts';
import { createCef } from '../../src/formats/cef.ts';
import type { Batch, Page } from '../../src/pipeline.ts';
import { batchToJob, deadLettersToJob, pageToJob, pollToJob } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobData, JobQueue } from '../../src/queue/queue.ts';
import { parseWadCursor } from '../../src/sources/parse-wad-cursor.ts';
import type { Source } from '../../src/sources/source.ts';
import { startFormatter } from '../../src/stages/formatter.ts';
import { startPoller } from '../../src/stages/poller.ts';
import { startSender } from '../../src/stages/sender.ts';
import type { Stage, StageContext } from '../../src/stages/stage.ts';
import { collectStatus } from '../../src/status/collect-status.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { eventXml } from '../records/event-xml.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { fixedCredential } from './fixed-credential.ts';

const body = Buffer.from(JSON.stringify({ value: [{ PartitionKey: '0', RowKey: 'r', RawXml: eventXml() }] }));
const page: Page = { form: 'table-rows', id: 'good', source: 'vms', rows: 1, readAt: 1, body };
const batch: Batch = {
  id: 'good',
  source: 'vms',
  destination: 'siem',
  messages: 1,
  readAt: 1,
  oldest: 1,
  newest: 1,
  body: Buffer.from('a message\n'),
};

/** What no stage can use: of a newer program, of no program, damaged. */
function unusable(data: JobData): Map<string, unknown> {
  const withoutSource = Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'source'));
  return new Map<string, unknown>([
    ['newer', { ...data, v: 3 }],
    ['fieldless', withoutSource],
    ['mistyped', { ...data, source: 5 }],
    ['null', null],
    ['list', [data]],
    ['text', 'text'],
    ['no-json', {}],
    ...('body' in data
      ? ([
          ['packed', { ...data, body: 'br:AAAA' }],
          ['damaged', { ...data, body: `9${String(data['body'])}` }],
        ] as const)
      : []),
  ]);
}

suite('jobs that cannot be used wait, and the others go on', () => {
  let redis: TestRedis;
  let queue: JobQueue;
  before(async () => {
    redis = await startRedis();
    queue = await openQueue({ url: redis.url, prefix: '{azlog}' }, () => {});
  });
  after(async () => {
    await queue.close();
    await redis.stop();
  });

  /** Adds jobs by their ids; the data of the one with the id `no-json` is made such. */
  const add = async (name: string, jobs: ReadonlyMap<string, unknown>): Promise<void> => {
    await queue.add(
      Array.from(jobs, ([id, data]) => ({
        queue: name,
        id,
        data: data as JobData,
        keep: 'nothing' as const,
      })),
    );
    if (!jobs.has('no-json')) return;
    const client = new Redis(redis.url);
    await client.hset(`{azlog}:${name}:no-json`, 'data', '{"v":1,');
    client.disconnect();
  };

  const context = (): { readonly context: StageContext; readonly lines: readonly string[] } => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLogger({ level: 'error', stage: 'formatter', destination });
    return { context: { queue, log, metrics: createMetrics({ processMetrics: false }) }, lines };
  };

  const until = async (what: string, done: () => boolean | Promise<boolean>): Promise<void> => {
    for (let waited = 0; !(await done()); waited += 20) {
      assert.ok(waited < 60_000, `${what}: not within 60 s`);
      await sleep(20);
    }
  };

  /** Runs a stage until the good job is done and each other one was refused; gives the codes by job. */
  const refusals = async (
    name: string,
    jobs: ReadonlyMap<string, unknown>,
    field: string,
    start: (context: StageContext) => Stage | Promise<Stage>,
    isDone: () => boolean | Promise<boolean>,
  ): Promise<Record<string, string>> => {
    await add(name, jobs);
    const { context: given, lines } = context();
    const stage = await start(given);
    const codes = (): Record<string, string> => {
      const entries = lines.map((line) => JSON.parse(line));
      for (const entry of entries) assert.equal(entry.stack, undefined, JSON.stringify(entry));
      return Object.fromEntries(
        entries.flatMap((entry) => (field in entry ? [[entry[field], entry.code]] : [])),
      );
    };
    try {
      await until('the good one', isDone);
      await until('the others', () => Object.keys(codes()).length === jobs.size - 1);
    } finally {
      await stage.close(Date.now());
    }
    return codes();
  };

  test('pages', async () => {
    const good = await pageToJob(page);
    const jobs = unusable(good)
      .set('form', { ...good, form: 'event-hub' })
      .set('good', good);
    const outputs = [
      {
        destination: 'siem',
        format: createCef(),
        header: () => '',
        maxMessageBytes: 65_536,
        sources: undefined,
      },
    ];
    const found = await refusals(
      'pages',
      jobs,
      'page',
      (given) => startFormatter(outputs, new Set(['vms']), given),
      async () => (await queue.backlog('batches.siem')).jobs === 1,
    );
    assert.deepEqual(found, {
      newer: 'JOB_VERSION',
      fieldless: 'JOB_INVALID',
      mistyped: 'JOB_INVALID',
      null: 'JOB_VERSION',
      list: 'JOB_VERSION',
      text: 'JOB_VERSION',
      'no-json': 'JOB_VERSION',
      packed: 'JOB_VERSION',
      damaged: 'JOB_INVALID',
      form: 'JOB_VERSION',
    });
    assert.equal((await queue.backlog('pages')).jobs, jobs.size - 1);
    assert.equal((await queue.backlog('dead-letters')).jobs, 0);
  });

  test('batches', async () => {
    const delivered: Batch[] = [];
    const destination: Destination = {
      name: 'far',
      windowBytes: 1_000_000,
      deliver: async (given) => void delivered.push(given),
      ...fixedCredential,
      probe: async () => true,
      status: () => ({
        connected: true,
        unprovenMessages: 0,
        connects: 1,
        failures: 0,
        lastError: undefined,
        failingSince: undefined,
        lastTrouble: undefined,
        certificates: [],
      }),
      close: async () => {},
    };
    const good = await batchToJob(batch);
    const jobs = unusable(good).set('good', good);
    const found = await refusals(
      'batches.far',
      jobs,
      'batch',
      (given) => startSender([destination], given),
      () => delivered.length > 0,
    );
    assert.deepEqual(found, {
      newer: 'JOB_VERSION',
      fieldless: 'JOB_INVALID',
      mistyped: 'JOB_INVALID',
      null: 'JOB_VERSION',
      list: 'JOB_VERSION',
      text: 'JOB_VERSION',
      'no-json': 'JOB_VERSION',
      packed: 'JOB_VERSION',
      damaged: 'JOB_INVALID',
    });
    assert.deepEqual(
      delivered.map(({ id }) => id),
      ['good'],
    );
    assert.equal((await queue.backlog('batches.far')).jobs, jobs.size - 1);
  });

  test('polls, also those with a cursor that their source cannot read', async (test) => {
    let reads = 0;
    const source: Source = {
      name: 'vms',
      identity: 'vms',
      ...fixedCredential,
      probe: () => Promise.resolve(true),
      async read(cursor) {
        if (cursor !== undefined) {
          if (cursor['reads'] === undefined) parseWadCursor(cursor, 'vms');
          reads++;
        }
        return { pages: [], cursor: { reads }, waitMs: 50, lagSeconds: 0 };
      },
    };
    const { context: given, lines } = context();
    const stage = await startPoller({ sources: [source], destinations: [], budgetBytes: 1e9 }, given);
    test.after(() => stage.close(Date.now()));
    await until('a first read', () => reads > 0);
    const [open] = await queue.list('polls', 1);
    assert.ok(open !== undefined);
    const chain = String(open.data['chain']);
    const good = pollToJob({ chain, source: 'vms', part: '', number: 1_000_000, cursor: { v: 1 } });
    const jobs = unusable(good)
      .set('cursor-missing', { ...good, cursor: undefined })
      .set('cursor-text', { ...good, cursor: 'text' })
      .set('cursor-damaged', good)
      .set('cursor-newer', { ...good, cursor: { v: 2 } });
    await add('polls', jobs);
    const before = reads;
    const codes = (): ReadonlyMap<string, string> =>
      new Map(
        lines.map((line) => {
          const { poll, code, stack } = JSON.parse(line);
          assert.equal(stack, undefined, line);
          return [poll, code];
        }),
      );
    await until('a refusal of each', () => codes().size === jobs.size);
    await until('further reads', () => reads > before + 2);
    assert.deepEqual(Object.fromEntries(codes()), {
      newer: 'JOB_VERSION',
      fieldless: 'JOB_INVALID',
      mistyped: 'JOB_INVALID',
      null: 'JOB_VERSION',
      list: 'JOB_VERSION',
      text: 'JOB_VERSION',
      'no-json': 'JOB_VERSION',
      'cursor-missing': 'JOB_INVALID',
      'cursor-text': 'JOB_INVALID',
      'cursor-damaged': 'JOB_INVALID',
      'cursor-newer': 'JOB_VERSION',
    });
    const waiting = await queue.list('polls', 100);
    assert.deepEqual(
      [...jobs.keys()].filter((id) => !waiting.some((job) => job.id === id)),
      [],
    );
  });

  test('dead letters and notes: the status tells of what it can read', async () => {
    const letter = { source: 'vms', page: 'p', index: 0, code: 'XML_INVALID', reason: 'cut', row: '{}' };
    const good = await deadLettersToJob([letter]);
    const jobs = unusable(good).set('good', good);
    await add('dead-letters', new Map([...jobs].filter(([id]) => id !== 'fieldless' && id !== 'mistyped')));
    await add(
      'reports',
      new Map<string, unknown>([
        ['null', null],
        ['text', { at: 'x', note: {} }],
        ['bare', { at: 1 }],
      ]),
    );
    const report = {
      v: 1,
      host: 'h',
      pid: 1,
      version: '0',
      stages: [],
      upMs: 1,
      state: 'running',
      sources: [],
      destinations: [],
      formatter: null,
      reading: null,
    };
    for (const [id, change] of [
      ['whole', {}],
      ['sources', { sources: [5] }],
      ['destinations', { destinations: [null] }],
      ['formatter', { formatter: {} }],
      ['reading', { reading: undefined }],
      ['newer', { v: 2 }],
    ] as const) {
      await queue.notes.write('reports', id, JSON.parse(JSON.stringify({ ...report, host: id, ...change })));
    }
    const status = await collectStatus(queue, { sources: [], destinations: [], budgetBytes: 1 });
    assert.deepEqual(status.deadLetters.byCode, [{ code: 'XML_INVALID', rows: 1 }]);
    assert.deepEqual(
      status.processes.map(({ host }) => host),
      ['whole'],
    );
  });
});
