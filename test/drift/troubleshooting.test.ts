import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryPath } from './repository-path.ts';

/** All of the program's text, with what is inserted into a sentence as the guide has it. */
const source = readdirSync(repositoryPath('src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(repositoryPath('src'), path), 'utf8'))
  .join('\n')
  .replaceAll(/\$\{[^}]*\}/g, '…')
  .replaceAll('\\`', '`');

test('every sentence that the troubleshooting guide quotes is one that the program prints', () => {
  const guide = readFileSync(repositoryPath('docs/TROUBLESHOOTING.md'), 'utf8');
  const quotes = [...guide.matchAll(/^> (.+)$/gm)].map(([, quote = '']) => quote);
  assert.ok(quotes.length >= 50, `${quotes.length} quotes were found`);
  const unknown = quotes.filter((quote) =>
    quote
      .split('…')
      .map((part) => part.trim())
      .some((part) => part !== '' && !source.includes(part)),
  );
  assert.deepEqual(unknown, []);
});

test('every error code that an operator can meet has its place in the troubleshooting guide', () => {
  const guide = readFileSync(repositoryPath('docs/TROUBLESHOOTING.md'), 'utf8');
  const reference = readFileSync(repositoryPath('docs/errors.md'), 'utf8');
  const codes = [...reference.matchAll(/^\| `([A-Z_]+)` \| (?!stopping)/gm)].map(([, code = '']) => code);
  // These two say it all themselves, at once, on standard error.
  const plain = new Set(['CONFIG_INVALID', 'NODE_UNSUPPORTED']);
  assert.deepEqual(
    codes.filter((code) => !plain.has(code) && !guide.includes(`\`${code}\``)),
    [],
  );
});
