import type { Event } from '../../records/event.ts';
import { isNothing } from '../../records/trimmed.ts';
import type { LineBuffer } from '../line-buffer.ts';
import { cutJsonText, writeJsonString } from './json-text.ts';

/** A form of JSON objects: which members there are, and where their values come from. Compiled once, written often. */

export type RelatedName = 'user' | 'ip' | 'hosts';

/** What is written, and how much of it. */
export interface Out {
  readonly line: LineBuffer;
  /** Whether texts are cut, and to how many bytes: 0 for not at all. */
  limit: number;
  /** Whether what repeats values of the data is written: ECS fields and the rendered text. */
  copies: 'all' | 'no lists' | 'none';
  /** How many fields of the data are written. */
  fields: number;
  /** Bytes of each text that may be cut. */
  readonly sizes: number[];
  /** Paths of the texts that were cut. */
  readonly cut: string[];
  /** Paths of what was left out although there is a value. */
  readonly dropped: string[];
  /** Bytes for each of the two lists above. */
  markerBytes: number;
  /** Values that `related` lists again, by its names. */
  readonly related: Readonly<Record<RelatedName, string[]>>;
}

/** Writes a value; returns false where there is none, and what it may have written is taken back. */
export type Writer = (event: Event, out: Out) => boolean;

/** Objects within objects, in the order in which they are written; bytes are a value that never changes. */
export type Tree = Map<string, Tree | Writer | Uint8Array>;

export function put(tree: Tree, path: string, value: Writer | Uint8Array): void {
  const names = path.split('.');
  const last = names.pop() ?? path;
  let at = tree;
  for (const name of names) {
    const below = at.get(name);
    if (below instanceof Map) {
      at = below;
    } else {
      const made: Tree = new Map();
      at.set(name, made);
      at = made;
    }
  }
  at.set(last, value);
}

const closing = Buffer.from('}');

/** A member of an object, with what comes before its value as the first one or a later one. */
interface Member {
  readonly first: Uint8Array;
  readonly next: Uint8Array;
  /** Undefined where the value is part of the bytes. */
  readonly write: Writer | undefined;
}

/** The object of a tree; an empty one is no value. One that never changes is its bytes. */
function objectOf(tree: Tree): Writer | Uint8Array {
  const members: Member[] = [];
  let fixed = '';
  const flush = (): void => {
    if (fixed === '') return;
    members.push({ first: Buffer.from(`{${fixed}`), next: Buffer.from(`,${fixed}`), write: undefined });
    fixed = '';
  };
  for (const [name, below] of tree) {
    const value = below instanceof Map ? objectOf(below) : below;
    const key = `${JSON.stringify(name)}:`;
    if (value instanceof Uint8Array) {
      // Neighbours that never change are written at once.
      fixed += `${fixed === '' ? '' : ','}${key}${Buffer.from(value).toString()}`;
    } else {
      flush();
      members.push({ first: Buffer.from(`{${key}`), next: Buffer.from(`,${key}`), write: value });
    }
  }
  if (members.length === 0 && fixed !== '') return Buffer.from(`{${fixed}}`);
  flush();
  return (event, out) => {
    const { line } = out;
    let isEmpty = true;
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      if (member === undefined) continue;
      const before = line.length;
      line.add(isEmpty ? member.first : member.next);
      if (member.write === undefined || member.write(event, out)) isEmpty = false;
      else line.cutTo(before);
    }
    if (isEmpty) return false;
    line.add(closing);
    return true;
  };
}

/** Compiles a whole event; values are worked out when it is written. */
export function compile(tree: Tree): Writer {
  const compiled = objectOf(tree);
  return compiled instanceof Uint8Array ? constantWriter(compiled) : compiled;
}

export function constant(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

export function constantWriter(bytes: Uint8Array): Writer {
  return (_event, { line }) => {
    line.add(bytes);
    return true;
  };
}

export function writeText(text: string, path: string, out: Out): void {
  const { line } = out;
  if (out.limit === 0) {
    const before = line.length;
    writeJsonString(text, line);
    out.sizes.push(line.length - before - 2);
    return;
  }
  const kept = cutJsonText(text, out.limit);
  if (kept.length < text.length) out.cut.push(path);
  writeJsonString(kept, line);
}

/** Tells that a value is left out. */
export function drop(path: string, out: Out): false {
  out.dropped.push(path);
  return false;
}

/** A text that may be shortened; '' and '-' are none. */
export function text(path: string, textOf: (event: Event) => string | undefined): Writer {
  return (event, out) => {
    const value = textOf(event);
    if (value === undefined || isNothing(value)) return false;
    writeText(value, path, out);
    return true;
  };
}

/** The most bytes of a name, in its quotes, that are never cut: which event it was should stay whole. */
const longestKept = 50;

/** A name that tells which event it was: shortened only where it is longer than such names are. */
export function fixedName(path: string, value: string): Writer | Uint8Array {
  const bytes = constant(value.toWellFormed());
  return bytes.length <= longestKept ? bytes : identity(path, () => value);
}

/** The same for a name that each event has of its own. */
export function identity(path: string, textOf: (event: Event) => string): Writer {
  const write = text(path, textOf);
  return (event, out) => {
    const { line } = out;
    const value = textOf(event);
    if (isNothing(value)) return false;
    const before = line.length;
    writeJsonString(value, line);
    if (line.length - before <= longestKept) return true;
    line.cutTo(before);
    return write(event, out);
  };
}

/** A text that is short by what it is, and never shortened. */
export function short(textOf: (event: Event) => string | undefined): Writer {
  return (event, { line }) => {
    const value = textOf(event);
    if (value === undefined || isNothing(value)) return false;
    writeJsonString(value, line);
    return true;
  };
}

/** A number; 0 is left out, as the absent value that it is. */
export function number(numberOf: (event: Event) => number): Writer {
  return (event, { line }) => {
    const value = numberOf(event);
    if (value === 0) return false;
    line.write(String(value));
    return true;
  };
}
