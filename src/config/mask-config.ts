import type { Config, DestinationConfig, SourceConfig } from './config.ts';
import { hidden, showIdRange, showQueueUrl } from './kinds.ts';

function maskField<K extends string>(key: K, value: unknown): { readonly [key: string]: string } {
  return value === undefined ? {} : { [key]: hidden };
}

function maskSource(source: SourceConfig): Readonly<Record<string, unknown>> {
  return {
    ...source,
    ...maskField('accountKey', source.accountKey),
    ...maskField('sas', source.sas),
    ...maskField('connectionString', source.connectionString),
  };
}

function maskDestination(destination: DestinationConfig): Readonly<Record<string, unknown>> {
  const { cef, leef, maxMessageBytes, ...rest } = destination;
  const tls = rest.type === 'syslog' ? rest.tls : undefined;
  return {
    ...rest,
    // Only what takes part.
    ...(rest.format === 'cef' ? { cef } : {}),
    ...(rest.format === 'leef' ? { leef } : {}),
    maxMessageBytes: Number.isFinite(maxMessageBytes) ? maxMessageBytes : 'no limit',
    ...(tls === undefined ? {} : { tls: { ...tls, ...maskField('keyPassphrase', tls.keyPassphrase) } }),
  };
}

/** The configuration as plain data that may be shown to anybody. */
export function maskConfig(config: Config): Readonly<Record<string, unknown>> {
  const { file, queue, sources, destinations, severities, transforms, hashing, ...rest } = config;
  return {
    ...(file === undefined ? {} : { file }),
    queue: {
      ...queue,
      url: showQueueUrl(queue.url),
      ...maskField('password', queue.password),
      ...maskField('sentinelPassword', queue.sentinelPassword),
    },
    sources: sources.map(maskSource),
    destinations: destinations.map(maskDestination),
    severities: severities.map(({ ids, ...entry }) => ({
      ...entry,
      ...(ids === undefined ? {} : { ids: ids.map(showIdRange) }),
    })),
    ...(transforms.length === 0 ? {} : { transforms }),
    ...(hashing.key === undefined ? {} : { hashing: maskField('key', hashing.key) }),
    ...rest,
  };
}

/** What a URL, signature or connection string holds that is secret by itself, in each spelling that it may be met in. */
function secretParts(value: string): readonly string[] {
  const found = [
    /^[a-z+]+:\/\/[^/]*?:(.*)@/s,
    /(?:^|[?&;=])sig=([^&;]+)/,
    /[?&]password=([^&#]+)/,
    /(?:^|;)\s*AccountKey\s*=\s*([^;]+)/i,
  ]
    .map((form) => form.exec(value)?.[1])
    .filter((part) => part !== undefined);
  return found.flatMap((part) => {
    try {
      return [part, decodeURIComponent(part)];
    } catch {
      return [part];
    }
  });
}

/** Every secret of the configuration, for the logger to take out of its lines. */
export function secretsOf({ queue, sources, destinations, hashing }: Config): readonly string[] {
  const values = [
    queue.password,
    queue.sentinelPassword,
    ...sources.flatMap(({ accountKey, sas, connectionString }) => [accountKey, sas, connectionString]),
    ...destinations.map((destination) =>
      destination.type === 'syslog' ? destination.tls?.keyPassphrase : undefined,
    ),
    hashing.key,
  ].filter((value) => value !== undefined);
  const all = [...values, ...[queue.url, ...values].flatMap(secretParts)];
  return [...new Set(all)].filter((value) => value !== '');
}
