import { parseRedisUrl, type RedisHost } from './redis-url.ts';
import type { StorePlace } from './store-error.ts';

const defaultPorts = { redis: '6379', postgres: '5432' } as const;

/** The store that a `queue.url` names, without user and password. */
export function placeOf(url: string): StorePlace {
  const scheme = url.slice(0, url.indexOf(':'));
  if (scheme === 'embedded') {
    return { backend: 'embedded', name: `the embedded queue in ${url.slice('embedded:'.length)}` };
  }
  const servers = parseRedisUrl(url);
  if (servers !== undefined) {
    const hosts = servers.hosts.map(write).join(', ');
    return {
      backend: 'redis',
      name:
        servers.kind === 'cluster'
          ? `the Redis Cluster (${hosts})`
          : `the Redis primary ${servers.master} (Sentinels ${hosts})`,
    };
  }
  const backend = scheme.startsWith('redis') ? 'redis' : 'postgres';
  const kind = backend === 'redis' ? 'Redis' : 'PostgreSQL';
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || address.hostname === '') return { backend, name: kind };
  const database =
    backend === 'postgres' && address.pathname.length > 1 ? `, database ${address.pathname.slice(1)}` : '';
  return {
    backend,
    name: `${kind} at ${address.hostname}:${address.port || defaultPorts[backend]}${database}`,
  };
}

function write({ host, port }: RedisHost): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
