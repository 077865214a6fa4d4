import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ExplainedField, type Explanation, explain, type Reason } from '../../src/explain/explain.ts';
import { unknownOrigin } from '../../src/explain/origins.ts';
import { cefDefaults, createCef } from '../../src/formats/cef.ts';
import type { Format } from '../../src/formats/format.ts';
import { createLeef, leefDefaults } from '../../src/formats/leef.ts';
import type { Event } from '../../src/records/event.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { familyOf, mappingFamilies } from '../../src/records/windows/mapping-families.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { sampleEvent } from '../formats/sample-event.ts';
import { linesOf, missing } from '../records/shared-data.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';

const formats = {
  cef: { format: createCef(), parse: (line: string) => parseCef(line).extensions },
  'cef with IPv6 as it is, times as text': {
    format: createCef({ version: '0', time: 'text', ipv6: 'native' }),
    parse: (line: string) => parseCef(line).extensions,
  },
  'cef, decoded only': {
    format: createCef({ ...cefDefaults, decoding: 'decoded' }),
    parse: (line: string) => parseCef(line).extensions,
  },
  'leef, raw only': {
    format: createLeef({ ...leefDefaults, decoding: 'raw' }),
    parse: (line: string) => parseLeef(line).attributes,
  },
  leef: { format: createLeef(), parse: (line: string) => parseLeef(line).attributes },
  'leef with ^': {
    format: createLeef({ version: '2.0', delimiter: '^', time: 'text', replacePipe: true }),
    parse: (line: string) => parseLeef(line).attributes,
  },
} as const;

function explained(format: Format, event: Event): Explanation {
  assert.ok(format.compose);
  return explain(event, format.compose(event), format.name);
}

/** Every key and value that an explanation tells of, labels too. */
function told({ fields, surroundings }: Explanation): Map<string, string> {
  const found = new Map<string, string>();
  // A qualified name is told of at both of its fields.
  for (const { key, label, value } of [...fields.flatMap((field) => field.keys), ...surroundings]) {
    assert.equal(found.get(key) ?? value, value, key);
    found.set(key, value);
    if (label !== undefined) found.set(`${key}Label`, label);
  }
  return found;
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

function check(event: Event, where: string): void {
  for (const [name, { format, parse }] of Object.entries(formats)) {
    const explanation = explained(format, event);
    const message = parse(format.format(event, Number.POSITIVE_INFINITY));
    const found = told(explanation);
    if (!isSame(found, message))
      assert.fail(`${where}, ${name}: ${JSON.stringify([...found])} of ${JSON.stringify([...message])}`);
    assert.deepEqual(
      explanation.fields.map((field) => field.name),
      event.names,
    );
    const unknown = explanation.surroundings.find(({ origin }) => origin === unknownOrigin);
    assert.equal(unknown, undefined, where);
  }
}

function field(
  eventId: number,
  fields: Readonly<Record<string, string>>,
  name: string,
  format: Format = createCef(),
) {
  const found = explained(format, sampleEvent(eventId, fields)).fields.find((one) => one.name === name);
  assert.ok(found);
  return found;
}

const reasons = (found: ExplainedField): readonly (readonly [string, Reason])[] =>
  found.keys.map(({ key, reason }) => [key, reason] as const);

suite('explain', () => {
  for (const file of ['security-evtx', 'security-examples', 'security-bulk', 'other-channels']) {
    const name = `windows/${file}.xml.gz`;
    test(`what is told of ${file} is what stands in the messages`, { skip: missing(name) }, (t) => {
      // Of each kind of event with the same fields the first two: what comes after repeats them.
      const seen = new Map<string, number>();
      let count = 0;
      for (const xml of linesOf(name)) {
        const event = decodeEventXml(xml);
        const shape = `${event.provider} ${event.id} ${event.names.join()}`;
        const before = seen.get(shape) ?? 0;
        seen.set(shape, before + 1);
        if (before >= 2) continue;
        count++;
        check(event, `${event.provider} ${event.id}`);
      }
      assert.ok(count > 0);
      t.diagnostic(`${count} events of ${seen.size} kinds`);
    });
  }

  test('values that make trouble', () => {
    const long = 'x'.repeat(5_000);
    for (const value of [
      'a=b|c\\d',
      'a\r\nb',
      'CEF:0|x',
      '^',
      '\ud800',
      'a\tb',
      long,
      '::1',
      '10.0.0.1',
      '',
    ]) {
      for (const id of [4624, 4625, 4688, 4728, 4740, 4776, 5156, 5145, 9999]) {
        const { names } = sampleEvent(id, {
          TargetUserName: '',
          TargetDomainName: '',
          MemberName: '',
          MemberSid: '',
          Status: '',
          SubStatus: '',
          IpAddress: '',
          SourceAddress: '',
          CommandLine: '',
          Direction: '',
          'odd name': '',
          Direction2: '',
        });
        const event = sampleEvent(
          id,
          names.map((name) => [name, value]),
        );
        check(event, `${id} ${JSON.stringify(value.slice(0, 20))}`);
      }
    }
    check(sampleEvent(4624, {}, { description: 'text', row: rowOf(), userSid: 'S-1-5-18' }), 'description');
  });

  test('why a value stands where it stands', () => {
    assert.deepEqual(reasons(field(4624, { TargetUserName: 'ada' }, 'TargetUserName')), [
      ['duser', { why: 'mapped' }],
    ]);
    assert.deepEqual(reasons(field(4624, { RestrictedAdminMode: 'x' }, 'RestrictedAdminMode')), [
      ['AzlogWinRestrictedAdminMode', { why: 'unmapped' }],
    ]);
    assert.deepEqual(reasons(field(4624, { IpAddress: 'LOCAL' }, 'IpAddress')), [
      ['AzlogWinIpAddress', { why: 'misfit', keys: ['src'], kind: 'address' }],
    ]);
    assert.deepEqual(reasons(field(4624, { IpAddress: 'fe80::1' }, 'IpAddress')), [
      ['c6a2', { why: 'ipv6', mapped: 'src' }],
    ]);
    assert.deepEqual(reasons(field(4624, { IpAddress: '::ffff:10.0.0.1' }, 'IpAddress')), [
      ['src', { why: 'mapped' }],
      ['AzlogWinIpAddress', { why: 'changed', keys: ['src'] }],
    ]);
    assert.deepEqual(
      reasons(field(4624, { LogonGuid: '{00000000-0000-0000-0000-000000000000}' }, 'LogonGuid')),
      [['AzlogWinLogonGuid', { why: 'placeholder', keys: ['cs6'] }]],
    );
    assert.deepEqual(reasons(field(4624, { ImpersonationLevel: '%%1833' }, 'ImpersonationLevel')), [
      ['cs1', { why: 'mapped' }],
      ['AzlogWinImpersonationLevel', { why: 'changed', keys: ['cs1'] }],
    ]);
    assert.deepEqual(reasons(field(4688, { CommandLine: 'x'.repeat(4_001) }, 'CommandLine')), [
      ['cs4', { why: 'mapped' }],
      ['AzlogWinCommandLine', { why: 'cut', keys: ['cs4'] }],
    ]);
    assert.deepEqual(reasons(field(4728, { MemberSid: 'S-1-5-21-1' }, 'MemberSid')), [
      ['duid', { why: 'mapped' }],
      ['duser', { why: 'spare' }],
    ]);
    const group = { TargetDomainName: 'CORP', TargetUserName: 'Admins' };
    assert.deepEqual(reasons(field(4728, group, 'TargetUserName')), [
      ['cs6', { why: 'qualified', domain: 'TargetDomainName', name: 'TargetUserName' }],
    ]);
    const twice = sampleEvent(4624, [
      ['IpAddress', '10.0.0.1'],
      ['IpAddress', '10.0.0.2'],
    ]);
    assert.deepEqual(explained(createCef(), twice).fields.map(reasons), [
      [['src', { why: 'mapped' }]],
      [['AzlogWinIpAddress2', { why: 'taken', keys: ['src'] }]],
    ]);
  });

  test('what was decoded, and where code and text stand', () => {
    const told = (name: string, value: string, decoding: 'raw' | 'decoded' | 'both') =>
      field(4624, { [name]: value }, name, createCef({ ...cefDefaults, decoding })).keys.map(
        ({ key, value: held, decoded, reason }) => [key, held, decoded, reason.why],
      );
    assert.deepEqual(told('LogonType', '3', 'both'), [
      ['cn1', '3', undefined, 'mapped'],
      ['AzlogWinLogonTypeText', 'Network', 'logon type', 'text'],
    ]);
    assert.deepEqual(told('LogonType', '3', 'raw'), [['cn1', '3', undefined, 'mapped']]);
    assert.deepEqual(told('ImpersonationLevel', '%%1833', 'both'), [
      ['cs1', 'Impersonation', 'message reference', 'mapped'],
      ['AzlogWinImpersonationLevel', '%%1833', undefined, 'changed'],
    ]);
    assert.deepEqual(told('ImpersonationLevel', '%%1833', 'decoded'), [
      ['cs1', 'Impersonation', 'message reference', 'mapped'],
    ]);
    assert.deepEqual(told('ElevatedToken', '%%1842', 'decoded'), [
      ['AzlogWinElevatedToken', 'Yes', 'message reference', 'unmapped'],
    ]);
  });

  test('a value that is in no key says why', () => {
    for (const nothing of ['-', '', ' - ']) {
      const { keys, omitted } = field(4624, { SubjectUserName: nothing }, 'SubjectUserName');
      assert.deepEqual({ keys, omitted }, { keys: [], omitted: 'nothing' });
    }
    const carets = createLeef({ version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false });
    const { keys, omitted } = field(4624, { SubjectUserName: '^^' }, 'SubjectUserName', carets);
    assert.deepEqual({ keys, omitted }, { keys: [], omitted: 'unwritable' });
  });

  test('every mapping belongs to one family', () => {
    for (const [provider, ofProvider] of Object.entries(mappings)) {
      for (const [id, mapping] of Object.entries(ofProvider)) {
        const holders = mappingFamilies.filter(
          (family) => family.provider === provider && family.mappings[Number(id)] === mapping,
        );
        assert.equal(holders.length, 1, `${provider} ${id}`);
        assert.equal(familyOf(provider, Number(id)), holders[0]);
      }
    }
    const inTables = mappingFamilies.reduce((sum, family) => sum + Object.keys(family.mappings).length, 0);
    const inUse = Object.values(mappings).reduce((sum, one) => sum + Object.keys(one).length, 0);
    assert.equal(inTables, inUse);
  });
});

function rowOf() {
  return { partitionKey: 'p', rowKey: 'r', deploymentId: 'd', role: 'IaaS', roleInstance: '_vm' };
}
