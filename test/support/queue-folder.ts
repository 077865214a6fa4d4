import { createHash } from 'node:crypto';
import { constants, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { serverCache } from './install-servers.ts';

/** What the files of a new database follow from. */
const sources = [
  '../../node_modules/@electric-sql/pglite/package.json',
  '../../src/queue/create-embedded.ts',
  '../../src/queue/embedded-settings.ts',
  '../../src/queue/embedded.ts',
];
const digest = createHash('sha256');
for (const source of sources) digest.update(readFileSync(join(import.meta.dirname, source)));
const template = join(serverCache, `embedded-queue-${digest.digest('hex').slice(0, 16)}`);

/**
 * Puts a new, empty database into the folder of an embedded queue, as the first start on it does; where one is,
 * nothing. A copy of one that was made once: making it takes three seconds of CPU time.
 */
export async function fillQueueFolder(folder: string): Promise<void> {
  if (existsSync(join(folder, 'postgres'))) return;
  if (!existsSync(template)) await makeTemplate();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await cp(join(template, 'postgres'), join(folder, 'postgres'), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
  });
}

/** Made beside its place and moved, since other tests, or another checkout, may be doing the same. */
async function makeTemplate(): Promise<void> {
  await mkdir(serverCache, { recursive: true });
  const making = mkdtempSync(join(serverCache, 'embedded-queue-new-'));
  try {
    await (await openEmbedded(making)).close();
    renameSync(making, template);
  } catch (error) {
    if (!existsSync(template)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
