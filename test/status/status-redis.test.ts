import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { Redis } from 'ioredis';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { tailBoards } from '../../src/status/tail.ts';
import { statusContract } from '../contracts/status.ts';
import { type Lab, openLab } from '../pipeline/lab.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

suite('status on Redis, with a process a stage and two senders', () => {
  let lab: Lab;
  let redis: TestRedis;
  let queue: JobQueue;
  before(async () => {
    [lab, redis] = await Promise.all([openLab(41), startRedis()]);
    queue = await openQueue({ url: redis.url, prefix: '{azlog}' }, () => {});
  });
  after(async () => {
    await queue.close();
    await lab.close();
    await redis.stop();
  });
  statusContract(
    () => lab,
    () => ({
      url: redis.url,
      processes: ['poller', 'formatter', 'sender', 'sender'],
      noticedMs: 6_000,
      tailNotes: async () => {
        const boards = [tailBoards.asked, tailBoards.answers];
        const notes = await Promise.all(boards.map((board) => queue.notes.read(board)));
        return notes.flat().length;
      },
    }),
  );

  test('all of it has left a few keys a board, whoever came and went', async () => {
    const client = new Redis(redis.url);
    const keys = (await client.keys('*')).filter((key) => /:(reports|tails|tail-answers):/.test(key));
    client.disconnect();
    // Of reports those of the killed processes and their list; of each board what BullMQ keeps of a queue.
    const reports = keys.filter((key) => /:reports:.*\d/.test(key));
    assert.ok(reports.length <= 8, reports.join('\n'));
    assert.ok(keys.length - reports.length <= 15, keys.join('\n'));
  });
});
