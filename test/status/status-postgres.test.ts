import { after, before, suite } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { tailBoards } from '../../src/status/tail.ts';
import { statusContract } from '../contracts/status.ts';
import { type Lab, openLab } from '../pipeline/lab.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

suite('status on PostgreSQL, with two processes that send', () => {
  let lab: Lab;
  let server: TestPostgres;
  let queue: JobQueue;
  before(async () => {
    [lab, server] = await Promise.all([openLab(42), startPostgres()]);
    queue = await openQueue({ url: server.url, prefix: '{azlog}' }, () => {});
  });
  after(async () => {
    await queue.close();
    await lab.close();
    await server.stop();
  });
  statusContract(
    () => lab,
    () => ({
      url: server.url,
      processes: ['all', 'sender'],
      noticedMs: 6_000,
      tailNotes: async () => {
        const boards = [tailBoards.asked, tailBoards.answers];
        const notes = await Promise.all(boards.map((board) => queue.notes.read(board)));
        return notes.flat().length;
      },
    }),
  );
});
