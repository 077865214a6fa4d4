import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { createJson } from '../../src/formats/json.ts';
import { createLeef } from '../../src/formats/leef.ts';
import type { Page } from '../../src/pipeline.ts';
import { formatPage, type Output } from '../../src/stages/formatter.ts';
import type { TransformRule } from '../../src/transforms/rule.ts';
import { selectRules } from '../../src/transforms/select-rules.ts';
import { eventXml } from '../records/event-xml.ts';

const row = {
  PartitionKey: '0639075000000000000',
  RowKey: 'one',
  RoleInstance: '_web01',
  RawXml: eventXml(),
};

function pageOf(body: string): Page {
  return { id: 'p1', form: 'table-rows', source: 'azure', rows: 0, readAt: 5, body: Buffer.from(body) };
}

function output(destination: string, other: Partial<Output> = {}): Output {
  return {
    destination,
    format: createCef(),
    header: () => '<134>1 ',
    maxMessageBytes: 8192,
    sources: undefined,
    ...other,
  };
}

const outputs = [
  output('cef'),
  output('leef', { format: createLeef(), header: () => '', sources: new Set(['azure']) }),
  output('other', { sources: new Set(['elsewhere']) }),
];

test('each output that takes the source gets a line for each event; other rows are dead letters', () => {
  const rows = [row, { ...row, RawXml: '<Event><System></Event>' }, { ...row, RowKey: 'two' }];
  const { batches, letters } = formatPage(pageOf(JSON.stringify({ value: rows })), outputs);
  assert.deepEqual(
    batches.map(({ id, destination, messages }) => [id, destination, messages]),
    [
      ['p1.cef', 'cef', 2],
      ['p1.leef', 'leef', 2],
    ],
  );
  for (const [index, start] of ['<134>1 CEF:0|', 'LEEF:2.0|'].entries()) {
    const batch = batches[index];
    assert.ok(batch !== undefined);
    assert.equal(batch.oldest, batch.newest);
    const lines = Buffer.from(batch.body).toString().split('\n');
    assert.deepEqual(
      lines.map((line) => line.startsWith(start)),
      [true, true, false],
    );
    assert.equal(lines[2], '');
  }
  assert.deepEqual(
    letters.map(({ source, page, index, code }) => [source, page, index, code]),
    [['azure', 'p1', 1, 'XML_INVALID']],
  );
});

test('a size limit counts the header', () => {
  const long = {
    ...row,
    RawXml: eventXml({ data: `<EventData><Data Name='A'>${'x'.repeat(5000)}</Data></EventData>` }),
  };
  const header = '<134>1 2026-03-01T10:20:30.123Z web01.contoso.local CEF - - - ';
  const page = pageOf(JSON.stringify({ value: [long, long] }));
  const { batches } = formatPage(page, [output('cef', { header: () => header, maxMessageBytes: 1024 })]);
  const lines = Buffer.from(batches[0]?.body ?? [])
    .toString()
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.ok(line.startsWith(header) && line.includes('AzlogShortened='), line);
    assert.ok(line.length <= 1024 && line.length > 800, String(line.length));
  }
});

test('of a page that turns out to be none, nothing is written, also not the rows before the fault', () => {
  const body = `{"value":[${JSON.stringify(row)},${JSON.stringify({ ...row, RawXml: '' })},{"RowKey":}]}`;
  const { batches, letters } = formatPage(pageOf(body), outputs);
  assert.deepEqual(batches, []);
  assert.deepEqual(
    letters.map((letter) => [letter.index, letter.code, letter.row]),
    [[0, 'ROW_UNREADABLE', body]],
  );
});

test('a page whose rows have to be read at once is written once', () => {
  // A text that looks like the end of a row: the first row has been taken by the time that this is seen.
  const body = `{"value":[${JSON.stringify(row)},${JSON.stringify({ ...row, RowKey: 'a},{"b' })}]}`;
  const { batches, letters } = formatPage(pageOf(body), outputs);
  assert.deepEqual(
    batches.map((batch) => batch.messages),
    [2, 2],
  );
  assert.deepEqual(letters, []);
});

/** Events of some users, of which some rows cannot be used. */
function mixedPage(users: readonly string[], broken: number): Page {
  const rows = users.map((user, index) => ({
    ...row,
    RowKey: `row-${index}`,
    RawXml: eventXml({ data: `<EventData><Data Name='TargetUserName'>${user}</Data></EventData>` }),
  }));
  const bad = Array.from({ length: broken }, () => ({ ...row, RawXml: '<Event><System></Event>' }));
  return pageOf(JSON.stringify({ value: [...rows, ...bad] }));
}

const rules: readonly TransformRule[] = [
  { name: 'machines', exclude: [{ fields: { TargetUserName: ['*$'] } }] },
  { name: 'admins-only', destinations: ['leef'], include: [{ fields: { TargetUserName: ['admin*'] } }] },
  { name: 'names', destinations: ['cef'], redact: ['TargetUserName'] },
];
const filteringOutputs = outputs.map((one) => ({
  ...one,
  rules: selectRules(rules, undefined, one.destination, ['azure']),
}));

test('each row of a page is a message, filtered or a dead letter, for each destination', () => {
  const page = mixedPage(['alice', 'WEB01$', 'admin1', 'WEB02$', 'bob', 'admin2'], 2);
  const { batches, letters, filtered } = formatPage(page, filteringOutputs);
  assert.deepEqual(
    batches.map(({ destination, messages }) => [destination, messages]),
    [
      ['cef', 4],
      ['leef', 2],
    ],
  );
  assert.equal(letters.length, 2);
  assert.deepEqual(filtered, [
    { destination: 'cef', rule: 'machines', events: 2 },
    { destination: 'leef', rule: 'admins-only', events: 2 },
    { destination: 'leef', rule: 'machines', events: 2 },
  ]);
  const [cef = '', leef = ''] = batches.map(({ body }) => Buffer.from(body).toString());
  assert.equal(cef.split('[redacted]').length - 1, 4);
  assert.ok(!/alice|bob|admin/.test(cef), 'what is hidden from one destination');
  assert.match(leef, /admin1/, 'is there for the other');
});

test('a page of which nothing is left for a destination makes no batch for it', () => {
  const { batches, filtered } = formatPage(mixedPage(['A$', 'B$'], 0), filteringOutputs);
  assert.deepEqual(batches, []);
  assert.deepEqual(
    filtered.map(({ destination, events }) => [destination, events]),
    [
      ['cef', 2],
      ['leef', 2],
    ],
  );
});

test('of a page that is read anew, events are counted as filtered once', () => {
  const filteredRow = {
    ...row,
    RawXml: eventXml({ data: "<EventData><Data Name='TargetUserName'>X$</Data></EventData>" }),
  };
  const body = `{"value":[${JSON.stringify(filteredRow)},${JSON.stringify({ ...filteredRow, RowKey: 'a},{"b' })}]}`;
  const { filtered } = formatPage(pageOf(body), filteringOutputs.slice(0, 1));
  assert.deepEqual(filtered, [{ destination: 'cef', rule: 'machines', events: 2 }]);
});

test('messages are the same whether another destination needs the rendered texts or not', () => {
  const xml = eventXml();
  const rows = [
    xml,
    xml.slice(0, xml.indexOf('alice')),
    xml.slice(0, xml.indexOf('<EventData>')),
    eventXml({ data: '' }),
    eventXml({ data: '<RenderingInfo><Message>Of the XML.</Message></RenderingInfo>' }),
    '',
  ].map((RawXml, index) => ({
    ...row,
    RowKey: `row-${index}`,
    RawXml,
    EventId: 4624,
    PreciseTimeStamp: '2026-03-01T10:20:30.1234567Z',
    ProviderGuid: '{54849625-5478-4994-a5ba-3e3b0328c30d}',
    Description: `Logon of "alice", ${index}`,
  }));
  const page = pageOf(JSON.stringify({ value: rows }));
  const changing: readonly TransformRule[] = [
    { name: 'tag', add: { Site: 'Bern' } },
    { name: 'names', redact: ['TargetUserName'], when: [{ ids: ['4624'], channels: ['Security'] }] },
  ];
  for (const chosen of [[], changing]) {
    const made = (destination: string, format: Output['format']): Output =>
      output(destination, { format, rules: selectRules(chosen, undefined, destination, ['azure']) });
    const cef = made('cef', createCef());
    const leef = made('leef', createLeef());
    const json = made('json', createJson());
    const bodies = (taking: readonly Output[]): readonly string[] =>
      formatPage(page, taking).batches.map(({ body }) => Buffer.from(body).toString());
    const alone = bodies([cef, leef]);
    assert.deepEqual(bodies([cef, leef, json]).slice(0, 2), alone);
    assert.deepEqual(bodies([json, cef, leef]).slice(1), alone);
    assert.equal(alone[0]?.split('\n').length, rows.length + 1);
    assert.match(alone[0] ?? '', /msg=Logon of "alice", 5 /);
  }
});
