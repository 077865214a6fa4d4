import { type EcsKind, ecsKinds } from '../../records/ecs-mapping.ts';
import type { Event, Shape } from '../../records/event.ts';
import { isNothing, trimmed } from '../../records/trimmed.ts';
import { commandArguments } from './command-arguments.ts';
import { ecsValue, numberKinds } from './ecs-values.ts';
import { drop, type Out, type RelatedName, type Writer, writeText } from './json-tree.ts';

/** A value of the data, or two joined by a backslash, as a kind wants it. */
interface Source {
  readonly at: number;
  /** -1 for none. */
  readonly secondAt: number;
  readonly kind: EcsKind;
}

function rawOf({ at, secondAt }: Source, { values }: Event): string {
  const value = trimmed(values[at] ?? '');
  if (secondAt === -1 || isNothing(value)) return value;
  const second = trimmed(values[secondAt] ?? '');
  return isNothing(second) ? '' : `${value.replace(/\\$/, '')}\\${second}`;
}

function convertedOf(source: Source, event: Event): string | undefined {
  const raw = rawOf(source, event);
  if (isNothing(raw) || source.kind === 'args') return undefined;
  return ecsValue(source.kind, raw);
}

/** The first value among sources that has one. */
export function firstOf(path: string, sources: readonly Source[]): Writer {
  const list = relatedLists.find(({ pattern }) => pattern.test(path))?.name;
  const isNumber = sources.some(({ kind }) => numberKinds.has(kind));
  return (event, out) => {
    for (const source of sources) {
      const value = convertedOf(source, event);
      if (value === undefined) continue;
      if (list !== undefined) out.related[list].push(value);
      if (out.copies === 'none') return drop(path, out);
      if (isNumber) out.line.write(value);
      else writeText(value, path, out);
      return true;
    }
    return false;
  };
}

const listStart = Buffer.from('[');
const listEnd = Buffer.from(']');
const comma = Buffer.from(',');

function writeList(items: readonly string[], path: string, out: Out): boolean {
  if (items.length === 0) return false;
  const { line } = out;
  line.add(listStart);
  for (const [index, item] of items.entries()) {
    if (index > 0) line.add(comma);
    writeText(item, path, out);
  }
  line.add(listEnd);
  return true;
}

export function argumentList(path: string, source: Source): Writer {
  return (event, out) => {
    const raw = rawOf(source, event);
    if (isNothing(raw)) return false;
    return out.copies === 'all' ? writeList(commandArguments(raw), path, out) : drop(path, out);
  };
}

/** Each value that was written under a path of the list, and those of `more`, once. */
export function relatedList(name: RelatedName, more: readonly Source[]): Writer {
  const path = `related.${name}`;
  return (event, out) => {
    const items = out.related[name];
    for (const source of more) {
      const value = convertedOf(source, event);
      if (value !== undefined) items.push(value);
    }
    if (items.length === 0) return false;
    if (out.copies !== 'all') return drop(path, out);
    return writeList(items.length === 1 ? items : [...new Set(items)], path, out);
  };
}

/** Paths whose values `related` lists again. */
export const relatedLists: readonly { readonly name: RelatedName; readonly pattern: RegExp }[] = [
  { name: 'user', pattern: /(^|\.)user(\.(target|effective|changes))?\.name$/ },
  { name: 'ip', pattern: /^(source|destination)\.ip$/ },
  { name: 'hosts', pattern: /^((source|destination)\.domain|dns\.question\.name)$/ },
];

function isKind(text: string): text is EcsKind {
  return ecsKinds.some((kind) => kind === text);
}

/** Sources of each ECS path, in the order of the mapping. */
export function sourcesOf(shape: Shape): ReadonlyMap<string, Source[]> {
  const { fields } = shape.kind.ecs(shape);
  const paths = new Map<string, Source[]>();
  for (const [field, targets] of Object.entries(fields)) {
    const [name = '', second] = field.split('+');
    const at = shape.names.indexOf(name);
    const secondAt = second === undefined ? -1 : shape.names.indexOf(second);
    if (at === -1 || (second !== undefined && secondAt === -1)) continue;
    for (const target of typeof targets === 'string' ? [targets] : targets) {
      const [path = '', kind = 'text'] = target.split(':');
      if (!isKind(kind)) throw new RangeError(`${target} of ${field}: ${kind} is no kind of value`);
      paths.set(path, [...(paths.get(path) ?? []), { at, secondAt, kind }]);
    }
  }
  return paths;
}

/** Paths under which the value of each field of an event stands, by its position. */
export function ecsPathsOf(shape: Shape, event: Event): readonly (readonly string[])[] {
  const paths: string[][] = shape.names.map(() => []);
  for (const [path, sources] of sourcesOf(shape)) {
    const filling = sources.filter((source) =>
      source.kind === 'args' ? !isNothing(rawOf(source, event)) : convertedOf(source, event) !== undefined,
    );
    // A list has all of them, any other path the first one.
    for (const { at, secondAt } of path.startsWith('related.') ? filling : filling.slice(0, 1)) {
      paths[at]?.push(path);
      paths[secondAt]?.push(path);
    }
  }
  return paths;
}
