/**
 * What the demo of docker-compose.yml shows on the terminal: how many rows were written to the table, how many messages
 * have arrived at the SIEM, a message now and then, and, whenever no more rows are written, whether all adds up. It
 * compares what the generator noted with what rsyslog wrote into its files, uid by uid.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { followFile } from '../receiver/follow-file.ts';
import { findUid, isTestEvent } from '../receiver/receiver.ts';
import { describeReconciliation, reconcile } from '../receiver/reconcile.ts';
import { demoFolder } from './compose-setup.ts';
import { cut } from './demo-view.ts';

const everyMs = 2_000;
/** One message in so many lines of figures. */
const messageEvery = 5;
/** Nothing written for so long: the generator rests, and what is under way can be waited for. */
const restMs = 6_000;
/** What is still missing after so long is told of as missing. */
const patienceMs = 60_000;

interface Log {
  readonly format: 'CEF' | 'LEEF';
  readonly newLines: () => Promise<readonly string[]>;
  /** How often each uid came. */
  readonly times: Map<string, number>;
  unknown: number;
  last: string | undefined;
}

function createLog(format: Log['format']): Log {
  const file = join(demoFolder, 'siem', `${format.toLowerCase()}.log`);
  return { format, newLines: followFile(file), times: new Map(), unknown: 0, last: undefined };
}

async function readOn(log: Log): Promise<void> {
  for (const line of await log.newLines()) {
    log.last = line;
    if (isTestEvent(line)) continue;
    const uid = findUid(line);
    if (uid === undefined) log.unknown += 1;
    else log.times.set(uid, (log.times.get(uid) ?? 0) + 1);
  }
}

const number = (value: number): string => value.toLocaleString('en-US');
const messagesOf = (log: Log): number =>
  [...log.times.values()].reduce((sum, count) => sum + count, log.unknown);

function missingOf(written: ReadonlySet<string>, { times }: Log): number {
  return [...written].filter((uid) => !times.has(uid)).length;
}

function figures(written: ReadonlySet<string>, logs: readonly Log[]): string {
  const underWay = logs.reduce((sum, log) => sum + missingOf(written, log), 0);
  const twice = logs.reduce((sum, log) => sum + messagesOf(log) - log.times.size - log.unknown, 0);
  const arrived = logs.map((log) => `${number(messagesOf(log))} as ${log.format}`).join(', ');
  return `${number(written.size)} rows in Azure -> at the SIEM ${arrived}; under way ${number(underWay)}, twice ${number(twice)}`;
}

function reconciliation(written: ReadonlySet<string>, { format, times, unknown }: Log): string {
  const received = [...times].map(([uid, count]) => `${uid} ${count}`).join('\n');
  return `${format}: ${describeReconciliation(reconcile([...written].join('\n'), received, unknown))}`;
}

async function view(signal: AbortSignal): Promise<void> {
  const newUids = followFile(join(demoFolder, 'written.txt'));
  const written = new Set<string>();
  const logs = [createLog('CEF'), createLog('LEEF')] as const;
  const startedAt = Date.now();
  let writtenAt = Date.now();
  let isTold = true;
  let hasArrived = false;
  for (let turn = 0; !signal.aborted; turn += 1) {
    const uids = await newUids();
    for (const uid of uids) written.add(uid);
    for (const log of logs) await readOn(log);
    if (uids.length > 0) {
      writtenAt = Date.now();
      isTold = false;
    }
    if (!hasArrived && logs.some(({ last }) => last !== undefined)) {
      hasArrived = true;
      console.log(
        `*** The first events are at the SIEM, ${Math.round((Date.now() - startedAt) / 1_000)} s after the demo was set up.`,
      );
    }
    const restedMs = Date.now() - writtenAt;
    const isWhole = logs.every((log) => missingOf(written, log) === 0);
    if (!isTold) console.log(figures(written, logs));
    const shown = logs[Math.floor(turn / messageEvery) % logs.length];
    if (!isTold && turn % messageEvery === 0 && shown?.last !== undefined) {
      console.log(`    ${cut(shown.last, 300)}`);
    }
    if (!isTold && restedMs > restMs && (isWhole || restedMs > patienceMs)) {
      isTold = true;
      console.log(
        ['No more rows are written.', ...logs.map((log) => reconciliation(written, log))].join('\n'),
      );
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

if (import.meta.main) {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  await view(stop.signal);
}
