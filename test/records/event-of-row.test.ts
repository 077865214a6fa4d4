import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Event, Rejected } from '../../src/records/event.ts';
import { decodePage } from '../../src/records/pages/decode-page.ts';
import { codePoint } from '../support/code-points.ts';
import { eventXml } from './event-xml.ts';
import { poorRows } from './poor-rows.ts';
import { factsOf } from './windows-fields.ts';

type Row = Readonly<Record<string, unknown>>;

const columns: Row = {
  PartitionKey: '0639316789800000000',
  RowKey: 'd___IaaS____vm0___0000000000000000000',
  Timestamp: '2026-11-30T23:44:00Z',
  PreciseTimeStamp: '2026-11-30T23:43:12.3456789Z',
  EventTickCount: '639316789923456789',
  DeploymentId: 'd',
  Role: 'IaaS',
  RoleInstance: '_vm0',
  ProviderGuid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
  ProviderName: 'Microsoft-Windows-Security-Auditing',
  EventId: 4625,
  Level: 0,
  Pid: 716,
  Tid: 4096,
  Channel: 'Security',
  Description: 'An account failed to log on.',
};
const guid = { ProviderGuid: String(columns['ProviderGuid']) };
const whole = eventXml({ system: { EventID: '<EventID>4625</EventID>' } });

function decode(row: Row): ReturnType<typeof decodePage>[number] {
  const [decoded, ...others] = decodePage('table-rows', Buffer.from(JSON.stringify({ value: [row] })));
  assert.deepEqual(others, []);
  return decoded ?? assert.fail('no row');
}

function eventOf(row: Row): Event {
  const decoded = decode(row);
  assert.ok('event' in decoded, JSON.stringify(decoded));
  return decoded.event;
}

function rejectedOf(row: Row): Rejected {
  const decoded = decode(row);
  assert.ok('rejected' in decoded, JSON.stringify(decoded));
  return decoded.rejected;
}

function fieldsOf({ names, values }: Event): Record<string, string> {
  assert.equal(new Set(names).size, names.length, String(names));
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

describe('a row whose XML makes no event by itself', () => {
  for (const [name, row, expected] of poorRows) {
    it(`is delivered: ${name}`, () => {
      const event = eventOf(row);
      const { fields, ...system } = expected;
      const all = new Map<string, unknown>(Object.entries({ ...event, ...factsOf(event) }));
      const found = Object.fromEntries(Object.keys(system).map((key) => [key, all.get(key)]));
      assert.deepEqual(found, system);
      const { RawXmlProblem, ...others } = fieldsOf(event);
      assert.deepEqual(others, fields);
      assert.equal(RawXmlProblem === undefined, fields['RawXml'] === undefined);
      assert.equal(event.uid, eventOf({ ...row, RawXml: whole }).uid);
    });
  }

  it('has its time from the columns, in any form that they have it', () => {
    const noTime = eventXml({ system: { TimeCreated: '' } });
    for (const [times, expected] of [
      [{}, '2026-11-30T23:43:12.3456789Z'],
      [{ PreciseTimeStamp: '' }, '2026-11-30T23:43:12.3456789Z'],
      [{ PreciseTimeStamp: undefined }, '2026-11-30T23:43:12.3456789Z'],
      [{ PreciseTimeStamp: '0001-01-01T00:00:00Z' }, '2026-11-30T23:43:12.3456789Z'],
      [{ PreciseTimeStamp: '2026-11-30T23:43:13Z', EventTickCount: undefined }, '2026-11-30T23:43:13Z'],
    ] as const) {
      for (const RawXml of [noTime, '', 'no XML', undefined]) {
        assert.equal(
          eventOf({ ...columns, ...times, RawXml }).timeText,
          expected,
          `${JSON.stringify(times)} ${RawXml}`,
        );
      }
    }
    const unusable = eventOf({ ...columns, PreciseTimeStamp: 'yesterday', RawXml: '' });
    assert.deepEqual(fieldsOf(unusable), { ...guid, PreciseTimeStamp: 'yesterday' });
    assert.match(
      rejectedOf({ ...columns, PreciseTimeStamp: 'yesterday', EventTickCount: '5', RawXml: '' }).reason,
      /"yesterday"/,
    );
  });

  it('takes an id together with its provider, and keeps the columns that it does not take', () => {
    const noId = eventXml({
      system: { EventID: '', Provider: "<Provider Name='Other'/>", Version: '<Version>1</Version>' },
    });
    const event = eventOf({ ...columns, Version: 3, RawXml: noId });
    assert.deepEqual(
      [event.provider, event.id, factsOf(event).version, event.timeText, event.host, factsOf(event).recordId],
      [
        'Microsoft-Windows-Security-Auditing',
        4625,
        3,
        '2026-03-01T10:20:30.1234567Z',
        'web01.contoso.example',
        '90125',
      ],
    );
    const { RawXml, RawXmlProblem, ...others } = fieldsOf(event);
    assert.equal(RawXml, noId);
    assert.equal(
      RawXmlProblem,
      'EVENT_INCOMPLETE: The event XML has no event id that is a number (System/EventID).',
    );
    assert.deepEqual(others, {
      TargetUserName: 'alice',
      ...guid,
      // Of two that contradict each other, the XML of a sound event is believed.
      Pid: '716',
      Tid: '4096',
      PreciseTimeStamp: '2026-11-30T23:43:12.3456789Z',
      EventTickCount: '639316789923456789',
    });
  });

  it('is not taken for another event where damaged XML has another id', () => {
    const broken = eventXml({ data: "<EventData><Data Name='A'>&nothing;</Data></EventData>" });
    const event = eventOf({ ...columns, RawXml: broken });
    assert.equal(event.id, 4625);
    assert.equal(event.host, 'vm0');
    assert.deepEqual(Object.keys(fieldsOf(event)), ['ProviderGuid', 'RawXml', 'RawXmlProblem']);
    assert.equal(event.toldByText, true);
  });

  it('has everything that stood before the fault where the XML is of the same event', () => {
    const broken = eventXml({
      system: { EventID: '<EventID>4625</EventID>' },
      data: "<EventData><Data Name='TargetUserName'>bob</Data><Data Name='Status'>a & b</Data></EventData>",
    });
    const event = eventOf({ ...columns, RawXml: broken });
    assert.equal(event.outcome, 'success');
    assert.equal(factsOf(event).recordId, '90125');
    assert.equal(factsOf(event).userSid, 'S-1-5-18');
    assert.equal(event.host, 'web01.contoso.example');
    const { RawXmlProblem, ...others } = fieldsOf(event);
    assert.deepEqual(others, { TargetUserName: 'bob', ...guid, RawXml: broken });
    assert.match(RawXmlProblem ?? '', /^XML_INVALID: The event XML cannot be read: /);
  });

  it('takes no half of a number or a name from XML that ends within System', () => {
    const at = (text: string): string => whole.slice(0, whole.indexOf(text) + text.length);
    for (const RawXml of [at('<EventID>46'), at('<EventRecordID>901'), at('<Computer>web')]) {
      const event = eventOf({ ...columns, RawXml });
      assert.deepEqual([event.id, factsOf(event).recordId.length % 5, event.host], [4625, 0, 'vm0'], RawXml);
      const fields = fieldsOf(event);
      assert.deepEqual([fields['RawXmlTruncated'], fields['RawXml']], ['true', RawXml]);
      assert.match(fields['RawXmlProblem'] ?? '', /^EVENT_INCOMPLETE: .+ within System/);
    }
    // With its id and its time, it needs no column.
    const alone = eventOf({ RowKey: 'r', RawXml: at('<Computer>web') });
    assert.deepEqual([alone.id, factsOf(alone).recordId, alone.host], [4625, '90125', '']);
    assert.equal(
      rejectedOf({ ...columns, EventId: undefined, RawXml: at('<EventID>46') }).code,
      'EVENT_INCOMPLETE',
    );
  });

  it('is a dead letter only where neither XML nor columns have an id, or neither has a time', () => {
    const none = { PreciseTimeStamp: undefined, EventTickCount: undefined };
    const noId = eventXml({ system: { EventID: '' } });
    const noTime = eventXml({ system: { TimeCreated: '' } });
    for (const [row, code, reason] of [
      [
        { ...columns, EventId: undefined, RawXml: 'text' },
        'XML_INVALID',
        /cannot be read: .+ The other columns do not complete it: The event has no event id/,
      ],
      [
        { ...columns, ...none, RawXml: 'text' },
        'XML_INVALID',
        /do not complete it: The event 4625 has no usable time/,
      ],
      [{ ...columns, EventId: undefined, RawXml: noId }, 'EVENT_INCOMPLETE', /no event id/],
      [{ ...columns, ...none, RawXml: noTime }, 'EVENT_INCOMPLETE', /no usable time/],
      [{ ...columns, EventId: 'x', RawXml: 5 }, 'ROW_UNREADABLE', /RawXml holds a number .+ no event id/],
    ] as const) {
      const rejected = rejectedOf(row);
      assert.equal(rejected.code, code);
      assert.match(rejected.reason, reason);
      assert.deepEqual(JSON.parse(rejected.row), JSON.parse(JSON.stringify(row)));
    }
    // Each has what the other one lacks.
    assert.equal(eventOf({ ...columns, ...none, RawXml: noId }).id, 4625);
    assert.equal(eventOf({ ...columns, EventId: undefined, RawXml: noTime }).id, 4624);
    assert.equal(eventOf({ ...columns, EventId: undefined, RawXml: `${whole}<` }).id, 4625);
  });

  it('keeps a RawXml of any other type, and any text, whole', () => {
    for (const [RawXml, kept] of [
      [5, '5'],
      [true, 'true'],
      [{ a: [1] }, '{"a":[1]}'],
    ] as const) {
      const { RawXml: found, RawXmlProblem } = fieldsOf(eventOf({ ...columns, RawXml }));
      assert.equal(found, kept);
      assert.match(RawXmlProblem ?? '', /^ROW_UNREADABLE: The column RawXml holds a /);
    }
    const cut = fc
      .tuple(fc.nat(whole.length), fc.string({ unit: codePoint }))
      .map(([at, text]) => whole.slice(0, at) + text + whole.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: codePoint }), cut), (RawXml) => {
        const event = eventOf({ ...columns, RawXml });
        if (event.raw !== undefined || RawXml.trim() === '') return;
        const at = event.names.indexOf('RawXml');
        if (at === -1) assert.ok(event.names.includes('RawXmlTruncated'), RawXml);
        else assert.equal(event.values[at], RawXml);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a row alone whose XML makes an event, whatever the columns say', () => {
    const xml = eventXml();
    const event = eventOf({ ...columns, RawXml: xml });
    assert.deepEqual([event.id, event.host, event.raw], [4624, 'web01.contoso.example', xml]);
    assert.deepEqual(fieldsOf(event), { TargetUserName: 'alice' });
  });
});
