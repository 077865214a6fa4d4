import { type ConnectionOptions, createRedisBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { BullStore } from './bull-queue.ts';

/** Jobs whose size is looked up; beyond it the rest is taken to be alike. */
const sampleJobs = 400;
/**
 * Jobs at the old end of each list whose time is looked up. Lists are in the order of coming, but for the few jobs that
 * were put back.
 */
const oldestJobs = 20;

/**
 * Opens BullMQ's Redis (or Valkey) store. The hash tag in the prefix keeps all keys in one slot of a Redis Cluster.
 * The server must keep what it is given: `maxmemory-policy noeviction`, `appendonly yes`.
 */
export async function openRedis(
  url: string,
  prefix: string,
  onError: (error: unknown) => void,
): Promise<BullStore<ConnectionOptions>> {
  const connect = (options: RedisOptions): Redis => {
    const redis = new Redis(url, {
      ...options,
      replyMapping: 'legacy',
      retryStrategy: (times) => Math.min(50 * 2 ** times, 5_000),
    });
    redis.on('error', onError);
    return redis;
  };
  // Adders fail within seconds, so that a poll or a page is tried again as a whole; workers wait for the server.
  const adding = connect({ maxRetriesPerRequest: 3, commandTimeout: 20_000 });
  const working = connect({ maxRetriesPerRequest: null });
  const key = (queue: string, part: string): string => `${prefix}:${queue}:${part}`;
  return {
    backend: 'redis',
    factory: createRedisBackend,
    prefix,
    adding,
    working,
    async measure(queue) {
      const [wait, active, delayed, counts] = await Promise.all([
        adding.lrange(key(queue, 'wait'), -sampleJobs, -1),
        adding.lrange(key(queue, 'active'), -sampleJobs, -1),
        adding.zrange(key(queue, 'delayed'), '0', String(sampleJobs)),
        Promise.all([
          adding.llen(key(queue, 'wait')),
          adding.llen(key(queue, 'active')),
          adding.zcard(key(queue, 'delayed')),
        ]),
      ]);
      const ids = [...wait, ...active, ...delayed];
      if (ids.length === 0) return { bytes: 0, oldestAt: undefined };
      const old = [...wait.slice(-oldestJobs), ...active.slice(-oldestJobs), ...delayed.slice(0, oldestJobs)];
      const pipeline = adding.pipeline();
      for (const id of ids) pipeline.hstrlen(key(queue, id), 'data');
      for (const id of old) pipeline.hget(key(queue, id), 'timestamp');
      const answers = ((await pipeline.exec()) ?? []).map(([, answer]) => Number(answer ?? 0));
      const sampled = answers.slice(0, ids.length).reduce((sum, size) => sum + size, 0);
      // 0 is a job that was completed and removed meanwhile.
      const times = answers.slice(ids.length).filter((time) => time > 0);
      const jobs = counts.reduce((sum, count) => sum + count, 0);
      return {
        bytes: Math.round((sampled / ids.length) * Math.max(jobs, ids.length)),
        oldestAt: times.length === 0 ? undefined : Math.min(...times),
      };
    },
    async names() {
      const names = new Set<string>();
      const [before, after] = [`${prefix}:`, ':meta'];
      let cursor = '0';
      do {
        const pattern = `${before.replace(/[\\*?[\]]/g, '\\$&')}*${after}`;
        const [next, keys] = await adding.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
        for (const found of keys) names.add(found.slice(before.length, -after.length));
        cursor = next;
      } while (cursor !== '0');
      return [...names];
    },
    async warnings() {
      const facts = `${await adding.info('memory')}\n${await adding.info('persistence')}`;
      const fact = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(facts)?.[1] ?? '';
      const warnings: string[] = [];
      if (fact('maxmemory') !== '0' && fact('maxmemory_policy') !== 'noeviction') {
        warnings.push(
          `Redis may throw queued events away: maxmemory-policy is ${fact('maxmemory_policy')}; set it to noeviction`,
        );
      }
      if (fact('aof_enabled') === '0') {
        warnings.push(
          'Redis keeps no log of changes (appendonly no): what is queued is lost with its process; set appendonly yes',
        );
      }
      return warnings;
    },
    async ping() {
      await adding.ping();
    },
    async now() {
      const [seconds, microseconds] = await adding.time();
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    async close() {
      adding.disconnect();
      working.disconnect();
    },
  };
}
