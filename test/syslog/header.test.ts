import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { severityOf } from '../../src/records/severity.ts';
import { windows } from '../../src/records/windows/windows.ts';
import { createHeader, type HeaderOptions, syslogSeverity } from '../../src/syslog/header.ts';

const time = Date.UTC(2026, 0, 5, 3, 4, 5, 67);
const facts = { time, computer: 'vm-1.corp.example', severity: 6 };

function header(changes: Partial<HeaderOptions>, event: Partial<typeof facts> = {}): string {
  const options: HeaderOptions = {
    format: 'rfc5424',
    facility: 16,
    appName: 'CEF',
    hostname: 'event',
    ...changes,
  };
  return createHeader(options)({ ...facts, ...event });
}

describe('header of a message', () => {
  const cases: readonly [string, string, string][] = [
    ['rfc5424', header({}), '<134>1 2026-01-05T03:04:05.067Z vm-1.corp.example CEF - - - '],
    ['rfc3164', header({ format: 'rfc3164' }), '<134>Jan  5 03:04:05 vm-1 '],
    [
      'rfc5424-short',
      header({ format: 'rfc5424-short' }),
      '<134>1 2026-01-05T03:04:05.067Z vm-1.corp.example ',
    ],
    ['none', header({ format: 'none' }), ''],
    ['APP-NAME -', header({ appName: '-' }), '<134>1 2026-01-05T03:04:05.067Z vm-1.corp.example - - - - '],
    ['empty APP-NAME', header({ appName: '' }), '<134>1 2026-01-05T03:04:05.067Z vm-1.corp.example - - - - '],
    ['fixed host', header({ format: 'rfc3164', hostname: 'relay.example' }), '<134>Jan  5 03:04:05 relay '],
    ['no computer', header({ format: 'rfc3164' }, { computer: '' }), '<134>Jan  5 03:04:05 - '],
    ['IPv4 host', header({ format: 'rfc3164' }, { computer: '10.1.2.3' }), '<134>Jan  5 03:04:05 10.1.2.3 '],
    ['IPv6 host', header({ format: 'rfc3164' }, { computer: 'fe80::1' }), '<134>Jan  5 03:04:05 - '],
    [
      'IPv6 host, RFC 5424',
      header({}, { computer: 'fe80::1' }),
      '<134>1 2026-01-05T03:04:05.067Z fe80::1 CEF - - - ',
    ],
    [
      'other characters',
      header({ format: 'rfc3164' }, { computer: 'BÜRO pc\n😀1' }),
      '<134>Jan  5 03:04:05 B-RO-pc--1 ',
    ],
    [
      'two digits of day',
      header({ format: 'rfc3164' }, { time: Date.UTC(2026, 11, 31) }),
      '<134>Dec 31 00:00:00 vm-1 ',
    ],
    [
      'facility 0, severity 0',
      header({ facility: 0, format: 'rfc3164' }, { severity: 0 }),
      '<0>Jan  5 03:04:05 vm-1 ',
    ],
    [
      'severity above 7',
      header({ facility: 23, format: 'rfc3164' }, { severity: 9 }),
      '<191>Jan  5 03:04:05 vm-1 ',
    ],
    ['time before 1970', header({ format: 'rfc3164' }, { time: -1 }), '<134>Jan  1 00:00:00 vm-1 '],
    ['no time', header({ format: 'rfc3164' }, { time: Number.NaN }), '<134>Jan  1 00:00:00 vm-1 '],
    [
      'time after 9999',
      header({}, { time: 1e18 }),
      '<134>1 9999-12-31T23:59:59.999Z vm-1.corp.example CEF - - - ',
    ],
  ];
  for (const [name, actual, expected] of cases) {
    test(name, () => assert.equal(actual, expected));
  }

  test('host and APP-NAME are cut at the lengths of RFC 5424', () => {
    const written = header({ appName: 'a'.repeat(100) }, { computer: 'h'.repeat(300) });
    const [, , host, appName] = written.split(' ');
    assert.equal(host?.length, 255);
    assert.equal(appName?.length, 48);
  });

  test('the remembered second follows the time of each event', () => {
    const write = createHeader({ format: 'rfc5424', facility: 1, appName: 'CEF', hostname: 'event' });
    const stamps = [0, 999, 1000, 5, 61_001].map((offset) => write({ ...facts, time: offset }).split(' ')[1]);
    assert.deepEqual(stamps, [
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.999Z',
      '1970-01-01T00:00:01.000Z',
      '1970-01-01T00:00:00.005Z',
      '1970-01-01T00:01:01.001Z',
    ]);
  });

  test('a facility that does not exist is refused', () => {
    assert.throws(() => header({ facility: 24 }), /facility is 24; it must be a whole number from 0 to 23/);
  });
});

test('the severity of an event becomes a syslog severity, never one that is told to everybody', () => {
  const codes = Array.from({ length: 11 }, (_, severity) => syslogSeverity(severity));
  assert.deepEqual(codes, [7, 7, 6, 5, 4, 4, 4, 3, 3, 2, 2]);
});

test('without rules it follows the level, and a failure is at least a warning', () => {
  const of = (level: number, outcome?: 'success' | 'failure'): number =>
    syslogSeverity(
      severityOf({ kind: windows, provider: 'Contoso', channel: 'System', id: 1, level, outcome }),
    );
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 99].map((level) => of(level)),
    [6, 2, 3, 4, 6, 7, 6],
  );
  assert.equal(of(0, 'success'), 6);
  assert.equal(of(0, 'failure'), 4);
  assert.equal(of(1, 'failure'), 2);
});
