import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { rightsOf } from '../../../../src/records/windows/codes/access-rights.ts';
import {
  directoryAccountBits,
  samAccountBits,
} from '../../../../src/records/windows/codes/account-control.ts';
import { auditSubcategories } from '../../../../src/records/windows/codes/audit-subcategories.ts';
import { directoryNames } from '../../../../src/records/windows/codes/directory-names.ts';
import { ipProtocols } from '../../../../src/records/windows/codes/ip-protocols.ts';
import {
  encryptionTypes,
  kerberosResults,
  preAuthenticationTypes,
  ticketOptions,
} from '../../../../src/records/windows/codes/kerberos.ts';
import { ldapSyntaxes } from '../../../../src/records/windows/codes/ldap-syntaxes.ts';
import { logonStatuses } from '../../../../src/records/windows/codes/logon-statuses.ts';
import { logonTypes } from '../../../../src/records/windows/codes/logon-types.ts';
import { messageTexts } from '../../../../src/records/windows/codes/message-texts.ts';
import { ntStatusSymbols } from '../../../../src/records/windows/codes/nt-statuses.ts';
import { privileges } from '../../../../src/records/windows/codes/privileges.ts';
import { sddlTrustees } from '../../../../src/records/windows/codes/sddl.ts';
import {
  serviceStartTypes,
  serviceTypeBits,
  serviceTypes,
} from '../../../../src/records/windows/codes/services.ts';
import { sidText } from '../../../../src/records/windows/codes/sid-text.ts';
import { domainAccounts, wellKnownSids } from '../../../../src/records/windows/codes/sids.ts';
import {
  trustAttributeBits,
  trustDirections,
  trustTypes,
} from '../../../../src/records/windows/codes/trusts.ts';
import { missing, textOf } from '../../shared-data.ts';

const skip = missing('lookups/ntstatus.json');

/** The lookups hold names as documents print them: some were found wrong there, and are stated here by the standards. */
function lookup<T>(file: string): T {
  return JSON.parse(textOf(`lookups/${file}.json`));
}

interface Entries<T> {
  readonly entries: Readonly<Record<string, T>>;
}

type Exceptions = Readonly<Record<string, string>>;

/**
 * Compares our table with a lookup, entry by entry, and says how much of the lookup is covered.
 * @param expected what the lookup says, by our keys
 * @param exceptions keys where we differ on purpose, with our text
 */
function compare(
  t: TestContext,
  name: string,
  expected: Iterable<readonly [string, string]>,
  ours: (key: string) => string | undefined,
  exceptions: Exceptions = {},
): void {
  let count = 0;
  let equal = 0;
  for (const [key, text] of expected) {
    count += 1;
    if (Object.hasOwn(exceptions, key)) {
      assert.equal(ours(key), exceptions[key], `${name} ${key}`);
      assert.notEqual(exceptions[key], text, `${name} ${key} is no exception`);
    } else {
      assert.equal(ours(key), text, `${name} ${key}`);
      equal += 1;
    }
  }
  assert.ok(count > 0, name);
  const differing = count - equal;
  t.diagnostic(`${name}: ${count} of ${count} (100 %)${differing === 0 ? '' : `, ${differing} corrected`}`);
}

test('message references', { skip }, (t) => {
  const { entries } = lookup<Entries<string>>('msobjs-parameter-messages');
  compare(t, 'messages', Object.entries(entries), (key) => messageTexts.get(Number(key)));
  assert.equal(messageTexts.size, Object.keys(entries).length, 'none is invented');

  const seen = lookup<Readonly<Record<string, number>>>('percent-codes-seen');
  const unknown = Object.keys(seen).filter((code) => !messageTexts.has(Number(code)));
  // 801 to 887 and 4119 are of other message files (event 5320 and 5321 of Group Policy); 14645 is of a later Windows.
  const others = [
    '801',
    '802',
    '804',
    '806',
    '808',
    '812',
    '818',
    '820',
    '822',
    '823',
    '827',
    '845',
    '860',
    '887',
  ];
  assert.deepEqual(unknown, [...others, '4119', '14645']);
  const total = Object.keys(seen).length;
  t.diagnostic(
    `codes seen in real events: ${total - unknown.length} of ${total}; of other message files: ${unknown.length}`,
  );
});

test('NTSTATUS codes', { skip }, (t) => {
  const { entries } = lookup<Entries<{ readonly name: string }>>('ntstatus');
  const expected = Object.entries(entries).map(([code, { name }]) => [code, name] as const);
  compare(t, 'NTSTATUS', expected, (code) => ntStatusSymbols.get(Number(code)));
  assert.equal(ntStatusSymbols.size, expected.length);
});

test('logon failures', { skip }, (t) => {
  const { entries } = lookup<Entries<{ readonly ntstatus: string }>>('logon-status-codes');
  const codes = Object.entries(entries).filter(([code]) => Number(code) !== 0);
  compare(
    t,
    'logon failures',
    codes.map(([code, { ntstatus }]) => [code, ntstatus]),
    // Our words are our own: that each code has some, and that it is the code meant.
    (code) => (logonStatuses.has(Number(code)) ? ntStatusSymbols.get(Number(code)) : undefined),
  );
  assert.equal(logonStatuses.size, codes.length);
  assert.equal(new Set(logonStatuses.values()).size, logonStatuses.size, 'no two have the same words');
});

test('logon types', { skip }, (t) => {
  const { entries } = lookup<Entries<{ readonly name: string }>>('logon-types');
  compare(
    t,
    'logon types',
    Object.entries(entries).map(([type, { name }]) => [type, name]),
    (type) => logonTypes.get(type),
  );
  assert.equal(logonTypes.size, Object.keys(entries).length);
});

test('Kerberos', { skip }, (t) => {
  interface Result {
    readonly name: string;
    readonly description: string;
  }
  const results = Object.entries(lookup<Entries<Result>>('kerberos-result-codes').entries);
  compare(
    t,
    'Kerberos result codes, symbols',
    results.map(([code, { name }]) => [code, name]),
    (code) => kerberosResults.get(Number(code))?.[0],
  );
  compare(
    t,
    'Kerberos result codes, meanings',
    // Remarks of the document behind the RFC's text are left out.
    results.map(([code, { description }]) => [
      code,
      description
        .replace('’', "'")
        .replace(/(?: \([^()]*\)|—.*)$/, '')
        .replace(' (TGT)', ''),
    ]),
    (code) => kerberosResults.get(Number(code))?.[1],
    {
      // The document repeats the line above; RFC 4120 section 7.5.9.
      '0xc': 'KDC policy rejects request',
      '0x26': "Network address doesn't match address inside ticket",
    },
  );
  assert.equal(kerberosResults.size, results.length);

  const options = lookup<{
    readonly entries: readonly {
      readonly bit: string;
      readonly mask: string | null;
      readonly name: string;
    }[];
  }>('kerberos-ticket-options').entries.filter(({ name }) => name !== 'Unused');
  const bits = new Map(ticketOptions);
  compare(
    t,
    'ticket options',
    options.map(({ bit, name }) => [bit, name]),
    (bit) => bits.get(Number(bit)),
  );
  assert.equal(bits.size, options.length);
  for (const { bit, mask } of options) assert.equal(2 ** (31 - Number(bit)), Number(mask));

  const encryption = Object.entries(
    lookup<Entries<{ readonly name: string }>>('kerberos-encryption-types').entries,
  );
  compare(
    t,
    'encryption types',
    encryption.map(([type, { name }]) => [type, name]),
    (type) => encryptionTypes.get(Number(type)),
    { '0xffffffff': 'No ticket issued' },
  );
  // Those of RFC 8009, which Windows writes since Server 2025, are not in the lookup.
  assert.equal(encryptionTypes.get(0x13), 'AES128-CTS-HMAC-SHA256-128');
  assert.equal(encryptionTypes.get(0x14), 'AES256-CTS-HMAC-SHA384-192');
  assert.equal(encryptionTypes.size, encryption.length + 2);

  const kinds = Object.entries(lookup<Entries<{ readonly name: string }>>('kerberos-preauth-types').entries);
  compare(
    t,
    'pre-authentication types',
    // `-` is no type: Windows' way to say that there is none.
    kinds.filter(([type]) => type !== '-').map(([type, { name }]) => [type, name]),
    (type) => preAuthenticationTypes.get(type),
    { '0': 'No pre-authentication' },
  );
  // The requests that smart cards and certificates make (RFC 4556): only the answers are in the lookup.
  assert.equal(preAuthenticationTypes.get('14'), 'PA-PK-AS-REQ_OLD');
  assert.equal(preAuthenticationTypes.get('16'), 'PA-PK-AS-REQ');
});

test('access rights', { skip }, (t) => {
  interface Right {
    readonly name: string;
    readonly mask: string;
    readonly code?: string;
  }
  const { file, directoryService } = lookup<{
    readonly file: readonly Right[];
    readonly directoryService: readonly Right[];
  }>('access-rights');
  const right = (kind: string, mask: string): string | undefined =>
    rightsOf(kind).find(([bit]) => bit >>> 0 === Number(mask))?.[1];
  compare(
    t,
    'access rights of files',
    file.map(({ mask, code = '' }) => [mask, messageTexts.get(Number(code.slice(2))) ?? '']),
    (mask) => right('File', mask),
  );
  compare(
    t,
    'access rights of the directory',
    directoryService.map(({ mask, name }) => [mask, name.replace(/^ADS_RIGHT_/, '')]),
    (mask) => right('DS', mask),
    // As Windows itself renders them (messages 7683 and 1542).
    { '0x8': 'Write Self', '0x1000000': 'ACCESS_SYS_SEC' },
  );
  assert.equal(right('Key', '0x1'), 'Query key value');
  assert.equal(right('Process', '0x10'), 'Read from process memory');
  assert.equal(right('SAM_USER', '0x80'), 'SetPassword (without knowledge of old password)');
  assert.equal(right('SERVICE OBJECT', '0x10'), 'Start the service');
  assert.equal(right('no such object', '0x1'), undefined);
  assert.equal(right('no such object', '0x10000'), 'DELETE');
});

test('account control', { skip }, (t) => {
  const { entries } = lookup<{
    readonly entries: readonly { readonly name: string; readonly hex: string; readonly eventText: string }[];
  }>('uac-flags');
  const bits = new Map(directoryAccountBits);
  const declared = entries.filter(({ name }) => name !== 'Undeclared');
  compare(
    t,
    'bits of userAccountControl',
    declared.map(({ hex, name }) => [hex, name]),
    (hex) => bits.get(Number(hex)),
  );
  // What the audit says of a flag that was set is the name of a bit of the Security Account Manager.
  const texts = declared.flatMap(({ eventText }) =>
    (eventText.match(/^'.*' - Enabled$|^Account Disabled$/gm) ?? []).map((text) =>
      text.replace(/^'(.*)' - Enabled$/, '$1'),
    ),
  );
  compare(
    t,
    'texts of account control bits',
    texts.map((text) => [text, text]),
    (text) => samAccountBits.find((bit) => bit === text),
  );
  assert.equal(samAccountBits[0], 'Account Disabled');
  assert.equal(samAccountBits[4], 'Normal Account');
  assert.equal(samAccountBits[9], "Don't Expire Password");
  assert.equal(samAccountBits[16], "Don't Require Preauth");
});

test('privileges', { skip }, (t) => {
  const { entries } = lookup<Entries<{ readonly policy: string }>>('privileges');
  compare(
    t,
    'privileges and logon rights',
    Object.entries(entries).map(([name, { policy }]) => [name, policy]),
    (name) => privileges.get(name),
    {
      // Not in the policy editor.
      SeUnsolicitedInputPrivilege: 'Read unsolicited input',
      // The name since Windows Server 2012.
      SeRemoteInteractiveLogonRight: 'Allow logon through Remote Desktop Services',
      SeDenyRemoteInteractiveLogonRight: 'Deny logon through Remote Desktop Services',
    },
  );
});

test('security identifiers', { skip }, (t) => {
  const sids = Object.entries(lookup<Entries<string>>('wellknown-sids').entries);
  const fixed = sids.filter(([sid]) => !sid.includes('['));
  compare(
    t,
    'well-known security identifiers',
    fixed.map(([sid, name]) => [sid, name.slice(name.lastIndexOf('\\') + 1)]),
    (sid) => wellKnownSids.get(sid),
    // The lookup names the authority instead of the account (17, 19, 20), or leaves a word out; [MS-DTYP] 2.4.2.4.
    {
      'S-1-5-7': 'Anonymous Logon',
      'S-1-5-13': 'Terminal Server User',
      'S-1-5-17': 'IUSR',
      'S-1-5-19': 'Local Service',
      'S-1-5-20': 'Network Service',
    },
  );
  const relative = sids.filter(([sid]) => sid.startsWith('S-1-5-21-'));
  compare(
    t,
    'accounts of every domain',
    relative.map(([sid, name]) => [sid.replace('[0-9]+', '1-2-3'), name]),
    sidText,
  );
  compare(
    t,
    'logon sessions',
    sids
      .filter(([sid]) => sid.startsWith('S-1-5-5-'))
      .map(([sid, name]) => [sid.replaceAll('[0-9]+', '12'), name]),
    sidText,
  );
  assert.equal(fixed.length + relative.length + 1, sids.length, 'no kind of entry is left out');
  assert.ok(domainAccounts.size >= relative.length);

  const levels = Object.keys(lookup<Entries<unknown>>('integrity-levels').entries);
  compare(
    t,
    'integrity levels',
    levels.map((sid) => [sid, 'a mandatory level']),
    (sid) =>
      wellKnownSids.get(sid)?.endsWith(' Mandatory Level') === true ? 'a mandatory level' : undefined,
  );

  const aliases = Object.keys(lookup<Entries<string>>('sddl-sids').entries);
  compare(
    t,
    'abbreviations of the security descriptor language',
    aliases.map((alias) => [alias, 'known']),
    (alias) => (sddlTrustees.has(alias) ? 'known' : undefined),
  );
  const names = new Set([...wellKnownSids.values(), ...domainAccounts.values()]);
  const ofTheirOwn = [...sddlTrustees.values()].filter((name) => !names.has(name));
  assert.deepEqual(
    ofTheirOwn,
    ['All Application Packages'],
    'one name for one account, however it is written',
  );
});

test('services', { skip }, (t) => {
  interface Named {
    readonly name: string;
  }
  const { entries, startTypes } = lookup<
    Entries<Named> & { readonly startTypes: Readonly<Record<string, Named>> }
  >('service-types');
  const bits = new Map(serviceTypeBits);
  compare(
    t,
    'service types',
    Object.entries(entries).map(([type, { name }]) => [type, name]),
    (type) => serviceTypes.get(Number(type)) ?? bits.get(Number(type)),
  );
  compare(
    t,
    'service start types',
    Object.entries(startTypes).map(([type, { name }]) => [type, name]),
    (type) => serviceStartTypes.get(type),
    // The document has two lines for 2: the number does not tell whether the start is delayed.
    { '2': 'Automatic' },
  );
});

test('trusts', { skip }, (t) => {
  type Rows = readonly (readonly [string, string, string])[];
  // The lookup has the names of its first two lists exchanged: TRUST_DIRECTION_… stands under `type`.
  const { direction, type, attributes } = lookup<{
    readonly direction: Rows;
    readonly type: Rows;
    readonly attributes: Rows;
  }>('trust');
  const pairs = (rows: Rows) => rows.map(([number, name]) => [number, name] as const);
  compare(t, 'trust types', pairs(direction), (number) => trustTypes.get(number));
  compare(t, 'trust directions', pairs(type), (number) => trustDirections.get(number));
  const bits = new Map(trustAttributeBits);
  compare(t, 'trust attributes', pairs(attributes), (mask) => bits.get(Number(mask)));
});

test('IP protocols', { skip }, (t) => {
  const { entries } = lookup<Entries<string>>('ip-protocols');
  compare(
    t,
    'IP protocols',
    Object.entries(entries).map(([number, name]) => [
      number,
      /\(([A-Z]+)\)/.exec(name)?.[1] ?? /\b(AH|ESP|GRE|OSPF|RSVP)\b/.exec(name)?.[0] ?? name,
    ]),
    (number) => ipProtocols.get(number),
    // The document is wrong: 88 is EIGRP, IGMP is 2 (IANA).
    { '88': 'EIGRP' },
  );
});

test('directory', { skip }, (t) => {
  const { entries } = lookup<Entries<{ readonly name: string }>>('ldap-syntax-oids');
  compare(
    t,
    'attribute syntaxes',
    Object.entries(entries).map(([oid, { name }]) => [oid, name]),
    (oid) => ldapSyntaxes.get(oid),
  );
  for (const [name, file, place] of [
    ['schema GUIDs', 'ad-schema-guids', 0],
    ['GUIDs of control access rights', 'ad-extended-rights-guids', -1],
  ] as const) {
    compare(t, name, Object.entries(lookup<Entries<string>>(file).entries), (guid) =>
      directoryNames.get(guid)?.split('/').at(place),
    );
  }
});

test('audit subcategories', { skip }, (t) => {
  const tasks = lookup<Entries<{ readonly subcategory: string }>>('security-task-to-subcategory').entries;
  const names = new Set(auditSubcategories.values());
  compare(
    t,
    'audit subcategories',
    Object.entries(tasks).map(([task, { subcategory }]) => [task, subcategory]),
    (task) => {
      const text = messageTexts.get(Number(task));
      return text !== undefined && names.has(text) ? text : undefined;
    },
  );
  assert.equal(auditSubcategories.size, names.size, 'each has one GUID');
});
