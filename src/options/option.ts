import type { ValueType } from './value-type.ts';

/** Whether a value is always there, by its default, or maybe not. */
export type Presence = 'defaulted' | 'optional';

/** One option, declared once: its type, validation, environment name, reference and JSON Schema come from here. */
export interface Option<T = unknown, P extends Presence = Presence> {
  readonly presence: P;
  readonly kind: ValueType<T>;
  readonly doc: string;
  /** As a file would have it. */
  readonly default: unknown;
  /** As a file would have it. */
  readonly example: unknown;
  /** What decides where the option is not set, in words for the reference. */
  readonly otherwise: string | undefined;
}

/** Options by name; a group in a group is a section of the file. */
export interface Group {
  readonly [name: string]: Option | Group;
}

type OptionalNames<G> = {
  [K in keyof G]: G[K] extends Option<unknown, 'optional'> ? K : never;
}[keyof G];

type ValueAt<O> = O extends Option<infer T> ? T : ValueOf<O>;

/** The type of what a group of options holds once it is valid. */
export type ValueOf<G> = {
  readonly [K in Exclude<keyof G, OptionalNames<G>>]: ValueAt<G[K]>;
} & {
  readonly [K in OptionalNames<G>]?: ValueAt<G[K]>;
};

interface Words {
  readonly doc: string;
  readonly example?: unknown;
  readonly otherwise?: string;
}

function declare<T, P extends Presence>(
  presence: P,
  kind: ValueType<T>,
  fallback: unknown,
  words: Words,
): Option<T, P> {
  return { presence, kind, default: fallback, example: undefined, otherwise: undefined, ...words };
}

/** An option with a default, in the notation of a file. */
export function defaulted<T>(kind: ValueType<T>, fallback: unknown, words: Words): Option<T, 'defaulted'> {
  return declare('defaulted', kind, fallback, words);
}

/** An option that may be left out. */
export function optional<T>(kind: ValueType<T>, words: Words): Option<T, 'optional'> {
  return declare('optional', kind, undefined, words);
}

export function isOption(entry: Option | Group): entry is Option {
  return typeof entry['presence'] === 'string';
}

/** An option with where it is: `['tls', 'caFile']`. */
export interface PlacedOption {
  readonly path: readonly string[];
  readonly option: Option;
}

/** All options of a group and the groups in it, in the order of their declaration. */
export function optionsOf(group: Group, path: readonly string[] = []): readonly PlacedOption[] {
  return Object.entries(group).flatMap(([name, entry]) => {
    const at = [...path, name];
    return isOption(entry) ? [{ path: at, option: entry }] : optionsOf(entry, at);
  });
}

/** `AZLOG_DESTINATION_TLS_CA_FILE` for `tls.caFile` with the prefix `AZLOG_DESTINATION_`. */
export function environmentName(prefix: string, path: readonly string[]): string {
  return prefix + path.map((name) => name.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_');
}

/** True where every option of the group is there and of its kind, and nothing undefined is. */
export function conforms<G extends Group>(group: G, value: unknown): value is ValueOf<G> {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(group).every(([name, entry]) => {
    const field = fields.get(name);
    if (!isOption(entry)) return conforms(entry, field);
    return fields.has(name) ? entry.kind.accepts(field) : entry.presence === 'optional';
  });
}
