import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Decoded, Event, Rejected } from '../../src/records/event.ts';
import { decodePage, readPage } from '../../src/records/pages/decode-page.ts';
import { codePoint } from '../support/code-points.ts';
import { eventXml } from './event-xml.ts';
import { linesOf, missing } from './shared-data.ts';
import { factsOf } from './windows-fields.ts';

type Row = Readonly<Record<string, unknown>>;

const columns: Row = {
  PartitionKey: '0639075000000000000',
  RowKey: 'd___IaaS____web01___0000000004294967317',
  Timestamp: '2026-03-01T10:23:00.5Z',
  TIMESTAMP: '2026-03-01T10:20:00Z',
  PreciseTimeStamp: '2026-03-01T10:20:30.1234567Z',
  EventTickCount: '639079572301234567',
  DeploymentId: 'd',
  Role: 'IaaS',
  RoleInstance: '_web01',
  ProviderGuid: '{54849625-5478-4994-a5ba-3e3b0328c30d}',
  ProviderName: 'Microsoft-Windows-Security-Auditing',
  EventId: 4624,
  Level: 0,
  Pid: 712,
  Tid: 4020,
  Opcode: 0,
  Task: 12544,
  Channel: 'Security',
  Description: 'An account was logged on.\r\n\tLevel |=',
  RawXml: eventXml(),
  RowIndex: '0000000004294967317',
};

function decode(...rows: unknown[]): ReturnType<typeof decodePage> {
  return decodePage('table-rows', Buffer.from(JSON.stringify({ value: rows })));
}

function eventOf(row: Row): Event {
  const [decoded] = decode(row);
  assert.ok(decoded !== undefined && 'event' in decoded, JSON.stringify(decoded));
  return decoded.event;
}

function rejectedOf(row: unknown): Rejected {
  const [decoded] = decode(row);
  assert.ok(decoded !== undefined && 'rejected' in decoded, JSON.stringify(decoded));
  return decoded.rejected;
}

function fieldsOf(event: Event): Record<string, string> {
  return Object.fromEntries(event.names.map((name, i) => [name, event.values[i] ?? '']));
}

describe('decodePage of wad-table', () => {
  it('decodes RawXml, and keeps description and origin', () => {
    const event = eventOf(columns);
    assert.equal(event.id, 4624);
    assert.equal(event.time, Date.UTC(2026, 2, 1, 10, 20, 30, 123));
    assert.equal(event.description, columns['Description']);
    assert.deepEqual(fieldsOf(event), { TargetUserName: 'alice' });
    assert.deepEqual(factsOf(event).row, {
      deploymentId: 'd',
      role: 'IaaS',
      roleInstance: '_web01',
    });
  });

  it('makes the event of a row without RawXml from its columns', () => {
    for (const row of [
      { ...columns, RawXml: undefined },
      { ...columns, RawXml: '' },
      { ...columns, RawXml: null },
    ]) {
      const event = eventOf({
        ...row,
        Extra: 'x',
        Count: 7,
        Flag: true,
        Nothing: null,
        'Extra@odata.type': 'Edm.String',
      });
      assert.deepEqual(
        {
          ...event,
          ...factsOf(event),
          kind: undefined,
          facts: [],
          uid: '',
          names: [],
          values: [],
          row: undefined,
        },
        {
          kind: undefined,
          facts: [],
          uid: '',
          provider: 'Microsoft-Windows-Security-Auditing',
          id: 4624,
          version: 0,
          level: 0,
          task: 12544,
          opcode: 0,
          keywords: '',
          outcome: undefined,
          time: Date.UTC(2026, 2, 1, 10, 20, 30, 123),
          timeText: '2026-03-01T10:20:30.1234567Z',
          recordId: '',
          channel: 'Security',
          host: 'web01',
          processId: 712,
          threadId: 4020,
          userSid: '',
          activityId: '',
          names: [],
          values: [],
          description: columns['Description'],
          toldByText: true,
          raw: undefined,
          row: undefined,
        },
      );
      assert.equal(event.uid, eventOf(columns).uid);
      assert.deepEqual(fieldsOf(event), {
        ProviderGuid: columns['ProviderGuid'],
        Extra: 'x',
        Count: '7',
        Flag: 'true',
      });
    }
  });

  it('reads Int64 columns, ticks, and keeps a number that is none', () => {
    const event = eventOf({
      ...columns,
      RawXml: '',
      PreciseTimeStamp: undefined,
      EventId: '4625',
      Level: 'high',
      RoleInstance: 'Web_IN_0',
    });
    assert.equal(event.id, 4625);
    assert.equal(event.timeText, '2026-03-01T10:20:30.1234567Z');
    assert.equal(event.time, Date.UTC(2026, 2, 1, 10, 20, 30, 123));
    assert.equal(event.host, 'Web_IN_0');
    assert.equal(fieldsOf(event)['Level'], 'high');
  });

  it('rejects what cannot be used with a reason and the whole row, and goes on', () => {
    const broken = { ...columns, EventId: undefined, RawXml: '<Event><System></Event>' };
    const decoded = decode(columns, broken, { ...columns, RowKey: 'other' });
    assert.deepEqual(
      decoded.map((row) => 'event' in row),
      [true, false, true],
    );
    const rejected = rejectedOf(broken);
    assert.equal(rejected.code, 'XML_INVALID');
    assert.match(rejected.reason, /cannot be read: unexpected close tag/);
    assert.deepEqual(JSON.parse(rejected.row), JSON.parse(JSON.stringify(broken)));

    assert.equal(rejectedOf({ ...columns, RawXml: '', EventId: undefined }).code, 'EVENT_INCOMPLETE');
    const noTime = rejectedOf({ ...columns, RawXml: '', PreciseTimeStamp: '', EventTickCount: '12' });
    assert.equal(noTime.code, 'EVENT_INCOMPLETE');
    assert.match(noTime.reason, /column PreciseTimeStamp/);
    for (const row of [null, 'text', 5, [1]]) {
      assert.deepEqual(rejectedOf(row), {
        code: 'ROW_UNREADABLE',
        reason: 'The row is not an object with columns.',
        row: JSON.stringify(row),
      });
    }
  });

  it('recovers a RawXml that the column cut off', () => {
    const xml = eventXml({ data: "<EventData><Data Name='A'>1</Data><Data Name='B'>two" });
    const event = eventOf({ ...columns, RawXml: xml.slice(0, -'</Event>'.length) });
    assert.deepEqual(fieldsOf(event), { A: '1', B: 'two', RawXmlTruncated: 'true' });
    const inSystem = { ...columns, EventId: undefined, RawXml: xml.slice(0, xml.indexOf('24</EventID>')) };
    assert.equal(rejectedOf(inSystem).code, 'EVENT_INCOMPLETE');
  });

  it('rejects a body that is no page as a whole', () => {
    for (const body of ['', '{"value":[', '[]', '{"error":{"code":"x"}}', 'null', '{"value":{}}']) {
      const decoded = decodePage('table-rows', Buffer.from(body));
      assert.equal(decoded.length, 1);
      const [first] = decoded;
      assert.ok(first !== undefined && 'rejected' in first);
      assert.equal(first.rejected.code, 'ROW_UNREADABLE');
      assert.match(first.rejected.reason, /^The page (is not JSON: .+|has no "value" with a list of rows.+)/);
      assert.equal(first.rejected.row, body);
    }
  });

  it('takes back the rows before one that is no JSON, and reads rows whose text looks like the end of one', () => {
    const row = JSON.stringify(columns);
    const body = `{"value":[${row},${row.slice(0, -1)},"x"},${row}]}`;
    const [first, ...others] = decodePage('table-rows', Buffer.from(body));
    assert.ok(first !== undefined && 'rejected' in first);
    assert.equal(first.rejected.row, body);
    assert.deepEqual(others, []);

    const tricky = { ...columns, Description: 'a},{"b' };
    assert.deepEqual(
      decode(columns, tricky, columns).map((row) => 'event' in row && row.event.description),
      [columns['Description'], tricky.Description, columns['Description']],
    );
  });

  it('decodes an empty page, a byte order mark, and a view into a larger buffer', () => {
    assert.deepEqual(decode(), []);
    const page = Buffer.from(
      `xx\ufeff${JSON.stringify({ value: [{ ...columns, Description: 'größer 日本 😀' }] })}yy`,
    );
    const [decoded] = decodePage(
      'table-rows',
      new Uint8Array(page.buffer, page.byteOffset + 2, page.length - 4),
    );
    assert.ok(decoded !== undefined && 'event' in decoded);
    assert.equal(decoded.event.description, 'größer 日本 😀');
  });

  /** White space in a page makes it be parsed at once, not row by row. */
  function assertAsParsed(rows: readonly unknown[], write = (json: string): string => json): void {
    const compact = write(JSON.stringify({ value: rows }));
    const spaced = compact.replace('{"value":[', '{"value": [');
    assert.deepEqual(
      decodePage('table-rows', Buffer.from(compact)),
      decodePage('table-rows', Buffer.from(spaced)),
    );
  }

  it('gives for scanned rows what parsing them gives', () => {
    const texts = fc.oneof(
      fc.constantFrom(
        '',
        '\\',
        '"',
        '\\"',
        '},{"',
        ']}',
        ',"RawXml":"',
        'ä',
        '日本 😀',
        '\ud800',
        '\r\n\t',
        '\u0001',
      ),
      fc.string({ unit: codePoint }),
    );
    const values = fc.oneof(
      texts,
      fc.array(texts).map((parts) => parts.join('')),
      fc.constantFrom(null, true, false, 0, 7, -1, 1.5, 1e21, 2 ** 53, [], {}, [1], { RawXml: 'x' }),
    );
    const xml = texts.map((text) =>
      eventXml({ data: `<EventData><Data Name='User'>${text.replaceAll(/[&<]/g, '')}</Data></EventData>` }),
    );
    const names = fc.oneof(
      fc.constantFrom(...Object.keys(columns)),
      fc.constantFrom('__proto__', 'a"b', 'ü', 'Rawxml', ''),
    );
    const row = fc
      .record({
        base: fc.constantFrom(columns, {}),
        xml,
        changes: fc.dictionary(names, values, { maxKeys: 4 }),
      })
      .chain(({ base, xml, changes }) => {
        const entries = Object.entries({ ...base, RawXml: xml, ...changes });
        return fc
          .shuffledSubarray(entries, { minLength: entries.length - 1 })
          .map((chosen) => Object.fromEntries(chosen));
      });
    const escapes = fc.constantFrom(
      (json: string) => json,
      (json: string) => json.replaceAll('<', '\\u003c'),
      (json: string) =>
        json.replaceAll(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    fc.assert(fc.property(fc.array(row, { maxLength: 4 }), escapes, assertAsParsed), { numRuns: 500 });
  });

  it('leaves descriptions out where they are not needed', () => {
    const body = Buffer.from(
      JSON.stringify({ value: [columns, { ...columns, RawXml: eventXml({ data: '<EventData/>' }) }] }),
    );
    const taken: Decoded[] = [];
    readPage('table-rows', body, { take: (decoded) => taken.push(decoded), restart: () => {} }, 'needed');
    assert.deepEqual(
      taken.map((decoded) => 'event' in decoded && decoded.event.description),
      ['', columns['Description']],
    );
  });

  const rows = 'azure/wad-table-rows.constructed.jsonl.gz';
  it('gives for real rows what parsing them gives', { skip: missing(rows) }, (test) => {
    const entities = linesOf(rows).map((line) => JSON.parse(line).entity);
    assertAsParsed(entities);
    test.diagnostic(`${entities.length} rows`);
  });

  it('decodes real events in rows', { skip: missing(rows) }, (test) => {
    const entities = linesOf(rows).map((line) => JSON.parse(line).entity);
    const decoded = decode(...entities);
    const uids = new Set<string>();
    for (const [i, result] of decoded.entries()) {
      assert.ok('event' in result, JSON.stringify(result));
      assert.equal(result.event.id, entities[i].EventId);
      assert.equal(result.event.description, entities[i].Description ?? '');
      // The columns alone give the same event, but for what only the XML has.
      const ofColumns = eventOf({ ...entities[i], RawXml: '' });
      for (const key of ['uid', 'provider', 'id', 'channel', 'level'] as const) {
        assert.equal(ofColumns[key], result.event[key], key);
      }
      for (const key of ['task', 'processId', 'threadId'] as const) {
        assert.equal(factsOf(ofColumns)[key], factsOf(result.event)[key], key);
      }
      uids.add(result.event.uid);
    }
    assert.equal(uids.size, new Set(entities.map((row) => `${row.PartitionKey}\n${row.RowKey}`)).size);
    test.diagnostic(`${decoded.length} rows, ${uids.size} ids`);
  });
});
