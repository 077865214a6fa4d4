import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { findPackage } from '../../lab/programs/needed-programs.ts';
import '../support/compile-cache.ts';

const root = join(import.meta.dirname, '../..');

suite('a script without what it starts names it, and the line that installs it', () => {
  const scripts = [
    { script: 'bench/bench.ts', args: ['--quick'], program: 'redis-server', line: 'redis-server' },
    { script: 'bench/bench.ts', args: ['--redis-cost'], program: 'redis-server', line: 'redis-server' },
  ];
  for (const { script, args, program, line } of scripts) {
    test(`${script} ${args.join(' ')}`, () => {
      const empty = mkdtempSync(join(tmpdir(), 'azlog-empty-'));
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
        encoding: 'utf8',
        env: { PATH: empty },
      });
      rmSync(empty, { recursive: true });
      assert.equal(status, 1);
      assert.equal(stdout, '', 'nothing is measured before');
      assert.match(stderr, new RegExp(`there is no "${program}" in the PATH`));
      assert.match(stderr, new RegExp(`^ {2}sudo apt-get install --yes ${line}$`, 'm'));
      assert.match(stderr, /^ {2}npm run bench -- --only embedded$/m);
      assert.doesNotMatch(stderr, /ENOENT/);
    });
  }

  test('a package of the development dependencies', () => {
    assert.throws(
      () => findPackage(join(tmpdir(), 'nowhere'), 'azurite', 'main.js'),
      /"azurite" .*\n\n {2}npm ci\n/,
    );
  });
});
