import { isAbsolute, resolve } from 'node:path';
import { secretPartsOf, secretSchema } from '../options/secret-types.ts';
import { serverUrlFault } from '../options/server-url.ts';
import { hidden, type ValueType, valueType } from '../options/value-type.ts';
import { parseRedisUrl } from '../queue/redis-url.ts';

const embedded = 'embedded:';
const serverUrl = /^(rediss?(\+cluster|\+sentinel)?|postgres|postgresql):\/\/./;
const severalServers = /^rediss?\+/;

/** A URL without user and password, of one host or several. */
const hostsOnly =
  /^[a-z+]+:\/\/([\w.-]+|\[[\da-f:]+\])(:\d+)?(,([\w.-]+|\[[\da-f:]+\])(:\d+)?)*(\/[\w./-]*)?$/i;

/** The scheme of a queue URL with everything that may be a credential left out. */
export function showQueueUrl(value: unknown): string {
  if (typeof value !== 'string') return hidden;
  if (value.startsWith(embedded)) return value;
  const scheme = /^[a-z+]+:\/\//.exec(value)?.[0] ?? '';
  const [beforeQuery = '', query] = value.split(/([?#].*)$/s);
  // A password with such a character in it: where it ends, and the host begins, is anybody's guess.
  if (query?.includes('@')) return `${scheme}${hidden}`;
  const shown = query === undefined ? beforeQuery : `${beforeQuery}${query.charAt(0)}${hidden}`;
  // Not through URL: this must also hold for text that is no URL.
  const at = shown.lastIndexOf('@');
  if (at >= 0) return `${scheme}${hidden}${shown.slice(at)}`;
  return serverUrl.test(value) && hostsOnly.test(beforeQuery) ? shown : `${scheme}${hidden}`;
}

/** The folder that `embedded:FOLDER` names; undefined for the URL of a server. */
export function embeddedFolder(url: string): string | undefined {
  return url.startsWith(embedded) && url.length > embedded.length ? url.slice(embedded.length) : undefined;
}

function isQueueUrl(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  if (value.startsWith(embedded)) return value.length > embedded.length;
  if (severalServers.test(value)) return parseRedisUrl(value) !== undefined;
  return isServerUrl(value) && serverUrlFault(value) === undefined;
}

/** Whether a text has the form of the URL of one server, which its parts may still make useless. */
function isServerUrl(value: unknown): value is string {
  if (typeof value !== 'string' || severalServers.test(value)) return false;
  return serverUrl.test(value) && URL.canParse(value) && new URL(value).hostname !== '';
}

/** Where the queue is kept. */
export function queueUrl(): ValueType<string> {
  return valueType({
    allowed:
      '`embedded:FOLDER`, or a URL: `redis://HOST`, `redis+cluster://HOST:PORT,HOST:PORT`, `redis+sentinel://HOST:PORT,HOST:PORT/MASTER`, the same with `rediss` for TLS, `postgres://HOST/DATABASE` or `postgresql://HOST/DATABASE`; each may have `USER:PASSWORD@` before the first host, in which `@ : / ? # %` are written as `%40 %3A %2F %3F %23 %25`',
    schema: secretSchema({ type: 'string', pattern: `^embedded:.|${serverUrl.source}` }),
    read: (value, folder) => {
      if (!isQueueUrl(value) || !value.startsWith(embedded)) return value;
      const path = value.slice(embedded.length);
      return isAbsolute(path) ? value : embedded + resolve(folder, path);
    },
    accepts: isQueueUrl,
    fault: (value) => (isServerUrl(value) ? serverUrlFault(value) : undefined),
    show: (value) => (typeof value === 'string' ? `"${showQueueUrl(value)}"` : hidden),
    secret: true,
    // Only its password is secret: where the queue is must be seen.
    mask: showQueueUrl,
    secretParts: (value) => (typeof value === 'string' ? secretPartsOf(value) : []),
  });
}
