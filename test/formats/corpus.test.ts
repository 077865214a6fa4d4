import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { createJson } from '../../src/formats/json.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { createSnare } from '../../src/formats/snare.ts';
import { createXml } from '../../src/formats/xml.ts';
import type { Event } from '../../src/records/event.ts';
import { dataNames } from '../../src/records/windows/json-form.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing, textOf } from '../records/shared-data.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { lists } from './list-fields.ts';
import { at, read as readJson } from './read-json.ts';
import { expandedOf, lostOf, read as readSnare } from './read-snare.ts';
import { checkForm, dataOf } from './read-xml.ts';

/** Every real event is decoded once, and then checked in every format: most of the time is that of the checks. */
const files = ['security-evtx', 'security-examples', 'security-bulk', 'other-channels'];
const whole = Number.POSITIVE_INFINITY;

/** A value as the specification lets it arrive: white space of any kind and number counts as one space. */
function plain(value: string): string {
  // Most values are plain already.
  if (!/[^ -~]| {2}|^ | $/.test(value)) return value;
  return value
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Every value that a message holds, and the parts of `DOMAIN\name`. */
function held(values: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const value of values) {
    const text = plain(value);
    found.add(text);
    const slash = text.indexOf('\\');
    if (slash > 0) found.add(text.slice(0, slash)).add(text.slice(slash + 1));
  }
  return found;
}

/** The values that a message must hold, each with its name; what Windows writes for nothing is not among them. */
function expectedValues(event: Event): readonly (readonly [string, string])[] {
  return event.values.flatMap((value, index) => {
    const name = event.names[index] ?? '';
    const trimmed = value.replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, '');
    if (trimmed === '' || trimmed === '-') return [];
    const text = plain(lists.has(name) ? trimmed.replace(/\s*[\r\n]+\s*/g, ', ') : trimmed);
    return [[name, text] as const];
  });
}

/** @param replaced characters that the format writes as spaces */
function lostValues(
  expected: readonly (readonly [string, string])[],
  values: ReadonlySet<string>,
  replaced?: RegExp,
): readonly string[] {
  return expected.flatMap(([name, value]) => {
    const text = replaced === undefined ? value : plain(value.replace(replaced, ' '));
    return values.has(text) ? [] : [`${name}=${text.slice(0, 100)}`];
  });
}

/** Whether this is an object of these members and no other; cheaper than a deep comparison. */
function isOf(data: unknown, names: readonly string[], values: readonly string[]): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const members = new Map(Object.entries(data));
  return (
    members.size === names.length &&
    names.every((name, index) => members.get(name) === values[index]?.toWellFormed())
  );
}

function sizesOf(file: string, list: string): ReadonlyMap<string, number> {
  const entries: readonly { readonly key: string; readonly length?: unknown }[] = JSON.parse(
    textOf(`conformance/${file}`),
  )[list];
  return new Map(
    entries.flatMap(({ key, length }) => (typeof length === 'number' ? [[key, length] as const] : [])),
  );
}

test('every real event is one line in every format, obeys it, and holds every value of its data', {
  skip: missing('conformance/cef-extension-dictionary.json'),
}, (t) => {
  const sizes = sizesOf('cef-extension-dictionary.json', 'extensions');
  const cef = createCef();
  const tabs = createLeef();
  const carets = createLeef({ version: '2.0', delimiter: '^', time: 'text', replacePipe: true });
  const [json, xml, snare] = [createJson(), createXml(), createSnare()];
  const ids = { own: new Set<string>(), general: new Set<string>(), actions: new Set<string>() };
  let count = 0;

  const checkCef = (event: Event, where: string, values: ReturnType<typeof expectedValues>): void => {
    const line = cef.format(event, whole);
    assert.ok(!/[\r\n\t\0]/.test(line), where);
    const message = parseCef(line, { sizes });
    assert.equal(message.classId, `${event.provider}:${event.id}`, where);
    assert.equal(message.extensions.get('rt'), String(event.time), where);
    assert.deepEqual(lostValues(values, held(message.extensions.values())), [], where);
    // Small enough for every receiver, and still a message.
    const small = cef.format(event, 1_024);
    if (Buffer.byteLength(line) <= 1_024) {
      assert.equal(small, line, where);
      return;
    }
    assert.ok(Buffer.byteLength(small) <= 1_024, where);
    parseCef(small, { sizes });
  };

  const checkLeef = (event: Event, where: string, values: ReturnType<typeof expectedValues>): void => {
    for (const [leef, replaced] of [[tabs], [carets, /[\^|]/g]] as const) {
      const line = leef.format(event, whole);
      assert.ok(!/[\r\n\0]/.test(line), where);
      const { attributes, eventId } = parseLeef(line);
      assert.equal(eventId, String(event.id), where);
      assert.deepEqual(lostValues(values, held(attributes.values()), replaced), [], where);
    }
  };

  const checkJson = (event: Event, where: string): void => {
    const document = readJson(json.format(event, whole));
    assert.equal(at(document, 'azlog.uid'), event.uid, where);
    const data = at(document, 'winlog.event_data') ?? {};
    const names = dataNames(event.names);
    if (!isOf(data, names, event.values))
      assert.fail(`${where}: ${JSON.stringify(data)} for ${JSON.stringify([names, event.values])}`);
    if (at(document, 'event.action') !== undefined) ids.actions.add(where);
    // One in ten in a small size too.
    if (count % 10 > 0) return;
    const small = json.format(event, 1_024);
    readJson(small);
    assert.ok(Buffer.byteLength(small) <= 1_024, where);
  };

  const checkXml = (event: Event, where: string, raw: string): void => {
    const message = xml.format(event, whole);
    const expected = raw
      .replaceAll('\t', '&#9;')
      .replace('</Event>', `<AzlogUid>${event.uid}</AzlogUid></Event>`);
    assert.equal(message, expected, where);
    // The form of one in twenty: the parser takes its time.
    if (count % 20 > 0) return;
    checkForm(message);
    assert.deepEqual(dataOf(decodeEventXml(message)), dataOf(event), where);
    const small = xml.format(event, 1_024);
    checkForm(small);
    assert.ok(Buffer.byteLength(small) <= 1_024, where);
  };

  const checkSnare = (event: Event, where: string): void => {
    const { columns, extras } = readSnare(snare.format(event, whole));
    assert.deepEqual(lostOf(event, expandedOf(columns)), [], where);
    assert.equal(columns.get('eventId'), String(event.id), where);
    assert.equal(extras.get('AzlogUid'), event.uid, where);
  };

  for (const file of files) {
    for (const raw of linesOf(`windows/${file}.xml.gz`)) {
      const event = decodeEventXml(raw);
      const where = `${file}: ${event.provider} ${event.id}`;
      count++;
      ids[mappings[event.provider]?.[Number(event.id)] === undefined ? 'general' : 'own'].add(where);
      const values = expectedValues(event);
      checkCef(event, where, values);
      checkLeef(event, where, values);
      checkJson(event, where);
      checkXml(event, where, raw);
      checkSnare(event, where);
    }
  }
  assert.ok(count > 30_000, String(count));
  t.diagnostic(
    `${count} events; distinct ids by file: ${ids.own.size} with a mapping of their own, ${ids.general.size} general; ${ids.actions.size} with an event.action of their own in JSON`,
  );
});
