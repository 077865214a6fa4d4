import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../src/records/event.ts';
import type { EventMatch, TransformRule } from '../../src/transforms/rule.ts';
import { selectRules } from '../../src/transforms/select-rules.ts';
import { compileTransforms, hashOf, redacted } from '../../src/transforms/transforms.ts';
import { sampleEvent } from '../formats/sample-event.ts';
import { factsOf } from '../records/windows-fields.ts';

const key = 'k'.repeat(32);

function apply(rules: readonly TransformRule[], event: Event): Event | string {
  const transform = compileTransforms(rules, key);
  assert.ok(transform !== undefined);
  const first = transform(event);
  // What was remembered of the shape changes nothing.
  assert.deepEqual(transform(event), first);
  return first;
}

function changed(rules: readonly TransformRule[], event: Event): Event {
  const result = apply(rules, event);
  assert.ok(typeof result !== 'string', `filtered by ${result}`);
  return result;
}

const logon = sampleEvent(
  4624,
  {
    SubjectUserSid: 'S-1-5-18',
    SubjectUserName: 'DC01$',
    TargetUserName: 'Alice',
    LogonType: ' 3 ',
    IpAddress: '-',
    PackageName: '',
  },
  {
    userSid: 'S-1-5-18',
    description: 'An account was successfully logged on: Alice',
    raw: '<Event>Alice</Event>',
    row: {
      deploymentId: 'd',
      role: 'IaaS',
      roleInstance: '_DC01',
    },
  },
);

function matches(match: EventMatch | readonly EventMatch[], event = logon): boolean {
  const alternatives = 'length' in match ? match : [match];
  const isExcluded = apply([{ name: 'x', exclude: alternatives }], event) === 'x';
  const isIncluded = apply([{ name: 'i', include: alternatives }], event) !== 'i';
  assert.equal(isExcluded, isIncluded, 'include is the opposite of exclude');
  return isExcluded;
}

test('each condition by itself', () => {
  const cases: readonly (readonly [holds: EventMatch, not: EventMatch])[] = [
    [{ ids: ['4624'] }, { ids: ['4625', '4600-4623'] }],
    [{ ids: ['1', '4600-4624'] }, { ids: ['4625-4700'] }],
    [{ channels: ['security'] }, { channels: ['System', 'Secur'] }],
    [{ providers: ['*Auditing'] }, { providers: ['/auditing$/'] }],
    [{ computers: ['dc01.*'] }, { computers: ['dc01'] }],
    [{ levels: ['error', 'logAlways'] }, { levels: ['information'] }],
    [{ outcomes: ['success'] }, { outcomes: ['failure'] }],
    [{ fields: { TargetUserName: ['bob', 'alice'] } }, { fields: { TargetUserName: ['DC01$'] } }],
    [{ fields: { targetusername: ['alice'] } }, { fields: { TargetUser: ['alice'] } }],
    [{ fields: { '*UserName': ['*$'] } }, { fields: { '*UserName': ['bob'] } }],
    [{ fields: { LogonType: ['/^(3|5)$/'] } }, { fields: { LogonType: ['/^(2|5)$/'] } }],
    [{ fields: { PackageName: ['*'] } }, { fields: { PackageName: ['?*'] } }],
    [{ fields: { 'System.Computer': ['dc*'] } }, { fields: { 'System.*': ['*'] } }],
    [{ fields: { 'system.userid': ['S-1-5-18'] } }, { fields: { 'System.UserID': ['S-1-5-19'] } }],
    [{ not: { ids: ['4625'] } }, { not: { ids: ['4624'] } }],
    [{ not: { fields: { NoSuchField: ['*'] } } }, { fields: { NoSuchField: ['*'] } }],
    [{ not: { outcomes: ['failure'] } }, { not: { outcomes: ['success'] } }],
  ];
  for (const [holds, not] of cases) {
    assert.ok(matches(holds), JSON.stringify(holds));
    assert.ok(!matches(not), JSON.stringify(not));
  }
  assert.ok(!matches({ outcomes: ['success', 'failure'] }, { ...logon, outcome: undefined }));
});

test('all conditions must hold, and of several alternatives one', () => {
  assert.ok(matches({ ids: ['4624'], computers: ['dc*'], fields: { LogonType: ['3'], IpAddress: ['-'] } }));
  assert.ok(!matches({ ids: ['4624'], computers: ['dc*'], fields: { LogonType: ['3'], IpAddress: ['1*'] } }));
  assert.ok(!matches({ ids: ['4624'], computers: ['web*'] }));
  assert.ok(matches([{ ids: ['1'] }, { computers: ['dc*'] }]));
  assert.ok(matches([{ ids: ['1'] }, { computers: ['web*'] }, { computers: ['dc*'] }]));
  assert.ok(matches([{ computers: ['web*'] }, { ids: ['4624'] }]));
  assert.ok(!matches([{ ids: ['1'] }, { computers: ['web*'] }]));
});

test('combined, conditions are what each says by itself', () => {
  const condition: fc.Arbitrary<EventMatch> = fc.record(
    {
      ids: fc.constantFrom(['4624'], ['1'], ['4000-5000']),
      channels: fc.constantFrom(['Security'], ['System']),
      computers: fc.constantFrom(['dc*'], ['web*']),
      outcomes: fc.constantFrom<('success' | 'failure')[]>(['success'], ['failure']),
      fields: fc.constantFrom({ TargetUserName: ['alice'] }, { LogonType: ['/[^3]/'] }, { None: ['*'] }),
    },
    { requiredKeys: [] },
  );
  const singly = (match: EventMatch): boolean =>
    Object.entries(match).every(([name, value]) => matches({ [name]: value }));
  fc.assert(
    fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), condition, (alternatives, not) => {
      assert.equal(matches(alternatives), alternatives.some(singly));
      const [first] = alternatives;
      assert.equal(matches({ ...first, not }), singly(first ?? {}) && !singly(not));
    }),
  );
});

test('a rule that filters names itself, and rules after it are not asked', () => {
  const rules: readonly TransformRule[] = [
    { name: 'one', exclude: [{ ids: ['4625'] }] },
    { name: 'two', include: [{ ids: ['4624'] }] },
    { name: 'three', exclude: [{ computers: ['dc*'] }] },
    { name: 'four', exclude: [{ ids: ['4624'] }] },
  ];
  assert.equal(apply(rules, logon), 'three');
  assert.equal(apply(rules, { ...logon, host: 'web01' }), 'four');
  assert.equal(apply(rules, { ...logon, id: 4625 }), 'one');
  assert.equal(apply(rules, { ...logon, id: 4688 }), 'two');
});

test('an event that no rule touches is the same object', () => {
  const event = logon;
  const rules: readonly TransformRule[] = [
    { name: 'a', exclude: [{ fields: { TargetUserName: ['bob'] } }] },
    { name: 'b', redact: ['CommandLine'] },
    { name: 'c', hash: ['IpAddress', 'PackageName'] },
    { name: 'd', add: { Site: 'x' }, when: [{ ids: ['1'] }] },
  ];
  assert.equal(
    apply(rules, event),
    event,
    'neither what is empty nor what Windows writes for nothing is hidden',
  );
});

test('redacted: the values of all fields of the names, and whatever else tells them', () => {
  const result = changed([{ name: 'r', redact: ['*UserName', 'LogonType', 'IpAddress'] }], logon);
  const { raw: _, ...parsed } = logon;
  assert.deepEqual(result, {
    ...parsed,
    severity: undefined,
    toldByText: undefined,
    values: ['S-1-5-18', redacted, redacted, redacted, '-', ''],
    description: '',
  });
  assert.ok(!JSON.stringify(result).includes('Alice'));
  assert.equal(logon.values[2], 'Alice', 'the event itself is not changed: other destinations get it, too');
});

test('a hidden account is hidden as the account of the event, too; computers have their own name', () => {
  const bySid = changed([{ name: 'r', redact: ['SubjectUserSid'] }], logon);
  assert.equal(factsOf(bySid).userSid, redacted);
  assert.equal(factsOf(changed([{ name: 'r', redact: ['TargetUserName'] }], logon)).userSid, 'S-1-5-18');
  assert.equal(
    factsOf(changed([{ name: 'h', hash: ['System.UserID'] }], logon)).userSid,
    hashOf('S-1-5-18', key),
  );
  const byComputer = changed([{ name: 'h', hash: ['system.computer'] }], logon);
  assert.equal(byComputer.host, hashOf('DC01.contoso.local', key));
  assert.equal(factsOf(byComputer).row?.roleInstance, hashOf('_DC01', key));
  assert.ok(!JSON.stringify(byComputer).includes('contoso'));
  const nobody = { ...logon, facts: logon.facts.with(4, '') };
  assert.equal(apply([{ name: 'h', hash: ['System.UserID'] }], nobody), nobody);
});

test('a hash is HMAC-SHA-256 of the value in lower case, cut to 128 bits', () => {
  const expected = createHmac('sha256', key).update('alice').digest('hex').slice(0, 32);
  const result = changed([{ name: 'h', hash: ['TargetUserName'] }], logon);
  assert.equal(result.values[2], `hash-${expected}`);
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
      assert.match(hashOf(a, key), /^hash-[0-9a-f]{32}$/);
      assert.equal(hashOf(` ${a.toUpperCase()}\n`, key), hashOf(a.toUpperCase(), key));
      const same = a.trim().toLowerCase() === b.trim().toLowerCase();
      assert.equal(hashOf(a, key) === hashOf(b, key), same);
      assert.notEqual(hashOf(a, key), hashOf(a, `${key}x`));
    }),
  );
});

test('added fields come last, also for the rules behind, and only where they are meant', () => {
  const rules: readonly TransformRule[] = [
    { name: 'tag', add: { Environment: 'prod', Site: 'Bern' }, when: [{ fields: { LogonType: ['3'] } }] },
    { name: 'out', exclude: [{ fields: { Site: ['bern'], TargetUserName: ['bob'] } }] },
    { name: 'hide', redact: ['Environment'], when: [{ computers: ['web*'] }] },
  ];
  const event = logon;
  const { raw: _, ...parsed } = event;
  assert.deepEqual(changed(rules, event), {
    ...parsed,
    severity: undefined,
    toldByText: false,
    names: [...logon.names, 'Environment', 'Site'],
    values: [...logon.values, 'prod', 'Bern'],
  });
  const other = { ...event, values: event.values.with(3, '2') };
  assert.equal(apply(rules, other), other);
  assert.equal(apply(rules, { ...event, values: event.values.with(2, 'bob') }), 'out');
  const hidden = changed(rules, { ...event, host: 'web01' });
  assert.equal(hidden.values.at(-2), redacted);
  const transform = compileTransforms(rules, key);
  const twice = [transform?.(event), transform?.({ ...event, uid: 'x' })];
  const [first, second] = twice.map((result) => (typeof result === 'object' ? result.names : undefined));
  assert.ok(first !== undefined && first === second, 'events of one shape share their names');
});

test('events of other shapes, thousands of them, are told apart', () => {
  const transform = compileTransforms(
    [
      { name: 'a', exclude: [{ ids: ['7'], channels: ['c1*'] }] },
      { name: 'b', exclude: [{ fields: { F1: ['v'] } }] },
    ],
    undefined,
  );
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 6_000; index++) {
      const event = sampleEvent(index % 300, { [`F${index % 70}`]: 'v' }, { channel: `c${index % 11}` });
      const isA = index % 300 === 7 && /^c1/.test(event.channel);
      const expected = isA ? 'a' : index % 70 === 1 ? 'b' : event;
      assert.equal(transform?.(event), expected);
    }
  }
});

test('rules by source and destination; those that filter are named', () => {
  const rules: readonly TransformRule[] = [
    { name: 'all', exclude: [{ ids: ['1'] }] },
    { name: 'siem-only', destinations: ['siem'], include: [{ ids: ['4624'] }] },
    { name: 'vms-only', sources: ['vms'], redact: ['TargetUserName'] },
    { name: 'nobody', destinations: ['other'], exclude: [{ ids: ['4624'] }] },
  ];
  const toSiem = selectRules(rules, key, 'siem', ['vms', 'more']);
  const toLake = selectRules(rules, key, 'lake', ['vms']);
  assert.deepEqual(toSiem('vms').filters, ['all', 'siem-only']);
  assert.deepEqual(toLake('vms').filters, ['all']);
  const failure = { ...logon, id: 4625 };
  assert.equal(toSiem('vms').transform?.(failure), 'siem-only');
  assert.notEqual(toLake('vms').transform?.(failure), failure, 'redacted');
  assert.equal(toLake('removed').transform?.(failure), failure);
  assert.equal(toSiem('more').transform, toSiem('removed').transform, 'the same rules are compiled once');
  assert.deepEqual(selectRules(rules.slice(3), key, 'siem', [])('vms'), {
    transform: undefined,
    filters: [],
  });
});
