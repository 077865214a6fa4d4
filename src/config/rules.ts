import type { Group } from '../options/option.ts';
import { showPlain } from '../options/value-type.ts';
import { parseRedisUrl } from '../queue/redis-url.ts';
import type { SourceType } from '../sources/source-type.ts';
import { applyPreset, presetTransport } from './apply-preset.ts';
import type { destinationOptions, processOptions, severityOptions } from './options.ts';
import { windowsFormats } from './presets.ts';
import type { Origin, Report } from './problem.ts';
import type { Scope } from './scope.ts';

export type Complain = (at: string, what: string, mend: string) => void;

/** Reports a problem at an option where that was set, else at its group. */
export function complainer<G extends Group>(scope: Scope<G>, report: Report): Complain {
  return (at, what, mend) =>
    report({
      origin: scope.originOf(at) ?? scope.origin,
      path: scope.path === '' ? at : `${scope.path}.${at}`,
      what,
      mend,
    });
}

/** A hash tag as Redis Cluster reads it: the text between the first `{` and the first `}` behind it, if there is any. */
const hashTag = /^[^{]*\{[^}]+\}/;

/** Reports what contradicts itself in the options of the process. */
export function checkProcess(scope: Scope<typeof processOptions>, report: Report): void {
  if (scope.refused.has('queue.url')) return;
  const { url, password, sentinelPassword, caFile, serverName, prefix } = scope.value.queue;
  const complain = complainer(scope, report);
  const scheme = url.slice(0, url.indexOf(':'));
  if (password !== undefined && scheme === 'embedded') {
    complain(
      'queue.password',
      'the embedded queue has no password',
      'Remove it, or set `queue.url` to a server.',
    );
  } else if (password !== undefined && hasPassword(url)) {
    complain('queue.password', '`queue.url` has a password too', 'Keep one of the two.');
  }
  if (sentinelPassword !== undefined && !scheme.endsWith('+sentinel')) {
    complain(
      'queue.sentinelPassword',
      '`queue.url` names no Sentinels',
      'Remove it, or set `queue.url` to `redis+sentinel://…`.',
    );
  }
  if (scheme.endsWith('+cluster') && !hashTag.test(prefix)) {
    complain(
      'queue.prefix',
      `${showPlain(prefix)} has no hash tag, so a Redis Cluster would spread the keys over several nodes, and azlog could not change them together`,
      'Put braces around it, such as `{azlog}`.',
    );
  }
  checkQueueTls({ url, scheme, caFile, serverName }, complain);
}

function hasPassword(url: string): boolean {
  return (parseRedisUrl(url)?.password ?? (URL.canParse(url) ? new URL(url).password : '')) !== '';
}

function checkQueueTls(
  queue: {
    readonly url: string;
    readonly scheme: string;
    readonly caFile: string | undefined;
    readonly serverName: string | undefined;
  },
  complain: Complain,
): void {
  const { url, scheme, caFile, serverName } = queue;
  const isPostgres = scheme.startsWith('postgres');
  for (const [key, value] of Object.entries({ caFile, serverName })) {
    if (value === undefined) continue;
    if (!isPostgres && !scheme.startsWith('rediss')) {
      complain(
        `queue.${key}`,
        '`queue.url` does not ask for TLS',
        `Remove \`queue.${key}\`, or begin \`queue.url\` with \`rediss\` (or \`postgres\`).`,
      );
    } else if (isPostgres && /[?&]sslmode=(disable|no-verify)(&|$)/.test(url)) {
      complain(
        `queue.${key}`,
        'the `sslmode` in `queue.url` switches verification of the server off',
        'Remove `sslmode` from the URL.',
      );
    }
  }
}

/** Options that a destination of type `stdout` has no use for. */
const syslogOnly = [
  'host',
  'port',
  'transport',
  'framing',
  'proof',
  'proofSeconds',
  'receiveBuffer',
  'kernelGraceSeconds',
  'connectTimeoutSeconds',
  'stallSeconds',
  'reconnectMinMs',
  'reconnectMaxMs',
] as const;

const tlsPaths = [
  'tls.caFile',
  'tls.certFile',
  'tls.keyFile',
  'tls.keyPassphrase',
  'tls.serverName',
  'tls.fingerprint256',
  'tls.minVersion',
  'tls.verify',
] as const satisfies readonly `tls.${keyof (typeof destinationOptions)['tls']}`[];

/** Reports what contradicts itself or is missing in a destination. */
export function checkDestination(
  scope: Scope<typeof destinationOptions>,
  families: ReadonlyMap<string, SourceType['family']>,
  report: Report,
): void {
  const complain = complainer(scope, report);
  const has = (path: string): boolean => scope.originOf(path) !== undefined;
  const { value } = scope;
  const known = [...families.keys()].map((source) => `\`${source}\``).join(', ');
  for (const source of value.sources ?? []) {
    if (!families.has(source)) {
      complain(
        'sources',
        `there is no source \`${source}\``,
        `Configured sources: ${known === '' ? 'not configured' : known}.`,
      );
    }
  }

  const message = applyPreset(value);
  const others = (value.sources ?? [...families.keys()]).filter((source) => families.get(source) === 'azure');
  if (windowsFormats.has(message.format) && others.length > 0) {
    const listed = others.map((source) => `\`${source}\``).join(', ');
    complain(
      has('format') ? 'format' : 'preset',
      `\`${message.format}\` is a form of Windows events, and ${listed} gives records of Azure`,
      'Set `format` to `cef`, `leef` or `json`; or list in `sources` only what gives Windows events, and add a destination for the others.',
    );
  }
  if (message.format === 'leef' && message.header === 'rfc5424') {
    complain(
      'header',
      'receivers do not recognise LEEF after a full RFC 5424 header',
      'Set `header` to `rfc3164` (or `rfc5424-short`), or `format` to `cef`.',
    );
  }
  if (has('leef.delimiter') && message.leef.version === '1.0' && value.leef.delimiter !== '\t') {
    complain(
      'leef.delimiter',
      'LEEF 1.0 always uses TAB as the separator',
      'Remove it, or set `leef.version` to `2.0`.',
    );
  }

  if (value.type === 'stdout') {
    for (const path of [...syslogOnly, ...tlsPaths].filter(has)) {
      complain(
        path,
        'a destination of type `stdout` has no connection',
        `Remove \`${path}\`, or set \`type: syslog\`.`,
      );
    }
    return;
  }
  if (!has('host')) {
    complain(
      'host',
      'it is not set',
      'Set the host name or IP address of the receiver (AZLOG_DESTINATION_HOST for a single one).',
    );
  }
  if (value.reconnectMinMs > value.reconnectMaxMs) {
    complain(
      has('reconnectMinMs') ? 'reconnectMinMs' : 'reconnectMaxMs',
      `the first pause (${value.reconnectMinMs} ms) is longer than the longest (${value.reconnectMaxMs} ms)`,
      'Make `reconnectMinMs` at most `reconnectMaxMs`.',
    );
  }
  const tlsSet = tlsPaths.filter(has);
  if (presetTransport(value).transport === 'tcp') {
    for (const path of tlsSet) {
      complain(
        path,
        'the transport is `tcp`, which has no TLS',
        `Remove \`${path}\`, or set \`transport: tls\`.`,
      );
    }
    return;
  }
  checkPairs(has, complain);
}

function checkPairs(has: (path: string) => boolean, complain: Complain): void {
  const pairs = [
    ['tls.certFile', 'tls.keyFile', 'a client certificate needs its private key'],
    ['tls.keyFile', 'tls.certFile', 'a private key needs its client certificate'],
    ['tls.keyPassphrase', 'tls.keyFile', 'a passphrase needs its private key'],
  ] as const;
  for (const [present, missing, why] of pairs) {
    if (has(present) && !has(missing))
      complain(present, why, `Set \`${missing}\` too, or remove \`${present}\`.`);
  }
}

type SeverityScope = Scope<typeof severityOptions>;

/** Is there no event that fits `later` and does not fit `earlier`? */
function covers({ value: earlier }: SeverityScope, { value: later }: SeverityScope): boolean {
  const same = (wanted: string | undefined, given: string | undefined): boolean =>
    wanted === undefined || wanted.toLowerCase() === given?.toLowerCase();
  return (
    same(earlier.provider, later.provider) &&
    same(earlier.channel, later.channel) &&
    same(earlier.outcome, later.outcome) &&
    (earlier.ids === undefined ||
      (later.ids?.every((range) =>
        earlier.ids?.some(({ first, last }) => first <= range.first && range.last <= last),
      ) ??
        false))
  );
}

/** Reports entries of `severities` that set nothing, fit every event, or never decide. */
export function checkSeverities(scopes: readonly SeverityScope[], report: Report): void {
  for (const [index, scope] of scopes.entries()) {
    const complain = complainer(scope, report);
    if (scope.originOf('severity') === undefined) {
      complain('severity', 'it is not set', 'Set it to a whole number from 0 to 10.');
    }
    if (scope.refused.size > 0) continue;
    const limits = ['ids', 'provider', 'channel', 'outcome'];
    if (limits.every((path) => scope.originOf(path) === undefined)) {
      report({
        origin: scope.origin,
        path: scope.path,
        what: 'every event matches it',
        mend: `Set at least one of ${limits.map((path) => `\`${path}\``).join(', ')}.`,
      });
      continue;
    }
    const before = scopes.slice(0, index).find((other) => other.refused.size === 0 && covers(other, scope));
    if (before === undefined) continue;
    report({
      origin: scope.origin,
      path: scope.path,
      what: `it never applies: all its events match ${before.path}, and the first entry that matches applies`,
      mend: `Put it before ${before.path}, or remove it.`,
    });
  }
}

/** Reports names that several entries have. */
export function checkNames(
  scopes: readonly { readonly path: string; readonly name: string; readonly origin: Origin }[],
  report: Report,
): void {
  const first = new Map<string, string>();
  for (const { path, name, origin } of scopes) {
    const taken = first.get(name);
    if (taken === undefined) {
      first.set(name, path);
      continue;
    }
    report({
      origin,
      path: `${path}.name`,
      what: `${taken} is named "${name}" too`,
      mend: 'Give each its own `name`.',
    });
  }
}
