import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, createCertificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { tlsSettings } from './redis-cluster.ts';
import { type RedisNode, startRedisNode, untilAgreed } from './redis-node.ts';

const masterName = 'mymaster';

/** A real master with two replicas that three Sentinels watch. */
export interface TestRedisSentinel {
  readonly url: string;
  readonly servers: readonly RedisNode[];
  readonly sentinels: readonly RedisNode[];
  readonly certificates: Certificates | undefined;
  /** The master that the Sentinels name. */
  master(): Promise<RedisNode>;
  /** Waits until the Sentinels name another master than this one. */
  untilMoved(from: RedisNode): Promise<void>;
  stop(): Promise<void>;
}

export interface RedisSentinelOptions {
  readonly password?: string;
  readonly sentinelPassword?: string;
  readonly tls?: boolean;
}

export async function startRedisSentinel(options: RedisSentinelOptions = {}): Promise<TestRedisSentinel> {
  const { password, sentinelPassword, tls = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'azlog-redis-sentinel-'));
  const certificates = tls ? await createCertificates(folder) : undefined;
  const ca = certificates === undefined ? {} : { ca: await readFile(certificates.caFile) };
  const secure = certificates === undefined ? [] : tlsSettings(certificates);
  const servers: RedisNode[] = [];
  const sentinels: RedisNode[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([...sentinels, ...servers].map((node) => node.kill()));
    await rm(folder, { recursive: true, force: true });
  };
  const master = async (): Promise<RedisNode> => {
    const ports = await Promise.all(
      sentinels.map(async (sentinel) => {
        const answer = await sentinel.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName);
        return Array.isArray(answer) ? Number(answer[1]) : 0;
      }),
    );
    const found = servers.find(({ port }) => ports.every((named) => named === port));
    if (found === undefined) throw new Error(`the Sentinels do not agree: ${ports.join(', ')}`);
    return found;
  };
  try {
    for (let index = 0; index < 3; index++) {
      const [first] = servers;
      servers.push(
        await startRedisNode({
          port: await freePort(),
          folder: join(folder, `server-${index}`),
          settings: [
            'enable-debug-command yes',
            ...(first === undefined ? [] : [`replicaof 127.0.0.1 ${first.port}`]),
            ...(password === undefined ? [] : [`requirepass ${password}`, `masterauth ${password}`]),
            ...secure,
          ],
          ...(password === undefined ? {} : { password }),
          ...ca,
        }),
      );
    }
    for (let index = 0; index < 3; index++) {
      sentinels.push(
        await startRedisNode({
          mode: 'sentinel',
          port: await freePort(),
          folder: join(folder, `sentinel-${index}`),
          settings: [
            ...secure,
            `sentinel monitor ${masterName} 127.0.0.1 ${servers[0]?.port ?? 0} 2`,
            `sentinel down-after-milliseconds ${masterName} 1500`,
            `sentinel failover-timeout ${masterName} 6000`,
            ...(password === undefined ? [] : [`sentinel auth-pass ${masterName} ${password}`]),
            ...(sentinelPassword === undefined
              ? []
              : [`requirepass ${sentinelPassword}`, `sentinel sentinel-pass ${sentinelPassword}`]),
          ],
          ...(sentinelPassword === undefined ? {} : { password: sentinelPassword }),
          ...ca,
        }),
      );
    }
    await untilAgreed('the Sentinels know master, replicas and each other', async () => {
      for (const sentinel of sentinels) {
        const line = String(await sentinel.ask('INFO', 'sentinel'));
        if (!line.includes('status=ok') || !line.includes('slaves=2') || !line.includes('sentinels=3'))
          return false;
      }
      return (await servers[0]?.info('connected_slaves')) === '2';
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const login = password === undefined ? '' : `:${password}@`;
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`);
  return {
    url: `${tls ? 'rediss' : 'redis'}+sentinel://${login}${hosts.join(',')}/${masterName}`,
    servers,
    sentinels,
    certificates,
    master,
    untilMoved: (from) =>
      untilAgreed('the Sentinels name another master', async () => (await master()) !== from),
    stop,
  };
}
