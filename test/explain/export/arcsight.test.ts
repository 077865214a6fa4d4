import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { additionalNames, exportArcsight, freeFields } from '../../../src/explain/export/arcsight.ts';
import { createCef } from '../../../src/formats/cef.ts';
import { catalogueEntries, catalogueEntry } from '../../../src/records/windows/catalogue/event-catalogue.ts';
import { decodeEventXml } from '../../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing } from '../../records/shared-data.ts';
import { parseCef } from '../../support/spec-parsers/cef.ts';
import { records } from './strict-csv.ts';

const files = new Map(exportArcsight('1.2.3').map(({ path, content }) => [path, content]));
const names = records(files.get('additional-data.csv') ?? '', '# azlog-forwarder 1.2.3');
const map = records(files.get('additional-data-map.csv') ?? '', '# azlog-forwarder 1.2.3');

/** CEF keys of the custom fields, by their names in the event schema. */
const keyOf = (field: string): string => field.replace('deviceCustomString', 'cs');

suite('mapping export for ArcSight', () => {
  test('every catalogued event with fields has its names', () => {
    const classes = new Set(names.map((row) => row['DeviceEventClassId']));
    for (const { provider, eventId, versions } of catalogueEntries()) {
      if (versions.every(({ fields }) => fields.length === 0)) continue;
      assert.ok(classes.has(`${provider}:${eventId}`), `${provider}:${eventId}`);
    }
    for (const { AdditionalDataName = '', Present = '' } of names) {
      assert.match(AdditionalDataName, /^AzlogWin[A-Za-z0-9]+$/);
      assert.match(Present, /^(?:always|where .*)$/);
    }
  });

  const file = 'windows/security-evtx.xml.gz';
  test('own keys of real events are names of the table', { skip: missing(file) }, (t) => {
    const known = new Map<string, string>(
      names.map((row) => [`${row['DeviceEventClassId']} ${row['AdditionalDataName']}`, row['Present'] ?? '']),
    );
    const cef = createCef();
    let count = 0;
    for (const xml of linesOf(file)) {
      const event = decodeEventXml(xml);
      const entry = catalogueEntry(event.provider, Number(event.id));
      const version = entry?.versions.find(({ fields }) => fields.join() === event.names.join());
      // Windows builds differ: events with other fields have other names.
      if (version === undefined) continue;
      const { classId, extensions } = parseCef(cef.format(event, Number.POSITIVE_INFINITY));
      for (const key of extensions.keys()) {
        if (!key.startsWith('AzlogWin')) continue;
        assert.ok(known.has(`${classId} ${key}`), `${classId} ${key}`);
        count++;
      }
    }
    t.diagnostic(`${count} keys`);
    assert.ok(count > 1_000);
  });

  test('no two names of one event are mapped to one field, and none to a field that the event fills', () => {
    const all = additionalNames();
    const fieldOf = new Map(freeFields(all).map(({ name, eventField }) => [name, eventField]));
    const byClass = Map.groupBy(all, ({ eventClass }) => eventClass);
    for (const [eventClass, ofClass] of byClass) {
      const filled = new Set(ofClass.flatMap(({ keys }) => keys)).add('cs2');
      const own = ofClass.filter(({ keys }) => keys.length === 0).map(({ name }) => name);
      const fields = [...own, 'AzlogUid', 'AzlogRecordId']
        .map((name) => fieldOf.get(name) ?? '')
        .filter(Boolean);
      assert.equal(new Set(fields).size, fields.length, eventClass);
      for (const field of fields) assert.ok(!filled.has(keyOf(field)), `${eventClass} ${field}`);
    }
  });

  test('the unique id comes first; a name for which no field is free has none', () => {
    assert.equal(map[0]?.['AdditionalDataName'], 'AzlogUid');
    assert.match(map[0]?.['ArcSightField'] ?? '', /^(?:flexString\d|deviceCustomString\d|requestContext)$/);
    assert.ok(map.some((row) => row['ArcSightField'] === ''));
    assert.equal(new Set(map.map((row) => row['AdditionalDataName'])).size, map.length);
  });
});
