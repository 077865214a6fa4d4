import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const azlog = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'src/main.ts'), ...args], { encoding: 'utf8' });

suite('the command line', () => {
  test('tells its version and its commands', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    assert.equal(azlog('--version').stdout.trim(), version);
    const { stdout, status } = azlog('--help');
    assert.equal(status, 0);
    for (const command of [
      'run',
      'poller',
      'formatter',
      'sender',
      'health',
      'status',
      'tail',
      'config',
      'destination',
      'source',
      'format',
      'explain',
      'mapping',
    ])
      assert.match(stdout, new RegExp(`^  ${command}`, 'm'));
  });

  test('an unknown command or option is refused with a hint and 64', () => {
    for (const args of [['rum'], ['run', '--confg', 'x']]) {
      const { status, stderr } = azlog(...args);
      assert.equal(status, 64, args.join(' '));
      assert.match(stderr, /Did you mean/);
    }
  });

  test('an unknown stage names those that there are', () => {
    const { status, stderr } = azlog('run', 'reader');
    assert.equal(status, 64);
    assert.match(stderr, /poller, formatter, sender, all/);
    assert.match(stderr, /^See `azlog run --help`\.$/m);
  });

  test('an unsupported Node.js is refused with one clear line', (context) => {
    const old = ['/usr/bin/node', '/usr/local/bin/node'].find(
      (node) =>
        existsSync(node) &&
        /^v(1\d|20|21)\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout),
    );
    if (old === undefined) return context.skip('there is no older Node.js on this machine to try it with');
    const built = join(root, 'node_modules/.cache/azlog-built');
    // What npm installs: an older Node.js cannot even read TypeScript.
    const build = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', built],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    assert.equal(build.status, 0, build.stdout);
    const { status, stderr, stdout } = spawnSync(old, [join(built, 'main.js'), 'run'], {
      encoding: 'utf8',
    });
    assert.equal(status, 78);
    assert.equal(stdout, '');
    assert.match(stderr, /^azlog needs Node\.js 22\.18 or newer; this is \d+\.\d+\.\d+\. Install [^\n]*\n$/);
  });
});
