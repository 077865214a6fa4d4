import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import pg from 'pg';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { notesContract } from '../contracts/notes.ts';
import { queueContract, unexpected } from '../contracts/queue.ts';
import { bundleOf } from '../files/writings.ts';
import { createCertificates } from '../support/certificates.ts';
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

test('TLS to PostgreSQL: by its CA and name, and by no other; the rest of the URL holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-postgres-tls-'));
  const certificates = await createCertificates(folder);
  const { caFile, otherCaFile } = certificates;
  const server = await startPostgres('of-the-server', certificates);
  const open = (more: object, url = server.url) => openQueue({ url, prefix: '{azlog}', ...more }, unexpected);
  try {
    for (const end of ['', '?sslmode=require', '?application_name=azlog&sslmode=verify-ca']) {
      const bundle = await bundleOf(otherCaFile, caFile);
      const queue = await open({ caFile: bundle }, `${server.url}${end}`);
      await queue.add([{ queue: 'tls', id: 't.1', data: { v: 1 }, keep: 'nothing' }]);
      assert.equal(await queue.has('tls', 't.1'), true);
      await queue.close();
    }
    const code = 'QUEUE_UNREACHABLE';
    await assert.rejects(open({ caFile: otherCaFile }), { code, message: /certificate.*queue\.caFile/ });
    await assert.rejects(open({ caFile, serverName: 'siem.example' }), {
      code,
      message: /queue\.serverName/,
    });
    await assert.rejects(open({}), { code: 'QUEUE_REFUSED', message: /no encryption/ });
    // Without a CA of its own, by what the URL says of TLS.
    await assert.rejects(open({}, `${server.url}?sslmode=verify-full`), {
      code,
      message: /certificate.*queue\.caFile/,
    });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
