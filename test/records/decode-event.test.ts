import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import type { RowOrigin } from '../../src/records/windows/reading/decode-event.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { windows } from '../../src/records/windows/windows.ts';
import { eventXml } from './event-xml.ts';
import { factsOf } from './windows-fields.ts';

const row: RowOrigin = {
  partitionKey: '0639075000000000000',
  rowKey: 'd___IaaS____web01___0000000004294967317',
  deploymentId: 'd',
  role: 'IaaS',
  roleInstance: '_web01',
};

function sha1(...parts: string[]): string {
  return createHash('sha1').update(parts.join('\n')).digest('base64url');
}

function keywords(value: string): ReturnType<typeof decodeEventXml>['outcome'] {
  return decodeEventXml(eventXml({ system: { Keywords: `<Keywords>${value}</Keywords>` } })).outcome;
}

describe('decodeEventXml', () => {
  it('gives the whole event', () => {
    const event = decodeEventXml(eventXml(), row, 'An account\r\n\twas logged on.');
    const { kind, facts: _, ...rest } = event;
    assert.equal(kind, windows);
    const { partitionKey: __, rowKey: ___, ...origin } = row;
    assert.deepEqual(
      { ...rest, ...factsOf(event) },
      {
        uid: sha1(row.partitionKey, row.rowKey),
        provider: 'Microsoft-Windows-Security-Auditing',
        id: 4624,
        version: 2,
        level: 0,
        task: 12544,
        opcode: 0,
        keywords: '0x8020000000000000',
        outcome: 'success',
        time: Date.UTC(2026, 2, 1, 10, 20, 30, 123),
        timeText: '2026-03-01T10:20:30.1234567Z',
        recordId: '90125',
        channel: 'Security',
        host: 'web01.contoso.example',
        processId: 712,
        threadId: 4020,
        userSid: 'S-1-5-18',
        activityId: '{7a3f0c55-1a2b-4c3d-8e9f-001122334455}',
        names: ['TargetUserName'],
        values: ['alice'],
        description: 'An account\r\n\twas logged on.',
        raw: eventXml(),
        row: origin,
      },
    );
  });

  it('derives the id of an event without row from what identifies the event', () => {
    const event = decodeEventXml(eventXml());
    const identity = [
      'web01.contoso.example',
      'Security',
      '90125',
      'Microsoft-Windows-Security-Auditing',
      '4624',
    ];
    assert.equal(event.uid, sha1(...identity, '2026-03-01T10:20:30.1234567Z'));
    assert.equal(event.uid.length, 27);
    assert.equal(factsOf(event).row, undefined);
    assert.notEqual(
      decodeEventXml(eventXml({ system: { EventRecordID: '<EventRecordID>90126</EventRecordID>' } })).uid,
      event.uid,
    );
    assert.equal(decodeEventXml(eventXml(), { ...row, rowKey: '' }).uid, event.uid);
  });

  it('takes the outcome from the two audit bits, whatever other bits are set', () => {
    assert.equal(keywords('0x8020000000000000'), 'success');
    assert.equal(keywords('0x8010000000000000'), 'failure');
    assert.equal(keywords('0x80a0000000000001'), 'success');
    assert.equal(keywords('0x80D0000000000000'), 'failure');
    assert.equal(keywords('0x20000000000000'), 'success');
    assert.equal(keywords('0x8030000000000000'), 'failure');
    assert.equal(keywords('0x8000000000000000'), undefined);
    assert.equal(keywords('0x80000000000000'), undefined);
    assert.equal(keywords('0x2000000000000'), undefined);
    assert.equal(keywords('0x0'), undefined);
    assert.equal(keywords(''), undefined);
  });

  it('prefers the description of the row to that of the XML', () => {
    const xml = eventXml({ data: '<RenderingInfo><Message>from XML</Message></RenderingInfo>' });
    assert.equal(decodeEventXml(xml, row, 'from row').description, 'from row');
    assert.equal(decodeEventXml(xml, row, '').description, 'from XML');
  });

  it('keeps what there is of a row that was cut off, and says so', () => {
    const xml = eventXml({
      data: `<EventData><Data Name='A'>1</Data><Data Name='B'>${'x'.repeat(40_000)}`,
    }).slice(0, 32_768);
    const event = decodeEventXml(xml, row);
    assert.deepEqual(event.names, ['A', 'B', 'RawXmlTruncated']);
    assert.equal(event.raw, undefined, 'it is not whole');
    assert.equal(event.values[1]?.length, 32_768 - xml.indexOf('xxx'));
    assert.equal(event.values[2], 'true');
    assert.throws(() => decodeEventXml(xml), {
      code: 'XML_INVALID',
      message: /ends too early, after 32768 characters/,
    });
  });

  it('refuses events without id or time', () => {
    const refused = (system: Readonly<Record<string, string>>): string => {
      try {
        decodeEventXml(eventXml({ system }));
      } catch (error) {
        assert.ok(error instanceof AzlogError);
        assert.equal(error.code, 'EVENT_INCOMPLETE');
        assert.equal(error.kind, 'permanent');
        return error.message;
      }
      return assert.fail('not refused');
    };
    assert.match(refused({ EventID: '' }), /no event id \(System\/EventID/);
    assert.match(refused({ EventID: '<EventID>many</EventID>' }), /no event id/);
    assert.match(refused({ TimeCreated: '' }), /event 4624 has no usable time: "" instead of ISO 8601/);
    assert.match(refused({ TimeCreated: "<TimeCreated SystemTime='yesterday'/>" }), /"yesterday"/);
    assert.match(
      refused({ TimeCreated: "<TimeCreated SystemTime='2026-02-30T00:00:00Z'/>" }),
      /"2026-02-30T00:00:00Z"/,
    );
  });
});
