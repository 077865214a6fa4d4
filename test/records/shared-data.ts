import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Test data that may lie beside the repository; tests that need it skip without it. */
export const folder = new URL('../../../shared/data/', import.meta.url);

/** Reason to skip a test that needs `name`, or false. */
export function missing(name: string): string | false {
  return existsSync(new URL(name, folder)) ? false : `no ../shared/data/${name} beside the repository`;
}

/** Names of the files of a folder. */
export function filesIn(name: string): readonly string[] {
  return readdirSync(new URL(`${name}/`, folder)).sort();
}

/** The lines of a file, unpacked if its name ends in `.gz`. */
export function linesOf(name: string): string[] {
  return textOf(name)
    .split('\n')
    .filter((line) => line !== '');
}

/** The text of a file, unpacked if its name ends in `.gz`. */
export function textOf(name: string): string {
  const bytes = readFileSync(new URL(name, folder));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
