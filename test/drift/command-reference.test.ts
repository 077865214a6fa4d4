import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commandLine } from '../../src/commands/command-line.ts';
import { allCommands, commandTree } from '../../src/commands/command-tree.ts';
import { examples } from '../../src/commands/examples.ts';
import { exitCodes } from '../../src/commands/exit-codes.ts';
import { manPage } from './man-page.ts';
import { repositoryPath } from './repository-path.ts';

const { program } = commandLine(new AbortController().signal);
const commands = new Map(allCommands(commandTree(program)).map((node) => [node.path.join(' '), node]));

test('every command has an example in src/commands/examples.ts, and every example a command', () => {
  assert.deepEqual(Object.keys(examples).toSorted(), [...commands.keys()].toSorted());
  for (const [command, { length }] of Object.entries(examples)) assert.ok(length > 0, command);
});

test('every example calls a command with options and choices that it has', () => {
  for (const [owner, own] of Object.entries(examples)) {
    for (const { call } of own) {
      assert.ok(call.includes(owner), `${call}: an example of ${owner}`);
      const [line = ''] = call.replace(/^.*<\((.*)\)$/, '$1').split(/ [<>] /);
      const words = line.split(' ');
      const node = [3, 2, 1]
        .map((length) => commands.get(words.slice(0, length).join(' ')))
        .find((one) => one !== undefined);
      assert.ok(node !== undefined, call);
      assert.equal(node.commands.length, 0, `${call}: only part of a command`);
      const rest = words.slice(node.path.length);
      for (const [index, word] of rest.entries()) {
        if (!word.startsWith('-')) continue;
        const option = node.options.find(({ names }) => names.includes(word));
        assert.ok(option !== undefined, `${call}: there is no option ${word}`);
        const value = rest[index + 1] ?? '';
        if (option.choices.length > 0) assert.ok(option.choices.includes(value), `${call}: ${value}`);
      }
      for (const { names, mandatory } of node.options)
        assert.ok(!mandatory || names.some((name) => rest.includes(name)), `${call}: needs ${names}`);
    }
  }
});

test('the exit codes in docs/OPERATIONS.md are those of the manual page', () => {
  const guide = readFileSync(repositoryPath('docs/OPERATIONS.md'), 'utf8');
  const [, table = ''] = /^\*\*Exit codes\*\*[\s\S]*?\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(guide) ?? [];
  assert.deepEqual(
    [...table.matchAll(/^\| ([\d, ]+) \|/gm)].map(([, code]) => code),
    exitCodes.map(({ code }) => code),
  );
});

test('the manual page names every command and option, and groff has nothing to say of it', (context) => {
  const page = manPage();
  for (const [command, { options, commands: below }] of commands) {
    if (below.length > 0) continue;
    assert.ok(page.includes(`.SS "${command}"`), command);
    for (const name of options.flatMap(({ names }) => names))
      if (!['-h', '--help'].includes(name)) assert.ok(page.includes(name.replaceAll('-', '\\-')), name);
  }
  if (!existsSync('/usr/bin/groff')) {
    context.skip('groff is not installed, so the manual page was not formatted');
    return;
  }
  const { stdout, stderr, status } = spawnSync(
    'groff',
    ['-man', '-Tascii', '-ww', '-rLL=78n', '-P-c', '-P-b', '-P-o', '-P-u'],
    {
      input: page,
      encoding: 'utf8',
    },
  );
  assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  assert.match(stdout, /EXIT STATUS/);
});
