/**
 * Runs the tests, in lanes side by side (`test-lanes.ts`).
 *
 *     node test/support/run-tests.ts [pure] [servers] [docker]
 *
 * All lanes unless some are named. Exits 1 when a test fails in any of them.
 */
import { report, runLane } from './run-lane.ts';
import { laneOf, lanes, testFiles } from './test-lanes.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !lanes.some((lane) => lane === name));
if (unknown !== undefined) {
  console.error(`there is no lane "${unknown}"; the lanes are ${lanes.join(', ')}`);
  process.exit(1);
}
const filesOf = Map.groupBy(testFiles(), laneOf);
const chosen = lanes.filter((lane) => wanted.length === 0 || wanted.includes(lane));
if (report(await Promise.all(chosen.map((lane) => runLane(lane, filesOf.get(lane) ?? [])))))
  process.exitCode = 1;
