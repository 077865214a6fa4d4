import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { createJson } from '../../src/formats/json.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { createSnare } from '../../src/formats/snare.ts';
import { createXml } from '../../src/formats/xml.ts';
import type { Event } from '../../src/records/event.ts';
import { decodePage } from '../../src/records/pages/decode-page.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { poorRows } from '../records/poor-rows.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { at, read as readJson } from './read-json.ts';
import { expandedOf, lostOf, read as readSnare } from './read-snare.ts';
import { checkForm, dataOf } from './read-xml.ts';

const whole = Number.POSITIVE_INFINITY;
const [cef, leef, json, snare, xml] = [createCef(), createLeef(), createJson(), createSnare(), createXml()];

const events = poorRows.map(([name, row]): readonly [string, Event] => {
  const [decoded] = decodePage('table-rows', Buffer.from(JSON.stringify({ value: [row] })));
  assert.ok(decoded !== undefined && 'event' in decoded, name);
  return [name, decoded.event];
});

/** As it arrives through formats in which white space of any kind and number counts as one space. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function assertHeld(event: Event, values: Iterable<string>): void {
  const held = new Set(Array.from(values, plain));
  assert.deepEqual(
    event.values.filter((value) => !held.has(plain(value))),
    [],
  );
}

suite('an event that was completed by columns is one line with every field, also with XML that is none', () => {
  for (const [name, event] of events) {
    test(name, () => {
      const message = parseCef(cef.format(event, whole));
      assertHeld(event, message.extensions.values());
      assert.equal(message.classId, `${event.provider}:${event.id}`);
      assert.equal(message.extensions.get('rt'), String(event.time));
      assert.equal(message.extensions.has('AzlogWinRawXml'), event.raw === undefined);

      const { attributes, eventId } = parseLeef(leef.format(event, whole));
      assertHeld(event, attributes.values());
      assert.equal(eventId, String(event.id));

      const document = readJson(json.format(event, whole));
      event.names.forEach((field, index) => {
        assert.equal(at(document, `winlog.event_data.${field}`), event.values[index]?.toWellFormed());
      });

      const expanded = expandedOf(readSnare(snare.format(event, whole)).columns);
      assert.deepEqual(lostOf(event, expanded), []);

      const line = xml.format(event, whole);
      checkForm(line.replace(/^<Event xmlns='([^']*)' xmlns:e='\1'>/, "<Event xmlns='$1'>"));
      const back = decodeEventXml(line);
      assert.deepEqual([back.id, back.time, back.host], [event.id, event.time, event.host]);
      assert.deepEqual(
        dataOf(back).filter(([field]) => !field.startsWith('Azlog')),
        dataOf(event),
      );
    });
  }

  test('the kept XML gives way first where the message is too large', () => {
    for (const [, event] of events) {
      if (event.raw !== undefined) continue;
      const long = {
        ...event,
        values: event.values.map((value, index) =>
          event.names[index] === 'RawXml' ? value.repeat(400) : value,
        ),
      };
      for (const format of [cef, leef, json, snare, xml]) {
        const line = format.format(long, 4_096);
        assert.ok(Buffer.byteLength(line) <= 4_096, format.name);
        assert.match(line, /AzlogShortened|shortened/, format.name);
        for (const field of ['TargetUserName', 'ProviderGuid']) {
          const value = event.values[event.names.indexOf(field)];
          if (value !== undefined) assert.ok(line.includes(value), `${format.name}: ${field}`);
        }
      }
    }
  });
});
