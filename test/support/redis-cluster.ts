import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, createCertificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { type RedisNode, startRedisNode, untilAgreed } from './redis-node.ts';

const masters = 3;
const slots = 16_384;

/** A real Redis Cluster of the test's own: three masters with a replica each. */
export interface TestRedisCluster {
  /** Names three of the nodes. */
  readonly url: string;
  readonly nodes: readonly RedisNode[];
  readonly certificates: Certificates | undefined;
  /** The node that takes writes for a key, and its replicas, as most nodes see it now. */
  ownerOf(key: string): Promise<{ readonly master: RedisNode; readonly replicas: readonly RedisNode[] }>;
  /** Waits until the slot of a key has a master other than this one. */
  untilMoved(key: string, from: RedisNode): Promise<void>;
  /** Waits until every slot is served and every replica follows its master. */
  untilWhole(): Promise<void>;
  /** Ends all nodes and removes their folders. */
  stop(): Promise<void>;
}

export interface RedisClusterOptions {
  readonly password?: string;
  /** Clients and nodes talk TLS; nodes are known by IP address, their certificates are for it and for localhost. */
  readonly tls?: boolean;
}

export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<TestRedisCluster> {
  const { password, tls = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'azlog-redis-cluster-'));
  const certificates = tls ? await createCertificates(folder) : undefined;
  const nodes: RedisNode[] = [];
  const busPorts: number[] = [];
  try {
    for (let index = 0; index < masters * 2; index++) {
      const [port, busPort] = [await freePort(), await freePort()];
      busPorts.push(busPort);
      nodes.push(
        await startRedisNode({
          port,
          folder: join(folder, String(index)),
          settings: [
            'cluster-enabled yes',
            `cluster-port ${busPort}`,
            'cluster-node-timeout 1500',
            // A replica that fell behind is promoted all the same: what is lost then is what tests look for.
            'cluster-replica-validity-factor 0',
            'enable-debug-command yes',
            ...(password === undefined ? [] : [`requirepass ${password}`, `masterauth ${password}`]),
            ...(certificates === undefined ? [] : tlsSettings(certificates)),
          ],
          ...(password === undefined ? {} : { password }),
          ...(certificates === undefined ? {} : { ca: await readFile(certificates.caFile) }),
        }),
      );
    }
    await makeCluster(nodes, busPorts);
  } catch (error) {
    await Promise.all(nodes.map((node) => node.kill()));
    await rm(folder, { recursive: true, force: true });
    throw error;
  }

  const untilWhole = async (): Promise<void> => {
    await untilAgreed('the cluster is whole', async () => {
      for (const node of nodes) {
        if (!String(await node.ask('CLUSTER', 'INFO')).includes('cluster_state:ok')) return false;
        // Each range with a master and a replica, in the eyes of every node.
        const ranges = await node.ask('CLUSTER', 'SLOTS');
        if (!Array.isArray(ranges) || ranges.some((range) => !Array.isArray(range) || range.length < 4))
          return false;
        const isReplica = (await node.info('role')) === 'slave';
        if (isReplica && (await node.info('master_link_status')) !== 'up') return false;
        if (!isReplica && (await node.info('connected_slaves')) === '0') return false;
      }
      return true;
    });
  };
  await untilWhole();

  const ownerOf: TestRedisCluster['ownerOf'] = async (key) => {
    const slot = Number(await someAnswer(nodes, 'CLUSTER', 'KEYSLOT', key));
    const ranges = (await someAnswer(nodes, 'CLUSTER', 'SLOTS')) as readonly [
      number,
      number,
      ...(readonly [string, number])[],
    ][];
    const [, , ...places] = ranges.find(([from, to]) => from <= slot && slot <= to) ?? [0, 0];
    const [master, ...replicas] = places.map(([, port]) => nodes.find((node) => node.port === port));
    if (master === undefined) throw new Error(`no node has the slot ${slot}`);
    return { master, replicas: replicas.filter((replica) => replica !== undefined) };
  };
  const login = password === undefined ? '' : `:${password}@`;
  const hosts = nodes.slice(0, masters).map(({ port }) => `127.0.0.1:${port}`);
  return {
    url: `${tls ? 'rediss' : 'redis'}+cluster://${login}${hosts.join(',')}`,
    nodes,
    certificates,
    ownerOf,
    untilWhole,
    untilMoved: (key, from) =>
      untilAgreed('another node takes the slot over', async () => (await ownerOf(key)).master !== from, 30),
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function tlsSettings({ caFile, server, client }: Certificates): readonly string[] {
  return [
    `tls-cert-file ${server.certFile}`,
    `tls-key-file ${server.keyFile}`,
    // Nodes of a cluster let in only nodes with a certificate for clients.
    `tls-client-cert-file ${client.certFile}`,
    `tls-client-key-file ${client.keyFile}`,
    `tls-ca-cert-file ${caFile}`,
    'tls-auth-clients no',
    'tls-replication yes',
    'tls-cluster yes',
  ];
}

/** Makes one cluster of six nodes: slots to the first three, and each of the others follows one of them. */
async function makeCluster(nodes: readonly RedisNode[], busPorts: readonly number[]): Promise<void> {
  const [first, ...others] = nodes;
  if (first === undefined) return;
  for (let index = 0; index < masters; index++) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((slots * part) / masters));
    await nodes[index]?.ask('CLUSTER', 'ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1);
    await nodes[index]?.ask('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  for (const node of others) await node.ask('CLUSTER', 'MEET', '127.0.0.1', first.port, busPorts[0] ?? 0);
  await untilAgreed('the nodes know each other', async () => {
    for (const node of nodes) {
      const known = String(await node.ask('CLUSTER', 'NODES'))
        .trim()
        .split('\n');
      if (known.length < nodes.length || known.some((line) => line.includes('handshake'))) return false;
    }
    return true;
  });
  for (let index = 0; index < masters; index++) {
    const id = String(await nodes[index]?.ask('CLUSTER', 'MYID'));
    await nodes[index + masters]?.ask('CLUSTER', 'REPLICATE', id);
  }
}

/** The answer of any node that is alive. */
async function someAnswer(
  nodes: readonly RedisNode[],
  command: string,
  ...args: readonly string[]
): Promise<unknown> {
  return await Promise.any(nodes.map((node) => node.ask(command, ...args)));
}
