import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generatedFiles } from './generate.ts';
import { repositoryPath } from './repository-path.ts';

for (const [path, content] of generatedFiles()) {
  test(`${path} is current`, () => {
    const stored = readFileSync(repositoryPath(path), 'utf8');
    assert.ok(
      stored === content,
      `${path} is not current: run \`node test/drift/generate.ts\` and commit the result`,
    );
  });
}
