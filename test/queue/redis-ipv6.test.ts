import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import { whyNoIpv6 } from '../support/ipv6-loopback.ts';
import { startRedis } from '../support/redis.ts';

test('a Redis at an IPv6 address', { skip: await whyNoIpv6() }, async (t) => {
  const redis = await startRedis(['--bind', '127.0.0.1', '::1']);
  t.after(() => redis.stop());
  const queue = await openQueue({ url: `redis://[::1]:${redis.port}`, prefix: '{azlog}' }, () => {});
  try {
    await queue.ping();
    assert.equal(queue.backend, 'redis');
  } finally {
    await queue.close();
  }
});
