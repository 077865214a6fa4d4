import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { labelsFile, labelText } from './golden-cases.ts';

test('labels are those that are published: consumers make field names of them', () => {
  const published = new Set(readFileSync(labelsFile, 'utf8').split('\n'));
  const current = new Set(labelText().split('\n'));
  const gone = [...published].filter((line) => !current.has(line));
  const added = [...current].filter((line) => !published.has(line));
  assert.deepEqual(gone, [], 'published labels are gone or changed: a breaking change for every receiver');
  assert.deepEqual(added, [], 'labels are not published yet: npm run golden, and read the difference');
});

test('a label stands under the same key in all events of a provider', () => {
  const keysOf = new Map<string, Set<string>>();
  for (const line of labelText().trim().split('\n')) {
    // Some providers have blanks in their name.
    const [, provider, key = '', label] = /^(.+) \d+ (\w+): (.+)$/.exec(line) ?? [];
    const name = `${provider} ${label}`;
    keysOf.set(name, (keysOf.get(name) ?? new Set()).add(key));
  }
  const several = [...keysOf].filter(([, keys]) => keys.size > 1).map(([name]) => name);
  assert.deepEqual(several, []);
});
