import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { AzlogError } from '../errors.ts';
import { pemBlocksOf } from '../files/pem.ts';
import { loadBytes } from '../files/text-file.ts';
import { createBullQueue } from './bull-queue.ts';
import { placeOf } from './place-of.ts';
import type { JobQueue } from './queue.ts';
import { storeError } from './store-error.ts';

export interface QueueOptions {
  /** `embedded:<folder>`, `redis://…`, `redis+cluster://…`, `redis+sentinel://…` (TLS: `rediss`), `postgres://…`. May hold a password: never logged. */
  readonly url: string;
  /** Password for the server, where it is not in the URL. */
  readonly password?: string | undefined;
  /** Password of the Sentinels themselves. */
  readonly sentinelPassword?: string | undefined;
  /** PEM file with the certificates that the server is verified with, instead of those of Node.js. */
  readonly caFile?: string | undefined;
  /** Name that the server's certificate must have, where that is not the host in the URL. */
  readonly serverName?: string | undefined;
  /** Prefix of all keys on Redis; with a hash tag for a cluster. */
  readonly prefix: string;
  /** An embedded queue is closed again within seconds, so that a service which starts meanwhile may wait for it. */
  readonly brief?: boolean;
  /**
   * Called when the files of a new embedded queue are about to be made, which takes some seconds, with the names of
   * files in the folder that an earlier one has left behind.
   */
  readonly onCreate?: (leftovers: readonly string[]) => void;
  /** Ends the making of these files; the opening is then refused. */
  readonly stop?: AbortSignal;
  /** Whether what becomes of jobs is told to OpenTelemetry. */
  readonly traced?: boolean | undefined;
}

/**
 * Opens the queue that the URL names.
 * @param onError receives every error of the store: those of connections, from which the queue recovers by itself, and
 * those that are also thrown to whoever asked for something
 * @throws AzlogError CONFIG_INVALID, or with a code that begins with QUEUE_
 */
export async function openQueue(
  options: QueueOptions,
  onError: (error: AzlogError) => void,
): Promise<JobQueue> {
  const scheme = options.url.slice(0, options.url.indexOf(':'));
  const place = placeOf(options.url);
  try {
    const tracing = options.traced ? (await import('./queue-tracing.ts')).createQueueTracing() : undefined;
    switch (scheme) {
      // Each store is loaded only when it is asked for: their drivers are the larger part of the memory.
      case 'embedded': {
        const { openEmbeddedPostgres } = await import('./embedded-postgres.ts');
        return createBullQueue(
          await openEmbeddedPostgres(options.url.slice('embedded:'.length), options),
          onError,
          tracing,
        );
      }
      case 'redis':
      case 'rediss':
      case 'redis+cluster':
      case 'rediss+cluster':
      case 'redis+sentinel':
      case 'rediss+sentinel': {
        const { openRedis } = await import('./redis.ts');
        return createBullQueue(
          await openRedis(options, await tlsOf(options), place, onError),
          onError,
          tracing,
        );
      }
      case 'postgres':
      case 'postgresql': {
        const { openPostgres } = await import('./postgres.ts');
        return createBullQueue(
          await openPostgres(options, await tlsOf(options), place, onError),
          onError,
          tracing,
        );
      }
      default:
        throw new AzlogError(
          'CONFIG_INVALID',
          `queue.url: the scheme ${JSON.stringify(scheme)} is not known; allowed: embedded:, redis://, rediss://, redis+cluster://, rediss+cluster://, redis+sentinel://, rediss+sentinel://, postgres://`,
        );
    }
  } catch (error) {
    throw storeError(error, place);
  }
}

/** What a TLS connection to the server is verified by, beyond what the URL says. */
export async function tlsOf({ caFile, serverName }: QueueOptions): Promise<ConnectionOptions> {
  return {
    ...(caFile === undefined ? {} : { ca: await readAuthorities(caFile) }),
    ...(serverName === undefined ? {} : identityBy(serverName)),
  };
}

/** An IP address must not be sent as server name (RFC 6066 §3); the certificate is checked for it all the same. */
function identityBy(name: string): ConnectionOptions {
  if (isIP(name) === 0) return { servername: name };
  return { checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate) };
}

/** @throws OperatorFileError */
async function readAuthorities(path: string): Promise<string> {
  const blocks = pemBlocksOf(path, await loadBytes(path), 'certificate');
  return blocks.map(({ pem }) => pem).join('');
}
