import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SecretFile } from '../../src/config/config.ts';
import { type FollowedFile, watchSecretFiles } from '../../src/config/secret-watch.ts';
import { AzlogError } from '../../src/errors.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A SAS that is told from others by its stored access policy. */
const sasOf = (policy: string): string => `sv=2020-02-10&si=${policy}&sig=c2ln`;
const policyOf = (sas: string): string => new URLSearchParams(sas).get('si') ?? '';

/** Looked at only when a test asks for it. */
const never = 2 ** 31 - 1;
const missing = /does not exist$/;

function watch(t: TestContext, file: string, refuse: (value: string) => boolean = () => false) {
  const told: string[] = [];
  const followed: FollowedFile = {
    ...{ option: 'sources[0].sas', of: 'source', name: 'vms', key: 'sas', file },
    value: sasOf('first'),
  };
  const of = ({ option, file }: SecretFile) =>
    assert.deepEqual([option, file], ['sources[0].sas', followed.file]);
  const { look, close } = watchSecretFiles(
    [followed],
    {
      changed(changed, value) {
        of(changed);
        if (refuse(policyOf(value))) throw new AzlogError('CONFIG_INVALID', 'it is refused');
        told.push(`new: ${policyOf(value)}`);
      },
      unusable(changed, reason) {
        of(changed);
        told.push(reason);
      },
      usableAgain(changed) {
        of(changed);
        told.push('usable again');
      },
    },
    never,
  );
  t.after(close);
  return {
    look,
    /** What was told by two looks, after which a file counts as written. */
    async settled(): Promise<readonly string[]> {
      await look();
      await look();
      return told.splice(0);
    },
  };
}

test('a secret that is written over, or moved into place, is told once; the same again is not', async (t) => {
  const folder = temporaryFolder(t, { sas: `${sasOf('first')}\n` });
  const file = join(folder, 'sas');
  const { settled } = watch(t, file);
  assert.deepEqual(await settled(), []);
  writeFileSync(file, `${sasOf('second')}\n`);
  assert.deepEqual(await settled(), ['new: second']);
  assert.deepEqual(await settled(), []);
  writeFileSync(`${file}.new`, sasOf('third'));
  renameSync(`${file}.new`, file);
  assert.deepEqual(await settled(), ['new: third']);
  writeFileSync(file, `${sasOf('third')}\n`);
  assert.deepEqual(await settled(), []);
});

test('a secret that changed between the reading of the configuration and the first look is not missed', async (t) => {
  const folder = temporaryFolder(t, { sas: sasOf('second') });
  assert.deepEqual(await watch(t, join(folder, 'sas')).settled(), ['new: second']);
});

test('a mounted Secret of Kubernetes, which swaps the link ..data', async (t) => {
  const folder = temporaryFolder(t, { '..1/sas': sasOf('first') });
  symlinkSync('..1', join(folder, '..data'));
  symlinkSync(join('..data', 'sas'), join(folder, 'sas'));
  const { settled } = watch(t, join(folder, 'sas'));
  assert.deepEqual(await settled(), []);
  mkdirSync(join(folder, '..2'));
  writeFileSync(join(folder, '..2', 'sas'), sasOf('second'));
  symlinkSync('..2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  rmSync(join(folder, '..1'), { recursive: true });
  assert.deepEqual(await settled(), ['new: second']);
});

test('a file that is just being written is left alone until two looks find it alike', async (t) => {
  const folder = temporaryFolder(t, { sas: sasOf('first') });
  const file = join(folder, 'sas');
  const { look, settled } = watch(t, file);
  await settled();
  for (const written of ['', sasOf('sec').slice(0, 20), sasOf('secon').slice(0, -4)]) {
    writeFileSync(file, written);
    await look();
  }
  writeFileSync(file, sasOf('second'));
  assert.deepEqual(await settled(), ['new: second']);
});

test('an empty file, a missing one and two lines are told once each; the old secret again is told too', async (t) => {
  const folder = temporaryFolder(t, { sas: sasOf('first') });
  const file = join(folder, 'sas');
  const { settled } = watch(t, file);
  await settled();
  writeFileSync(file, '\n');
  assert.deepEqual(await settled(), [`the file ${file} is empty`]);
  assert.deepEqual(await settled(), []);
  rmSync(file);
  const [gone, ...more] = await settled();
  assert.match(gone ?? '', missing);
  assert.deepEqual(more, []);
  assert.deepEqual(await settled(), []);
  writeFileSync(file, `${sasOf('second')}\nthird\n`);
  const [lines = ''] = await settled();
  assert.match(lines, /sas has 2 lines, and a secret is one line/);
  assert.ok(!lines.includes('second'));
  writeFileSync(file, sasOf('second').slice(0, -8));
  const [cut = ''] = await settled();
  assert.match(cut, /sas: this is not a shared access signature: it has no `sig`\. Copy the whole token/);
  writeFileSync(file, sasOf('first'));
  assert.deepEqual(await settled(), ['usable again']);
  writeFileSync(file, sasOf('second'));
  assert.deepEqual(await settled(), ['new: second']);
});

test('a pipe, which can be read but once, is not looked at', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'pipe');
  execFileSync('mkfifo', [file]);
  assert.deepEqual(await watch(t, file).settled(), []);
});

test('a secret that is refused is told once; the next one is taken', async (t) => {
  const folder = temporaryFolder(t, { sas: sasOf('first') });
  const file = join(folder, 'sas');
  const { settled } = watch(t, file, (value) => value === 'bad');
  await settled();
  writeFileSync(file, sasOf('bad'));
  assert.deepEqual(await settled(), ['it is refused']);
  assert.deepEqual(await settled(), []);
  writeFileSync(file, sasOf('second'));
  assert.deepEqual(await settled(), ['new: second']);
});
