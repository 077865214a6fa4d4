import { after, before, suite } from 'node:test';
import pg from 'pg';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { notesContract } from '../contracts/notes.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

suite('queue on PostgreSQL', () => {
  let server: TestPostgres;
  let queue: JobQueue;
  let other: JobQueue;
  let client: pg.Client;
  before(async () => {
    server = await startPostgres();
    queue = await openQueue({ url: server.url, prefix: '{azlog}' }, unexpected);
    other = await openQueue({ url: server.url, prefix: '{azlog}' }, unexpected);
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await other.close();
    await queue.close();
    await server.stop();
  });
  queueContract(() => queue);
  notesContract(
    () => [queue, other],
    async () => {
      const { rows } = await client.query(
        'SELECT (SELECT count(*) FROM bullmq.job)::int + (SELECT count(*) FROM bullmq.event)::int AS entries',
      );
      return rows[0].entries;
    },
  );
});
