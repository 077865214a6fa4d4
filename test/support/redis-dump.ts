import { Redis } from 'ioredis';

/** One Redis command: its name and arguments. */
export type RedisCommand = readonly string[];

/**
 * Everything under a prefix, as the plain commands that make it again. An RDB file, an AOF or a DUMP payload is read by
 * the Redis version that wrote it and newer ones only; these commands are understood by every Redis since 5 and by Valkey.
 */
export async function dumpRedis(url: string, prefix: string): Promise<readonly RedisCommand[]> {
  const redis = new Redis(url, { replyMapping: 'legacy' });
  try {
    const keys: string[] = [];
    let cursor = '0';
    do {
      const [next, found] = await redis.scan(cursor, 'COUNT', 1_000);
      keys.push(...found.filter((key) => key.startsWith(prefix)));
      cursor = next;
    } while (cursor !== '0');
    const commands: RedisCommand[] = [];
    for (const key of keys.toSorted()) {
      const type = await redis.type(key);
      // It came to its end meanwhile.
      if (type === 'none') continue;
      const read = readers[type];
      if (read === undefined) throw new Error(`${key} is of a type that is not dumped`);
      commands.push(...(await read(redis, key)));
      const left = await redis.pttl(key);
      if (left > 0) commands.push(['PEXPIREAT', key, String(Date.now() + left)]);
    }
    return commands;
  } finally {
    redis.disconnect();
  }
}

/** Runs the commands of `dumpRedis`. What had a time to live keeps its end, and is gone where that has passed. */
export async function restoreRedis(url: string, commands: readonly RedisCommand[]): Promise<void> {
  const redis = new Redis(url);
  try {
    for (const [name = '', ...args] of commands) await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

const readers: Readonly<Record<string, (redis: Redis, key: string) => Promise<readonly RedisCommand[]>>> = {
  string: async (redis, key) => [['SET', key, (await redis.get(key)) ?? '']],
  list: async (redis, key) => [['RPUSH', key, ...(await redis.lrange(key, 0, -1))]],
  set: async (redis, key) => [['SADD', key, ...(await redis.smembers(key)).toSorted()]],
  hash: async (redis, key) => [['HSET', key, ...Object.entries(await redis.hgetall(key)).flat()]],
  async zset(redis, key) {
    const flat = await redis.zrange(key, '0', '-1', 'WITHSCORES');
    const pairs = flat.flatMap((member, index) => (index % 2 === 0 ? [flat[index + 1] ?? '', member] : []));
    return [['ZADD', key, ...pairs]];
  },
  stream: async (redis, key) =>
    (await redis.xrange(key, '-', '+')).map(([id, fields]) => ['XADD', key, id, ...fields]),
};
