import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKnownSecrets } from '../../src/telemetry/known-secrets.ts';

const many = Array.from({ length: 500 }, (_, index) => `secret-of-source-${index}`);

test('a configuration may have any number of secrets, and a reload may change all of them', () => {
  const known = createKnownSecrets(['first']);
  known.add(many);
  assert.deepEqual(known.values, ['first', ...many]);
});

test('a secret that changes every hour displaces no other, and is itself forgotten in the end', () => {
  const known = createKnownSecrets(['first']);
  known.add(['in use'], 'source a sas');
  for (let hour = 0; hour < 1_000; hour += 1) known.add([`token ${hour}`, `sig ${hour}`], 'source b sas');
  const { values } = known;
  assert.deepEqual(values.slice(0, 2), ['first', 'in use']);
  assert.ok(values.includes('token 999') && values.includes('sig 999') && values.includes('token 998'));
  assert.ok(!values.includes('token 900'));
});

test('the array is another one whenever a secret was added, so that whoever keeps it notices', () => {
  const known = createKnownSecrets(['first']);
  const before = known.values;
  assert.equal(known.values, before);
  known.add(['second']);
  assert.notEqual(known.values, before);
});
