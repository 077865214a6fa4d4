import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import convict from 'convict';
import { conforms, type Group, isOption, type Option, optionsOf, type ValueOf } from '../options/option.ts';
import { lineFault } from '../options/reading.ts';
import { type Located, plain } from './document.ts';
import type { Environment, EnvironmentValue } from './environment.ts';
import { hintFor } from './near-value.ts';
import { nearest, type Origin, type Problem, type Report } from './problem.ts';
import { namedFile, readSecretFile, resolveSecret } from './secret.ts';

/**
 * The one format given to convict. It changes nothing and asks the option's own strict kind, so that none of
 * convict's loose readings (`no` as true, `12abc` as 12, nested keys of objects unseen) takes part.
 */
const strictFormat = 'azlog-strict';
convict.addFormat({
  name: strictFormat,
  validate: (value: unknown, schema) => {
    schema['check'](value);
  },
});

/** What is read into one group of options: the process, one source, or one destination. */
export interface ScopeInput {
  /** Before each path in problems, such as `destinations[1]`; '' for the process. */
  readonly path: string;
  /** What the file has for it. */
  readonly located: Located | undefined;
  /** Keys of `located` that others read. */
  readonly otherKeys: readonly string[];
  /** Folder that relative paths count from, those of variables as well. */
  readonly fileFolder: string;
  /** Folder that relative paths of defaults count from. */
  readonly defaultsFolder: string;
  readonly fromEnvironment: ReadonlyMap<string, EnvironmentValue>;
  /** For `{ env: NAME }`. */
  readonly env: Environment;
  /** No path counts from it; one that would fit there is pointed out. */
  readonly cwd: string;
  /** Whether the secret of this path is read. One that is not counts as set and is not in the value. */
  readonly readsSecret: (path: string) => boolean;
  /** Origin of what neither file nor environment has. */
  readonly fallbackOrigin: Origin;
}

/** A group as read. */
export interface Scope<G extends Group> {
  readonly path: string;
  /** An option whose value was refused has its default here, so that what depends on others can still be checked. */
  readonly value: ValueOf<G>;
  /** Where an option was set, even to something refused; undefined where nobody set it. */
  readonly originOf: (optionPath: string) => Origin | undefined;
  /** Paths of the options whose value was refused. */
  readonly refused: ReadonlySet<string>;
  /** Where problems of the whole group are shown. */
  readonly origin: Origin;
  /** Of the secrets that were read from files: path of the option, and the file. */
  readonly secretFiles: ReadonlyMap<string, string>;
}

interface Given {
  /** Undefined where it could not be had, which is reported. */
  readonly value: unknown;
  readonly shown: string;
  readonly origin: Origin;
  /** Where it was read from a file of its own: absolute. */
  readonly file?: string | undefined;
}

function joinPath(parent: string, child: string): string {
  if (child === '') return parent;
  return parent === '' ? child : `${parent}.${child}`;
}

/** An object of objects by dotted paths, as convict loads it. */
function nest(values: Iterable<readonly [path: string, value: unknown]>): Record<string, unknown> {
  const root = new Map<string, unknown>();
  for (const [path, value] of values) {
    let at = root;
    const names = path.split('.');
    for (const section of names.slice(0, -1)) {
      const existing = at.get(section);
      const next = existing instanceof Map ? existing : new Map<string, unknown>();
      at.set(section, next);
      at = next;
    }
    at.set(names.at(-1) ?? '', value);
  }
  const toObject = (map: ReadonlyMap<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Array.from(map, ([key, value]) => [key, value instanceof Map ? toObject(value) : value]),
    );
  return toObject(root);
}

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, withoutUndefined(field)]),
  );
}

/** Reads one group from file and environment (which has precedence), and reports every problem in it. */
export function readScope<G extends Group>(group: G, input: ScopeInput, report: Report): Scope<G> {
  const { located, fromEnvironment, fileFolder } = input;
  const origin = located?.origin ?? input.fallbackOrigin;
  const fileValues = new Map<string, Given>();
  if (located !== undefined) collect(group, located, '', input, fileValues, report);

  const environmentValues = new Map<string, Given>();
  for (const { path, option } of optionsOf(group)) {
    const key = path.join('.');
    const given = fromEnvironment.get(key);
    if (given === undefined) continue;
    if (option.kind.secret && !input.readsSecret(key)) {
      environmentValues.set(key, { value: undefined, shown: '', origin: given.origin });
      continue;
    }
    const secretOf = (): string | undefined =>
      given.isFile
        ? readSecretFile(given.text, fileFolder, given.origin, joinPath(input.path, key), report)
        : given.text;
    const text = isMisplaced(option, given, key, input, report) ? undefined : secretOf();
    if (text === undefined) {
      environmentValues.set(key, { value: undefined, shown: '', origin: given.origin });
      continue;
    }
    const raw = option.kind.fromText(text);
    const shown = option.kind.show(text);
    const file = given.isFile ? resolve(fileFolder, given.text) : undefined;
    environmentValues.set(key, {
      value: option.kind.read(raw, fileFolder),
      shown,
      origin: given.origin,
      file,
    });
  }

  const givenAt = (key: string): Given | undefined => environmentValues.get(key) ?? fileValues.get(key);
  const refused = new Set<string>();
  const check = (key: string, option: Option, value: unknown): void => {
    if (option.kind.accepts(value)) return;
    refused.add(key);
    const given = givenAt(key);
    const place = { origin: given?.origin ?? origin, path: joinPath(input.path, key) };
    report({ ...place, ...refusal(option, value, given) });
  };

  const declare = (at: Group, prefix: string): Record<string, object> =>
    Object.fromEntries(
      Object.entries(at).map(([name, entry]) => {
        const key = joinPath(prefix, name);
        if (!isOption(entry)) return [name, declare(entry, key)];
        return [
          name,
          {
            doc: entry.doc,
            format: strictFormat,
            default: entry.kind.read(entry.default, input.defaultsFolder),
            sensitive: entry.kind.secret,
            check: (value: unknown) => check(key, entry, value),
          },
        ];
      }),
    );
  const definition = declare(group, '');
  // No variables and arguments for convict itself: the environment is read strictly above, then laid over the file.
  const layered = convict<Record<string, unknown>>(definition, { env: {}, args: [] });
  const defined = (given: ReadonlyMap<string, Given>): readonly (readonly [string, unknown])[] =>
    Array.from(given, ([key, { value }]) => [key, value] as const).filter(([, value]) => value !== undefined);
  layered.load(nest(defined(fileValues)));
  for (const [key, value] of defined(environmentValues)) layered.set(key, value);
  layered.validate({ allowed: 'strict' });

  for (const key of refused) layered.reset(key);

  const value = withoutUndefined(layered.getProperties());
  if (!conforms(group, value))
    throw new Error(`a default of ${input.path || 'the process'} is not of its own kind`);
  const secretFiles = optionsOf(group).flatMap(({ path }): readonly (readonly [string, string])[] => {
    const key = path.join('.');
    const file = givenAt(key)?.file;
    return file === undefined ? [] : [[key, file]];
  });
  return {
    path: input.path,
    value,
    originOf: (optionPath) => givenAt(optionPath)?.origin,
    refused,
    origin,
    secretFiles: new Map(secretFiles),
  };
}

/**
 * Whether a relative path of a variable leads to nothing, and to a file only from the current directory, from which a
 * shell's user may expect it to count. It is reported.
 */
function isMisplaced(
  { kind }: Option,
  { text, isFile, origin }: EnvironmentValue,
  key: string,
  { fileFolder, cwd, path }: ScopeInput,
  report: Report,
): boolean {
  const from = (folder: string): unknown =>
    isFile ? resolve(folder, text) : kind.read(kind.fromText(text), folder);
  const [expected, here] = [from(fileFolder), from(cwd)];
  if (expected === here || typeof expected !== 'string' || typeof here !== 'string') return false;
  if (existsSync(expected) || !existsSync(here)) return false;
  report({
    origin,
    path: joinPath(path, key),
    what: `the file ${expected} does not exist`,
    mend: `Relative paths start from ${fileFolder}, not from the current directory. If you mean the file there, write ${here}.`,
  });
  return true;
}

/** What is wrong with a value that its option does not accept, and the right form. */
function refusal({ kind }: Option, value: unknown, given: Given | undefined): Pick<Problem, 'what' | 'mend'> {
  const lines = kind.secret && typeof value === 'string' ? lineFault(value) : undefined;
  const fault = lines ?? kind.fault(value);
  if (fault !== undefined && kind.secret) return { what: fault.what, mend: fault.fix };
  const are = Array.isArray(value) && value.length > 1 ? 'are' : 'is';
  const what = `${given?.shown ?? 'the default'} ${are} not valid here`;
  if (fault !== undefined) return { what: `${what}: ${fault.what}`, mend: fault.fix };
  return { what, mend: `Allowed: ${kind.allowed}.${hintFor(value, kind)}` };
}

/** Takes the declared options out of a part of the file, and reports what is not declared or has the wrong form. */
function collect(
  group: Group,
  located: Located,
  prefix: string,
  input: ScopeInput,
  found: Map<string, Given>,
  report: Report,
): void {
  // A section whose entries are all commented out is null.
  if (located.kind === 'scalar' && located.value === null) return;
  if (located.kind !== 'map') {
    report({
      origin: located.origin,
      path: joinPath(input.path, prefix),
      what: `${located.kind === 'list' ? 'a list' : 'a single value'} is not valid here`,
      mend: `Allowed: a section with the options ${Object.keys(group).join(', ')}.`,
    });
    return;
  }
  const others = prefix === '' ? input.otherKeys : [];
  for (const [key, { origin, value }] of located.entries) {
    if (others.includes(key)) continue;
    const path = joinPath(prefix, key);
    const entry = Object.hasOwn(group, key) ? group[key] : undefined;
    if (entry === undefined) {
      reportUnknown(group, key, joinPath(input.path, path), origin, others, report);
    } else if (!isOption(entry)) {
      collect(entry, value, path, input, found, report);
    } else {
      // A key without a value is the same as a key left out.
      if (value.kind === 'scalar' && value.value === null) continue;
      found.set(path, readOption(entry, value, path, input, report));
    }
  }
}

function reportUnknown(
  group: Group,
  key: string,
  path: string,
  origin: Origin,
  others: readonly string[],
  report: Report,
): void {
  const siblings = [...Object.keys(group), ...others];
  const meant = nearest(key, siblings);
  const deeper = optionsOf(group).find((placed) => placed.path.length > 1 && placed.path.at(-1) === key);
  const mend =
    meant !== undefined
      ? `Did you mean \`${meant}\`?`
      : deeper !== undefined
        ? `It belongs in the section: \`${deeper.path.join('.')}\`.`
        : `Allowed here: ${siblings.join(', ')}.`;
  report({ origin, path, what: `there is no option \`${key.slice(0, 60)}\` here`, mend });
}

function readOption(
  option: Option,
  located: Located,
  optionPath: string,
  input: ScopeInput,
  report: Report,
): Given {
  const { kind } = option;
  const { origin } = located;
  const path = joinPath(input.path, optionPath);
  if (kind.secret && !input.readsSecret(optionPath)) return { value: undefined, shown: '', origin };
  if (kind.secret && located.kind === 'map') {
    const resolved = resolveSecret(located, path, input, report);
    if (resolved === undefined) return { value: undefined, shown: '', origin };
    const file = namedFile(located, input.fileFolder);
    return { value: kind.read(resolved, input.fileFolder), shown: kind.show(resolved), origin, file };
  }
  if (located.kind === 'map') {
    // Kept from convict, which would look for options inside it.
    report({ origin, path, what: 'a section is not valid here', mend: `Allowed: ${kind.allowed}.` });
    return { value: undefined, shown: '', origin };
  }
  const raw = plain(located);
  return { value: kind.read(raw, input.fileFolder), shown: kind.show(raw), origin };
}
