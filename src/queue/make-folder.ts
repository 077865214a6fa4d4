import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing; one that exists is left as it is. Not by `mkdir` with `recursive`:
 * Node.js tries again without end where a file system answers every new entry with ENOENT, as /proc does.
 * @param mode of the folders that are made
 * @throws the system's error, which `folderTrouble` puts into words
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const missing: string[] = [];
  let at = path;
  while (!(await exists(at))) {
    missing.push(at);
    at = dirname(at);
  }
  for (const folder of missing.toReversed()) {
    try {
      await mkdir(folder, mode);
    } catch (error) {
      // Somebody else made it meanwhile. A link that leads nowhere is there as well, and is no folder.
      if (!(isCode(error, 'EEXIST') && (await exists(folder)))) throw error;
    }
  }
}

/** @throws what keeps a folder from being there: a file, a loop of links, a folder that may not be looked into */
async function exists(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
  throw Object.assign(new Error(`ENOTDIR: not a folder, '${path}'`), { code: 'ENOTDIR', path });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
