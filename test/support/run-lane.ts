/** Runs a lane of tests by the runner of Node.js. */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import './compile-cache.ts';
import type { Lane } from './test-lanes.ts';

const root = join(import.meta.dirname, '../..');

/** When a file or test that hangs is ended. Far beyond what any takes on a busy machine: it is no measure of speed. */
const hangMinutes: Readonly<Record<Lane, number>> = { pure: 20, servers: 15, docker: 45 };
/** Many of these files wait for servers and timers most of their time, so more of them run than there are cores. */
const serversAtOnce = Math.min(6, 2 * availableParallelism());

const flags: Readonly<Record<Lane, readonly string[]>> = {
  pure: ['--test-isolation=none'],
  servers: [`--test-concurrency=${serversAtOnce}`],
  docker: ['--test-concurrency=1'],
};

export interface Totals {
  readonly lane: Lane;
  readonly seconds: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly failed: boolean;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = 1;
  });
}

/**
 * Runs test files as their lane does. What they print comes out test by test where several lanes run, so that they do
 * not mix in the middle of one.
 * @param env what is added to the environment
 */
export async function runLane(
  lane: Lane,
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Totals> {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      `--test-timeout=${hangMinutes[lane] * 60_000}`,
      ...flags[lane],
      ...files,
    ],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  running.add(child);
  const ended = new Promise<boolean>((resolve) => {
    child.once('close', (code) => resolve(code !== 0));
  });
  const counts = new Map<string, number>();
  let held: string[] = [];
  const print = (): void => {
    process.stdout.write(held.map((line) => `${line}\n`).join(''));
    held = [];
  };
  for await (const line of createInterface({ input: child.stdout })) {
    held.push(line);
    const [, name, value] = /^ℹ (tests|pass|fail|cancelled|skipped) (\d+)$/.exec(line) ?? [];
    if (name !== undefined) counts.set(name, Number(value));
    if (/^[✔✖]/.test(line) || running.size === 1) print();
  }
  print();
  const failed = await ended;
  running.delete(child);
  return { lane, seconds: Math.round((performance.now() - begun) / 1_000), counts, failed };
}

/** Prints a line for each lane. @returns whether a test failed in any */
export function report(totals: readonly Totals[]): boolean {
  for (const { lane, seconds, counts, failed } of totals) {
    const said = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
    console.log(`${failed ? '✖' : '✔'} ${lane}: ${said}, ${seconds} s`);
  }
  return totals.some(({ failed }) => failed);
}
