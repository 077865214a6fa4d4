import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { channelsOf } from '../../../src/explain/export/provider-channels.ts';
import { exportQradar } from '../../../src/explain/export/qradar.ts';
import { createLeef } from '../../../src/formats/leef.ts';
import { catalogueEntries, catalogueEntry } from '../../../src/records/windows/catalogue/event-catalogue.ts';
import { decodeEventXml } from '../../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing } from '../../records/shared-data.ts';
import { parseLeef } from '../../support/spec-parsers/leef.ts';
import { parseCsv, records } from './strict-csv.ts';

const files = new Map(exportQradar('1.2.3').map(({ path, content }) => [path, content]));
const events = records(files.get('events.csv') ?? '', '# azlog-forwarder 1.2.3');

suite('mapping export for QRadar', () => {
  test('every catalogued id is there, and no other', () => {
    assert.deepEqual(
      [...new Set(events.map((event) => Number(event['EventID'])))],
      [...new Set(catalogueEntries().map((entry) => entry.eventId))].sort((a, b) => a - b),
    );
  });

  test('event id and category come together once; name, severity and categories are there', () => {
    const pairs = events.map((event) => `${event['EventID']} ${event['Category']}`);
    assert.equal(new Set(pairs).size, pairs.length);
    for (const event of events) {
      const {
        Name = '',
        Severity = '',
        HighLevelCategory = '',
        LowLevelCategory = '',
        LowLevelCategoryID = '',
      } = event;
      assert.match(Severity, /^(?:[1-9]|10)$/);
      assert.ok(Name.length > 5 && Name.length <= 255, Name);
      assert.match(LowLevelCategoryID, /^\d{4,5}$/);
      assert.ok(HighLevelCategory !== '' && LowLevelCategory !== '');
    }
  });

  test('what is known of some events', () => {
    const found = (id: string, category: string) => {
      const event = events.find((one) => one['EventID'] === id && one['Category'] === category);
      return [event?.['Name'], event?.['Severity'], event?.['LowLevelCategory']];
    };
    assert.deepEqual(found('4625', 'Audit Failure'), [
      'An account failed to log on (audit failure)',
      '5',
      'Host Login Failed',
    ]);
    assert.deepEqual(found('4624', 'Audit Success'), [
      'An account was successfully logged on',
      '2',
      'Host Login Succeeded',
    ]);
    assert.equal(found('4720', 'Audit Success')[2], 'Create Activity Succeeded');
    assert.equal(found('5157', 'Audit Failure')[2], 'Firewall Deny');
    assert.equal(found('1102', 'Audit Success')[0], 'The audit log was cleared');
    assert.equal(found('1102', 'Audit Failure')[0], undefined);
  });

  for (const name of ['windows/security-evtx.xml.gz', 'windows/other-channels.xml.gz']) {
    test(`real events of ${name} find their row by what LEEF says`, { skip: missing(name) }, (t) => {
      const known = new Set(events.map((event) => `${event['EventID']} ${event['Category']}`));
      const leef = createLeef();
      const ids = new Set<string>();
      for (const xml of linesOf(name)) {
        const event = decodeEventXml(xml);
        if (catalogueEntry(event.provider, Number(event.id)) === undefined) continue;
        const { eventId, attributes } = parseLeef(leef.format(event, Number.POSITIVE_INFINITY));
        assert.ok(known.has(`${eventId} ${attributes.get('cat')}`), `${eventId} ${attributes.get('cat')}`);
        ids.add(`${event.provider} ${event.id}`);
      }
      t.diagnostic(`${ids.size} ids`);
      assert.ok(ids.size > 0);
    });
  }

  test('every provider of the catalogue has its channels', () => {
    for (const { provider, eventId } of catalogueEntries()) {
      assert.ok(
        channelsOf(provider, eventId).length > 0,
        `${provider} has no channel in provider-channels.ts`,
      );
    }
  });

  test('the QID map has five fields a line, the first one empty, and nothing that a comma could part', () => {
    const rows = parseCsv(files.get('qid-map.csv') ?? '');
    for (const row of rows) {
      const [qid, name = '', description = '', severity = '', category = ''] = row;
      assert.equal(row.length, 5);
      assert.equal(qid, '');
      assert.ok(name !== '' && name.length <= 255 && description !== '' && description.length <= 2_048);
      assert.match(`${severity} ${category}`, /^(?:[1-9]|10) \d{4,5}$/);
    }
    const entries = new Set(
      rows.map(([, name, , severity, category]) => [name, severity, category].join('|')),
    );
    for (const { Name = '', Severity = '', LowLevelCategoryID = '' } of events) {
      assert.ok(
        entries.has([Name.replaceAll(',', ';').replaceAll('"', ''), Severity, LowLevelCategoryID].join('|')),
        Name,
      );
    }
    assert.equal(new Set(rows.map((row) => row.join('|'))).size, rows.length);
    assert.ok(!(files.get('qid-map.csv') ?? '').includes('"'));
  });
});
