import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mainProgram, nodeFlags } from '../../lab/programs/node-flags.ts';
import './compile-cache.ts';

export interface AzlogRun {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code, or the signal's name, when it has ended. */
  readonly ended: Promise<number | string>;
}

const running = new Set<ChildProcess>();
// A test file that fails in the middle must not leave them behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a command of the program, as its user does. */
export function startAzlog(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): AzlogRun {
  const child = spawn(process.execPath, [...nodeFlags, mainProgram, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  running.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return code ?? signal;
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Runs a command of the program to its end. */
export async function runAzlog(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<{ readonly code: number | string; readonly stdout: string; readonly stderr: string }> {
  const run = startAzlog(args, env, cwd);
  const code = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}
