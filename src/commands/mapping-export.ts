import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { exportMapping } from '../explain/export/mapping-export.ts';
import type { ExportTarget } from '../explain/export/targets.ts';
import { folderTrouble } from '../queue/folder-trouble.ts';
import { makeFolder } from '../queue/make-folder.ts';
import { programVersion } from './program-version.ts';
import { writeAll } from './write-all.ts';

export interface MappingExportOptions {
  readonly target: ExportTarget;
  /** Folder for the files, made where it is missing; without it they go to standard output one after the other. */
  readonly output?: string | undefined;
}

/**
 * Writes what a SIEM is to know of our events.
 * @returns 0, or 1 where it cannot be written
 */
export async function mappingExport(
  { target, output }: MappingExportOptions,
  stdout: Writable,
  errors: Writable,
): Promise<number> {
  const files = exportMapping(target, programVersion());
  if (output === undefined) {
    // A reader that goes away is no failure of ours, and its error is told by what it makes of the write.
    stdout.on('error', () => {});
    const text = files.map(({ path, content }) => `==> ${path} <==\n${content}`).join('\n');
    return (await writeAll(stdout, text)) ? 0 : 1;
  }
  const written: string[] = [];
  let problem = '';
  try {
    for (const { path, content } of files) {
      const file = join(output, path);
      await makeFolder(dirname(file));
      writeFileSync(file, content);
      written.push(file);
    }
  } catch (error) {
    const trouble = folderTrouble(error);
    const reason = trouble?.reason ?? (error instanceof Error ? error.message : String(error));
    problem = `the files cannot be written to "${output}": it ${reason}. Name a folder that this user may write to with --output.\n`;
  }
  await writeAll(stdout, list(written));
  if (problem === '') return 0;
  await writeAll(errors, problem);
  return 1;
}

function list(written: readonly string[]): string {
  return written.map((file) => `wrote ${file}\n`).join('');
}
