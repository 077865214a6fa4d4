import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { type ConnectionOptions, createRedisBackend } from 'bullmq';
import { AbstractConnector, Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { AzlogError } from '../errors.ts';
import type { BullStore } from './bull-queue.ts';
import type { StoreFacts } from './queue.ts';
import { parseRedisUrl, type RedisUrl } from './redis-url.ts';
import { type StorePlace, storeError } from './store-error.ts';

/** Jobs whose size is looked up; beyond it the rest is taken to be alike. */
const sampleJobs = 400;
/**
 * Jobs at the old end of each list whose time is looked up. Lists are in the order of coming, but for the few jobs that
 * were put back.
 */
const oldestJobs = 20;
/** Nodes come and go: how often the map of a cluster is asked for, and how soon a command is sent again meanwhile. */
const mapEveryMs = 5_000;
const tryAgainMs = 200;

interface RedisLogin {
  readonly url: string;
  readonly password?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly prefix: string;
}

type Client = Redis | Cluster;

/** What ioredis says of a command when it knows only that there is no connection. */
const saysNothing =
  /Connection is closed|max retries per request|Failed to refresh slots cache|None of startup nodes|Command timed out|isn't (ready|writeable)/;
/** How long the first connection to a cluster, or by Sentinels, may take to be made. */
const firstConnectionMs = 10_000;

// ioredis (6.0) listens for one error of a socket. A TLS connection that is given up in the middle of its handshake may
// have two: the certificate is refused, and the server complains of the early end. The second would end the process.
const { disconnect } = AbstractConnector.prototype;
AbstractConnector.prototype.disconnect = function (this: AbstractConnector): void {
  this['stream']?.on('error', () => {});
  disconnect.call(this);
};

/**
 * Opens the Redis (or Valkey) store of BullMQ: one server, a cluster, or whichever server the Sentinels name. The hash
 * tag in the prefix keeps all keys in one slot of a cluster, and so in one transaction and one history.
 * The servers must keep what they are given: `maxmemory-policy noeviction`, `appendonly yes`.
 * @param tls for a URL that asks for TLS
 */
export async function openRedis(
  { url, password, sentinelPassword, prefix }: RedisLogin,
  tls: TlsOptions,
  place: StorePlace,
  onError: (error: AzlogError) => void,
): Promise<BullStore<ConnectionOptions>> {
  const servers = parseRedisUrl(url);
  let trouble: AzlogError | undefined;
  let isClosed = false;
  const connect = (options: RedisOptions, clusterOptions: ClusterOptions): Client => {
    const client = openClient(options, clusterOptions);
    client.on('error', (error: Error) => report(error, place));
    client.on('ready', () => {
      trouble = undefined;
    });
    if (client instanceof Cluster) {
      client.on('node error', (error: Error, node: string) =>
        report(error, { ...place, name: `Redis Cluster node ${node}` }),
      );
    }
    return client;
  };
  // A command that fails says only that there is no connection: why there is none was said when the connection failed.
  const fault = (error: unknown): AzlogError =>
    trouble !== undefined && error instanceof Error && saysNothing.test(error.message)
      ? trouble
      : storeError(explain(error, servers), place);
  const report = (error: Error, at: StorePlace): void => {
    if (!saysNothing.test(error.message)) trouble = storeError(explain(error, servers), at);
    onError(fault(error));
  };
  const openClient = (options: RedisOptions, clusterOptions: ClusterOptions): Client => {
    if (servers?.kind === 'cluster') {
      return connectCluster(servers, { ...options, ...readLogin(servers, password) }, tls, {
        ...clusterOptions,
        // A worker whose closing was not waited for may connect once more.
        clusterRetryStrategy: (times) => (isClosed ? null : Math.min(50 * 2 ** times, 5_000)),
      });
    }
    const common = {
      ...options,
      replyMapping: 'legacy' as const,
      retryStrategy: (times: number) => Math.min(50 * 2 ** times, 5_000),
      // A master that became a replica while we were connected: the next connection goes to the new one.
      reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    };
    if (servers !== undefined) {
      return new Redis({
        ...common,
        ...readLogin(servers, password),
        ...readSentinels(servers, tls, sentinelPassword),
      });
    }
    const address = new URL(url);
    if (password !== undefined) address.password = encodeURIComponent(password);
    return new Redis(address.toString(), { ...common, ...(address.protocol === 'rediss:' ? { tls } : {}) });
  };
  // Adders fail at the first trouble, so that a poll or a page is tried again as a whole: what was sent to one server is
  // never sent again to another, which may have been promoted without what this process relies on (see TakenJob.hold).
  // But where a server of a cluster answers MOVED, ioredis follows: the server that has just answered `hold` as a master
  // would have to lose its slots within that one round trip.
  const adding = connect(
    {
      maxRetriesPerRequest: 0,
      commandTimeout: 20_000,
      // What is asked while there is no master is not kept for the next one.
      ...(servers?.kind === 'sentinel' ? { enableOfflineQueue: false } : {}),
    },
    { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0, enableOfflineQueue: false },
  );
  // Workers wait for the store for ever.
  const working = connect(
    { maxRetriesPerRequest: null },
    {
      // With the check, a connection that is made while the cluster is not fit for use comes up later, but whoever
      // waits for `connect()` is never told (ioredis 6.0): a worker of BullMQ does, and would take no job any more.
      enableReadyCheck: false,
      maxRedirections: Number.MAX_SAFE_INTEGER,
      retryDelayOnFailover: tryAgainMs,
      retryDelayOnClusterDown: tryAgainMs,
      retryDelayOnMoved: 20,
    },
  );
  // Each worker blocks on a copy of its own, and may leave it behind when its closing does not come to an end.
  const copies = keepCopies(working);
  if (servers !== undefined) {
    try {
      await untilReady(adding);
    } catch (error) {
      adding.disconnect();
      working.disconnect();
      const login =
        servers.kind === 'cluster'
          ? readLogin(servers, password)
          : sentinelPassword === undefined
            ? {}
            : { password: sentinelPassword };
      const reason = await troubleOf(servers, { ...login, ...(servers.tls ? { tls } : {}) }, place);
      throw reason ?? fault(error);
    }
  }
  const warnings = async (): Promise<readonly string[]> => {
    const replicas = adding instanceof Redis && servers !== undefined ? await replicasOf(adding) : [];
    try {
      const nodes = adding instanceof Cluster ? adding.nodes() : [adding, ...replicas];
      const lists = await Promise.all(nodes.map((node) => warningsOf(node, servers?.kind)));
      return [...new Set(lists.flat().map(({ text }) => text))];
    } finally {
      for (const replica of replicas) replica.disconnect();
    }
  };
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
    renewAdding() {
      adding.disconnect(true);
    },
    async names() {
      const [before, after] = [`${prefix}:`, ':meta'];
      const pattern = `${before.replace(/[\\*?[\]]/g, '\\$&')}*${after}`;
      const masters = adding instanceof Cluster ? adding.nodes('master') : [adding];
      const found = await Promise.all(masters.map((master) => scan(master, pattern)));
      return [...new Set(found.flat().map((name) => name.slice(before.length, -after.length)))];
    },
    warnings,
    async dangers() {
      const nodes = adding instanceof Cluster ? adding.nodes('master') : [adding];
      const lists = await Promise.all(nodes.map((node) => warningsOf(node, servers?.kind)));
      return [...new Set(lists.flat().flatMap(({ text, losesJobs }) => (losesJobs ? [text] : [])))];
    },
    async describe() {
      const nodes = adding instanceof Cluster ? adding.nodes('master') : [adding];
      const node = nodes[0];
      if (node === undefined) throw new Error('Connection is closed.');
      return await describeServer(node, await warnings());
    },
    async ping() {
      // A key, so that the node is asked which holds the queue.
      await adding.exists(key('pages', 'meta'));
    },
    place,
    fault,
    async now() {
      const [seconds, microseconds] = await adding.time();
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    async close() {
      isClosed = true;
      adding.disconnect();
      working.disconnect();
      for (const copy of copies) copy.disconnect();
    },
  };
}

/** An error in words that say what is wrong, where ioredis does not pass them on. */
function explain(error: unknown, servers: RedisUrl | undefined): unknown {
  const message = error instanceof Error ? error.message : '';
  if (servers?.kind === 'sentinel' && servers.tls && /sentinels are unreachable/.test(message)) {
    return new Error(
      'no Sentinel answers over TLS: they are not running, or queue.caFile and queue.serverName do not verify their certificates',
      { cause: error },
    );
  }
  return error;
}

/** @throws the first error of a client that is being connected */
async function untilReady(client: Client): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error(`no connection within ${firstConnectionMs / 1000} s`)),
    firstConnectionMs,
  );
  client.once('ready', resolve);
  client.once('error', reject);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    client.off('ready', resolve);
    client.off('error', reject);
  }
}

/** Why the servers that the URL names cannot be asked; ioredis keeps it to itself. undefined where they can. */
async function troubleOf(
  { hosts, kind }: RedisUrl,
  options: RedisOptions,
  place: StorePlace,
): Promise<AzlogError | undefined> {
  const found = await Promise.all(
    hosts.map(async ({ host, port }) => {
      const client = new Redis({
        ...options,
        host,
        port,
        lazyConnect: true,
        retryStrategy: null,
        connectTimeout: 3_000,
        replyMapping: 'legacy',
      });
      const name = `${host}:${port}`;
      let trouble: AzlogError | undefined;
      client.on('error', (error) => {
        trouble = storeError(error, { ...place, name });
      });
      await client.connect().catch(() => {
        // Said by the event before.
      });
      client.disconnect();
      return trouble === undefined ? undefined : { name, trouble };
    }),
  );
  // Several that fail in the same way are one trouble.
  const names = new Map<string, string[]>();
  let first: AzlogError | undefined;
  for (const one of found) {
    if (one === undefined) continue;
    first ??= one.trouble;
    const says = one.trouble.message.slice(one.name.length).replace(one.name, 'it');
    names.set(says, [...(names.get(says) ?? []), one.name]);
  }
  if (first === undefined) return undefined;
  const text = Array.from(names, ([says, places]) => `${places.join(', ')}${says}`).join('; ');
  return new AzlogError(first.code, `Redis ${kind === 'cluster' ? 'Cluster' : 'Sentinels'} ${text}`, {
    cause: first,
  });
}

function readLogin(
  servers: RedisUrl,
  given: string | undefined,
): Pick<RedisOptions, 'username' | 'password'> {
  const password = given ?? servers.password;
  return {
    ...(servers.user === undefined ? {} : { username: servers.user }),
    ...(password === undefined ? {} : { password }),
  };
}

function readSentinels(
  servers: RedisUrl,
  tls: TlsOptions,
  sentinelPassword: string | undefined,
): Omit<RedisOptions, 'replyMapping'> {
  return {
    sentinels: [...servers.hosts],
    name: servers.master,
    db: servers.db,
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    // A Sentinel on a machine that went away silently must not hold up the failover that it is asked about.
    sentinelCommandTimeout: 2_000,
    // Connections to a master that went away silently are cut when the Sentinels name another.
    failoverDetector: true,
    ...(servers.tls ? { tls, sentinelTLS: tls, enableTLSForSentinelMode: true } : {}),
  };
}

function connectCluster(
  servers: RedisUrl,
  options: RedisOptions,
  tls: TlsOptions,
  clusterOptions: ClusterOptions,
): Cluster {
  return new Cluster([...servers.hosts], {
    ...clusterOptions,
    slotsRefreshInterval: mapEveryMs,
    slotsRefreshTimeout: 2_000,
    // Names are kept, since certificates are for names.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: { ...options, replyMapping: 'legacy', ...(servers.tls ? { tls } : {}) },
  });
}

/** The copies that are made of a client from now on. */
function keepCopies(client: Client): ReadonlySet<Client> {
  const copies = new Set<Client>();
  const keep = <C extends Client>(copy: C): C => {
    copies.add(copy);
    return copy;
  };
  if (client instanceof Cluster) {
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (nodes, options) => keep(duplicate(nodes, options));
  } else {
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (options) => keep(duplicate(options));
  }
  return copies;
}

async function scan(node: Redis, pattern: string): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
    found.push(...keys);
    cursor = next;
  } while (cursor !== '0');
  return found;
}

type Facts = (name: string) => string;

async function factsOf(node: Redis, ...sections: readonly string[]): Promise<Facts> {
  const texts = await Promise.all(sections.map((section) => node.info(section)));
  return (name) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(texts.join('\n'))?.[1] ?? '';
}

/** Connections of their own to the replicas of a master, which Sentinels may promote. */
async function replicasOf(master: Redis): Promise<readonly Redis[]> {
  const fact = await factsOf(master, 'replication');
  const { username, password, tls } = master.options;
  return Array.from({ length: Number(fact('connected_slaves')) }, (_, index) => {
    const [, host = '', port] = /ip=([^,]+),port=(\d+)/.exec(fact(`slave${index}`)) ?? [];
    const replica = new Redis({
      host,
      port: Number(port),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(tls === undefined ? {} : { tls }),
      retryStrategy: null,
      commandTimeout: 5_000,
      replyMapping: 'legacy',
    });
    replica.on('error', () => {
      // What is asked of it fails, and that becomes a warning.
    });
    return replica;
  });
}

/** The facts of a server, for the test of a queue. */
async function describeServer(node: Redis, warnings: readonly string[]): Promise<StoreFacts> {
  const fact = await factsOf(node, 'server', 'memory', 'persistence', 'replication', 'stats');
  const product = fact('valkey_version') === '' ? 'Redis' : 'Valkey';
  const most = Number(fact('maxmemory'));
  const evicted = Number(fact('evicted_keys'));
  return {
    facts: [
      { name: 'version', value: `${product} ${fact('valkey_version') || fact('redis_version')}` },
      {
        name: 'role',
        value: `${fact('role') === 'master' ? 'primary' : 'replica'}, ${fact('connected_slaves') || '0'} replicas follow it`,
      },
      {
        name: 'memory',
        value: `${megabytes(fact('used_memory'))} used of ${most === 0 ? 'no limit (maxmemory 0)' : megabytes(String(most))}`,
      },
      { name: 'when it is full', value: `maxmemory-policy ${fact('maxmemory_policy')}` },
      { name: 'log of changes', value: fact('aof_enabled') === '1' ? 'appendonly yes' : 'appendonly no' },
    ],
    warnings: [
      ...warnings,
      ...(evicted > 0
        ? [`it has evicted ${evicted} keys since it started: if they belonged to this queue, events are lost`]
        : []),
    ],
    refusal:
      fact('role') === 'master'
        ? undefined
        : `it is a replica and accepts no writes; set queue.url to the primary (${fact('master_host')}:${fact('master_port')})`,
  };
}

function megabytes(text: string): string {
  return `${Math.round(Number(text) / 2 ** 20)} MiB`;
}

interface Warning {
  readonly text: string;
  /** Whether queued jobs may be lost while the server runs. */
  readonly losesJobs: boolean;
}

async function warningsOf(node: Redis, kind: RedisUrl['kind'] | undefined): Promise<readonly Warning[]> {
  const name = kind === undefined ? 'Redis' : `Redis at ${node.options.host}:${node.options.port}`;
  let fact: Facts;
  try {
    fact = await factsOf(node, 'memory', 'persistence', 'replication');
  } catch (error) {
    // A replica that is away, or that this machine does not reach, must not keep a stage from starting.
    const reason = error instanceof Error ? error.message : String(error);
    return [{ text: `${name} does not report its settings: ${reason}`, losesJobs: false }];
  }
  const warnings: Warning[] = [];
  if (fact('maxmemory') !== '0' && fact('maxmemory_policy') !== 'noeviction') {
    warnings.push({
      text: `${name} may throw queued events away: maxmemory-policy is ${fact('maxmemory_policy')}; set it to noeviction`,
      losesJobs: true,
    });
  }
  if (fact('aof_enabled') === '0') {
    warnings.push({
      text: `${name} keeps no log of changes (appendonly no): queued events are lost when its process ends; set appendonly yes`,
      losesJobs: false,
    });
  }
  if (kind !== undefined && fact('role') === 'master' && fact('connected_slaves') === '0') {
    warnings.push({
      text: `${name} has no replica: nothing replaces it when it fails; add one`,
      losesJobs: false,
    });
  }
  return warnings;
}
