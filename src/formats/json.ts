import { type Decoding, type FieldDecoder, fieldDecoders, textAt } from '../records/decoded-text.ts';
import { type Event, isToldByText, type JsonMember, type Shape } from '../records/event.ts';
import { outcomeAt, outcomePlace } from '../records/outcome.ts';
import { shapeCache } from '../records/shape-cache.ts';
import { isNothing, trimmed } from '../records/trimmed.ts';
import { argumentList, ecsPathsOf, firstOf, relatedList, relatedLists, sourcesOf } from './ecs/ecs-fields.ts';
import {
  compile,
  constant,
  constantWriter,
  drop,
  fixedName,
  identity,
  number,
  type Out,
  put,
  short,
  type Tree,
  text,
  type Writer,
  writeText,
} from './ecs/json-tree.ts';
import type { CommonOptions, Format } from './format.ts';
import { LineBuffer } from './line-buffer.ts';
import { checkSize, evenLimit, largestThatFits, markerRoom, namesWithin } from './shortening.ts';

/** The version of the Elastic Common Schema that the names are of. */
const ecsVersion = '8.17.0';

const levels: readonly string[] = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];

/** `2026-01-31T08:00:00.123Z`: what every reader of JSON logs takes for a time. */
function timestampText(): (time: number) => string {
  let lastSecond = Number.NaN;
  let prefix = '';
  return (time) => {
    const second = Math.floor(time / 1000);
    if (second !== lastSecond) {
      lastSecond = second;
      prefix = new Date(second * 1000).toISOString().slice(0, -4);
    }
    return `${prefix}${String(time - second * 1000).padStart(3, '0')}Z`;
  };
}

const closing = Buffer.from('}');

/** Of each field what takes the place of its value. */
function decodersOf(shape: Shape, decoding: Decoding): readonly (FieldDecoder | undefined)[] {
  // A name says less than the identifier that it is beside of.
  return decoding === 'decoded'
    ? fieldDecoders(shape).map((field) => (field?.decoder.isName === true ? undefined : field))
    : [];
}

/** Puts all fields of the data, or the first ones, at the root that the kind has for them. */
function putData(tree: Tree, shape: Shape, decoding: Decoding): void {
  const { json } = shape.kind;
  const root = json.dataRoot(shape);
  if (!json.isNested) {
    put(tree, root, dataWriter(shape, decoding));
    return;
  }
  const decoders = decodersOf(shape, decoding);
  for (const [index, name] of json.dataNames(shape.names).entries()) {
    const path = `${root}.${name}`;
    const decoder = decoders[index];
    put(tree, path, ({ values }, out) => {
      if (index >= out.fields) return drop(path, out);
      writeText((decoder && textAt(decoder, index, values)) ?? values[index] ?? '', path, out);
      return true;
    });
  }
}

/** All fields of the data, or the first ones, in one flat object. */
function dataWriter(shape: Shape, decoding: Decoding): Writer {
  const decoders = decodersOf(shape, decoding);
  const fields = shape.kind.json.dataNames(shape.names).map((name, index) => ({
    first: Buffer.from(`{${JSON.stringify(name)}:`),
    next: Buffer.from(`,${JSON.stringify(name)}:`),
    name,
    decoder: decoders[index],
  }));
  return ({ values }, out) => {
    const { line } = out;
    const count = Math.min(fields.length, out.fields);
    for (let i = 0; i < count; i++) {
      const field = fields[i];
      const value = values[i] ?? '';
      if (field === undefined) continue;
      line.add(i === 0 ? field.first : field.next);
      const decoded = field.decoder && textAt(field.decoder, i, values);
      writeText(decoded ?? value, field.name, out);
    }
    for (let i = count; i < fields.length; i++) drop(fields[i]?.name ?? '', out);
    if (count > 0) line.add(closing);
    return count > 0;
  };
}

/** Of each field what its text is made by, where that stands beside the value. */
function textsBeside(shape: Shape, decoding: Decoding): readonly (FieldDecoder | undefined)[] {
  if (decoding === 'raw') return [];
  return fieldDecoders(shape).map((field) =>
    decoding === 'both' || field?.decoder.isName === true ? field : undefined,
  );
}

function putTexts(tree: Tree, shape: Shape, decoding: Decoding): void {
  const beside = textsBeside(shape, decoding);
  for (const [index, name] of shape.kind.json.dataNames(shape.names).entries()) {
    const field = beside[index];
    if (field === undefined) continue;
    const path = `azlog.decoded.${name}`;
    const write = text(path, ({ values }) => textAt(field, index, values));
    put(tree, path, (event, out) => out.copies !== 'none' && write(event, out));
  }
}

function marker(namesOf: (out: Out) => readonly string[]): Writer {
  return (_event, out) => {
    const names = namesOf(out);
    if (names.length === 0) return false;
    const listed = namesWithin([...new Set(names)], out.markerBytes, (name) =>
      Buffer.byteLength(JSON.stringify(name)),
    );
    out.line.write(JSON.stringify(listed));
    return true;
  };
}

/** What every event has, whatever it tells: written even where there is room for nothing else. */
function putIdentity(tree: Tree, shape: Shape, timeText: (time: number) => string): void {
  put(tree, '@timestamp', (event, { line }) => {
    line.write(`"${timeText(event.time)}"`);
    return true;
  });
  put(tree, 'event.code', constant(String(shape.id)));
  put(tree, 'event.provider', fixedName('event.provider', shape.provider));
}

const hostName = identity('host.name', ({ host }) => host);

function putMembers(tree: Tree, members: readonly JsonMember[]): void {
  for (const member of members) put(tree, member.path, writerOf(member));
}

function writerOf(member: JsonMember): Writer | Uint8Array {
  if ('constant' in member) return constant(member.constant);
  if ('name' in member) return fixedName(member.path, member.name);
  if ('identity' in member) return identity(member.path, member.identity);
  if ('short' in member) return short(member.short);
  if ('text' in member) return text(member.path, member.text);
  if ('number' in member) return number(member.number);
  const { oneOf } = member;
  const values = new Map(
    Object.entries(member.values).map(([key, value]) => [key, constantWriter(constant(value))]),
  );
  return (event, out) => values.get(oneOf(event) ?? '')?.(event, out) ?? false;
}

/** @param always what the form leaves out of every event */
function putMarkers(tree: Tree, always: readonly string[]): void {
  put(
    tree,
    'azlog.uid',
    identity('azlog.uid', ({ uid }) => uid),
  );
  put(
    tree,
    'azlog.shortened',
    marker(({ cut }) => cut),
  );
  put(
    tree,
    'azlog.dropped',
    marker(({ dropped }) => (always.length === 0 ? dropped : [...always, ...dropped])),
  );
}

interface Plan {
  readonly whole: Writer;
  /** Which event it was, and its data. */
  readonly bare: Writer;
}

/**
 * The event as one JSON object a line, by the names of the Elastic Common Schema and of Winlogbeat, whose documents
 * Elastic's detection rules are written for.
 *
 * - Objects are nested. Elasticsearch takes `{"a":{"b":1}}` and `{"a.b":1}` for the same, but Logstash and processors
 *   of Beats only reach into the first, and Splunk makes `a.b` of it by itself.
 * - `winlog.event_data` holds every field of the event as Windows wrote it, empty ones and `-` too. ECS fields (`user`,
 *   `source`, `process` ...) repeat some of them, and `related` lists what a search should find wherever it stands.
 * - What no field of Winlogbeat has a place for is under `azlog`: `uid` for repeats, the origin of the row, numbers
 *   behind names.
 * - Too large: first lists (arguments, `related`) are left out and texts shortened, the longest ones first; then the
 *   ECS copies and the rendered text are left out; then all that can be looked up by the event id, so that which event
 *   it was and its data remain; then fields of the data, the last ones first. `azlog.shortened` and `azlog.dropped`
 *   say so (`*` is all that can be looked up).
 */
export function createJson({ decoding = 'both' }: CommonOptions = {}): Format {
  const timeText = timestampText();

  function makePlan(shape: Shape): Plan {
    const { kind } = shape;
    const { json } = kind;
    const mapping = kind.ecs(shape);
    const title = kind.title(shape);
    const place = outcomePlace(shape);
    const tree: Tree = new Map();
    putIdentity(tree, shape, timeText);
    put(tree, 'event.kind', constant(mapping.kind ?? 'event'));
    if (mapping.module !== undefined) put(tree, 'event.module', constant(mapping.module));
    if (mapping.action !== undefined) put(tree, 'event.action', constant(mapping.action));
    if (mapping.category.length > 0) put(tree, 'event.category', constant(mapping.category));
    if (mapping.type.length > 0) put(tree, 'event.type', constant(mapping.type));
    put(
      tree,
      'event.outcome',
      short((event) => outcomeAt(event, place)),
    );
    put(tree, 'ecs.version', constant(ecsVersion));
    putMembers(tree, json.head(shape));
    put(tree, 'host.name', hostName);
    put(
      tree,
      'log.level',
      short(({ level }) => levels[level] ?? `level ${level}`),
    );
    const rendered = text('message', ({ description }) => trimmed(description));
    const titled = title === undefined ? undefined : constantWriter(constant(title.title));
    put(tree, 'message', (event, out) => {
      const isCopy = !isToldByText(event) && !isNothing(event.description);
      if (isCopy && out.copies === 'none') drop('message', out);
      else if (rendered(event, out)) return true;
      return titled?.(event, out) ?? false;
    });

    const paths = sourcesOf(shape);
    for (const [path, sources] of paths) {
      const [source] = sources;
      const isList = source?.kind === 'args';
      if (!path.startsWith(json.nativeRoot) && !path.startsWith('related.'))
        put(tree, path, isList ? argumentList(path, source) : firstOf(path, sources));
    }
    for (const { name, pattern } of relatedLists) {
      const more = paths.get(`related.${name}`) ?? [];
      if (more.length > 0 || [...paths.keys()].some((path) => pattern.test(path))) {
        put(tree, `related.${name}`, relatedList(name, more));
      }
    }

    putMembers(tree, json.native(shape));
    for (const [path, sources] of paths) {
      if (path.startsWith(json.nativeRoot)) put(tree, path, firstOf(path, sources));
    }
    putData(tree, shape, decoding);

    putMarkers(tree, []);
    putMembers(tree, json.tail(shape));
    putTexts(tree, shape, decoding);

    const bare: Tree = new Map();
    putIdentity(bare, shape, timeText);
    put(bare, 'host.name', hostName);
    putMembers(bare, json.bare(shape));
    putData(bare, shape, decoding);
    putMarkers(bare, ['*']);
    return { whole: compile(tree), bare: compile(bare) };
  }

  const planOf = shapeCache((type) => (names) => makePlan({ ...type, names }));
  const out: Out = {
    line: new LineBuffer(4_096),
    limit: 0,
    copies: 'all',
    fields: 0,
    sizes: [],
    cut: [],
    dropped: [],
    markerBytes: 0,
    related: { user: [], ip: [], hosts: [] },
  };
  const scratch = out.line;

  function reset(limit: number, copies: Out['copies'], fields: number, markerBytes: number): void {
    out.limit = limit;
    out.copies = copies;
    out.fields = fields;
    out.markerBytes = markerBytes;
    out.sizes.length = 0;
    out.cut.length = 0;
    out.dropped.length = 0;
    out.related.user.length = 0;
    out.related.ip.length = 0;
    out.related.hosts.length = 0;
    scratch.cutTo(0);
  }

  /** Writes into `scratch` so that it fits; false where shortening alone cannot do it. */
  function fits(
    form: Writer,
    event: Event,
    maxBytes: number,
    copies: Out['copies'],
    fields: number,
  ): boolean {
    const room = markerRoom(maxBytes);
    reset(0, copies, fields, room / 2);
    form(event, out);
    if (scratch.length <= maxBytes) return true;
    const cuttable = out.sizes.reduce((sum, size) => sum + size, 0);
    // Both markers are names, brackets and commas besides what they list.
    const limit = evenLimit(out.sizes, maxBytes - (scratch.length - cuttable) - room - 40);
    if (limit < leastKept || limit === Number.POSITIVE_INFINITY) return false;
    reset(limit, copies, fields, room / 2);
    form(event, out);
    return scratch.length <= maxBytes;
  }

  function writeFitting(plan: Plan, event: Event, maxBytes: number): void {
    checkSize(maxBytes);
    const { length } = event.names;
    if (fits(plan.whole, event, maxBytes, 'no lists', length)) return;
    if (fits(plan.whole, event, maxBytes, 'none', length)) return;
    const withFields = (fields: number): boolean => fits(plan.bare, event, maxBytes, 'none', fields);
    const count = largestThatFits(length, withFields);
    if (count !== -1 && withFields(count)) return;
    reset(leastKept, 'none', 0, leastMarker);
    plan.bare(event, out);
  }

  function write(event: Event, line: LineBuffer, maxBytes: number): void {
    const plan = planOf(event);
    reset(0, 'all', event.names.length, 0);
    plan.whole(event, out);
    if (scratch.length > maxBytes) writeFitting(plan, event, maxBytes);
    line.add(scratch.bytes());
  }

  function format(event: Event, maxBytes: number): string {
    const line = new LineBuffer(4_096);
    write(event, line, maxBytes);
    return line.text(0);
  }

  function pathsOf(event: Event): readonly (readonly string[])[] {
    const { values } = event;
    const { json } = event.kind;
    const root = json.dataRoot(event);
    const ecs = ecsPathsOf(event, event);
    const beside = textsBeside(event, decoding);
    return json.dataNames(event.names).map((name, at) => {
      const field = beside[at];
      const hasText = field !== undefined && !isNothing(textAt(field, at, values) ?? '');
      return [`${root}.${name}`, ...(ecs[at] ?? []), ...(hasText ? [`azlog.decoded.${name}`] : [])];
    });
  }

  return { name: 'json', write, format, pathsOf };
}

/** The fewest bytes that shortening leaves of a text. */
const leastKept = 24;

/** Bytes of each marker in the smallest form. */
const leastMarker = 60;
