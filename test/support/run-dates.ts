/**
 * Runs the tests of the program with the clock at another date, for them and for every server that they start.
 *
 *     node test/support/run-dates.ts [--at DATE]... [FILE]...
 *
 * Without a date: twenty minutes after the next year begins, and ten before the end of the February after it. Without
 * files: all that run on the clock that is set. `clock-shift.c` does that, which is built here and loaded into each program;
 * those written in Go (Docker, Kubernetes, Helm, Prometheus) cannot be reached by it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { report, runLane, type Totals } from './run-lane.ts';
import { laneOf, testFiles } from './test-lanes.ts';

const minuteMs = 60_000;
const byGo = /from '[^']*\/(helm|kubernetes|kubernetes-tools|prometheus|promtool)\.ts'/;

/** Dates at which what is wrong shows: headers without a year, months that end, years that change. */
function defaultDates(): readonly Date[] {
  const year = new Date().getUTCFullYear() + 1;
  return [new Date(Date.UTC(year, 0, 1) + 20 * minuteMs), new Date(Date.UTC(year, 2, 1) - 10 * minuteMs)];
}

/** Builds what moves the clock. @returns undefined where there is no C compiler */
function buildClockShift(): string | undefined {
  const source = join(import.meta.dirname, 'clock-shift.c');
  const folder = mkdtempSync(join(tmpdir(), 'azlog-clock-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, 'clock-shift.so');
  const { error, status } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], {
    stdio: 'inherit',
  });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(`${source} could not be built`);
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  return library;
}

function environmentAt(library: string, date: Date): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library,
    // A difference, so that all processes agree, whenever they start.
    CLOCK_SHIFT_SECONDS: `${Math.round((date.getTime() - Date.now()) / 1_000)}`,
  };
}

const { values, positionals } = parseArgs({
  options: { at: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const library = buildClockShift();
if (library === undefined) {
  console.error(
    'This needs a C compiler. Install it, then run this again:\n\n  sudo apt-get install --yes gcc libc6-dev\n',
  );
  process.exit(1);
}
const dates = values.at?.map((text) => new Date(text)) ?? defaultDates();
const wrong = dates.findIndex((date) => Number.isNaN(date.getTime()));
if (wrong >= 0) {
  console.error(`--at ${values.at?.[wrong]} is no date; write one as 2027-01-01T00:20:00Z`);
  process.exit(1);
}
const files =
  positionals.length > 0
    ? positionals
    : testFiles().filter(
        (file) => !byGo.test(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')),
      );
const filesOf = Map.groupBy(files, laneOf);
let failed = false;
for (const date of dates) {
  console.log(`The clock is at ${date.toISOString()}.`);
  const env = environmentAt(library, date);
  const totals: Totals[] = await Promise.all(
    (['pure', 'servers'] as const).flatMap((lane) => {
      const own = filesOf.get(lane) ?? [];
      return own.length === 0 ? [] : [runLane(lane, own, env)];
    }),
  );
  failed = report(totals) || failed;
}
if (failed) process.exitCode = 1;
