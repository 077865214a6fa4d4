import { flatCopy } from '../../flat-copy.ts';
import { attributeEnd, decodeEntities, unnamedData } from './event-text.ts';
import type { ScannedEvent } from './scanned-event.ts';

/**
 * A list of field names, as a node of a tree: the names on the way from the root. Events of one id nearly always have
 * the same names in the same order, so each node remembers which name came last time, and a field's name is compared
 * instead of read. It also gives all events of one shape the same array of names.
 */
interface Shape {
  readonly parent: Shape | undefined;
  readonly name: string;
  /** The start tag that Windows writes for this name. */
  readonly tag: string;
  readonly children: Map<string, Shape>;
  /** The child that came last time. */
  likely: Shape | undefined;
  /** Made when an event first ends here. */
  names: readonly string[] | undefined;
}

/** Bound of the tree: far above the number of shapes that Windows has, so that only nonsense ever reaches it. */
const maxShapes = 20_000;
/** Longer names go to the parser: nothing of any length is to be remembered. */
const maxNameLength = 200;
let shapes = 0;
/** Roots by event id, for a good guess at the first name already. */
const roots = new Map<number, Shape>();

function rootOf(eventId: number): Shape {
  const known = roots.get(eventId);
  if (known !== undefined && shapes <= maxShapes) return known;
  if (shapes > maxShapes) {
    roots.clear();
    shapes = 0;
  }
  const root = newShape(undefined, '\0');
  roots.set(eventId, root);
  return root;
}

function newShape(parent: Shape | undefined, name: string): Shape {
  shapes += 1;
  return {
    parent,
    name,
    tag: `<Data Name='${name}'>`,
    children: new Map(),
    likely: undefined,
    names: undefined,
  };
}

function childOf(shape: Shape, name: string): Shape {
  let child = shape.children.get(name);
  if (child === undefined) {
    const kept = flatCopy(name);
    child = newShape(shape, kept);
    shape.children.set(kept, child);
  }
  shape.likely = child;
  return child;
}

function namesOf(shape: Shape): readonly string[] {
  if (shape.names !== undefined) return shape.names;
  const names: string[] = [];
  for (let node = shape; node.parent !== undefined; node = node.parent) names.push(node.name);
  shape.names = names.reverse();
  return shape.names;
}

/** Reads EventData, from behind `<EventData` up to behind its end tag: `Data` and `Binary` elements without nesting. */
export function scanEventData(xml: string, from: number, event: ScannedEvent): number {
  let shape = rootOf(event.eventId ?? 0);
  const values: string[] = [];
  let at = from + 1;
  if (!xml.startsWith('>', from)) {
    const end = xml.startsWith(' Name=', from) ? attributeEnd(xml, from + 6) : -1;
    if (end === -1 || !xml.startsWith('>', end + 1)) return -1;
    shape = childOf(shape, 'EventData.Name');
    values.push(xml.slice(from + 7, end));
    at = end + 2;
  }
  /** Fields that are no `Data` element. */
  let others = values.length;
  let amp = xml.indexOf('&', at);
  for (;;) {
    const likely = shape.likely;
    let endTag = '</Data>';
    if (likely !== undefined && xml.slice(at, at + likely.tag.length) === likely.tag) {
      shape = likely;
      at += likely.tag.length;
    } else {
      const start = startTagAt(xml, at, values.length + 1 - others);
      if (start === undefined) break;
      shape = childOf(shape, start.name);
      at = start.end;
      endTag = start.endTag;
      if (endTag !== '</Data>') others += 1;
      if (start.empty) {
        values.push('');
        continue;
      }
    }
    const end = xml.indexOf('<', at);
    if (end === -1 || !xml.startsWith(endTag, end)) return -1;
    let value = xml.slice(at, end);
    if (amp !== -1 && amp < end) {
      const decoded = decodeEntities(value);
      if (decoded === undefined) return -1;
      value = decoded;
      amp = xml.indexOf('&', end);
    }
    values.push(value);
    at = end + endTag.length;
  }
  event.names = namesOf(shape);
  event.values = values;
  return xml.startsWith('</EventData>', at) ? at + 12 : -1;
}

interface StartTag {
  /** Name of the field. */
  readonly name: string;
  /** Position behind the tag. */
  readonly end: number;
  readonly endTag: '</Data>' | '</Binary>';
  /** Whether the element is empty by `/>`. */
  readonly empty: boolean;
}

/** @param position of a `Data` element here, among all. */
function startTagAt(xml: string, at: number, position: number): StartTag | undefined {
  if (xml.startsWith('<Binary>', at))
    return { name: 'Binary', end: at + 8, endTag: '</Binary>', empty: false };
  if (xml.startsWith('<Binary/>', at))
    return { name: 'Binary', end: at + 9, endTag: '</Binary>', empty: true };
  if (!xml.startsWith('<Data', at)) return undefined;
  let name = '';
  let end = at + 5;
  if (xml.startsWith(' Name=', end)) {
    const quote = end + 6;
    const close = attributeEnd(xml, quote);
    if (close === -1 || close - quote > maxNameLength) return undefined;
    name = xml.slice(quote + 1, close);
    // Names are compared in single quotes.
    if (name.includes("'")) return undefined;
    end = close + 1;
  }
  if (name === '') name = unnamedData(position);
  if (xml.startsWith('>', end)) return { name, end: end + 1, endTag: '</Data>', empty: false };
  return xml.startsWith('/>', end) ? { name, end: end + 2, endTag: '</Data>', empty: true } : undefined;
}

/** The wrapper element of UserData, with nothing but namespaces as attributes. */
const wrapperPattern =
  /<([A-Za-z_][A-Za-z0-9_.-]*)(?: xmlns:auto-ns[0-9]+=(?:'[^'&<]*'|"[^"&<]*"))?(?: xmlns=(?:'[^'&<]*'|"[^"&<]*"))?(\/)?>/y;
const childPattern = /<([A-Za-z_][A-Za-z0-9_.-]*)(\/)?>/y;

/** Reads UserData with one wrapper element and a flat list of children in it; the children are the fields. */
export function scanUserData(xml: string, from: number, event: ScannedEvent): number {
  wrapperPattern.lastIndex = from;
  const wrapper = wrapperPattern.exec(xml);
  if (wrapper === null) return -1;
  let shape = rootOf(event.eventId ?? 0);
  const values: string[] = [];
  let at = wrapperPattern.lastIndex;
  if (wrapper[2] === undefined) {
    const endTag = `</${wrapper[1]}>`;
    while (!xml.startsWith(endTag, at)) {
      childPattern.lastIndex = at;
      const child = childPattern.exec(xml);
      const name = child?.[1];
      if (child === null || name === undefined || name.length > maxNameLength) return -1;
      shape = childOf(shape, name);
      at = childPattern.lastIndex;
      if (child[2] !== undefined) {
        values.push('');
        continue;
      }
      const end = xml.indexOf('<', at);
      const value = end === -1 ? undefined : decodeEntities(xml.slice(at, end));
      if (value === undefined || !xml.startsWith(`</${name}>`, end)) return -1;
      values.push(value);
      at = end + name.length + 3;
    }
    at += endTag.length;
  }
  event.names = namesOf(shape);
  event.values = values;
  return xml.startsWith('</UserData>', at) ? at + 11 : -1;
}
