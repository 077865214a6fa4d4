import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHost } from '../../src/options/host.ts';

test('a host alone, however it was pasted', () => {
  const forms: readonly (readonly [text: string, host: string])[] = [
    ['siem.example.com', 'siem.example.com'],
    [' siem.example.com\n', 'siem.example.com'],
    ['"siem.example.com"', 'siem.example.com'],
    ['siem.example.com.', 'siem.example.com.'],
    ['SIEM_1', 'SIEM_1'],
    ['xn--mller-kva.example', 'xn--mller-kva.example'],
    ['192.0.2.10', '192.0.2.10'],
    ['2001:db8::10', '2001:db8::10'],
    ['[2001:db8::10]', '2001:db8::10'],
    ['::', '::'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ];
  for (const [text, host] of forms) assert.deepEqual(readHost(text), { value: host }, text);
});

test('what is more than a host is refused with the right form', () => {
  const cases: readonly (readonly [text: string, says: RegExp])[] = [
    ['siem.example.com:6514', /has a port.*`host: siem\.example\.com` and `port: 6514`/],
    ['192.0.2.10:6514', /has a port.*`host: 192\.0\.2\.10` and `port: 6514`/],
    ['[2001:db8::10]:6514', /has a port.*`host: 2001:db8::10` and `port: 6514`/],
    ['https://siem.example.com', /scheme `https:\/\/`.*`host: siem\.example\.com`\./],
    [
      'tcp://siem.example.com:514/',
      /scheme `tcp:\/\/`, a port, a path.*`host: siem\.example\.com` and `port: 514`/,
    ],
    ['tcp://[2001:db8::10]:514', /`host: 2001:db8::10` and `port: 514`/],
    ['siem.example.com/collect', /has a path.*`host: siem\.example\.com`/],
    ['https://user@siem.example.com', /scheme.*Write a host name/],
    ['me@siem.example.com', /has a user/],
    ['10.0.0.256', /not a whole IPv4 address/],
    ['10.1', /not a whole IPv4 address/],
    ['2001:db8::10::1', /not an IPv6 address/],
    ['müller.example', /beyond ASCII.*`xn--mller-kva\.example`/],
    ['siem example', /not a host name/],
    ['-siem', /not a host name/],
    ['', /not a host name/],
    ['one\ntwo', /it has 2 lines/],
  ];
  for (const [text, says] of cases) {
    const read = readHost(text, 'host', 'port');
    assert.ok('fault' in read, `${text} was accepted`);
    assert.match(`${read.fault.what} ${read.fault.fix}`, says, text);
  }
});

test('a password that was pasted with the host is in no message', () => {
  for (const text of [
    'me:hunter2@siem',
    'tcp://hunter2@siem:514',
    'tcp://me:hunter2@siem:514/x',
    'hunter2@siem:1',
  ]) {
    const read = readHost(text, 'host', 'port');
    assert.ok('fault' in read, text);
    assert.ok(!`${read.fault.what} ${read.fault.fix}`.includes('hunter2'), text);
  }
});
