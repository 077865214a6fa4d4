import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCef } from '../../src/formats/cef.ts';
import type { Format } from '../../src/formats/format.ts';
import { smallestMessage } from '../../src/formats/keyed/fit.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { codePoint } from '../support/code-points.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { sampleEvent } from './sample-event.ts';

const cef = createCef();
const leef = createLeef({ version: '2.0', delimiter: '^', time: 'text', replacePipe: true });

/** Values of a message, after checking that it obeys its format. */
function read(format: Format, line: string): ReadonlyMap<string, string> {
  return format === cef ? parseCef(line).extensions : parseLeef(line).attributes;
}

const sizes = [smallestMessage, 1024, 4096, 8192, 65_536];
const processFields = {
  SubjectUserSid: 'S-1-5-21-1-2-3-1104',
  SubjectUserName: 'bob',
  SubjectDomainName: 'CONTOSO',
  SubjectLogonId: '0x12ab34',
  NewProcessId: '0x1a2b',
  NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
  TokenElevationType: '%%1937',
  ProcessId: '0x2a4',
};

for (const [kind, commandLine] of [
  ['ASCII', 'cmd.exe /c echo hello '.repeat(4700)],
  ['backslashes', '\\'.repeat(100_000)],
  ['equals signs', '='.repeat(100_000)],
  ['line breaks', 'a\r\n'.repeat(33_000)],
  ['emoji', '😀'.repeat(25_000)],
  ['lone surrogates', '\ud800'.repeat(33_000)],
  ['three-byte letters', '名'.repeat(33_000)],
] as const) {
  test(`a command line of 100 KB of ${kind} is shortened to fit`, () => {
    const event = sampleEvent(4688, { ...processFields, CommandLine: commandLine });
    for (const format of [cef, leef]) {
      for (const size of sizes) {
        const line = format.format(event, size);
        const bytes = Buffer.byteLength(line);
        assert.ok(bytes <= size, `${format.name} ${bytes} > ${size}`);
        assert.ok(
          bytes > size * 0.8 || (format === cef && size > 4096) || size > 8192,
          `${format.name} ${bytes} of ${size}: more cut than needed`,
        );
        assert.ok(line.isWellFormed());
        const values = read(format, line);
        const shortened = values.get('AzlogShortened') ?? '';
        const key = format === leef ? 'commandLine' : size < 65_536 ? 'cs4' : 'AzlogWinCommandLine';
        if (size > smallestMessage) {
          assert.ok(shortened.split(',').includes(key), `${format.name} ${size}: ${shortened}`);
          const kept = values.get(key) ?? '';
          assert.ok(
            kept.length > 0 && folded(commandLine, format).startsWith(kept),
            `${format.name} ${size}`,
          );
          assert.equal(values.get(format === cef ? 'duser' : 'usrName'), 'bob');
        }
        assert.equal(values.get(format === cef ? 'externalId' : 'sev'), format === cef ? '4688' : '2');
      }
    }
  });
}

function folded(value: string, format: Format): string {
  const text = value.toWellFormed().trim();
  return format === cef ? text.replace(/\r\n/g, '\n') : text.replace(/\r\n/g, ' ');
}

test('values give way in the published order', () => {
  const event = sampleEvent(4688, {
    ...processFields,
    SubjectUserName: 'u'.repeat(300),
    NewProcessName: `C:\\${'p'.repeat(900)}.exe`,
    CommandLine: 'c'.repeat(2000),
    Note: 'n'.repeat(2000),
    MandatoryLabel: 'S-1-16-8192',
  });
  const whole = parseCef(cef.format(event, Number.POSITIVE_INFINITY)).extensions;
  const of = { text: 'AzlogWinMandatoryLabelText', own: 'AzlogWinNote', labelled: 'cs4', path: 'dproc' };
  const seen = { path: 0, dropped: 0, user: 0 };
  for (let size = 6000; size >= smallestMessage; size -= 20) {
    const values = parseCef(cef.format(event, size)).extensions;
    const long = (key: string): boolean => (values.get(key) ?? '').length > 128;
    const isCut = (key: string): boolean => values.get(key) !== whole.get(key);
    if (isCut(of.labelled)) assert.ok(!long(of.own), `${size}`);
    if (isCut(of.path)) {
      seen.path += 1;
      assert.ok(!long(of.own) && !long(of.labelled), `${size}`);
    }
    if (!values.has(of.own)) {
      seen.dropped += 1;
      assert.ok(!long(of.path) && !long(of.labelled) && !values.has(of.text), `${size}`);
    }
    if (isCut('duser') || !values.has(of.labelled)) {
      seen.user += 1;
      assert.ok(!values.has(of.own) && !values.has('AzlogRecordId'), `${size}`);
    }
    for (const key of ['rt', 'externalId', 'outcome']) assert.ok(!isCut(key), `${size} ${key}`);
  }
  assert.ok(seen.path > 0 && seen.dropped > 0 && seen.user > 0, JSON.stringify(seen));
});

test('values give way before keys do, own keys before standard ones, and the marker says so', () => {
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`Field${i}`, `value ${'v'.repeat(i)}`]),
  );
  const event = sampleEvent(4624, {
    TargetUserName: 'bob',
    TargetDomainName: 'CONTOSO',
    IpAddress: '10.0.0.5',
    ...many,
  });
  const values = read(cef, cef.format(event, 1024));
  assert.match(values.get('AzlogDropped') ?? '', /^AzlogWinField\d+,.*\+\d+$/);
  assert.equal(values.get('AzlogWinField0'), 'value');
  assert.equal(values.get('AzlogWinField59'), undefined);
  assert.equal(values.get('AzlogShortened'), undefined);
  assert.deepEqual(
    ['duser', 'dntdom', 'src', 'dvchost', 'AzlogUid'].map((key) => values.get(key)),
    ['bob', 'CONTOSO', '10.0.0.5', 'DC01.contoso.local', 'abcdefghijklmnopqrstuvwxyz1'],
  );
});

test('a message that fits exactly is left alone', () => {
  const event = sampleEvent(4688, { ...processFields, CommandLine: 'é='.repeat(200) });
  for (const format of [cef, leef]) {
    const whole = format.format(event, Number.POSITIVE_INFINITY);
    assert.equal(format.format(event, Buffer.byteLength(whole)), whole);
    const less = format.format(event, Buffer.byteLength(whole) - 1);
    assert.notEqual(less, whole);
    assert.ok(Buffer.byteLength(less) < Buffer.byteLength(whole));
  }
});

test('a size that cannot hold the fixed part is refused with the reason', () => {
  const event = sampleEvent(4688, { CommandLine: 'x'.repeat(5000) });
  assert.throws(() => cef.format(event, 100), /size of 100 bytes is too small: allowed are 480 or more/);
});

test('no text, name or size makes a message larger than allowed', () => {
  const part = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 40 }),
    fc
      .tuple(fc.constantFrom('\\', '=', '😀', '\n', 'a ', '|^'), fc.integer({ min: 1, max: 3000 }))
      .map(([s, n]) => s.repeat(n)),
  );
  const fields = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 30 }), part), { maxLength: 30 });
  fc.assert(
    fc.property(
      fields,
      part,
      fc.integer({ min: smallestMessage, max: 6000 }),
      fc.boolean(),
      (pairs, other, size, known) => {
        const event = sampleEvent(known ? 4624 : 77, [...pairs, ['TargetUserName', other] as const], {
          provider: known ? 'Microsoft-Windows-Security-Auditing' : other,
          channel: other,
          host: other,
          uid: other,
          userSid: other,
          outcome: undefined,
        });
        for (const format of [cef, leef]) {
          const line = format.format(event, size);
          assert.ok(Buffer.byteLength(line) <= size);
          read(format, line);
        }
      },
    ),
    { numRuns: 300 },
  );
});
