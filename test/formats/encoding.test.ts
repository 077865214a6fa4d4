import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCef } from '../../src/formats/cef.ts';
import { ownKeys } from '../../src/formats/keyed/own-keys.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { LineBuffer } from '../../src/formats/line-buffer.ts';
import type { Event } from '../../src/records/event.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { codePoint } from '../support/code-points.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { lists } from './list-fields.ts';
import { sampleEvent } from './sample-event.ts';

// What a value may lose on its way, said again here from the specification, not taken from the encoder.
// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const ends = /^[\0- ]+|[\0- ]+$/g;
const cefFold = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\t\x0b-\x1f]/g, ' ')
    .replace(ends, '');
const leefFold = (value: string, delimiter: string): string =>
  value
    .replace(ends, '')
    .toWellFormed()
    .replace(/\r\n/g, ' ')
    .replace(/[\0-\x1f]/g, ' ')
    .replaceAll(delimiter, ' ')
    .replace(ends, '');

const oneLine = /^[^\0-\x08\x0a-\x1f\ud800-\udfff]*$/u;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: the same

const nasty = fc.constantFrom(
  '|',
  '=',
  '\\',
  '\\n',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '"',
  "'",
  '😀',
  '\ud800',
  '\udfff',
  ' a=b',
  ' cs1=',
  '^',
  '%%1833',
  'constructor',
  '__proto__',
  '-',
  'S-1-0-0',
  '0x0',
  '::1',
  '\u2028',
  '\u0085',
  '\ufeff',
  '<Data>',
  ']]>',
);
const text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(nasty, fc.string({ unit: codePoint, maxLength: 5 })), { maxLength: 8 })
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(nasty, fc.integer({ min: 1, max: 3 }))
      .map(([part, n]) => part.repeat((n * 34_000) / part.length)),
  },
);
const name = fc.oneof(
  fc.constantFrom(
    'SubjectUserName',
    'TargetUserName',
    'src',
    'cs1',
    'rt',
    'Data',
    'data',
    'Uid',
    'devTime',
    'constructor',
    '__proto__',
  ),
  fc.string({ unit: codePoint, minLength: 1, maxLength: 12 }),
);
const fields = fc.array(fc.tuple(name, text), { maxLength: 8 });
const knownIds = Object.keys(mappings['Microsoft-Windows-Security-Auditing'] ?? {}).map(Number);
const knownFields = [
  ...new Set(
    Object.values(mappings['Microsoft-Windows-Security-Auditing'] ?? {}).flatMap((mapping) => [
      ...Object.keys(mapping.cef),
      'TargetUserName',
      'TargetDomainName',
    ]),
  ),
];

test('events without mapping: any names and values are one line and read back equal', () => {
  const cef = createCef();
  const leef = createLeef({ version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false });
  fc.assert(
    fc.property(fields, text, (pairs, other) => {
      const event = sampleEvent(77, pairs, {
        provider: `Contoso${other.slice(0, 40)}`,
        channel: other.slice(0, 60),
        host: other.slice(-60),
        userSid: other,
      });
      const keys = ownKeys(event.names, event.kind);
      const line = cef.format(event, Number.POSITIVE_INFINITY);
      assert.match(line, oneLine);
      const { extensions } = parseCef(line);
      const leefLine = leef.format(event, Number.POSITIVE_INFINITY);
      assert.match(leefLine, oneLine);
      const { attributes } = parseLeef(leefLine);
      for (const [index, value] of event.values.entries()) {
        const key = keys[index] ?? '';
        const nothing = ['', '-'].includes(value.replace(ends, ''));
        assert.equal(extensions.get(key), nothing ? undefined : cefFold(value), key);
        const folded = leefFold(value, '^');
        assert.equal(attributes.get(key), nothing || folded === '' ? undefined : folded, key);
      }
    }),
    { numRuns: 200 },
  );
});

test('events with mapping: whatever the values, each is found again, and the line obeys the standard', () => {
  const formats = [createCef(), createCef({ version: '0', time: 'text', ipv6: 'native' })];
  const pairs = fc.array(fc.tuple(fc.constantFrom(...knownFields), text), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...knownIds), pairs, (eventId, list) => {
      const event = sampleEvent(eventId, list);
      for (const format of formats) {
        const line = format.format(event, Number.POSITIVE_INFINITY);
        assert.match(line, oneLine);
        const found = [...parseCef(line).extensions.values()];
        for (const [index, value] of event.values.entries()) {
          const plain = value.replace(ends, '');
          if (['', '-'].includes(plain) || isList(event.names[index])) continue;
          const folded = cefFold(value);
          assert.ok(
            found.some(
              (text) => text === folded || text.startsWith(`${folded}\\`) || text.endsWith(`\\${folded}`),
            ),
            `${event.names[index]}: ${JSON.stringify(value.slice(0, 80))}`,
          );
        }
      }
    }),
    { numRuns: 80 },
  );
});

function isList(field: string | undefined): boolean {
  return field !== undefined && lists.has(field);
}

test('LEEF in every form reads back with its own delimiter', () => {
  const event = sampleEvent(4624, {
    TargetUserName: 'a^b|c\td=e',
    TargetDomainName: 'CONTOSO',
    IpAddress: '::1',
  });
  for (const [version, delimiter, field, expected] of [
    ['1.0', 'tab', '\t', 'a^b|c d=e'],
    ['2.0', 'tab', '\t', 'a^b|c d=e'],
    ['2.0', '^', '^', 'a b|c d=e'],
    ['2.0', 'x5E', '^', 'a b|c d=e'],
    ['2.0', '0x7e', '~', 'a^b|c d=e'],
    ['2.0', 'x1F', undefined, ''],
    ['2.0', '|', undefined, ''],
    ['2.0', '=', undefined, ''],
    ['2.0', 'a', undefined, ''],
    ['2.0', '^^', undefined, ''],
    ['2.0', '', undefined, ''],
    ['1.0', '^', undefined, ''],
  ] as const) {
    const make = () => createLeef({ version, delimiter, time: 'epoch', replacePipe: false });
    if (field === undefined) {
      assert.throws(make, /LEEF delimiter ".*" cannot be used.*"tab"/, delimiter);
      continue;
    }
    const parsed = parseLeef(make().format(event, Number.POSITIVE_INFINITY));
    assert.equal(parsed.delimiter, field);
    assert.equal(parsed.version, version);
    assert.equal(parsed.eventId, '4624');
    assert.equal(parsed.attributes.get('usrName'), expected);
    assert.equal(parsed.attributes.get('src'), '::1');
    assert.equal(parsed.attributes.get('devTime'), '1700000000123');
    assert.equal(parsed.attributes.get('cat'), 'Audit Success');
  }
});

test('options: text times, addresses of version 6, pipes', () => {
  const event = sampleEvent(5156, {
    Direction: '%%14593',
    SourceAddress: 'fe80::1',
    SourcePort: '50000',
    DestAddress: '2001:db8::5',
    DestPort: '443',
    Protocol: '6',
    Application: 'a|b',
  });
  const custom = parseCef(
    createCef({ version: '0', time: 'text', ipv6: 'custom' }).format(event, Number.POSITIVE_INFINITY),
  ).extensions;
  assert.equal(custom.get('rt'), 'Nov 14 2023 22:13:20 UTC');
  assert.equal(custom.get('dtz'), 'UTC');
  assert.equal(custom.get('c6a2'), 'fe80::1');
  assert.equal(custom.get('c6a2Label'), 'Source IPv6 Address');
  assert.equal(custom.get('c6a3'), '2001:db8::5');
  assert.equal(custom.get('c6a3Label'), 'Destination IPv6 Address');
  assert.equal(custom.get('src'), undefined);
  assert.equal(custom.get('deviceDirection'), '1');
  assert.equal(custom.get('dhost'), undefined);
  const native = parseCef(
    createCef({ version: '0', time: 'epoch', ipv6: 'native' }).format(event, Number.POSITIVE_INFINITY),
  ).extensions;
  assert.equal(native.get('rt'), '1700000000123');
  assert.equal(native.get('dst'), '2001:db8::5');
  assert.equal(native.get('c6a3'), undefined);
  const leef = createLeef({ version: '2.0', delimiter: 'tab', time: 'text', replacePipe: true });
  const { attributes } = parseLeef(leef.format(event, Number.POSITIVE_INFINITY));
  assert.equal(attributes.get('devTime'), 'Nov 14 2023 22:13:20.123 GMT');
  assert.equal(attributes.get('devTimeFormat'), 'MMM dd yyyy HH:mm:ss.SSS z');
  assert.equal(attributes.get('resource'), 'a b');
  assert.equal(attributes.get('identSrc'), 'fe80::1');
  assert.equal(attributes.get('identHostName'), 'DC01.contoso.local');
});

test('a value longer than its key stands there in part and whole under its own key', () => {
  const long = `${'x'.repeat(3999)}😀${'y'.repeat(500)}`;
  const { extensions } = parseCef(
    createCef().format(sampleEvent(4688, { CommandLine: long }), Number.POSITIVE_INFINITY),
  );
  assert.equal(extensions.get('cs4'), 'x'.repeat(3999));
  assert.equal(extensions.get('AzlogWinCommandLine'), long);
  assert.equal(extensions.get('AzlogShortened'), 'cs4');
});

test('one event written between others comes out the same', () => {
  const events: Event[] = [
    sampleEvent(4624, { TargetUserName: 'bob', LogonType: '3' }),
    sampleEvent(4624, { TargetUserName: 'eve', LogonType: '10' }),
    sampleEvent(4624, { TargetUserName: 'eve', SubjectUserName: '-', LogonType: '10' }),
    sampleEvent(4634, { TargetUserName: 'bob' }, { outcome: 'failure' }),
    sampleEvent(1, {}, { provider: 'Contoso', description: 'Something\r\nhappened.' }),
  ];
  const shared = createCef();
  for (let round = 0; round < 3; round++) {
    for (const event of events) assert.equal(shared.format(event, 8192), createCef().format(event, 8192));
  }
});

test('an event without data carries the text that Windows rendered', () => {
  const event = sampleEvent(1, {}, { provider: 'Contoso', description: 'Something\r\n\thappened.' });
  assert.equal(parseCef(createCef().format(event, 8192)).extensions.get('msg'), 'Something\n happened.');
  const described = sampleEvent(1, { a: 'b' }, { provider: 'Contoso', description: 'Something happened.' });
  assert.equal(parseCef(createCef().format(described, 8192)).extensions.get('msg'), undefined);
});

test('a CEF message holds its signature once, so that no value can pass for an event', () => {
  const forged = 'cmd /c rem CEF:0|Contoso|Fake|1|1|all is well|1|CEF:CEF:';
  const event = sampleEvent(4688, { CommandLine: forged, NewProcessName: 'CEF:', Other: forged });
  for (const size of [Number.POSITIVE_INFINITY, 600]) {
    const line = createCef().format(event, size);
    assert.equal(line.split('CEF:').length, 2, line);
    assert.ok(line.startsWith('CEF:0|Microsoft|'));
    assert.ok(parseCef(line).extensions.get('cs4')?.startsWith('cmd /c rem CEF_0|Contoso'));
  }
  const provider = createCef().format(sampleEvent(1, {}, { provider: 'CEF:0' }), 8192);
  assert.equal(provider.lastIndexOf('CEF:'), 0);
});

test('what one message replaces leaves the messages before it alone', () => {
  const format = createCef();
  const event = sampleEvent(4688, { CommandLine: 'CEF:0' });
  const line = new LineBuffer(0);
  format.write(event, line, 8192);
  line.write('\n');
  format.write(event, line, 8192);
  const [first, second] = line.text(0).split('\n');
  assert.equal(first, second);
  assert.equal(first?.lastIndexOf('CEF:'), 0);
});

test('what only looks like space does not end a list', () => {
  const line = createCef().format(
    sampleEvent(4624, [['AccessList', 'a\r\n\t\t\tb\n\ufeff']]),
    Number.POSITIVE_INFINITY,
  );
  assert.equal(parseCef(line).extensions.get('AzlogWinAccessList'), 'a, b, \ufeff');
});
