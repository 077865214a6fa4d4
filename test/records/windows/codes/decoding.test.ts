import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCef } from '../../../../src/formats/cef.ts';
import { createLeef } from '../../../../src/formats/leef.ts';
import { type Decoding, fieldDecoders, textAt } from '../../../../src/records/decoded-text.ts';
import type { Event } from '../../../../src/records/event.ts';
import { cached } from '../../../../src/records/text-cache.ts';
import { decoders } from '../../../../src/records/windows/codes/decoders.ts';
import { decoderOf, decodings, listFields } from '../../../../src/records/windows/codes/fields.ts';
import { decodeEventXml } from '../../../../src/records/windows/reading/decode-event.ts';
import { sampleEvent } from '../../../formats/sample-event.ts';
import { parseCef } from '../../../support/spec-parsers/cef.ts';
import { parseLeef } from '../../../support/spec-parsers/leef.ts';
import { linesOf, missing } from '../../shared-data.ts';

const security = 'Microsoft-Windows-Security-Auditing';
const textOf = (eventId: number, field: string, value: string, by?: string): string | undefined =>
  decoderOf(security, eventId, field)?.decode(value, by);

type Case = readonly [eventId: number, field: string, value: string, text: string | undefined, by?: string];

const cases: readonly Case[] = [
  // Message references: whole, in lists of every layout that Windows has, unknown.
  [4624, 'ImpersonationLevel', '%%1833', 'Impersonation'],
  [4624, 'ImpersonationLevel', '%%9999', undefined],
  [4624, 'ImpersonationLevel', 'Impersonation', undefined],
  [4663, 'AccessList', '%%4416\r\n\t\t\t\t%%1541', 'ReadData (or ListDirectory), SYNCHRONIZE'],
  [4663, 'AccessList', '%%4416 %%9999', 'ReadData (or ListDirectory), %%9999'],
  [4719, 'AuditPolicyChanges', '%%8448, %%8450', 'Success removed, Failure removed'],
  [4719, 'SubcategoryGuid', '{0CCE9215-69AE-11D9-BED3-505054503030}', 'Logon'],
  [4719, 'SubcategoryGuid', '{0cce92ff-69ae-11d9-bed3-505054503030}', undefined],
  [4720, 'UserAccountControl', '%%2080\n\t\t%%2082', "Account Disabled, 'Password Not Required' - Enabled"],
  [5136, 'OperationType', '%%14674', 'Value Added'],
  [5156, 'LayerName', '%%14611', 'Connect'],
  // Fields with a user's text, where Windows writes no more than that there is none.
  [4720, 'DisplayName', '%%1793', '<value not set>'],
  [4720, 'DisplayName', '%%1843', undefined],
  [4720, 'AccountExpires', '%%1794', '<never>'],
  [4688, 'CommandLine', '%%1843', undefined],
  [4688, 'NewProcessName', '%%1833', undefined],
  [4663, 'ObjectName', '%%4416', undefined],
  [4657, 'NewValue', '%%1793', undefined],
  // Reasons: rights and reasons are codes, entries of access control lists and names of rules are not.
  [
    5145,
    'AccessReason',
    '%%1538:\t%%1804\r\n\t\t\t\t%%4416:\t%%1801\tD:(A;;0x1200a9;;;WD)',
    'READ_CONTROL: Granted by Ownership, ReadData (or ListDirectory): Granted by D:(A;;0x1200a9;;;WD)',
  ],
  [
    4818,
    'StagingReason',
    '%%1538: %%1814Rule %%1843',
    'READ_CONTROL: NOT Granted by Central Access Rule Rule %%1843',
  ],
  [4626, 'UserClaims', 'ad://ext/cn:88 <%%1818> : "%%1818"', 'ad://ext/cn:88 <String> : "%%1818"'],
  // Masks, by the kind of object.
  [4663, 'AccessMask', '0x1', 'ReadData (or ListDirectory)', 'File'],
  [4663, 'AccessMask', '0x1', 'Query key value', 'Key'],
  [
    4656,
    'AccessMask',
    '0x1410',
    'Read from process memory, Query process information, Undefined Access (no effect) Bit 12',
    'Process',
  ],
  [4662, 'AccessMask', '0x100', 'Control Access', '%{19195a5b-6da0-11d0-afd3-00c04fd930c9}'],
  [4663, 'AccessMask', '0x80000000', 'GENERIC_READ', 'File'],
  [4663, 'AccessMask', '0x1', undefined, 'no such object'],
  [4663, 'AccessMask', '0x10001', 'DELETE, 0x1', 'no such object'],
  [4663, 'AccessMask', '0x1', undefined, 'constructor'],
  [4663, 'AccessMask', '0x0', undefined, 'File'],
  [4663, 'AccessMask', 'many', undefined, 'File'],
  [4674, 'AccessMask', '%%1538\r\n\t\t\t\t%%4448', 'READ_CONTROL, Query mutant state', 'Mutant'],
  [
    4674,
    'AccessMask',
    '983103',
    'DELETE, READ_CONTROL, WRITE_DAC, WRITE_OWNER, Query key value, Set key value, Create sub-key, Enumerate sub-keys, Notify about changes to keys, Create Link',
    'Key',
  ],
  // Logon.
  [4624, 'LogonType', '10', 'RemoteInteractive'],
  [4624, 'LogonType', '99', undefined],
  [4625, 'Status', '0xc000006d', 'Bad user name or authentication information'],
  [4625, 'SubStatus', '0xC000006A', 'Wrong password'],
  [4625, 'Status', '0xc000010b', 'STATUS_INVALID_LOGON_TYPE'],
  [4625, 'SubStatus', '0x0', undefined],
  [4625, 'Status', '0x80090302', undefined],
  [4776, 'Status', '0xc0000234', 'Account locked out'],
  [5379, 'ReturnCode', '3221226021', 'STATUS_NOT_FOUND'],
  // Codes of programs are no NTSTATUS: 1 would be STATUS_WAIT_1.
  [4689, 'Status', '0x1', undefined],
  [4689, 'Status', '0x40010004', 'DBG_TERMINATE_PROCESS'],
  [4689, 'Status', '0xc000013a', 'STATUS_CONTROL_C_EXIT'],
  [4688, 'MandatoryLabel', 'S-1-16-12288', 'High Mandatory Level'],
  // Kerberos.
  [4768, 'Status', '0x6', 'Client not found in Kerberos database (KDC_ERR_C_PRINCIPAL_UNKNOWN)'],
  [4768, 'Status', '0x0', undefined],
  [4768, 'Status', '0x45', undefined],
  [4772, 'FailureCode', '0x12', "Client's credentials have been revoked (KDC_ERR_CLIENT_REVOKED)"],
  [4769, 'TicketOptions', '0x40810010', 'Forwardable, Renewable, Name-canonicalize, Renewable-ok'],
  [4769, 'TicketOptions', '0x80010400', 'Reserved, Name-canonicalize, 0x400'],
  [4769, 'TicketOptions', '0x100000000', undefined],
  [4769, 'TicketEncryptionType', '0x17', 'RC4-HMAC'],
  [4769, 'TicketEncryptionType', '0x99', undefined],
  [4768, 'PreAuthType', '0', 'No pre-authentication'],
  // Privileges and logon rights.
  [
    4672,
    'PrivilegeList',
    'SeDebugPrivilege\r\n\t\t\tSeTcbPrivilege',
    'Debug programs, Act as part of the operating system',
  ],
  [4673, 'PrivilegeList', 'SeNewPrivilege', undefined],
  [4704, 'PrivilegeList', 'SeDebugPrivilege SeNewPrivilege', 'Debug programs, SeNewPrivilege'],
  [4717, 'AccessGranted', 'SeServiceLogonRight', 'Log on as a service'],
  // Accounts: these bits are not those of the attribute userAccountControl.
  [4738, 'NewUacValue', '0x15', 'Account Disabled, Password Not Required, Normal Account'],
  [4738, 'OldUacValue', '0x0', undefined],
  [
    5136,
    'AttributeValue',
    '4260352',
    'NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD, DONT_REQ_PREAUTH',
    'userAccountControl',
  ],
  [5136, 'AttributeValue', '512', undefined, 'description'],
  [5136, 'AttributeValue', '%%14672', '<Binary>', 'thumbnailPhoto'],
  [
    5136,
    'AttributeValue',
    'D:AI(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1104)',
    'Allow S-1-5-21-1-2-3-1104: CR DS-Replication-Get-Changes-All',
    'nTSecurityDescriptor',
  ],
  [4720, 'PrimaryGroupId', '513', 'Domain Users'],
  [4732, 'TargetSid', 'S-1-5-32-544', 'Administrators'],
  [4624, 'TargetUserSid', 'S-1-5-21-1-2-3-500', 'Administrator'],
  [4624, 'TargetUserSid', 'S-1-5-21-1-2-3-1500', undefined],
  [4624, 'SubjectUserSid', 'S-1-0-0', undefined],
  [4627, 'GroupMembership', '%{S-1-1-0}\r\n\t\t%{S-1-5-21-1-2-3-1104}', 'Everyone, %{S-1-5-21-1-2-3-1104}'],
  // Directory.
  [
    4662,
    'Properties',
    '%%7688\r\n\t\t{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}\r\n\t{19195a5b-6da0-11d0-afd3-00c04fd930c9}',
    'Control Access, DS-Replication-Get-Changes-All, Domain-DNS',
  ],
  [4662, 'ObjectType', '%{bf967aba-0de6-11d0-a285-00aa003049e2}', 'User'],
  [4662, 'ObjectType', '%{00000000-0000-0000-0000-000000000001}', undefined],
  [4662, 'ObjectName', '%{bf967aba-0de6-11d0-a285-00aa003049e2}', undefined],
  [5136, 'AttributeSyntaxOID', '2.5.5.12', 'String(Unicode)'],
  // Trusts, services, protocols, security descriptors.
  [4706, 'TdoDirection', '3', 'TRUST_DIRECTION_BIDIRECTIONAL'],
  [4706, 'TdoType', '2', 'TRUST_TYPE_UPLEVEL'],
  [4706, 'TdoAttributes', '40', 'TRUST_ATTRIBUTE_FOREST_TRANSITIVE, TRUST_ATTRIBUTE_WITHIN_FOREST'],
  [4697, 'ServiceType', '0x110', 'Interactive Own Process'],
  [4697, 'ServiceType', '0xe0', 'Win32 Share Process, User Service, User Service Instance'],
  [4697, 'ServiceStartType', '2', 'Automatic'],
  [5152, 'Protocol', '6', 'TCP'],
  [
    4670,
    'NewSd',
    'O:SYG:BAD:PAI(A;;GA;;;SY)(D;OICI;FRSD;;;S-1-5-21-1-2-3-1104)S:(AU;SAFA;DC;;;WD)',
    'Owner Local System, Group Administrators, Allow Local System: GENERIC_ALL, Deny S-1-5-21-1-2-3-1104: File read+DELETE, Audit Everyone: DC',
  ],
  [4670, 'NewSd', 'D:(A;;GA;;;SY', undefined],
  [4670, 'NewSd', 'S:ARAI', undefined],
];

test('codes become text, each in its field, and nothing else does', () => {
  for (const [eventId, field, value, text, by] of cases) {
    assert.equal(textOf(eventId, field, value, by), text, `${eventId} ${field} ${value}`);
    // From the cache too.
    assert.equal(textOf(eventId, field, value, by), text, `again: ${eventId} ${field} ${value}`);
  }
});

test('every decoder has a case, and only known providers decode', () => {
  const used = new Set(cases.map(([eventId, field]) => decoderOf(security, eventId, field)));
  used.add(decoderOf('Microsoft-Windows-Sysmon', 10, 'GrantedAccess'));
  for (const [name, decoder] of Object.entries(decoders)) assert.ok(used.has(decoder), name);
  assert.equal(
    decoderOf('Microsoft-Windows-Sysmon', 10, 'GrantedAccess')?.decode('0x1010'),
    'Read from process memory, Query limited process information',
  );
  assert.equal(decoderOf('Microsoft-Windows-Sysmon', 1, 'GrantedAccess'), undefined);
  assert.equal(decoderOf('Somebody', 4624, 'LogonType'), undefined);
  assert.equal(decoderOf('constructor', 4624, 'LogonType'), undefined);
  assert.equal(decoderOf(security, 4624, 'constructor'), undefined);
  assert.equal(decoderOf('Microsoft-Windows-Eventlog', 1102, 'SubjectUserSid'), decoders.sid);
});

test('a field has one decoder in an event', () => {
  for (const [provider, list] of decodings) {
    for (const [index, { fields, events }] of list.entries()) {
      for (const field of fields) {
        const others = list.slice(index + 1).filter((other) => other.fields.includes(field));
        // A later line for the same field is for other events, or for all that the earlier one leaves.
        for (const other of others) {
          assert.ok(events !== undefined, `${provider} ${field}`);
          assert.ok(other.events?.every((id) => !events.includes(id)) ?? true, `${provider} ${field}`);
        }
      }
    }
  }
  for (const field of ['AccessList', 'PrivilegeList', 'Properties']) assert.ok(listFields.has(field));
});

const failedLogon = sampleEvent(4625, {
  SubjectUserSid: 'S-1-0-0',
  TargetUserSid: 'S-1-5-21-1-2-3-500',
  TargetUserName: 'chief',
  Status: '0xc000006d',
  FailureReason: '%%2313',
  SubStatus: '0xc000006a',
  LogonType: '3',
});

function cefOf(event: typeof failedLogon, decoding: Decoding): ReadonlyMap<string, string> {
  const format = createCef({ version: '0', time: 'epoch', ipv6: 'custom', decoding });
  return parseCef(format.format(event, Number.POSITIVE_INFINITY)).extensions;
}

function leefOf(event: typeof failedLogon, decoding: Decoding): ReadonlyMap<string, string> {
  const format = createLeef({
    version: '2.0',
    delimiter: 'tab',
    time: 'epoch',
    replacePipe: false,
    decoding,
  });
  return parseLeef(format.format(event, Number.POSITIVE_INFINITY)).attributes;
}

function only(
  values: ReadonlyMap<string, string>,
  keys: readonly string[],
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(keys.map((key) => [key, values.get(key)]));
}

test('CEF: raw, decoded and both', () => {
  const keys = [
    'cs4',
    'AzlogWinStatus',
    'AzlogWinStatusText',
    'reason',
    'AzlogWinSubStatusText',
    'msg',
    'AzlogWinFailureReason',
    'AzlogWinFailureReasonText',
    'cn1',
    'AzlogWinLogonTypeText',
    'AzlogWinTargetUserSid',
    'AzlogWinTargetUserSidText',
    'AzlogWinSubjectUserSidText',
  ];
  const none = Object.fromEntries(keys.map((key) => [key, undefined]));
  assert.deepEqual(only(cefOf(failedLogon, 'both'), keys), {
    ...none,
    cs4: '0xc000006d',
    AzlogWinStatusText: 'Bad user name or authentication information',
    reason: '0xc000006a',
    AzlogWinSubStatusText: 'Wrong password',
    msg: 'Unknown user name or bad password.',
    AzlogWinFailureReason: '%%2313',
    cn1: '3',
    AzlogWinLogonTypeText: 'Network',
    AzlogWinTargetUserSid: 'S-1-5-21-1-2-3-500',
    AzlogWinTargetUserSidText: 'Administrator',
  });
  assert.deepEqual(only(cefOf(failedLogon, 'raw'), keys), {
    ...none,
    cs4: '0xc000006d',
    reason: '0xc000006a',
    msg: '%%2313',
    cn1: '3',
    AzlogWinTargetUserSid: 'S-1-5-21-1-2-3-500',
  });
  assert.deepEqual(only(cefOf(failedLogon, 'decoded'), keys), {
    ...none,
    cs4: 'Bad user name or authentication information',
    reason: 'Wrong password',
    msg: 'Unknown user name or bad password.',
    // A typed key keeps the number; a name never takes the place of the identifier, which tells the domain too.
    cn1: '3',
    AzlogWinLogonTypeText: 'Network',
    AzlogWinTargetUserSid: 'S-1-5-21-1-2-3-500',
    AzlogWinTargetUserSidText: 'Administrator',
  });
});

test('LEEF: raw, decoded and both', () => {
  const keys = [
    'msg',
    'AzlogWinFailureReason',
    'AzlogWinSubStatus',
    'AzlogWinSubStatusText',
    'AzlogWinLogonType',
  ];
  assert.deepEqual(only(leefOf(failedLogon, 'both'), keys), {
    msg: 'Unknown user name or bad password.',
    AzlogWinFailureReason: '%%2313',
    AzlogWinSubStatus: '0xc000006a',
    AzlogWinSubStatusText: 'Wrong password',
    AzlogWinLogonType: '3',
  });
  assert.deepEqual(only(leefOf(failedLogon, 'raw'), keys), {
    msg: '%%2313',
    AzlogWinFailureReason: undefined,
    AzlogWinSubStatus: '0xc000006a',
    AzlogWinSubStatusText: undefined,
    AzlogWinLogonType: '3',
  });
  assert.deepEqual(only(leefOf(failedLogon, 'decoded'), keys), {
    msg: 'Unknown user name or bad password.',
    AzlogWinFailureReason: undefined,
    AzlogWinSubStatus: 'Wrong password',
    AzlogWinSubStatusText: undefined,
    AzlogWinLogonType: 'Network',
  });
});

test('no text where the event says it already', () => {
  const access = sampleEvent(4663, {
    ObjectType: 'File',
    AccessList: '%%4416',
    AccessMask: '0x1',
  });
  assert.equal(cefOf(access, 'both').get('AzlogWinAccessMaskText'), undefined);
  const mask = sampleEvent(4663, { ObjectType: 'File', AccessList: '-', AccessMask: '0x1' });
  assert.equal(cefOf(mask, 'both').get('AzlogWinAccessMaskText'), 'ReadData (or ListDirectory)');

  const service = sampleEvent(4624, { SubjectUserSid: 'S-1-5-19', SubjectUserName: 'LOCAL SERVICE' });
  assert.equal(cefOf(service, 'both').get('AzlogWinSubjectUserSidText'), undefined);
  // A text that is no name is no repetition: here a user is called as a logon type is.
  const named = sampleEvent(4624, { TargetUserName: 'Network', LogonType: '3' });
  assert.equal(cefOf(named, 'both').get('AzlogWinLogonTypeText'), 'Network');

  const connection = sampleEvent(5156, { Direction: '%%14593', Protocol: '6', LayerName: '%%14611' });
  const cef = cefOf(connection, 'both');
  assert.equal(cef.get('deviceDirection'), '1');
  assert.equal(cef.get('AzlogWinDirectionText'), undefined);
  assert.equal(cef.get('proto'), 'TCP');
  assert.equal(cef.get('AzlogWinProtocolText'), undefined);
  assert.equal(cef.get('AzlogWinProtocol'), '6');
});

test('the key of a text gives way to a field of that name', () => {
  const event = sampleEvent(4624, {
    LogonType: '3',
    LogonTypeText: 'a field of Windows',
    logonTypeText: 'another',
  });
  const cef = cefOf(event, 'both');
  assert.equal(cef.get('AzlogWinLogonTypeText'), 'a field of Windows');
  assert.equal(cef.get('AzlogWinlogonTypeText2'), 'another');
  assert.equal(cef.get('AzlogWinLogonTypeText3'), 'Network');
  for (const decoding of ['raw', 'decoded'] as const) {
    assert.equal(cefOf(event, decoding).get('AzlogWinlogonTypeText2'), 'another', decoding);
  }
});

test('a long text stands in its first part under the standard key, and whole under its own', () => {
  const rights = Array.from({ length: 400 }, () => '%%4418').join('\r\n\t\t\t\t');
  const event = sampleEvent(4663, { ObjectType: 'File', AccessList: rights });
  const cef = cefOf(event, 'both');
  const text = Array.from(
    { length: 400 },
    () => 'AppendData (or AddSubdirectory or CreatePipeInstance)',
  ).join(', ');
  assert.equal(cef.get('cs1')?.length, 4_000);
  assert.equal(cef.get('AzlogWinAccessListText'), text);
  assert.equal(cef.get('AzlogWinAccessList'), rights.replace(/\s+/g, ', '));
  assert.equal(cef.get('AzlogShortened'), 'cs1');
  assert.equal(cefOf(event, 'decoded').get('AzlogWinAccessListText'), text);
});

test('formats with a place for each field find the text of one', () => {
  const decodedText = (event: Event, index: number) => {
    const field = fieldDecoders(event)[index];
    return field && textAt(field, index, event.values);
  };
  const texts = failedLogon.names.map((_, index) => decodedText(failedLogon, index));
  assert.deepEqual(texts, [
    undefined,
    'Administrator',
    undefined,
    'Bad user name or authentication information',
    'Unknown user name or bad password.',
    'Wrong password',
    'Network',
  ]);
  const other = { ...failedLogon, id: 4689 };
  assert.equal(decodedText(other, 3), 'STATUS_LOGON_FAILURE');
  assert.equal(decodedText(failedLogon, 99), undefined);
});

test('caches are bounded and never wrong', () => {
  let made = 0;
  const decode = cached((value) => {
    made += 1;
    return value.startsWith('0') ? undefined : value.toUpperCase();
  });
  for (let round = 0; round < 3; round += 1) assert.equal(decode('a'), 'A');
  assert.equal(made, 1, 'a hit makes nothing');
  for (let round = 0; round < 3; round += 1) assert.equal(decode('0'), undefined);
  assert.equal(made, 2, 'that there is no text is kept too');
  for (let index = 0; index < 50_000; index += 1) assert.equal(decode(`b${index}`), `B${index}`);
  made = 0;
  assert.equal(decode('a'), 'A');
  assert.equal(made, 1, 'the oldest are gone');
  const long = 'x'.repeat(20_000);
  assert.equal(decode(long), long.toUpperCase());
  assert.equal(decode(long), long.toUpperCase());
  assert.equal(made, 3, 'what is very long is not kept');
});

const corpus = 'windows/security-evtx.xml.gz';

test('account control of real events: the change between two values is what the list says', {
  skip: missing(corpus),
}, (t) => {
  let compared = 0;
  for (const xml of linesOf(corpus)) {
    if (!/<EventID>47(?:38|42)</.test(xml)) continue;
    const event = decodeEventXml(xml);
    const value = (name: string): string => event.values[event.names.indexOf(name)] ?? '';
    const list = value('UserAccountControl').match(/\d{4}/g);
    if (list === null || !value('OldUacValue').startsWith('0x')) continue;
    const [before, after] = [Number(value('OldUacValue')), Number(value('NewUacValue'))];
    const changes: number[] = [];
    for (let bit = 0; bit < 32; bit += 1) {
      const mask = 2 ** bit;
      const [was, is] = [Math.floor(before / mask) % 2, Math.floor(after / mask) % 2];
      if (was !== is) changes.push((is === 1 ? 2080 : 2048) + bit);
    }
    assert.deepEqual(list.map(Number), changes, xml);
    compared += 1;
  }
  t.diagnostic(`events compared: ${compared}`);
  assert.ok(compared >= 10, String(compared));
});
