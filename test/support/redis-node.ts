import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findRedis } from './install-servers.ts';
import { patience } from './patience.ts';
import { type ServerProcess, startServer } from './process.ts';

/** One redis-server among several, with a log of changes on disk. */
export interface RedisNode {
  readonly port: number;
  /** Sends a command to this very server and gives its answer. */
  ask(command: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** One line of INFO. */
  info(name: string): Promise<string>;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Lets it stand still without a word to anybody, as a machine that lost its network. */
  freeze(): void;
  thaw(): void;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
}

export interface RedisNodeOptions {
  readonly port: number;
  /** Of this server alone. */
  readonly folder: string;
  /** Lines of its configuration, besides port, folder and persistence. */
  readonly settings: readonly string[];
  /** `sentinel` keeps its state in its configuration. */
  readonly mode?: 'server' | 'sentinel';
  /** Of the clients that `ask` uses. */
  readonly password?: string;
  readonly ca?: Buffer;
}

export async function startRedisNode(options: RedisNodeOptions): Promise<RedisNode> {
  const { port, folder, settings, mode = 'server', password, ca } = options;
  const program = findRedis();
  if (program === undefined) throw new Error('redis-server is not installed; run: npm run pretest');
  const file = join(folder, 'redis.conf');
  const persistence =
    mode === 'server'
      ? ['save ""', 'appendonly yes', 'appendfsync everysec', 'repl-diskless-sync-delay 0']
      : [];
  await mkdir(folder, { recursive: true });
  await writeFile(
    file,
    [
      `${ca === undefined ? 'port' : 'tls-port'} ${port}`,
      ...(ca === undefined ? [] : ['port 0']),
      'bind 127.0.0.1',
      `dir ${folder}`,
      ...persistence,
      ...settings,
      '',
    ].join('\n'),
  );

  const connect = (): Redis => {
    const client = new Redis({
      host: '127.0.0.1',
      port,
      ...(password === undefined ? {} : { password }),
      ...(ca === undefined ? {} : { tls: { ca } }),
      retryStrategy: null,
      connectTimeout: 1_000,
      commandTimeout: 5_000,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      replyMapping: 'legacy',
    });
    client.on('error', () => {
      // The command that is waited for fails.
    });
    return client;
  };
  const ask = async (command: string, ...args: readonly (string | number)[]): Promise<unknown> => {
    const client = connect();
    try {
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  };
  const launch = (): Promise<ServerProcess> =>
    startServer({
      program,
      args: [file, ...(mode === 'sentinel' ? ['--sentinel'] : [])],
      ready: async () => {
        const answer = await ask('PING').catch((error: unknown) => String(error));
        return answer === 'PONG';
      },
    });
  let server = await launch();
  return {
    port,
    ask,
    async info(name) {
      const text = String(await ask('INFO', 'all'));
      return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
    },
    async kill() {
      await server.stop('SIGKILL');
    },
    freeze() {
      process.kill(server.pid, 'SIGSTOP');
    },
    thaw() {
      process.kill(server.pid, 'SIGCONT');
    },
    async start() {
      server = await launch();
    },
  };
}

/** Waits until servers have come to an agreement. @throws Error that says what was waited for */
export async function untilAgreed(what: string, agreed: () => Promise<boolean>, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * patience * 1000; ; await sleep(50)) {
    if (await agreed().catch(() => false)) return;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds * patience} s`);
  }
}
