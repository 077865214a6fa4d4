import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { repositoryPath } from '../drift/repository-path.ts';
import { at, template, withoutHelm } from './helm.ts';

/** Values that people copy out of the guide must render: whole ones as they are, parts over the least that runs. */
test('all values in docs/kubernetes.md can be installed', { skip: withoutHelm }, async () => {
  const guide = readFileSync(repositoryPath('docs/kubernetes.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, content = '']) => content);
  assert.ok(blocks.length >= 7, `${blocks.length} examples were found`);
  for (const block of blocks) {
    const values = parse(block) as Readonly<Record<string, unknown>>;
    const whole = at(values, 'config.sources') !== undefined;
    const base = at(values, 'redis.enabled') === true ? 'redis-values.yaml' : 'minimal-values.yaml';
    const { code, stderr } = await template(whole ? [] : [base], values);
    assert.equal(code, 0, `${block}\n${stderr}`);
  }
});
