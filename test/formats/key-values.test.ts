import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressOf, convert, isIPv4, isIPv6 } from '../../src/formats/key-values.ts';
import type { KeyKind } from '../../src/formats/keys.ts';

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
  ['address', '10.0.0.5:443', undefined],
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
  ['direction', '%%14592', '0'],
  ['direction', '%%14593', '1'],
  ['direction', '%%14594', undefined],
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
