import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitConfigCheck } from '../../src/commands/config-check.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';

const valid = 'sources: [{ account: contoso, sas: { file: sas } }]\ndestinations: [{ host: siem }]\n';
const never = new AbortController().signal;

test('config check --wait looks again until file and secret are there', async (t) => {
  const cwd = temporaryFolder(t);
  const checked = awaitConfigCheck({ path: 'azlog.yaml', env: {}, cwd }, 3_600, never);
  let over = false;
  void checked.then(() => {
    over = true;
  });
  await sleep(700);
  writeFileSync(join(cwd, 'azlog.yaml'), valid);
  await sleep(700);
  assert.equal(over, false, 'the secret is not there yet');
  writeFileSync(join(cwd, 'sas'), 'sig=x');
  const { exitCode, stdout } = await checked;
  assert.equal(exitCode, 0);
  assert.match(stdout, /^configuration is valid\n/);
});

test('config check --wait prints every problem when the time is over', async (t) => {
  const cwd = temporaryFolder(t, { 'azlog.yaml': valid });
  const started = performance.now();
  const { exitCode, stderr } = await awaitConfigCheck({ env: {}, cwd }, 1.2, never);
  assert.ok(performance.now() - started >= 1_200);
  assert.equal(exitCode, 78);
  assert.match(stderr, /sources\[0\]\.sas\n +the file \S+\/sas does not exist\n/);
});

test('config check --wait ends when the program is asked to stop', async (t) => {
  const cwd = temporaryFolder(t, { 'azlog.yaml': valid });
  const { exitCode } = await awaitConfigCheck({ env: {}, cwd }, 600, AbortSignal.timeout(200));
  assert.equal(exitCode, 78);
});

test('config check --wait takes seconds and nothing else', () => {
  const main = join(import.meta.dirname, '../../src/main.ts');
  for (const seconds of ['soon', '-1', '', '1e3', '100000']) {
    const { status, stderr } = spawnSync(process.execPath, [main, 'config', 'check', `--wait=${seconds}`], {
      encoding: 'utf8',
    });
    assert.equal(status, 64, seconds);
    assert.match(stderr, /seconds from 0 to 86400/);
  }
});
