import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import pg from 'pg';
import { loadConfig } from '../../src/config/load-config.ts';
import { AzlogError } from '../../src/errors.ts';
import { parseRedisUrl } from '../../src/queue/redis-url.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What the driver of a URL connects to, as the queue's stores give it to them; nothing is connected. */
function placeOf(url: string): { readonly host: string | undefined; readonly port: number | undefined } {
  if (url.startsWith('postgres')) {
    const { host, port } = new pg.Client({ connectionString: new URL(url).toString() });
    return { host, port };
  }
  const several = parseRedisUrl(url);
  if (several !== undefined) return { host: several.hosts[0]?.host, port: several.hosts[0]?.port };
  const client = new Redis(new URL(url).toString(), { lazyConnect: true });
  const { host, port, db } = client.options;
  assert.ok(Number.isInteger(db), `${url}: database ${db}`);
  return { host, port };
}

const accepted: readonly (readonly [url: string, host: string, port: number])[] = [
  ['redis://redis.example.com', 'redis.example.com', 6379],
  ['redis://[::1]:6380', '::1', 6380],
  ['rediss://azlog:p%40%25@[2001:db8::10]/3', '2001:db8::10', 6379],
  ['redis://redis.example.com/', 'redis.example.com', 6379],
  ['redis+cluster://[2001:db8::10]:7001,redis-2', '2001:db8::10', 7001],
  ['redis+sentinel://[::1]/mymaster', '::1', 26379],
  ['postgres://azlog:p%40@[::1]:5433/azlog', '::1', 5433],
  ['postgresql://db.example.com/azlog', 'db.example.com', 5432],
];

const refused: readonly (readonly [url: string, says: RegExp])[] = [
  ['redis://:hunter2%b@redis.example.com', /`%` that does not begin a code.*\n.*`%25`/],
  ['postgres://db.example.com/hunter2%b', /does not begin a code/],
  ['redis://redis.example.com:0', /its port is 0/],
  ['redis://redis.example.com/azlog', /not the number of a database.*\n.*`redis:\/\/HOST\/1`/],
  ['redis://redis.example.com/-1', /not the number of a database/],
  ['redis://redis.example.com/1/2', /not the number of a database/],
  ['postgres://db.example.com/azlog?port=hunter2', /`port` is not a number/],
  ['redis+sentinel://redis.example.com', /is not valid here/],
];

test('whatever URL of a queue check accepts, its driver accepts, and takes the host without brackets', (t) => {
  const cwd = temporaryFolder(t);
  const env = (url: string) => ({
    AZLOG_SOURCE_ACCOUNT: 'contoso',
    AZLOG_SOURCE_SAS: 'sig=x',
    AZLOG_DESTINATION_HOST: 'siem.example.com',
    AZLOG_QUEUE_URL: url,
  });
  for (const [url, host, port] of accepted) {
    assert.equal(loadConfig({ env: env(url), cwd }).queue.url, url);
    assert.deepEqual(placeOf(url), { host, port }, url);
  }
  for (const [url, says] of refused) {
    assert.throws(
      () => loadConfig({ env: env(url), cwd }),
      (error: unknown) => {
        assert.ok(error instanceof AzlogError, String(error));
        assert.match(error.message, says, url);
        assert.ok(!error.message.includes('hunter2'), error.message);
        return true;
      },
    );
  }
});
