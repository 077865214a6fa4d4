import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load-config.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'packaging/azlog.service'), 'utf8');
const value = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1];
const version = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });

test('the unit waits longer than a drain takes, starts again for ever, and not where that cannot help', () => {
  const source = { AZLOG_SOURCE_ACCOUNT: 'contoso', AZLOG_SOURCE_ACCOUNT_KEY: 'a2V5' };
  const { shutdown } = loadConfig({ env: { ...source, AZLOG_DESTINATION_TYPE: 'stdout' }, cwd: '/' });
  assert.ok(Number(value('TimeoutStopSec')) >= 2 * shutdown.drainSeconds);
  assert.deepEqual(['Restart', 'StartLimitIntervalSec', 'RestartPreventExitStatus'].map(value), [
    'always',
    '0',
    '78',
  ]);
  const guide = readFileSync(join(root, 'docs/install.md'), 'utf8');
  assert.ok(guide.includes(`\`shutdown.drainSeconds\` (${shutdown.drainSeconds})`), 'docs/install.md');
});

test('the example keeps the queue where the unit allows writing', () => {
  const example = readFileSync(join(root, 'packaging/azlog.yaml'), 'utf8');
  assert.ok(example.includes(`url: embedded:/var/lib/${value('StateDirectory')}/`));
  assert.equal(value('ProtectSystem'), 'strict');
});

test('systemd understands the unit, and finds it as confined as docs/install.md says', (context) => {
  if (version.status !== 0 || Number(/^systemd (\d+)/.exec(version.stdout)?.[1]) < 250) {
    context.skip('systemd-analyze 250 or newer is not installed, so the unit was not verified');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'azlog-unit-'));
  try {
    // It looks whether the programs are there: one that is, in place of one that is not installed yet.
    const program = ['/usr/bin/true', '/bin/true'].find((path) => existsSync(path)) ?? '';
    const file = join(folder, 'azlog.service');
    writeFileSync(file, text.replace(/^ExecStart=\S+/m, `ExecStart=${program}`));
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    assert.deepEqual([verified.status, verified.stdout, verified.stderr], [0, '', '']);
    const rated = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=13', file], {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_COLORS: '0', LC_ALL: 'C' },
    });
    assert.equal(rated.status, 0, rated.stdout);
    assert.ok(readFileSync(join(root, 'docs/install.md'), 'utf8').includes('rates it 1.3 (OK)'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
