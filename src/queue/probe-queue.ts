import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { AzlogError } from '../errors.ts';
import { describeTls } from '../probe/certificate-facts.ts';
import { lookAtCertificates } from '../probe/look-at-certificates.ts';
import { lookUpHost } from '../probe/look-up-host.ts';
import { createProbe, type Probe, type ProbeFact, type TellStep } from '../probe/probe.ts';
import { openQueue, type QueueOptions, tlsOf } from './open-queue.ts';
import { placeOf } from './place-of.ts';
import type { JobQueue } from './queue.ts';
import { parseRedisUrl, type RedisHost } from './redis-url.ts';
import { storeError } from './store-error.ts';

const connectMs = 5_000;
const jobMs = 20_000;

const removed = [{ name: 'place', value: 'a queue of its own, which was removed' }] as const;
const steps = ['name', 'connect', 'TLS', 'sign in', 'server', 'write, take and remove a job'] as const;

/**
 * Tries the way to the queue's server once, and reports each step of it. The one job that it writes is in a queue of its
 * own; no cursor moves, and no process takes notice.
 * @returns whether all went well
 */
export async function probeQueue(
  options: QueueOptions,
  tell: TellStep,
  signal: AbortSignal,
): Promise<boolean> {
  const probe = createProbe(steps, tell);
  const hosts = hostsOf(options.url);
  if (!(await each(probe, options, hosts, ({ host }) => lookUpHost(host)))) return false;
  const reached = (host: RedisHost): Promise<readonly ProbeFact[]> => reach(host, signal);
  if (!(await each(probe, options, hosts, reached))) return false;
  if (!(await tryTls(probe, options, hosts))) return false;
  let queue: JobQueue | undefined;
  try {
    queue = await openQueue(options, () => {});
    await queue.ping();
    probe.pass([{ name: 'user', value: userOf(options.url) }]);
    const { facts, warnings, refusal } = await queue.describe();
    if (refusal !== undefined) {
      probe.fail([refusal, ...warnings], facts);
      return false;
    }
    probe.pass(facts, warnings);
    await queue.tryOut(AbortSignal.any([signal, AbortSignal.timeout(jobMs)]));
    probe.pass(removed);
  } catch (error) {
    probe.fail([messageOf(error, options)]);
  } finally {
    await queue?.close();
  }
  return probe.ok();
}

/** Opens an embedded queue that no process has, and tries a job. */
export async function probeFolder(
  options: QueueOptions,
  tell: TellStep,
  signal: AbortSignal,
): Promise<boolean> {
  const probe = createProbe(['open the folder', 'write, take and remove a job'], tell);
  let queue: JobQueue | undefined;
  try {
    queue = await openQueue({ ...options, brief: true }, () => {});
    const { facts } = await queue.describe();
    probe.pass(facts);
    await queue.tryOut(AbortSignal.any([signal, AbortSignal.timeout(jobMs)]));
    probe.pass(removed);
  } catch (error) {
    probe.fail([messageOf(error, options)]);
  } finally {
    await queue?.close();
  }
  return probe.ok();
}

function messageOf(error: unknown, { url }: QueueOptions): string {
  return (error instanceof AzlogError ? error : storeError(error, placeOf(url))).message.replace(/\.$/, '');
}

/** Several servers may stand in for each other: a step fails when it fails for all of them. */
async function each(
  probe: Probe,
  options: QueueOptions,
  hosts: readonly RedisHost[],
  look: (host: RedisHost) => Promise<readonly ProbeFact[]>,
): Promise<boolean> {
  const facts: ProbeFact[] = [];
  const problems: string[] = [];
  await Promise.all(
    hosts.map(async (host) => {
      try {
        facts.push(...(await look(host)));
      } catch (error) {
        const { backend } = placeOf(options.url);
        problems.push(storeError(error, { backend, name: `${host.host}:${host.port}` }).message);
      }
    }),
  );
  if (problems.length < hosts.length) probe.pass(facts, problems);
  else probe.fail(problems, facts);
  return problems.length < hosts.length;
}

async function reach({ host, port }: RedisHost, signal: AbortSignal): Promise<readonly ProbeFact[]> {
  const socket = connect({ host, port });
  try {
    await settled(socket, 'connect', AbortSignal.any([signal, AbortSignal.timeout(connectMs)]));
    return [{ name: 'address', value: `${socket.remoteAddress}:${socket.remotePort}` }];
  } finally {
    socket.destroy();
  }
}

async function tryTls(probe: Probe, options: QueueOptions, hosts: readonly RedisHost[]): Promise<boolean> {
  if (!options.url.startsWith('rediss')) {
    const isPostgres = placeOf(options.url).backend === 'postgres';
    probe.skip(
      isPostgres ? 'PostgreSQL begins TLS as part of signing in' : 'the URL asks for none (rediss://)',
    );
    return true;
  }
  const [first] = hosts;
  if (first === undefined) return true;
  const { host, port } = first;
  const name = options.serverName ?? host;
  // Names of addresses are not sent (RFC 6066).
  const servername = isIP(name) === 0 ? { servername: name } : {};
  const place: ConnectionOptions = { host, port, ...servername, ...(await tlsOf(options)) };
  const socket = connectTls(place);
  try {
    await settled(socket, 'secureConnect', AbortSignal.timeout(connectMs));
    const { facts, warnings } = describeTls(socket, name, Date.now());
    probe.pass(facts, warnings);
    return true;
  } catch (error) {
    const seen = await lookAtCertificates(place, name, connectMs);
    probe.fail([messageOf(error, options)], seen?.facts ?? []);
    return false;
  } finally {
    socket.destroy();
  }
}

function settled(socket: Socket | TLSSocket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`no answer: timed out after ${connectMs / 1000} s`));
    signal.addEventListener('abort', late, { once: true });
    socket.once(event, () => resolve());
    // There may be a second one, of a connection that is given up.
    socket.on('error', reject);
  });
}

function hostsOf(url: string): readonly RedisHost[] {
  const servers = parseRedisUrl(url);
  if (servers !== undefined) return servers.hosts;
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol.startsWith('redis') ? 6379 : 5432;
  return [{ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || usual) }];
}

function userOf(url: string): string {
  const servers = parseRedisUrl(url);
  const user = servers === undefined ? decodeURIComponent(new URL(url).username) : (servers.user ?? '');
  return user === '' ? 'the default one' : user;
}
