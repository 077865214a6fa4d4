import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecordGenerator } from '../../lab/azure/azure-records.ts';
import { createCef } from '../../src/formats/cef.ts';
import { createJson } from '../../src/formats/json.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { decodeRecord } from '../../src/records/decode-record.ts';
import type { Event } from '../../src/records/event.ts';
import { isNothing, trimmed } from '../../src/records/trimmed.ts';
import { filesIn, linesOf, missing } from '../records/shared-data.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { at, read } from './read-json.ts';

const whole = Number.POSITIVE_INFINITY;
const cef = createCef();
const leef = createLeef();
const json = createJson();

function eventsOf(text: string, place: string): readonly Event[] {
  return decodeRecord(text, { place, receivedAt: Date.UTC(2026, 2, 1) }).map((decoded) => {
    assert.ok('event' in decoded, `${place}: ${JSON.stringify(decoded)}`);
    return decoded.event;
  });
}

/** The values that a message must hold, without what the format says that it leaves out. */
function expected({ values }: Event): readonly string[] {
  return values.map(trimmed).filter((value) => !isNothing(value));
}

/** One line in every format, which other readers read, with every value of the record; a small one within its size. */
function check(event: Event, where: string): void {
  const line = cef.format(event, whole);
  assert.ok(!/[\r\n\t\0]/.test(line), where);
  const message = parseCef(line);
  assert.deepEqual([message.vendor, message.classId], ['Microsoft', String(event.id)], where);
  const held = new Set([...message.extensions.values()].map(fold));
  for (const value of expected(event)) assert.ok(held.has(fold(value)), `${where}: CEF lacks ${value}`);

  const attributes = parseLeef(leef.format(event, whole)).attributes;
  const folded = new Set([...attributes.values()].map(fold));
  for (const value of expected(event)) assert.ok(folded.has(fold(value)), `${where}: LEEF lacks ${value}`);

  const document = read(json.format(event, whole));
  assert.equal(at(document, 'azlog.uid'), event.uid, where);
  const root = event.kind.json.dataRoot(event);
  for (const [index, name] of event.kind.json.dataNames(event.names).entries()) {
    assert.equal(at(document, `${root}.${name}`), event.values[index]?.toWellFormed(), `${where}: ${name}`);
  }

  for (const format of [cef, leef, json]) {
    const small = format.format(event, 1_024);
    assert.ok(Buffer.byteLength(small) <= 1_024, `${where}: ${format.name}`);
  }
  parseCef(cef.format(event, 1_024));
  read(json.format(event, 1_024));
}

/** As a format writes a text that has no escapes: controls, and runs of them, are a space. */
function fold(value: string): string {
  return trimmed(
    value
      .toWellFormed()
      .replaceAll(/[\p{Cc}\s]+/gu, ' ')
      .replaceAll('CEF:', 'CEF_'),
  );
}

test('records of an invented tenant are whole in every format', () => {
  const generator = createRecordGenerator({ seed: 11 });
  for (let index = 0; index < 200; index++) {
    const { record } = generator.next(Date.UTC(2026, 2, 1) + index);
    for (const event of eventsOf(JSON.stringify(record), `made ${index}`)) check(event, `made ${index}`);
  }
});

test('own keys are the path in capitals, and levels stay levels in JSON', () => {
  const [event] = eventsOf(
    '{"category":"X","properties":{"a":{"userName":"u"},"IPAddress":"-","b":[1,2]},"properties.a":"t"}',
    'p',
  );
  assert.ok(event !== undefined);
  const { extensions } = parseCef(cef.format(event, whole));
  assert.equal(extensions.get('AzlogAzPropertiesAUserName'), 'u');
  assert.equal(extensions.get('AzlogAzPropertiesB'), '1, 2');
  assert.equal(extensions.get('AzlogAzCategory'), 'X');
  const document = read(json.format(event, whole));
  assert.equal(at(document, 'azure.platformlogs.properties.a.user_name'), 'u');
  assert.equal(at(document, 'azure.platformlogs.properties.ip_address'), '-');
  assert.equal(at(document, 'azure.platformlogs.properties_a'), 't');
});

test('a value that stands where others have a level below keeps a place of its own in JSON', () => {
  const [event] = eventsOf('{"a":"text","A":{"b":"x"},"a_value":"y"}', 'p');
  assert.ok(event !== undefined);
  const names = event.kind.json.dataNames(event.names);
  assert.equal(new Set(names).size, names.length);
  check(event, 'p');
});

test('every real record of Azure is whole in every format', {
  skip: missing('azure/records'),
}, (context) => {
  let count = 0;
  for (const file of filesIn('azure/records')) {
    for (const [index, line] of linesOf(`azure/records/${file}`).entries()) {
      const { raw }: { raw?: string } = JSON.parse(line);
      // The text of the source: integers of 64 bits would not survive a parser.
      const text =
        raw ??
        line
          .slice(line.indexOf('"record":') + '"record":'.length)
          .trim()
          .replace(/\}$/, '');
      for (const event of eventsOf(text, `${file}:${index + 1}`)) check(event, `${file}:${index + 1}`);
      count++;
    }
  }
  assert.ok(count > 900, String(count));
  context.diagnostic(`${count} records`);
});
