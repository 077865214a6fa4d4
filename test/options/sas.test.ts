import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSas, type Sas } from '../../src/options/sas.ts';

const token = 'sv=2019-02-02&ss=t&srt=o&sp=r&se=2036-01-31T08:00:00Z&sig=AB%2BCD%2F%3D';

function sasOf(text: string): Sas {
  const read = readSas(text);
  assert.ok('value' in read, JSON.stringify(read));
  return read.value;
}

function faultOf(text: string): string {
  const read = readSas(text);
  assert.ok('fault' in read, 'it was accepted');
  return `${read.fault.what} | ${read.fault.fix}`;
}

test('a token is the same however it was pasted', () => {
  const forms = [
    `?${token}`,
    `  ${token}\n`,
    `"${token}"`,
    `\n'?${token}'\r\n`,
    `“${token}”`,
    `SharedAccessSignature=${token}`,
    token.replaceAll('&', '&amp;'),
    `https://contoso.table.core.windows.net/?${token}`,
    `"https://contoso.table.core.windows.net/Events?${token}"`,
  ];
  for (const form of forms) assert.equal(sasOf(form).token, token, form);
});

test('what it says of itself', () => {
  const sas = sasOf(
    `https://contoso.table.core.windows.net/Events?${token}&st=2026-01-31&tn=events&si=readers`,
  );
  assert.deepEqual(
    { ...sas, parameters: [...sas.parameters.keys()] },
    {
      token: `${token}&st=2026-01-31&tn=events&si=readers`,
      signatures: ['AB%2BCD%2F%3D', 'AB+CD/='],
      parameters: ['sv', 'ss', 'srt', 'sp', 'se', 'st', 'tn', 'si'],
      expiresAt: Date.UTC(2036, 0, 31, 8),
      startsAt: Date.UTC(2026, 0, 31),
      permissions: 'r',
      services: 't',
      resourceTypes: 'o',
      table: 'events',
      policy: 'readers',
      url: 'https://contoso.table.core.windows.net/Events',
    },
  );
  const stored = sasOf('si=readers&sv=2020-02-10&sig=AAAA%3D&tn=Events');
  assert.deepEqual([stored.expiresAt, stored.permissions, stored.policy], [undefined, undefined, 'readers']);
  // Without a zone it is UTC, whatever the zone of this machine.
  for (const [text, time] of [
    ['2036-01-31', Date.UTC(2036, 0, 31)],
    ['2036-01-31T08:15', Date.UTC(2036, 0, 31, 8, 15)],
    ['2036-01-31T08:15Z', Date.UTC(2036, 0, 31, 8, 15)],
    ['soon', undefined],
  ] as const)
    assert.equal(sasOf(`se=${text}&sig=x`).expiresAt, time, text);
  // An offset whose plus sign is not encoded.
  assert.equal(sasOf('se=2036-01-31T08:00:00+02:00&sig=x').expiresAt, Date.UTC(2036, 0, 31, 6));
});

test('a signature that was not encoded is sent as it must be', () => {
  assert.equal(sasOf('sv=1&sig=AB+CD/EF==&sp=r').token, 'sv=1&sig=AB%2BCD/EF==&sp=r');
});

test('what is no SAS, or can never read a table, is refused with the right form', () => {
  const cases: readonly (readonly [text: string, says: RegExp])[] = [
    ['', /has no `sig`.*whole token/],
    ['sv=1&se=2', /has no `sig`/],
    ['sv=1&se=2&sig=', /has no `sig`/],
    ['https://contoso.table.core.windows.net/', /has no `sig`/],
    ['sv=1&se=2\n&sig=hunter2', /it has 2 lines/],
    ['sv=1 &sig=hunter2', /space inside/],
    ['contoso?sv=1&sig=hunter2', /not a URL.*https:/],
    ['AccountName=contoso;SharedAccessSignature=sv=1&sig=hunter2', /connection string.*`connectionString`/],
    [`${'hunter2A'.repeat(11)}==`, /account key.*`accountKey`/],
    ['sv=1&ss=bf&srt=o&sp=r&sig=hunter2', /other services \(ss=bf\).*ss=t/],
    ['sv=1&ss=t&srt=s&sp=r&sig=hunter2', /other resource types \(srt=s\).*srt=o/],
    ['sv=1&sr=c&sp=r&sig=hunter2', /blobs or files \(sr=c\)/],
    ['sv=1&tn=x&sp=au&sig=hunter2', /lacks the permission to read \(sp=au\)/],
  ];
  for (const [text, says] of cases) {
    assert.match(faultOf(text), says);
    assert.ok(!faultOf(text).includes('hunter2'), text);
  }
});
