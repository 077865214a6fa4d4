import { after, before, suite } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

suite('queue on PostgreSQL', () => {
  let server: TestPostgres;
  let queue: JobQueue;
  before(async () => {
    server = await startPostgres();
    queue = await openQueue({ url: server.url, prefix: '{azlog}' }, unexpected);
  });
  after(async () => {
    await queue.close();
    await server.stop();
  });
  queueContract(() => queue);
});
