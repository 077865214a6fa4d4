import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSecrets } from './secret-search.ts';

const secrets = [{ name: 'key', value: 'Zm9v/YmFy+Q"uX7 w9Kd3Lp8' }];
const { value = '' } = secrets[0] ?? {};

const leaks: Readonly<Record<string, string>> = {
  'as it is': `password ${value}!`,
  'in a URL': `https://host/?sig=${encodeURIComponent(value)}&x=1`,
  'in JSON': JSON.stringify({ value }),
  'in base64': Buffer.from(value).toString('base64'),
  'in base64 behind a name': `Basic ${Buffer.from(`user:${value}`).toString('base64')}`,
  'in base64url behind two letters': Buffer.from(`a:${value}`).toString('base64url'),
  'in hexadecimal': Buffer.from(value).toString('hex'),
  'but its end': value.slice(0, 14),
  'but its beginning': value.slice(-13),
};

for (const [how, text] of Object.entries(leaks)) {
  test(`a secret ${how} is found, and named`, () => {
    const [found = ''] = findSecrets('a log', text, secrets);
    assert.match(found, /^key in a log: /);
  });
}

test('a text without it has none', () => {
  assert.deepEqual(findSecrets('a log', 'password (hidden), sig=(hidden)', secrets), []);
});
