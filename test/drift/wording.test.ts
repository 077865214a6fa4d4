import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentTexts, linesOf, programTexts, sentencesOf, wordingProblems } from './wording.ts';

test('a word to avoid is found in texts and templates, with its line, and not in comments, names and types', () => {
  const source = [
    '// It goes on, whoever asks.',
    "type Mend = 'mend it anew';",
    "const key = 'anew';",
    'const log = `the source $' + '{name} goes on`;',
    "const problem = { what: 'it takes nothing since 12 min', mend: key };",
  ].join('\n');
  assert.deepEqual(
    wordingProblems(sentencesOf('a.ts', source)).map((problem) => problem.slice(0, problem.indexOf(' ('))),
    ['a.ts:4 "goes on"', 'a.ts:5 "since 1"', 'a.ts:5 "takes nothing"'],
  );
});

test('code of a document is no prose', () => {
  const lines = linesOf('a.md', 'Mend it.\n```sh\nmend --anew\n```\nRun `mend`, or else.');
  assert.deepEqual(
    wordingProblems(lines).map((problem) => problem.slice(0, problem.indexOf(' ('))),
    ['a.md:1 "Mend"', 'a.md:5 "else."'],
  );
});

test('the texts of the program and of the documents are found', () => {
  const files = new Set([...programTexts(), ...documentTexts()].map(({ file }) => file));
  for (const file of ['src/config/options.ts', 'src/status/find-problems.ts', 'README.md', 'docs/status.md'])
    assert.ok(files.has(file), file);
});

test('no document, and no comment of the values of the chart, has a word to avoid', () => {
  const written = documentTexts();
  const files = new Set(written.map(({ file }) => file));
  for (const file of ['docs/OPERATIONS.md', 'docs/TROUBLESHOOTING.md', 'charts/azlog-forwarder/README.md'])
    assert.ok(files.has(file), file);
  assert.deepEqual(wordingProblems(written), []);
});

test('no text of the program has a word to avoid', () => {
  assert.deepEqual(wordingProblems(programTexts()), []);
});
