import { type Group, isOption } from '../options/option.ts';
import type { ValueType } from '../options/value-type.ts';
import { showIdRange } from '../options/value-types.ts';
import { sourceTypes } from '../sources/source-types.ts';
import type { Config, DestinationConfig, SourceConfig } from './config.ts';
import { destinationOptions, processOptions, sourceHead } from './options.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What options hold, as each of them is shown. */
function maskGroup(group: Group, held: object): Fields {
  return Object.fromEntries(
    Object.entries(held).map(([name, value]: [string, unknown]) => {
      const entry = Object.hasOwn(group, name) ? group[name] : undefined;
      if (entry === undefined || value === undefined) return [name, value];
      if (isOption(entry)) return [name, entry.kind.mask(value)];
      return [name, typeof value === 'object' && value !== null ? maskGroup(entry, value) : value];
    }),
  );
}

/** The options of a source: those of its type. */
function groupOf({ type }: SourceConfig): Group {
  return { ...sourceHead, ...sourceTypes[type].options };
}

function maskDestination(destination: DestinationConfig): Fields {
  const { cef, leef, maxMessageBytes, ...rest } = destination;
  return {
    ...maskGroup(destinationOptions, rest),
    // Only what takes part.
    ...(rest.format === 'cef' ? { cef } : {}),
    ...(rest.format === 'leef' ? { leef } : {}),
    maxMessageBytes: Number.isFinite(maxMessageBytes) ? maxMessageBytes : 'no limit',
  };
}

/** The configuration as plain data that may be shown to anybody: what is declared secret is masked. */
export function maskConfig(config: Config): Fields {
  const {
    file,
    secretFiles: _,
    queue,
    sources,
    destinations,
    severities,
    transforms,
    hashing,
    ...rest
  } = config;
  return {
    ...(file === undefined ? {} : { file }),
    ...maskGroup(processOptions, { queue }),
    sources: sources.map((source) => maskGroup(groupOf(source), source)),
    destinations: destinations.map(maskDestination),
    severities: severities.map(({ ids, ...entry }) => ({
      ...entry,
      ...(ids === undefined ? {} : { ids: ids.map(showIdRange) }),
    })),
    ...(transforms.length === 0 ? {} : { transforms }),
    ...maskGroup(processOptions, Object.keys(hashing).length === 0 ? rest : { hashing, ...rest }),
  };
}

interface Secret {
  readonly kind: ValueType<unknown>;
  readonly value: unknown;
}

/** The secrets that options hold. */
function secretsIn(group: Group, held: object): readonly Secret[] {
  return Object.entries(held).flatMap(([name, value]: [string, unknown]) => {
    const entry = Object.hasOwn(group, name) ? group[name] : undefined;
    if (entry === undefined || value === undefined) return [];
    if (isOption(entry)) return entry.kind.secret ? [{ kind: entry.kind, value }] : [];
    return typeof value === 'object' && value !== null ? secretsIn(entry, value) : [];
  });
}

/** Every secret of the configuration, for the logger to take out of its lines. */
export function secretsOf({ queue, sources, destinations, ...rest }: Config): readonly string[] {
  const secrets = [
    ...secretsIn(processOptions, { queue }),
    ...sources.flatMap((source) => secretsIn(groupOf(source), source)),
    ...destinations.flatMap((destination) => secretsIn(destinationOptions, destination)),
    ...secretsIn(processOptions, rest),
  ];
  return spellingsOf(secrets);
}

/** Secrets as they are, and what in them is secret by itself, in each spelling that it may be met in. */
export function spellingsOf(secrets: readonly Secret[]): readonly string[] {
  const whole = secrets.flatMap(({ kind, value }) =>
    kind.wholeIsSecret && typeof value === 'string' ? [value] : [],
  );
  const parts = secrets.flatMap(({ kind, value }) => kind.secretParts(value));
  return [...new Set([...whole, ...parts])].filter((value) => value !== '');
}
