import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { convert } from '../../src/formats/keyed/key-values.ts';
import type { KeyKind } from '../../src/formats/keyed/keys.ts';
import { addressOf, isIPv4, isIPv6 } from '../../src/records/address.ts';

const cases: readonly (readonly [KeyKind, string, string | undefined])[] = [
  ['text', 'bob', 'bob'],
  ['text', 'S-1-0-0', undefined],
  ['text', '{00000000-0000-0000-0000-000000000000}', undefined],
  ['text', '%%1793', undefined],
  ['nonzero', '0x3e7', '0x3e7'],
  ['nonzero', '0x0', undefined],
  ['nonzero', '0x0000000000000000', undefined],
  ['address', '10.0.0.5', '10.0.0.5'],
  ['address', '::ffff:10.0.0.5', '10.0.0.5'],
  ['address', '::FFFF:10.0.0.5', '10.0.0.5'],
  ['address', '::1', '::1'],
  ['address', 'fe80::1%12', 'fe80::1'],
  ['address', 'LOCAL', undefined],
  ['address', 'srv01', undefined],
  ['address', '10.0.0.256', undefined],
  ['address', '10.0.0.5:443', '10.0.0.5'],
  ['address', '[2001:db8::1]:443', '2001:db8::1'],
  ['address', '10.0.0.256:443', undefined],
  ['address', '10.0.0.5:65536', undefined],
  ['address', '10.0.0.5:', undefined],
  ['port', '10.0.0.5:443', '443'],
  ['port', '[2001:db8::1]:443', '443'],
  ['port', '2001:db8::1:443', undefined],
  ['port', 'srv01:443', undefined],
  ['port', '0', '0'],
  ['port', '65535', '65535'],
  ['port', '65536', undefined],
  ['port', '0445', undefined],
  ['port', '-1', undefined],
  ['port', 'http', undefined],
  ['long', '10', '10'],
  ['long', '-5', '-5'],
  ['long', '9223372036854775807', '9223372036854775807'],
  ['long', '9223372036854775808', undefined],
  ['long', '%%1793', undefined],
  ['pid', '0x2a4', '676'],
  ['pid', '608', '608'],
  ['pid', '0xffffffff', undefined],
  ['pid', 'system', undefined],
  ['protocol', '6', 'TCP'],
  ['protocol', '17', 'UDP'],
  ['protocol', '254', '254'],
  ['protocol', '256', undefined],
  ['protocol', 'tcp', 'TCP'],
  ['protocol', 'UDP', 'UDP'],
  ['protocol', 'ipv6-icmp', 'IPv6-ICMP'],
  ['protocol', 'contoso', undefined],
  ['protocol', 'rdp', undefined],
  ['direction', '%%14592', '0'],
  ['direction', '%%14593', '1'],
  ['direction', '%%14594', undefined],
  ['count', '0', '0'],
  ['count', '2147483647', '2147483647'],
  ['count', '2147483648', undefined],
  ['count', '-1', undefined],
  ['mac', '00:00:5e:00:53:af', '00:00:5E:00:53:AF'],
  ['mac', '00-00-5E-00-53-AF', '00:00:5E:00:53:AF'],
  ['mac', '00-00:5E-00-53-AF', undefined],
  ['mac', '00-00-5E-00-53-AF:Guest', undefined],
  ['mac', '00005E0053AF', undefined],
  ['mac', '00:00:00:00:00:00', undefined],
  ['time', '2023-11-14T22:13:20.1234567Z', '1700000000123'],
  ['time', '1969-12-31T23:59:59.999Z', undefined],
  ['time', '1601-01-01T00:00:00.0000000Z', undefined],
  ['time', '11:52:54 PM', undefined],
  ['time', '8/23/2015', undefined],
  ['direction', 'constructor', undefined],
  ['protocol', 'toString', undefined],
  ['text', '__proto__', '__proto__'],
];

test('a value becomes what its key takes, or is refused', () => {
  for (const [kind, value, expected] of cases) {
    assert.equal(convert(kind, value), expected, `${kind} ${value}`);
  }
});

test('addresses are judged as Node.js judges them', () => {
  const groups = fc.array(fc.constantFrom('0', 'ffff', '1a', '', ':', '10.0.0.1', '256', 'g', '12345'), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        groups.map((parts) => parts.join(':')),
        fc.ipV6(),
        fc.ipV4(),
        fc.string(),
      ),
      (text) => {
        if (text.includes('%')) return;
        assert.equal(isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0, isIP(text), text);
        const address = addressOf(text);
        if (address !== undefined) assert.notEqual(isIP(address), 0);
      },
    ),
    { numRuns: 2000 },
  );
});
