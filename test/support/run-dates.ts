/**
 * Runs the tests of the program with the clock at another date, for them and for every server that they start.
 *
 *     node test/support/run-dates.ts [--at DATE]... [FILE]...
 *
 * Without a date: twenty minutes after the next year begins, and ten before the end of the February after it. Without
 * files: all that run on the clock that is set. That is done by libfaketime, which is loaded into each program; those
 * written in Go (Docker, Kubernetes, Helm, Prometheus) cannot be reached by it.
 */
import { globSync, readFileSync } from 'node:fs';
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

function environmentAt(library: string, date: Date): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library,
    // Relative, so that all processes agree, whenever they start.
    FAKETIME: `+${Math.round((date.getTime() - Date.now()) / 1_000)}`.replace('+-', '-'),
    // Waits and timeouts are measured on the other clock.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // Files keep their times as the system has them.
    NO_FAKE_STAT: '1',
    // libfaketime takes the timers of syslog-ng's default method for times of the day.
    IV_EXCLUDE_POLL_METHOD: 'epoll-timerfd',
  };
}

const { values, positionals } = parseArgs({
  options: { at: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1');
if (library === undefined) {
  console.error(
    'This needs libfaketime. Install it, then run this again:\n\n  sudo apt-get install --yes libfaketime\n',
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
