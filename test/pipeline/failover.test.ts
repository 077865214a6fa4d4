import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../lab/receiver/receiver.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisSentinel } from '../support/redis-sentinel.ts';
import { type Azlog, type Lab, minute, openLab, until, untilWithProgress } from './lab.ts';

suite('kill -9 of the Redis master under the running program', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab(23);
  });
  after(async () => {
    await lab.close();
  });

  async function receive(): Promise<Receiver> {
    const { caFile, server } = lab.certificates;
    const [ca = '', certificate = '', key = ''] = await Promise.all(
      [caFile, server.certFile, server.keyFile].map((file) => readFile(file, 'utf8')),
    );
    return await startReceiver({ ca, certificate, key });
  }

  /** All rows of the table to one receiver, with a queue of these options. */
  function pipeline(queue: object, receiver: Receiver): object {
    const { caFile, client } = lab.certificates;
    return {
      queue,
      sources: [lab.source({ pollSeconds: 0.2 })],
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
    };
  }

  /** Has rows written while the master is killed, and waits until every receiver has every row of the table. */
  async function failOver(
    rows: Set<string>,
    receivers: readonly Receiver[],
    kill: () => Promise<void>,
  ): Promise<void> {
    const writeRows = async (count: number, from: number, to: number): Promise<void> => {
      for (const uid of await lab.write(count, from, to)) rows.add(uid);
    };
    await until('the first rows', () => receivers.every((receiver) => receiver.counts().distinct > 0), 30);
    let writing = true;
    const writer = (async () => {
      for (let last = Date.now(); writing; await sleep(50)) {
        const now = Date.now();
        await writeRows(40, last, now);
        last = now;
      }
    })();
    await sleep(1_000);
    await kill();
    await sleep(1_000);
    writing = false;
    await writer;
    const received = (): readonly number[] => receivers.map((receiver) => receiver.counts().distinct);
    await untilWithProgress(
      'every row received',
      () => received().every((count) => count >= rows.size),
      () => received().reduce((sum, count) => sum + count),
      60,
      () => `${received().join(' and ')} of ${rows.size}`,
    );
    for (const receiver of receivers) {
      const uids = receiver.uids();
      assert.deepEqual(
        [...rows].filter((uid) => !uids.has(uid)),
        [],
      );
    }
  }

  /** None of them ended or was ended by the failover. */
  async function stop(programs: readonly Azlog[]): Promise<void> {
    for (const program of programs) assert.doesNotMatch(program.output(), /\[ended/);
    await Promise.all(programs.map((program) => program.stop('SIGTERM')));
    for (const program of programs) assert.match(program.output(), /"msg":"stopped"/);
  }

  const rows = new Set<string>();

  test('of a cluster: the pipeline on it goes on by itself, the one on another shard beside it too', async (context) => {
    const [first, second] = await Promise.all([receive(), receive()]);
    const cluster = await startRedisCluster({ password: 'of-the-server' });
    try {
      const [a, b] = ['{azlog-a}', '{azlog-b}'] as const;
      const { master } = await cluster.ownerOf(a);
      assert.notEqual((await cluster.ownerOf(b)).master, master);
      for (const uid of await lab.write(3_000, Date.now() - 30 * minute, Date.now() - minute)) rows.add(uid);
      const config = pipeline({ url: cluster.url, prefix: a }, first);
      const programs = [
        ...(await Promise.all(['poller', 'formatter', 'sender'].map((stage) => lab.run(stage, config)))),
        await lab.run('all', pipeline({ url: cluster.url, prefix: b }, second)),
      ];
      await failOver(rows, [first, second], async () => {
        await master.kill();
        await cluster.untilMoved(a, master);
      });
      context.diagnostic(
        `${rows.size} rows: 0 missing, sent twice: ${first.counts().duplicates} and ${second.counts().duplicates}`,
      );
      await stop(programs);
    } finally {
      await Promise.all([first.close(), second.close()]);
      await cluster.stop();
    }
  });

  test('that Sentinels watch: the pipeline goes on by itself with the next master', async (context) => {
    const receiver = await receive();
    const redis = await startRedisSentinel({ password: 'of-the-server' });
    try {
      const config = pipeline({ url: redis.url, prefix: '{azlog}' }, receiver);
      const programs = await Promise.all(
        ['poller', 'formatter', 'sender'].map((stage) => lab.run(stage, config)),
      );
      const master = await redis.master();
      await failOver(rows, [receiver], async () => {
        await master.kill();
        await redis.untilMoved(master);
      });
      context.diagnostic(`${rows.size} rows: 0 missing, ${receiver.counts().duplicates} sent twice`);
      await stop(programs);
    } finally {
      await receiver.close();
      await redis.stop();
    }
  });
});
