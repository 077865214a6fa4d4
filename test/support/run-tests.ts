/**
 * Runs the tests, in lanes side by side (`test-lanes.ts`).
 *
 *     node test/support/run-tests.ts [pure] [servers] [docker]
 *
 * All lanes unless some are named. Exits 1 when a test fails in any of them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import './compile-cache.ts';
import { type Lane, laneOf, lanes, testFiles } from './test-lanes.ts';

const root = join(import.meta.dirname, '../..');

/** A test that hangs ends some time. Far beyond what any takes on a busy machine: it is no measure of speed. */
const hangMs = 20 * 60_000;
/** Many of these files wait for servers and timers most of their time, so more of them run than there are cores. */
const serversAtOnce = Math.min(6, 2 * availableParallelism());

const flags: Readonly<Record<Lane, readonly string[]>> = {
  pure: ['--test-isolation=none'],
  servers: [`--test-concurrency=${serversAtOnce}`],
  docker: ['--test-concurrency=1'],
};

interface Totals {
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

/** Runs a lane. What it prints comes out test by test, so that lanes do not mix in the middle of one. */
async function runLane(lane: Lane, files: readonly string[]): Promise<Totals> {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--test', '--test-reporter=spec', `--test-timeout=${hangMs}`, ...flags[lane], ...files],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
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
    if (/^[✔✖]/.test(line)) print();
  }
  print();
  const failed = await ended;
  running.delete(child);
  return { lane, seconds: Math.round((performance.now() - begun) / 1_000), counts, failed };
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !lanes.some((lane) => lane === name));
if (unknown !== undefined) {
  console.error(`there is no lane "${unknown}"; the lanes are ${lanes.join(', ')}`);
  process.exit(1);
}
const filesOf = Map.groupBy(testFiles(), laneOf);
const chosen = lanes.filter((lane) => wanted.length === 0 || wanted.includes(lane));
const totals = await Promise.all(chosen.map((lane) => runLane(lane, filesOf.get(lane) ?? [])));
for (const { lane, seconds, counts, failed } of totals) {
  const said = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
  console.log(`${failed ? '✖' : '✔'} ${lane}: ${said}, ${seconds} s`);
}
if (totals.some(({ failed }) => failed)) process.exitCode = 1;
