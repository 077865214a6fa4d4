import { type JsonSchema, showPlain, type ValueType } from '../options/value-type.ts';
import type { Located, LocatedEntry } from './document.ts';
import { hintFor } from './near-value.ts';
import { nearest, type Report } from './problem.ts';

/**
 * What may stand at a place of the file, where that is more than one value: read strictly, each problem at its own
 * place. One declaration gives reader, schema and reference.
 */
export interface Shape<T> {
  /** For errors and for the reference. */
  readonly allowed: string;
  readonly schema: JsonSchema;
  /** @returns undefined where it was refused, which is reported */
  readonly read: (located: Located, path: string, report: Report) => T | undefined;
}

/** A key of a section. */
export interface Member<T = unknown> {
  readonly shape: Shape<T>;
  readonly doc: string;
  readonly example: unknown;
}

/** What a section may hold, by key. */
export type Members = Readonly<Record<string, Member>>;

export function member<T>(shape: Shape<T>, doc: string, example: unknown): Member<T> {
  return { shape, doc, example };
}

function formOf({ kind }: Located): string {
  return { map: 'a section', list: 'a list', scalar: 'a single value' }[kind];
}

function refuseForm(located: Located, path: string, allowed: string, report: Report, hint = ''): undefined {
  const what = located.kind === 'scalar' ? showPlain(located.value) : formOf(located);
  report({
    origin: located.origin,
    path,
    what: `${what} is not valid here`,
    mend: `Allowed: ${allowed}.${hint}`,
  });
}

/**
 * One value.
 * @param look says in words what is wrong with a value of the right kind; undefined where nothing is
 */
export function one<T>(
  kind: ValueType<T>,
  look: (value: T) => string | undefined = () => undefined,
): Shape<T> {
  const { allowed, schema, read, accepts } = kind;
  return {
    allowed,
    schema,
    read(located, path, report) {
      const value = located.kind === 'scalar' ? read(located.value, '') : undefined;
      if (!accepts(value)) {
        return refuseForm(located, path, allowed, report, hintFor(value, kind));
      }
      const problem = look(value);
      if (problem === undefined) return value;
      const mend = `Allowed: ${allowed}.`;
      report({ origin: located.origin, path, what: `${showPlain(value)}: ${problem}`, mend });
      return undefined;
    },
  };
}

/** One or several, as a list; one alone needs none. */
export function oneOrMore<T>(shape: Shape<T>, several: string): Shape<readonly T[]> {
  const { schema } = shape;
  return {
    allowed: several,
    schema: { anyOf: [schema, { type: 'array', items: schema, minItems: 1 }] },
    read(located, path, report) {
      if (located.kind !== 'list') {
        const value = shape.read(located, path, report);
        return value === undefined ? undefined : [value];
      }
      if (located.items.length === 0) {
        report({ origin: located.origin, path, what: 'the list is empty', mend: `Allowed: ${several}.` });
        return undefined;
      }
      const read = located.items.map((item, index) => shape.read(item, `${path}[${index}]`, report));
      const values = read.filter((value) => value !== undefined);
      return values.length === read.length ? values : undefined;
    },
  };
}

/** Values by keys that the operator chooses. */
export function table<T>(
  key: ValueType<string>,
  value: Shape<T>,
  look?: (key: string) => string | undefined,
) {
  const allowed = `a section with at least one key: ${key.allowed}. Its value: ${value.allowed}`;
  const keyShape = one(key, look);
  return {
    allowed,
    schema: {
      type: 'object',
      propertyNames: key.schema,
      additionalProperties: value.schema,
      minProperties: 1,
    },
    read(located, path, report) {
      if (located.kind !== 'map' || located.entries.size === 0) {
        return refuseForm(located, path, allowed, report);
      }
      const read = Array.from(located.entries, ([name, entry]) => {
        const at = `${path}.${name.slice(0, 60)}`;
        const asValue: Located = { kind: 'scalar', origin: entry.origin, value: name };
        const known = keyShape.read(asValue, at, report);
        const held = value.read(entry.value, at, report);
        return known === undefined || held === undefined ? undefined : ([known, held] as const);
      });
      const pairs = read.filter((pair) => pair !== undefined);
      return pairs.length === read.length ? Object.fromEntries(pairs) : undefined;
    },
  } satisfies Shape<Readonly<Record<string, T>>>;
}

/** A section with known keys. */
export interface Section {
  /** A key without a value counts as left out. */
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  /** Whether it has unknown keys, which are reported: what is missing may be one of them, misspelt. */
  readonly hasUnknown: boolean;
}

/** @returns undefined for what is no section, which is reported */
export function readSection(
  located: Located,
  members: Members,
  path: string,
  report: Report,
): Section | undefined {
  const known = Object.keys(members);
  if (located.kind !== 'map') {
    return refuseForm(located, path, `a section with ${known.join(', ')}`, report);
  }
  const entries = new Map<string, LocatedEntry>();
  let hasUnknown = false;
  for (const [key, entry] of located.entries) {
    if (!known.includes(key)) {
      hasUnknown = true;
      const meant = nearest(key, known);
      report({
        origin: entry.origin,
        path: `${path}.${key.slice(0, 60)}`,
        what: `there is no option \`${key.slice(0, 60)}\` here`,
        mend: meant === undefined ? `Allowed here: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`,
      });
    } else if (entry.value.kind !== 'scalar' || entry.value.value !== null) {
      entries.set(key, entry);
    }
  }
  return { entries, hasUnknown };
}

/**
 * A shape that several places use: its schema stands once, under `definitions` of the whole. That is the name of
 * draft 7, which the chart needs; 2020-12 finds it by its path all the same.
 */
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { $ref: `#/definitions/${name}` } };
}

/** Schema of a section. */
export function sectionSchema(members: Members, parts: JsonSchema = {}): JsonSchema {
  const properties = Object.entries(members).map(([key, { shape, doc, example }]) => {
    // In draft 7 nothing counts beside a `$ref`.
    const schema = '$ref' in shape.schema ? { allOf: [shape.schema] } : shape.schema;
    return [key, { description: doc, ...schema, examples: [example] }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    ...parts,
  };
}
