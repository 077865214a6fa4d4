import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { folderTrouble, inspectFolder } from '../../src/queue/folder-trouble.ts';
import { makeFolder } from '../../src/queue/make-folder.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import { unexpected } from '../contracts/queue.ts';

const isRoot = process.getuid?.() === 0;

suite('folders that cannot be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'azlog-folder-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'a'), join(folder, 'b'));
  symlinkSync(join(folder, 'b'), join(folder, 'a'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));

  /** What each answers, with words that the reason has. */
  const unusable = [
    ['/proc/azlog', /cannot be created.*ENOENT/],
    ['/proc/self/deep/er', /cannot be created.*ENOENT/],
    ['/dev/null/x', /leads through a file/],
    [join(folder, 'file'), /not a folder/],
    [join(folder, 'file/x/y'), /leads through a file/],
    [join(folder, 'a/x'), /loop of symbolic links/],
    [join(folder, 'n'.repeat(300)), /too long/],
  ] as const;

  for (const [path, words] of unusable) {
    const name = path.replace(folder, '').slice(0, 30);
    test(`${name}: making it ends with a reason, and the queue's error is the operator's`, async () => {
      const error = await makeFolder(path, 0o700).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.match(folderTrouble(error)?.reason ?? `no words for ${error}`, words);
      assert.match(inspectFolder(path)?.reason ?? 'nothing found', words);
      await assert.rejects(openQueue({ url: `embedded:${path}`, prefix: '' }, unexpected), (refused) => {
        assert.ok(refused instanceof Error && 'code' in refused && 'kind' in refused);
        assert.equal(refused.code, 'CONFIG_INVALID');
        assert.match(refused.message, words);
        assert.ok(refused.message.startsWith(`queue.url: the folder ${path} `), refused.message);
        assert.match(refused.message, /name a(nother| shorter)? folder/i);
        return true;
      });
    });
  }

  test('a link that leads nowhere is no folder', async () => {
    await assert.rejects(makeFolder(join(folder, 'dangling')), { code: 'EEXIST' });
    await assert.rejects(makeFolder(join(folder, 'dangling/x')), { code: 'EEXIST' });
  });

  test('one that this user may not write to, or not look into, is named with the user', {
    skip: isRoot ? false : 'only root can become another user',
  }, async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(folder, 0o755);
    chmodSync(closed, 0o755);
    const made = join(closed, 'queue');
    mkdirSync(join(made, 'postgres'), { recursive: true });
    writeFileSync(join(made, 'postgres/PG_VERSION'), '17');
    for (const path of [join(closed, 'new'), made]) {
      process.seteuid?.(65_534);
      try {
        await assert.rejects(openQueue({ url: `embedded:${path}`, prefix: '' }, unexpected), {
          code: 'CONFIG_INVALID',
          message: /cannot be used by this user \(EACCES, user id/,
        });
      } finally {
        process.seteuid?.(0);
      }
    }
    const privately = join(made, 'private');
    mkdirSync(privately, { mode: 0o700 });
    process.seteuid?.(65_534);
    try {
      await assert.rejects(openQueue({ url: `embedded:${privately}/x`, prefix: '' }, unexpected), {
        code: 'CONFIG_INVALID',
        message: /EACCES/,
      });
    } finally {
      process.seteuid?.(0);
    }
  });

  test('one that can be used is made with those above it, for this user only; twice at a time as well', async () => {
    const path = join(folder, 'one/two/three');
    assert.equal(inspectFolder(path), undefined);
    await Promise.all([makeFolder(path, 0o700), makeFolder(path, 0o700)]);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, 'one')).mode & 0o777, 0o700);
    assert.equal(inspectFolder(path), undefined);
  });

  test('a full disk is trouble, and not the configuration', () => {
    const full = folderTrouble(Object.assign(new Error('x'), { code: 'ENOSPC' }));
    assert.match(full?.reason ?? '', /full disk/);
    assert.equal(full?.isLasting, false);
    assert.equal(folderTrouble(new Error('x')), undefined);
  });
});
