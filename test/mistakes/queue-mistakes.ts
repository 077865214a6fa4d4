import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import type { Mistake } from './mistake.ts';
import { check, runRefused, tryQueue } from './try-out.ts';

const environment = {
  AZLOG_SOURCE_ACCOUNT: 'contoso',
  AZLOG_SOURCE_SAS: 'sv=2024-11-04&ss=t&srt=o&sp=rl&sig=c2ln',
  AZLOG_DESTINATION_HOST: 'siem',
};

async function redis(t: TestContext, args: readonly string[]): Promise<TestRedis> {
  const server = await startRedis(args);
  t.after(() => server.stop());
  return server;
}

/** Mistakes with ports, folders and queue servers. */
export const queueMistakes: readonly Mistake[] = [
  {
    number: 20,
    what: 'a port in use',
    said: async (t) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      t.after(() => taken.close());
      const address = taken.address();
      const port = typeof address === 'object' && address !== null ? String(address.port) : '';
      return await runRefused(t, { ...environment, AZLOG_HTTP_PORT: port });
    },
    place: /127\.0\.0\.1:\d+/,
    value: /the port is in use/,
    allowed: /another/,
    fix: /set another `?http\.port`? \(AZLOG_HTTP_PORT\)/,
  },
  {
    number: 21,
    what: 'a data folder that cannot be made',
    said: (t) => check(t, { taken: 'a file' }, { ...environment, AZLOG_QUEUE_URL: 'embedded:taken/data' }),
    place: /environment AZLOG_QUEUE_URL queue\.url/,
    value: /the folder \/\S+\/taken\/data is not a folder, or leads through a file \(ENOTDIR\)/,
    allowed: /another folder/,
    fix: /Remove that file, or name another folder\./,
    never: /configuration is valid/,
  },
  {
    number: 21,
    what: 'a data folder where no files can be',
    said: (t) => check(t, {}, { ...environment, AZLOG_QUEUE_URL: 'embedded:/proc/azlog' }),
    place: /environment AZLOG_QUEUE_URL queue\.url/,
    value: /the folder \/proc\/azlog cannot be created/,
    allowed: /a folder on a disk that this user may write to/,
    fix: /Name a folder/,
    never: /configuration is valid/,
  },
  {
    number: 22,
    what: 'a second process on the folder',
    said: (t) => {
      const folder = temporaryFolder(t);
      const stat = readFileSync('/proc/self/stat', 'utf8');
      const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      writeFileSync(join(folder, 'lock'), `${process.pid} ${startedAt}\n`);
      return tryQueue({ url: `embedded:${folder}` });
    },
    place: /the embedded queue \/\S+/,
    value: new RegExp(`in use by process ${process.pid} \\(lock file /\\S+/lock\\)`),
    allowed: /another folder in queue\.url, or a redis:\/\/ queue/,
    fix: /stop that process/,
  },
  {
    number: 23,
    what: 'a Redis that is down',
    said: async () => await tryQueue({ url: `redis://127.0.0.1:${await freePort()}` }),
    place: /127\.0\.0\.1:\d+/,
    value: /refuses the connection/,
    allowed: /is it running\?/,
    fix: /queue\.url/,
    never: /maxRetriesPerRequest|failed with an unknown error|UNEXPECTED| at .*\.js/,
  },
  {
    number: 24,
    what: 'a wrong password for Redis',
    said: async (t) => {
      const { port } = await redis(t, ['--requirepass', 'right']);
      return await tryQueue({ url: `redis://127.0.0.1:${port}`, password: 'hunter2' });
    },
    place: /127\.0\.0\.1:\d+/,
    value: /refuses the user name or password/,
    allowed: /the user in queue\.url/,
    fix: /check queue\.password/,
    never: /hunter2|failed with an unknown error/,
  },
  {
    number: 24,
    what: 'no password for a Redis that wants one',
    said: async (t) => {
      const { port } = await redis(t, ['--requirepass', 'right']);
      return await tryQueue({ url: `redis://127.0.0.1:${port}` });
    },
    place: /127\.0\.0\.1:\d+/,
    value: /it requires a password/,
    allowed: /the user in queue\.url/,
    fix: /set queue\.password/,
    never: /HELLO must be called|failed with an unknown error/,
  },
  {
    number: 25,
    what: 'a Redis that may evict',
    said: async (t) => {
      const { url } = await redis(t, ['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru']);
      return await tryQueue({ url });
    },
    place: /^Redis/,
    value: /maxmemory-policy is allkeys-lru/,
    allowed: /noeviction/,
    fix: /set it to noeviction/,
    never: /IMPORTANT! Eviction/,
  },
];
