import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef } from '../../src/formats/leef.ts';
import type { Event } from '../../src/records/event.ts';
import { decodePage } from '../../src/records/pages/decode-page.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { escapeText, eventXml } from './event-xml.ts';
import { factsOf } from './windows-fields.ts';

/** What the source computer rendered in its own language before it forwarded the event (Windows Event Forwarding). */
function renderingInfo(channel: string, provider: string, message: string): string {
  return (
    `<RenderingInfo Culture='de-DE'><Message>${escapeText(message)}</Message><Level>Informationen</Level>` +
    `<Task>Anmelden</Task><Opcode>Info</Opcode><Channel>${channel}</Channel><Provider>${provider}</Provider>` +
    '<Keywords><Keyword>Überwachung gescheitert</Keyword></Keywords></RenderingInfo>'
  );
}

const data =
  "<EventData><Data Name='TargetUserName'>bob</Data><Data Name='TargetDomainName'>CONTOSO</Data>" +
  "<Data Name='Status'>0xc000006d</Data><Data Name='SubStatus'>0xc000006a</Data><Data Name='LogonType'>3</Data>" +
  "<Data Name='IpAddress'>198.51.100.77</Data><Data Name='IpPort'>49712</Data></EventData>";
const source = {
  EventID: '<EventID>4625</EventID>',
  Keywords: '<Keywords>0x8010000000000000</Keywords>',
  Computer: '<Computer>wks17.branch.contoso.example</Computer>',
  Security: '<Security/>',
};
const message = 'Fehler beim Anmelden eines Kontos.\r\n\r\nKontoname:\tbob';
const rendered = renderingInfo('Sicherheit', 'Microsoft Windows-Sicherheitsüberwachung.', message);

/** The row of Azure Diagnostics on the collector: its own columns are about the collector and the log it was read from. */
function forwarded(rawXml: string, other: Readonly<Record<string, unknown>> = {}): Event {
  const row = {
    PartitionKey: '0639075000000000000',
    RowKey: 'd___IaaS____collector___0000000004294967317',
    PreciseTimeStamp: '2026-03-01T10:20:30.1234567Z',
    DeploymentId: 'd',
    Role: 'IaaS',
    RoleInstance: '_collector',
    ProviderName: 'Microsoft-Windows-Security-Auditing',
    EventId: 4625,
    Channel: 'ForwardedEvents',
    Description: '',
    RawXml: rawXml,
    ...other,
  };
  const [decoded] = decodePage('table-rows', Buffer.from(JSON.stringify({ value: [row] })));
  assert.ok(decoded !== undefined && 'event' in decoded, JSON.stringify(decoded));
  return decoded.event;
}

describe('an event that a collector stores in ForwardedEvents', () => {
  for (const [name, after] of [
    ['behind its data', data + rendered],
    ['before its data', rendered + data],
  ] as const) {
    it(`keeps computer, channel and fields of the original, with the rendered text ${name}`, () => {
      const event = forwarded(eventXml({ system: source, data: after }));
      assert.equal(event.host, 'wks17.branch.contoso.example');
      assert.equal(event.channel, 'Security');
      assert.equal(event.provider, 'Microsoft-Windows-Security-Auditing');
      assert.equal(event.outcome, 'failure');
      assert.equal(event.description, message);
      assert.deepEqual(event.names, [
        'TargetUserName',
        'TargetDomainName',
        'Status',
        'SubStatus',
        'LogonType',
        'IpAddress',
        'IpPort',
      ]);
      assert.equal(factsOf(event).row?.roleInstance, '_collector');
    });
  }

  it('is written as the original computer would have written it, in English', () => {
    const event = forwarded(eventXml({ system: source, data: data + rendered }));
    const line = createCef().format(event, Number.POSITIVE_INFINITY);
    assert.ok(
      line.startsWith(
        'CEF:0|Microsoft|Microsoft Windows||Microsoft-Windows-Security-Auditing:4625|An account failed to log on.|',
      ),
    );
    const { extensions } = parseCef(line);
    assert.deepEqual(
      ['dvchost', 'dhost', 'cat', 'outcome', 'src', 'duser'].map((key) => extensions.get(key)),
      [
        'wks17.branch.contoso.example',
        'wks17.branch.contoso.example',
        'Security',
        'failure',
        '198.51.100.77',
        'bob',
      ],
    );
    assert.ok(!line.includes('Sicherheit') && !line.includes('ForwardedEvents'));
    const { attributes } = parseLeef(createLeef().format(event, Number.POSITIVE_INFINITY));
    assert.deepEqual(
      ['AzlogComputer', 'AzlogChannel', 'cat'].map((key) => attributes.get(key)),
      ['wks17.branch.contoso.example', 'Security', 'Audit Failure'],
    );
  });

  it('is mapped as an event of its own channel', () => {
    const event = forwarded(
      eventXml({
        system: {
          Provider:
            "<Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/>",
          EventID: '<EventID>22</EventID>',
          Level: '<Level>4</Level>',
          Task: '<Task>22</Task>',
          Keywords: '<Keywords>0x8000000000000000</Keywords>',
          Channel: '<Channel>Microsoft-Windows-Sysmon/Operational</Channel>',
          Computer: source.Computer,
        },
        data:
          "<EventData><Data Name='QueryName'>www.example.com</Data><Data Name='User'>CONTOSO\\bob</Data></EventData>" +
          renderingInfo('', 'Microsoft-Windows-Sysmon', 'Dns query:\nQueryName: www.example.com'),
      }),
      { ProviderName: 'Microsoft-Windows-Sysmon', EventId: 22 },
    );
    const { classId, name, extensions } = parseCef(createCef().format(event, Number.POSITIVE_INFINITY));
    assert.deepEqual([classId, name], ['Microsoft-Windows-Sysmon:22', 'Dns query.']);
    assert.deepEqual(
      ['cat', 'dvchost', 'cs5Label', 'cs5', 'duser'].map((key) => extensions.get(key)),
      [
        'Microsoft-Windows-Sysmon/Operational',
        'wks17.branch.contoso.example',
        'Query Name',
        'www.example.com',
        'CONTOSO\\bob',
      ],
    );
  });
});
