import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { smallestWhole } from '../../src/formats/shortening.ts';
import { createSnare } from '../../src/formats/snare.ts';
import type { Decoding } from '../../src/records/decoded-text.ts';
import type { Event } from '../../src/records/event.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing } from '../records/shared-data.ts';
import { codePoint } from '../support/code-points.ts';
import { expandedOf, folded, lostOf, read } from './read-snare.ts';
import { sampleEvent } from './sample-event.ts';

const snare = createSnare();
const whole = Number.POSITIVE_INFINITY;

const fields = {
  SubjectUserName: 'DC01$',
  SubjectDomainName: 'CONTOSO',
  TargetUserName: 'bob',
  TargetDomainName: 'CONTOSO',
  LogonType: '3',
  Note: 'a\tb\r\nc',
  Empty: '-',
};

test('columns of Snare, then what else is known', () => {
  const row = { partitionKey: 'p', rowKey: 'r', deploymentId: '', role: 'IaaS', roleInstance: '_DC01' };
  const message = snare.format(sampleEvent(4624, fields, { row }), whole);
  assert.equal(
    message,
    [
      ...['MSWinEventLog', '1', 'Security', '12345', 'Tue Nov 14 22:13:20 2023', '4624'],
      ...[
        'Microsoft-Windows-Security-Auditing',
        'CONTOSO\\bob',
        'User',
        'Success Audit',
        'DC01.contoso.local',
        'Logon',
        '',
      ],
      'An account was successfully logged on.   SubjectUserName: DC01$   SubjectDomainName: CONTOSO   TargetUserName: bob   TargetDomainName: CONTOSO   LogonType: Network   LogonType: 3   Note: a b c',
      ...[
        '12345',
        'AzlogUid=abcdefghijklmnopqrstuvwxyz1',
        'AzlogTime=2023-11-14T22:13:20.1234567Z',
        'AzlogTask=12544',
      ],
      ...[
        'AzlogKeywords=0x8020000000000000',
        'AzlogProcessId=624',
        'AzlogThreadId=1000',
        'AzlogRole=IaaS',
        'AzlogRoleInstance=_DC01',
      ],
    ].join('\t'),
  );
});

test('who acted is the user, of a logon who signs in; outcome and level are the type', () => {
  const type = (event: Event) => {
    const { columns } = read(snare.format(event, whole));
    return [columns.get('user'), columns.get('type'), columns.get('criticality'), columns.get('category')];
  };
  const app = { provider: 'Contoso', channel: 'Application', outcome: undefined, task: 7 } as const;
  assert.deepEqual(type(sampleEvent(4726, fields, { task: 13824 })), [
    'CONTOSO\\DC01$',
    'Success Audit',
    '1',
    'User Account Management',
  ]);
  assert.deepEqual(type(sampleEvent(4625, fields, { outcome: 'failure' })), [
    'CONTOSO\\bob',
    'Failure Audit',
    '2',
    'Logon',
  ]);
  assert.deepEqual(type(sampleEvent(1, {}, { ...app, level: 1, userSid: 'S-1-5-18' })), [
    'S-1-5-18',
    'Critical',
    '4',
    'None',
  ]);
  assert.deepEqual(type(sampleEvent(1, {}, { ...app, level: 4 })), ['N/A', 'Information', '1', 'None']);
});

test('the rendered text is the expanded one, and what it does not tell stands behind it', () => {
  const description =
    'An account was logged on.\r\n\r\nSubject:\r\n\tAccount Name:\t\tDC01$\r\n\tLogon Type:\t\t3\r\n\tIDs: 33\r\n';
  const { columns } = read(
    snare.format(sampleEvent(4624, { ...fields, Ids: '3', Other: '33 4' }, { description }), whole),
  );
  assert.equal(
    expandedOf(columns),
    'An account was logged on. Subject: Account Name: DC01$ Logon Type: 3 IDs: 33   SubjectDomainName: CONTOSO   TargetUserName: bob   TargetDomainName: CONTOSO   LogonType: Network   Note: a b c   Other: 33 4',
  );
});

test('texts of coded values stand beside them, in their place, or nowhere', () => {
  const expanded = (decoding: Decoding, value: string) =>
    expandedOf(
      read(createSnare({ decoding }).format(sampleEvent(9, { ImpersonationLevel: value }), whole)).columns,
    );
  assert.equal(expanded('both', '%%1833'), 'ImpersonationLevel: Impersonation   ImpersonationLevel: %%1833');
  assert.equal(expanded('decoded', '%%1833'), 'ImpersonationLevel: Impersonation');
  assert.equal(expanded('raw', '%%1833'), 'ImpersonationLevel: %%1833');
  assert.equal(expanded('decoded', '7'), 'ImpersonationLevel: 7');
});

test('any text in any place is one line with all columns, within any size', () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 60 }),
    fc
      .tuple(
        fc.constantFrom('\t', '\r\n', '\0', '😀', '\ud800', 'é', 'a: '),
        fc.integer({ min: 1, max: 2000 }),
      )
      .map(([s, n]) => s.repeat(n)),
  );
  const pairs = fc.array(fc.tuple(fc.string({ unit: codePoint, minLength: 1, maxLength: 20 }), text), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(
      pairs,
      text,
      fc.integer({ min: smallestWhole, max: 6000 }),
      fc.boolean(),
      (list, other, size, known) => {
        const event = sampleEvent(
          4688,
          [...list, ['SubjectUserName', other]],
          known
            ? { description: other }
            : {
                provider: other,
                channel: other,
                host: other,
                uid: other,
                userSid: other,
                recordId: other,
              },
        );
        const { columns } = read(snare.format(event, whole));
        assert.deepEqual(lostOf(event, expandedOf(columns)), []);
        const small = snare.format(event, size);
        read(small);
        assert.ok(Buffer.byteLength(small) <= size, `${Buffer.byteLength(small)} > ${size}`);
      },
    ),
    { numRuns: 150 },
  );
});

for (const size of [1_024, 4_096, 8_192]) {
  test(`a command line of 100 KB fits into ${size} bytes, and the marker says so`, () => {
    const CommandLine = 'cmd 😀 é '.repeat(10_000);
    const description = `A new process has been created.\r\n\tCommand Line:\t${CommandLine}\r\n\tUser:\tbob`;
    for (const rendered of ['', description]) {
      const event = sampleEvent(4688, { CommandLine, User: 'bob' }, { description: rendered });
      const message = snare.format(event, size);
      const bytes = Buffer.byteLength(message);
      assert.ok(bytes <= size && bytes > size * 0.85, String(bytes));
      const { columns, extras } = read(message);
      assert.ok(expandedOf(columns).endsWith('User: bob'), message);
      assert.ok(expandedOf(columns).includes('CommandLine: cmd 😀 é'));
      assert.equal(extras.get('AzlogUid'), event.uid);
      assert.equal(extras.get('AzlogShortened'), rendered === '' ? 'CommandLine' : 'Description,CommandLine');
    }
  });
}

test('fields go where shortening is not enough, and a size that is too small is refused', () => {
  const many = Array.from(
    { length: 120 },
    (_, i) => [`Field${i}`, `value ${i} of many that there are`] as const,
  );
  const { columns, extras } = read(snare.format(sampleEvent(1, [...many]), 1_024));
  assert.match(expandedOf(columns), /^Field0: value 0 of many/);
  assert.match(extras.get('AzlogDropped') ?? '', /^Field\d+,.*\+\d+$/);
  assert.equal(extras.get('AzlogUid'), 'abcdefghijklmnopqrstuvwxyz1');
  assert.throws(() => snare.format(sampleEvent(1, [...many]), 100), /size of 100 bytes is too small/);
});

const pairs = 'windows/security-pairs.jsonl.gz';
test('real events with the text that Windows rendered: no field is lost', { skip: missing(pairs) }, (t) => {
  let count = 0;
  for (const line of linesOf(pairs)) {
    const { xml, description } = JSON.parse(line);
    const event = decodeEventXml(String(xml), undefined, String(description));
    const { columns } = read(snare.format(event, whole));
    assert.ok(expandedOf(columns).startsWith(folded(event.description).slice(0, 50)));
    assert.deepEqual(lostOf(event, expandedOf(columns)), []);
    count++;
  }
  t.diagnostic(`${count} events`);
});
