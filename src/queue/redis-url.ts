/** Several Redis servers that are one store: a Redis Cluster, or a master with replicas that Sentinels watch. */
export interface RedisUrl {
  readonly kind: 'cluster' | 'sentinel';
  readonly tls: boolean;
  /** Nodes of the cluster, or Sentinels; at least one. The others are learned from them. */
  readonly hosts: readonly RedisHost[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Name that the Sentinels know the master by; '' for a cluster. */
  readonly master: string;
  readonly db: number;
}

export interface RedisHost {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

const form = /^redis(s?)\+(cluster|sentinel):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?$/;
const hostForm = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/;
const pathForms = { cluster: /^(?:0)?$/, sentinel: /^([\w.-]+)(?:\/(\d{1,5}))?$/ } as const;
const defaultPorts = { cluster: 6379, sentinel: 26379 } as const;

/**
 * Reads `redis+cluster://[user[:password]@]host[:port][,host[:port]…]` and
 * `redis+sentinel://[user[:password]@]host[:port][,host[:port]…]/master[/db]`, with `rediss+` for TLS. `URL` cannot: it
 * knows one host. User and password are those of the Redis servers.
 * @returns undefined for anything else
 */
export function parseRedisUrl(url: string): RedisUrl | undefined {
  const [, s, scheme, login = '', list = '', path = ''] = form.exec(url) ?? [];
  const kind = scheme === 'cluster' || scheme === 'sentinel' ? scheme : undefined;
  if (kind === undefined) return undefined;
  const hosts = list.split(',').map((text) => readHost(text, defaultPorts[kind]));
  const place = pathForms[kind].exec(path);
  const colon = login.indexOf(':');
  const user = decode(colon === -1 ? login : login.slice(0, colon));
  const password = decode(colon === -1 ? '' : login.slice(colon + 1));
  if (place === null || user === undefined || password === undefined) return undefined;
  const known = hosts.filter((host) => host !== undefined);
  if (known.length < hosts.length) return undefined;
  return {
    kind,
    tls: s === 's',
    hosts: known,
    user: user === '' ? undefined : user,
    password: password === '' ? undefined : password,
    master: place[1] ?? '',
    db: Number(place[2] ?? 0),
  };
}

function readHost(text: string, defaultPort: number): RedisHost | undefined {
  const [whole, address, name, digits] = hostForm.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits ?? defaultPort);
  return whole === undefined || host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** undefined where a `%` stands for nothing. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
