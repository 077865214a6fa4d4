import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { patience } from '../support/patience.ts';
import { startRedisCluster, type TestRedisCluster } from '../support/redis-cluster.ts';
import { untilAgreed } from '../support/redis-node.ts';

const prefix = '{azlog}';

suite('queue on a Redis Cluster', () => {
  let cluster: TestRedisCluster;
  let queue: JobQueue;
  let isWhole = true;
  before(async () => {
    cluster = await startRedisCluster();
    queue = await openQueue({ url: cluster.url, prefix }, (error) => {
      if (isWhole) unexpected(error);
    });
  });
  after(async () => {
    await queue.close();
    await cluster.stop();
  });
  queueContract(() => queue);

  test('well set up nodes give no warning', async () => {
    assert.deepEqual(await queue.warnings(), []);
  });

  test('each node that is not well set up is warned of, by its address', async () => {
    const { master, replicas } = await cluster.ownerOf(prefix);
    const [replica] = replicas;
    assert.ok(replica);
    await replica.ask('CONFIG', 'SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru');
    await master.ask('CONFIG', 'SET', 'appendonly', 'no');
    const warnings = await queue.warnings();
    await replica.ask('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
    await master.ask('CONFIG', 'SET', 'appendonly', 'yes');
    assert.deepEqual(
      warnings
        .map((warning) => /^Redis at (\S+) (may throw|keeps no log)/.exec(warning)?.slice(1))
        .toSorted(),
      [
        [`127.0.0.1:${master.port}`, 'keeps no log'],
        [`127.0.0.1:${replica.port}`, 'may throw'],
      ].toSorted(),
    );
    assert.deepEqual(await queue.warnings(), []);
  });

  test('a queue that is opened while a node dies works as soon as the cluster does', async () => {
    const { master } = await cluster.ownerOf(prefix);
    const roles = await Promise.all(cluster.nodes.map((node) => node.info('role')));
    const other = cluster.nodes.find((node, index) => node !== master && roles[index] === 'master');
    assert.ok(other);
    isWhole = false;
    await other.kill();
    // What a queue asks first goes to any master, so that some of these ask the dead one.
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openQueue({ url: cluster.url, prefix }, () => {})),
    );
    const use = async (late: JobQueue, id: string): Promise<string> => {
      try {
        await late.add([{ queue: 'late', id, data: { v: 1 }, keep: 'nothing' }]);
        return (await late.has('late', id)) ? '' : 'the job is not there';
      } catch (error) {
        return String(error);
      }
    };
    try {
      for (const [index, late] of opened.entries()) {
        let problem = await use(late, `l.${index}`);
        for (
          const end = Date.now() + 15_000 * patience;
          problem !== '' && Date.now() < end;
          await sleep(200)
        ) {
          problem = await use(late, `l.${index}`);
        }
        assert.equal(problem, '');
      }
    } finally {
      await Promise.all(opened.map((late) => late.close()));
      await other.start();
    }
    await cluster.untilWhole();
  });

  test('a consumer whose connection broke while the cluster was down goes on when it is up again', async () => {
    const { master, replicas } = await cluster.ownerOf(prefix);
    const others = cluster.nodes.filter((node) => node !== master && !replicas.includes(node));
    const taken: string[] = [];
    const consumer = queue.consume('broken', { concurrency: 1, onError() {} }, async (job) => {
      taken.push(job.id);
      return 'done';
    });
    try {
      await queue.add([{ queue: 'broken', id: 'before', data: { v: 1 }, keep: 'nothing' }]);
      await untilTaken('before');
      isWhole = false;
      // Without their slots no node answers that the cluster is fit for use.
      await Promise.all(others.map((node) => node.kill()));
      await untilAgreed('the cluster is down', async () =>
        String(await master.ask('CLUSTER', 'INFO')).includes('cluster_state:fail'),
      );
      await master.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      // Long enough for the consumer to have tried.
      await sleep(3_000);
      await Promise.all(others.map((node) => node.start()));
      await cluster.untilWhole();
      await queue.add([{ queue: 'broken', id: 'after', data: { v: 1 }, keep: 'nothing' }]);
      await untilTaken('after');
    } finally {
      await consumer.close();
    }

    async function untilTaken(id: string): Promise<void> {
      await untilAgreed(`the job ${id} is taken`, async () => taken.includes(id), 30);
    }
  });
});
