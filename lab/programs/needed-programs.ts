import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that the demo, the bench and the pictures start, and that `npm ci` does not bring. */
const needed = {
  'redis-server': { what: 'the Redis server', install: 'sudo apt-get install --yes redis-server' },
  script: { what: '`script` of util-linux', install: 'sudo apt-get install --yes bsdutils' },
} as const;
export type NeededProgram = keyof typeof needed;

/**
 * Looks for a program before anything is started that needs it.
 * @param why what needs it, as the beginning of a sentence
 * @param without a command that does without it
 * @throws Error that names the program, and the line that installs it, where it is not in the PATH
 */
export function findNeeded(program: NeededProgram, why: string, without?: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  const { what, install } = needed[program];
  const instead = without === undefined ? '' : `\nTo do without it:\n\n  ${without}\n`;
  throw new Error(
    `${why} needs ${what}, and there is no "${program}" in the PATH. Install it, then run this again:\n\n  ${install}\n${instead}`,
  );
}

/** @throws Error that says how to install it, where a package of `devDependencies` is not there */
export function findPackage(repository: string, ...path: readonly string[]): string {
  const file = join(repository, 'node_modules', ...path);
  if (existsSync(file)) return file;
  throw new Error(
    `the package "${path[0]}" is not installed. Install it, then run this again:\n\n  npm ci\n`,
  );
}
