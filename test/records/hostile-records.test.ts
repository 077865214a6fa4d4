import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskedSecret, maskSecrets } from '../../src/records/azure/mask-secrets.ts';
import { readTime } from '../../src/records/azure/record-time.ts';
import { decodeRecord } from '../../src/records/decode-record.ts';
import type { Event } from '../../src/records/event.ts';
import { decodePage } from '../../src/records/pages/decode-page.ts';
import { packPieces } from '../../src/records/pages/pieces.ts';

const origin = { place: 'ns/hub/0/1#0', receivedAt: Date.UTC(2026, 2, 1) };

function pageOf(text: string | Uint8Array): Uint8Array {
  return packPieces([
    { place: 'ns/hub/0/1', at: 0, receivedAt: origin.receivedAt, bytes: Buffer.from(text) },
  ]);
}

function eventOf(text: string): Event {
  const [decoded] = decodeRecord(text, origin);
  assert.ok(decoded !== undefined && 'event' in decoded, JSON.stringify(decoded));
  return decoded.event;
}

test('a record nested beyond all measure is set aside alone, and its neighbours are events', () => {
  const deep = 60_000;
  for (const hostile of [
    `{"a":${'['.repeat(deep)}${']'.repeat(deep)}}`,
    `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
    `{"n":12345678901234567890,"a":${'['.repeat(deep)}${']'.repeat(deep)}}`,
  ]) {
    const results = decodePage('messages', pageOf(`{"records":[{"x":1},${hostile},{"x":2}]}`));
    assert.deepEqual(
      results.map((one) => ('event' in one ? 'event' : one.rejected.code)),
      ['event', 'RECORD_UNREADABLE', 'event'],
    );
  }
});

test('records as deep as real ones, and some more, are events; a text of any depth stays a text', () => {
  const text = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  assert.equal(eventOf(JSON.stringify({ a: text })).values[0], text);
  const list = `${'['.repeat(100)}1${']'.repeat(100)}`;
  assert.equal(eventOf(`{"a":${list}}`).values[0], list);
});

/** Spellings that services write a text in. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded in lower case': (text) =>
    encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'escaped as Gson does': (text) =>
    text.replaceAll(/[=&<>+']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
  'with escaped slashes': (text) => text.replaceAll('/', '\\/'),
};

test('secrets are masked in every spelling that services write them in, and the text stays JSON', () => {
  const key = fc
    .uint8Array({ minLength: 32, maxLength: 64 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const token = fc
    .uint8Array({ minLength: 24, maxLength: 60 })
    .map((bytes) => `eyJ0.${Buffer.from(bytes).toString('base64url')}`);
  fc.assert(
    fc.property(key, token, fc.constantFrom(...Object.keys(spellings)), (secret, bearer, name) => {
      const spell = spellings[name] ?? ((text) => text);
      const url = encodeURIComponent(secret);
      for (const [text, hidden] of [
        [`https://a.blob.core.windows.net/c/b?sv=2025-01-05&sig=${url}&se=2026`, url],
        [`https://a.blob.core.windows.net/c/b?sig=${url}`, url],
        [`SharedAccessSignature sr=sb&sig=${url}&skn=x`, url],
        [`DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${secret};EndpointSuffix=x`, secret],
        [`Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=${secret}`, secret],
        [`AccountKey = ${secret}`, secret],
        [`Authorization: Bearer ${bearer}`, bearer],
        [`authorization:bearer  ${bearer}`, bearer],
      ] as const) {
        const written = spell(text);
        const masked = maskSecrets(`{"a":"${written}","b":"after"}`);
        const where = `${name}: ${written}\n${masked}`;
        assert.ok(masked.includes(maskedSecret), where);
        // No run of the secret's own characters is left, whatever the spelling made of the others.
        const runs = spell(hidden).split(/%(?:25)*[0-9a-f]{2}|\\u[0-9a-f]{4}|\\\//i);
        for (const run of runs.filter(({ length }) => length >= 6)) assert.ok(!masked.includes(run), where);
        assert.equal(JSON.parse(masked).b, 'after', where);
      }
    }),
    { numRuns: 300 },
  );
});

test('what only looks like a secret stays', () => {
  for (const text of [
    '{"operationName":"design=1","signature":"SigIn"}',
    '{"a":"bearer of bad news"}',
    '{"SharedAccessKeyName":"RootManage"}',
    '{"a":"?sv=1&se=2&sp=r"}',
  ]) {
    assert.equal(maskSecrets(text), text);
  }
});

test('what is set aside has no secret either, whether its bytes are text or not', () => {
  const secret = 'c2VjcmV0LXNpZ25hdHVyZS1vZi1hLVNBUw';
  const cut = `{"uri":"https://a/b?sv=1&sig=${secret}`;
  for (const bytes of [Buffer.from(cut), Buffer.concat([Buffer.from(cut), Buffer.of(0xff)])]) {
    const [decoded] = decodePage('messages', pageOf(bytes));
    assert.ok(decoded !== undefined && 'rejected' in decoded);
    const { row } = decoded.rejected;
    const text = row.startsWith('base64:') ? Buffer.from(row.slice(7), 'base64').toString('latin1') : row;
    assert.ok(text.includes(`sig=${maskedSecret}`) && !text.includes(secret), text);
  }
});

test('a time that is none is not taken for one', () => {
  for (const text of [
    '0001-01-01T00:00:00Z',
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '[DATE-TIME]',
    '',
  ]) {
    assert.equal(readTime(text), undefined, text);
  }
  for (const [text, expected] of [
    ['2026-02-28T07:05:09.1234567Z', '2026-02-28T07:05:09.1234567Z'],
    ['2024-12-10 14:33:09.049661100', '2024-12-10T14:33:09.049661100Z'],
    ['2021-02-04T07: 45: 44.5864815Z', '2021-02-04T07:45:44.5864815Z'],
    ['8/22/2022 6:11:52 PM', '2022-08-22T18:11:52.000Z'],
    ['05/28/2025 01:15:14', '2025-05-28T01:15:14.000Z'],
    ['11/3/2020 9:06:42 AM +00:00', '2020-11-03T09:06:42.000Z'],
    ['2025-04-11T16:24:15.12+02:00', '2025-04-11T14:24:15.120Z'],
    ['1744352156000', '2025-04-11T06:15:56.000Z'],
  ] as const) {
    assert.equal(readTime(text)?.text, expected);
  }
});

test('numbers that a double cannot hold keep their digits', () => {
  const { names, values } = eventOf(
    '{"id":638515358285484500,"big":1e400,"small":-12345678901234567890,"n":5}',
  );
  assert.deepEqual(
    names.map((name, at) => [name, values[at]]),
    [
      ['id', '638515358285484500'],
      ['big', '1e400'],
      ['small', '-12345678901234567890'],
      ['n', '5'],
    ],
  );
});
