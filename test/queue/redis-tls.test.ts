import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import { unexpected } from '../contracts/queue.ts';
import { createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { tlsSettings } from '../support/redis-cluster.ts';
import { startRedisNode } from '../support/redis-node.ts';

test('TLS to Redis: by a CA of its own, and by no other name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-redis-tls-'));
  const certificates = await createCertificates(folder);
  const { caFile } = certificates;
  const port = await freePort();
  const node = await startRedisNode({
    port,
    folder: join(folder, 'server'),
    settings: tlsSettings(certificates),
    ca: await readFile(caFile),
  });
  const url = `rediss://127.0.0.1:${port}`;
  const queue = await openQueue({ url, prefix: '{azlog}', caFile }, unexpected);
  try {
    await queue.add([{ queue: 'tls', id: 't.1', data: { v: 1 }, keep: 'nothing' }]);
    assert.equal(await queue.has('tls', 't.1'), true);
    for (const wrong of [{ caFile, serverName: 'siem.example' }]) {
      const troubles: string[] = [];
      const stranger = await openQueue({ url, prefix: '{azlog}', ...wrong }, (error) =>
        troubles.push(String(error)),
      );
      await assert.rejects(stranger.ping(), { code: 'QUEUE_UNREACHABLE' });
      await stranger.close();
      assert.match(troubles.join('\n'), /certificate|altnames/);
    }
  } finally {
    await queue.close();
    await node.kill();
    await rm(folder, { recursive: true, force: true });
  }
});
