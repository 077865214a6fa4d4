import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createFormat, type FormatName } from '../../src/formats/formats.ts';
import type { Page } from '../../src/pipeline.ts';
import { formatPage, type Output } from '../../src/stages/formatter.ts';
import { headerOf } from '../../src/stages/message-header.ts';
import type { TransformRule } from '../../src/transforms/rule.ts';
import { selectRules } from '../../src/transforms/select-rules.ts';
import { eventXml } from '../records/event-xml.ts';

/** Stands in every value that is to be hidden, and nowhere else. */
const secret = 'Zq7Secret';
const sid = 'S-1-5-21-777-888-999-1001';

const names: readonly FormatName[] = ['cef', 'leef', 'xml', 'json', 'snare'];

const cef = { version: '0', time: 'text', ipv6: 'custom' } as const;
const leef = { version: '2.0', delimiter: 'tab', time: 'text', replacePipe: false } as const;

function outputsOf(rules: readonly TransformRule[]): readonly Output[] {
  return names.map((format) => ({
    destination: format,
    format: createFormat(format, { cef, leef }),
    header: headerOf({
      format,
      header: 'rfc5424',
      framing: 'lf',
      facility: 16,
      appName: 'azlog',
      hostname: 'event',
      cef,
      leef,
      decoding: 'both',
      maxMessageBytes: 65_536,
    }),
    maxMessageBytes: 65_536,
    sources: undefined,
    rules: selectRules(rules, 'k'.repeat(32), format, ['vms']),
  }));
}

interface Row {
  readonly RawXml: string;
  readonly Description: string;
  readonly [column: string]: unknown;
}

function messagesOf(row: Row, rules: readonly TransformRule[]): ReadonlyMap<string, string> {
  const body = Buffer.from(
    JSON.stringify({
      value: [
        {
          PartitionKey: '0639075000000000000',
          RowKey: `d___IaaS____${secret}Host___1`,
          PreciseTimeStamp: '2026-03-01T10:20:30.1234567Z',
          DeploymentId: 'd',
          Role: 'IaaS',
          RoleInstance: '_vm1',
          ProviderGuid: '{54849625-5478-4994-a5ba-3e3b0328c30d}',
          ProviderName: 'Microsoft-Windows-Security-Auditing',
          EventId: 4688,
          Channel: 'Security',
          ...row,
        },
      ],
    }),
  );
  const page: Page = { id: 'p', form: 'table-rows', source: 'vms', rows: 1, readAt: 5, body };
  const { batches, letters } = formatPage(page, outputsOf(rules));
  assert.deepEqual(letters, []);
  assert.equal(batches.length, names.length);
  return new Map(batches.map((batch) => [batch.destination, Buffer.from(batch.body).toString()]));
}

const fields = `<Data Name='SubjectUserSid'>${sid}</Data><Data Name='SubjectUserName'>${secret}User</Data>\
<Data Name='CommandLine'>cmd /p ${secret}</Data><Data Name='commandline'>again ${secret}</Data>\
<Data>${secret} without a name</Data><Data Name='TargetUserName'>bob</Data>`;
const whole: Row = {
  RawXml: eventXml({
    system: {
      EventID: '<EventID>4688</EventID>',
      Computer: `<Computer>${secret}Host.contoso.example</Computer>`,
      Security: `<Security UserID='${sid}'/>`,
    },
    data: `<EventData>${fields}</EventData><RenderingInfo Culture='en-US'><Message>Created by ${secret}User</Message></RenderingInfo>`,
  }),
  RoleInstance: `_${secret}Host`,
  Description: `A new process has been created. ${secret}User on ${secret}Host, ${sid}`,
};
const hidden = ['subjectusersid', '*UserName', 'CommandLine', 'Data5', 'System.Computer'];

suite('what a rule hides is in no message of any format', () => {
  for (const action of ['redact', 'hash'] as const) {
    const rules: readonly TransformRule[] = [{ name: 'hide', [action]: hidden }];

    test(`${action}: fields that are repeated, without a name, in another case; computer, account, rendered text`, () => {
      for (const [format, message] of messagesOf(whole, rules)) {
        assert.ok(!message.includes(secret) && !message.includes(sid), `${format}: ${message}`);
        assert.ok(message.includes(action === 'hash' ? 'hash-' : '[redacted]'), `${format}: ${message}`);
      }
    });

    test(`${action}: the rendered text of an event whose XML is not whole, which tells fields that are not there`, () => {
      const cut = whole.RawXml.slice(0, whole.RawXml.indexOf("<Data Name='SubjectUserName'"));
      const plain = cut.replaceAll(`${secret}Host`, 'host').replaceAll(sid, 'S-1-5-18');
      const rows = [
        { ...whole, RoleInstance: '_host', RawXml: plain },
        { ...whole, RoleInstance: '_host', RawXml: '' },
      ];
      const conditional = { when: [{ ids: ['4688'], fields: { TargetUserName: ['bob'] } }] };
      const variants: readonly (readonly TransformRule[])[] = [
        [{ name: 'hide', [action]: ['CommandLine'] }],
        [{ name: 'hide', [action]: ['CommandLine'], ...conditional }],
        [
          { name: 'tag', add: { Site: 'Bern' } },
          { name: 'hide', [action]: ['CommandLine'], ...conditional },
        ],
      ];
      for (const row of rows) {
        for (const variant of variants) {
          for (const [format, message] of messagesOf(row, variant)) {
            assert.ok(!message.includes(secret), `${format}: ${message}`);
          }
        }
        for (const [format, message] of messagesOf(row, [
          { name: 'other', [action]: ['CommandLine'], when: [{ ids: ['4624'] }] },
        ])) {
          if (row.RawXml === '') assert.ok(message.includes(secret), `${format} is not meant: ${message}`);
        }
      }
    });
    test(`${action}: XML that makes no event by itself, which is kept beside what the columns tell`, () => {
      const { RawXml } = whole;
      const conditional = { when: [{ ids: ['4688'], fields: { TargetUserName: ['bob'] } }] };
      for (const poor of [
        RawXml.replace(/<TimeCreated[^>]*>/, ''),
        RawXml.replace('</EventData>', '<Data Name="X">&x;</Data></EventData>'),
        `${secret} is no XML`,
        RawXml.slice(0, RawXml.indexOf('<Security')),
        RawXml.replace('<Event ', `<${secret} `),
      ]) {
        for (const rules of [
          [{ name: 'hide', [action]: hidden }],
          [
            { name: 'tag', add: { Site: 'Bern' } },
            { name: 'hide', [action]: hidden },
          ],
          [
            { name: 'hide', [action]: [...hidden, 'System.UserID'] },
            { name: 'conditional', [action]: ['No'], ...conditional },
          ],
        ]) {
          for (const [format, message] of messagesOf({ ...whole, RawXml: poor }, rules)) {
            assert.ok(!message.includes(secret), `${format}: ${message}`);
          }
        }
        const other = [{ name: 'other', [action]: ['CommandLine'], when: [{ ids: ['4624'] }] }];
        for (const [format, message] of messagesOf({ ...whole, RawXml: poor }, other)) {
          assert.ok(message.includes(secret), `${format} is not meant: ${message}`);
        }
      }
    });
  }
});

test('an event that only its rendered text tells keeps that, also with an added field', () => {
  const text = 'The audit log was cleared by alice.';
  const fieldless = eventXml({ data: '' });
  for (const RawXml of ['', fieldless]) {
    for (const rules of [[], [{ name: 'tag', add: { Site: 'Bern' } }]]) {
      for (const [format, message] of messagesOf({ RawXml, Description: text }, rules)) {
        // Of an event that has its XML, that is the message.
        if (format === 'xml' && RawXml !== '' && rules.length === 0) continue;
        assert.ok(message.includes(text), `${format}: ${message}`);
        assert.equal(message.includes('Bern'), rules.length > 0, `${format}: ${message}`);
      }
    }
  }
});
