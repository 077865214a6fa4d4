import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';

/**
 * Runs a program to its end. npm and its scripts get the Node.js that this one runs on.
 * @returns its standard output
 * @throws Error with its standard error where it fails
 */
export function runProgram(program: string, args: readonly string[], cwd: string, epoch?: number): string {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LC_ALL: 'C',
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      ...(epoch === undefined ? {} : { SOURCE_DATE_EPOCH: String(epoch) }),
    },
  });
}
