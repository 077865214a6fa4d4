import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite, test } from 'node:test';
import { type MappingExportOptions, mappingExport } from '../../src/commands/mapping-export.ts';
import { programVersion } from '../../src/commands/program-version.ts';
import { exportMapping } from '../../src/explain/export/mapping-export.ts';
import { exportTargets } from '../../src/explain/export/targets.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

async function exported(options: MappingExportOptions) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const exitCode = await mappingExport(options, output, errors);
  return { exitCode, stdout: String(output.read() ?? ''), stderr: String(errors.read() ?? '') };
}

suite('azlog mapping export', () => {
  for (const target of exportTargets) {
    test(`${target}: the same files each time, into a folder that is made`, async (t) => {
      const folder = join(temporaryFolder(t), 'new', 'folder');
      const { exitCode, stdout, stderr } = await exported({ target, output: folder });
      assert.deepEqual([exitCode, stderr], [0, '']);
      const files = exportMapping(target, programVersion());
      for (const { path, content } of files) {
        assert.equal(readFileSync(join(folder, path), 'utf8'), content);
        assert.ok(stdout.includes(`wrote ${join(folder, path)}\n`));
        assert.ok(content.endsWith('\n') && !content.includes('\r'), path);
      }
      const written = readdirSync(folder, { recursive: true, withFileTypes: true });
      assert.equal(written.filter((entry) => entry.isFile()).length, files.length);
    });
  }

  test('a reader that goes away is no crash', async () => {
    const child = spawn(process.execPath, [main, 'mapping', 'export', '--for', 'arcsight']);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.destroy();
    await once(child, 'close');
    assert.equal(stderr, '');
  });

  test('to standard output, each file behind its name', () => {
    const { stdout, status } = spawnSync(process.execPath, [main, 'mapping', 'export', '--for', 'qradar'], {
      encoding: 'utf8',
      maxBuffer: 10_000_000,
    });
    assert.equal(status, 0);
    const [first, second] = exportMapping('qradar', programVersion());
    assert.equal(stdout, `==> events.csv <==\n${first?.content}\n==> qid-map.csv <==\n${second?.content}`);
  });

  test('a folder that cannot be written to is named with the reason', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, '');
    const { exitCode, stderr } = await exported({ target: 'splunk', output: file });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^the files cannot be written to ".*file": it is not a folder.*Name a folder/);
    // Node.js makes folders there without end, when asked to make all that are missing.
    const nowhere = await exported({ target: 'splunk', output: '/proc/azlog/siem' });
    assert.equal(nowhere.exitCode, 1);
    assert.match(
      nowhere.stderr,
      /^the files cannot be written to "\/proc\/azlog\/siem": it cannot be created/,
    );
  });

  test('an unknown SIEM, or none, names those that there are', () => {
    const call = (...args: string[]) =>
      spawnSync(process.execPath, [main, 'mapping', 'export', ...args], { encoding: 'utf8' });
    const unknown = call('--for', 'sentinel');
    assert.equal(unknown.status, 64);
    assert.match(unknown.stderr, /qradar, splunk, arcsight/);
    assert.equal(call().status, 64);
    // An unset variable of a shell is no folder: the files would be strewn about the current one.
    const nowhere = call('--for', 'splunk', '--output', '');
    assert.equal(nowhere.status, 64);
    assert.match(nowhere.stderr, /Allowed: a folder/);
  });
});
