/**
 * A program: keeps writing generated rows into a table until it has written enough or is asked to stop. Two of the VMs
 * are always behind, so their rows land in minutes that a reader has passed; bursts fill a minute past a page's 1,000 rows.
 *
 *     node lab/windows/generate.ts [--events N] [--rate N] [--vms N] [--seed N] [--written FILE] [--quiet]
 *
 * Environment: DEMO_ENDPOINT, DEMO_ACCOUNT, DEMO_ACCOUNT_KEY, DEMO_TABLE. Prints one JSON line a second
 * (`GeneratorReport`), with --quiet only the last one; FILE receives the uid of each row that the service has acknowledged, one a line.
 */
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  AzureNamedKeyCredential,
  odata,
  RestError,
  TableClient,
  type TransactionAction,
} from '@azure/data-tables';
import { createGenerator, type Generator, type WadRow } from './windows-events.ts';

/** One line of the program's standard output. */
export interface GeneratorReport {
  readonly event: 'progress' | 'done';
  /** Rows acknowledged by the service. */
  readonly written: number;
  /** Those of them that were 10 seconds to 3 minutes old when they were written. */
  readonly late: number;
  /** Transactions that had to be tried again. */
  readonly retries: number;
}

/** The appliance's event id of a row: base64url of the SHA-1 over its two keys. */
export function rowUid(row: { readonly PartitionKey: string; readonly RowKey: string }): string {
  return createHash('sha1').update(`${row.PartitionKey}\n${row.RowKey}`).digest('base64url');
}

/** Rows a transaction may hold, by the service's rule. */
const transactionLimit = 100;
/** How long rows are gathered before they are written, as an agent would. */
const tickMs = 250;
/** For 2 of every 15 seconds the rate is multiplied by this. */
const burst = { everyMs: 15_000, lengthMs: 2_000, factor: 4 } as const;
/** Share of all rows that come from the VMs that are behind. */
const lateShare = 0.06;

/**
 * How far behind a late VM is, in milliseconds: swings slowly, and never faster than time passes, so that its events
 * stay in order.
 */
const delays = [
  (now: number): number => 40_000 + 30_000 * Math.sin(now / 45_000),
  (now: number): number => 110_000 + 60_000 * Math.sin(now / 90_000),
] as const;

/** Gives the rows of one tick; `behind` tells those that land late. */
export function generateTick(
  generator: Generator,
  count: number,
  now: number,
): readonly { readonly row: WadRow; readonly behind: boolean }[] {
  const prompt = generator.vms.slice(0, Math.max(1, generator.vms.length - delays.length));
  const behindVms = generator.vms.slice(prompt.length);
  const lateEvery = Math.round(1 / lateShare);
  return Array.from({ length: count }, (_, index) => {
    const time = now - tickMs + Math.floor((index * tickMs) / Math.max(count, 1));
    const turn = Math.floor((now + index) / lateEvery);
    const lateIndex = (now + index) % lateEvery === 0 ? turn % delays.length : -1;
    const vm = behindVms[lateIndex];
    const delay = delays[lateIndex];
    if (vm !== undefined && delay !== undefined) {
      return { row: generator.next(time - delay(time), vm), behind: true };
    }
    return { row: generator.next(time, prompt[(now + index * 7) % prompt.length]), behind: false };
  });
}

/** Splits rows into transactions: one partition each, at most 100 rows. */
export function toTransactions<T extends { readonly row: WadRow }>(
  rows: readonly T[],
): readonly (readonly T[])[] {
  const groups = Map.groupBy(rows, ({ row }) => row.PartitionKey);
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / transactionLimit) }, (_, index) =>
      group.slice(index * transactionLimit, (index + 1) * transactionLimit),
    ),
  );
}

/** The row with the types that the service is told of: times to 100 ns and 64-bit numbers. */
function createAction(row: WadRow): TransactionAction {
  const { PartitionKey, RowKey, TIMESTAMP, PreciseTimeStamp, EventTickCount, ...rest } = row;
  return [
    'create',
    {
      partitionKey: PartitionKey,
      rowKey: RowKey,
      ...rest,
      TIMESTAMP: { type: 'DateTime', value: TIMESTAMP },
      PreciseTimeStamp: { type: 'DateTime', value: PreciseTimeStamp },
      EventTickCount: { type: 'Int64', value: EventTickCount },
    },
  ];
}

/**
 * Writes one transaction, for as long as it takes. A transaction whose answer was lost is found again by its first row:
 * writing the rows anew would change their Timestamp, and a reader would rightly take them for new.
 */
async function write(table: TableClient, rows: readonly WadRow[], onRetry: () => void): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await table.submitTransaction(rows.map(createAction));
      return;
    } catch (error) {
      const first = rows[0];
      if (attempt > 1 && error instanceof RestError && error.statusCode === 409 && first !== undefined) {
        const found = await table.listEntities({
          queryOptions: {
            filter: odata`PartitionKey eq ${first.PartitionKey} and RowKey eq ${first.RowKey}`,
          },
        });
        for await (const _ of found) return;
      }
      if (attempt >= 20) throw error;
      onRetry();
      await wait(Math.min(250 * attempt, 2_000));
    }
  }
}

interface Options {
  readonly events: number;
  readonly rate: number;
  readonly vms: number;
  readonly seed: number;
  readonly written: string | undefined;
  readonly quiet: boolean;
}

async function run(options: Options, table: TableClient, signal: AbortSignal): Promise<void> {
  const generator = createGenerator({ seed: options.seed, vms: options.vms });
  let made = 0;
  let written = 0;
  let late = 0;
  let retries = 0;
  const report = (event: GeneratorReport['event']): void => {
    console.log(JSON.stringify({ event, written, late, retries } satisfies GeneratorReport));
  };
  await table.createTable();
  const timer = options.quiet ? undefined : setInterval(report, 1_000, 'progress');
  try {
    const startedAt = Date.now();
    let owed = 0;
    for (let tick = 1; made < options.events && !signal.aborted; tick += 1) {
      // A slow service delays the ticks; what it did not take then is not made up for.
      const now = Math.max(Date.now(), startedAt + tick * tickMs);
      await wait(now - Date.now(), undefined, { signal }).catch(() => undefined);
      const inBurst = (now - startedAt) % burst.everyMs < burst.lengthMs;
      owed += (options.rate * tickMs * (inBurst ? burst.factor : 1)) / 1_000;
      const count = Math.min(Math.floor(owed), options.events - made);
      owed -= Math.floor(owed);
      made += count;
      for (const transaction of toTransactions(generateTick(generator, count, now))) {
        const rows = transaction.map(({ row }) => row);
        await write(table, rows, () => {
          retries += 1;
        });
        written += rows.length;
        late += transaction.filter(({ behind }) => behind).length;
        if (options.written !== undefined) {
          await appendFile(options.written, `${rows.map(rowUid).join('\n')}\n`);
        }
      }
    }
  } finally {
    clearInterval(timer);
  }
  report('done');
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set in the environment`);
  return value;
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,11}$/u.test(text)) {
    throw new Error(`--${name}: ${JSON.stringify(text)} is not a whole number above 0`);
  }
  return Number(text);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      events: { type: 'string' },
      rate: { type: 'string' },
      vms: { type: 'string' },
      seed: { type: 'string' },
      written: { type: 'string' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const endpoint = required('DEMO_ENDPOINT');
  const credential = new AzureNamedKeyCredential(required('DEMO_ACCOUNT'), required('DEMO_ACCOUNT_KEY'));
  const table = new TableClient(endpoint, required('DEMO_TABLE'), credential, {
    allowInsecureConnection: endpoint.startsWith('http://'),
    // Our own retry tells a lost answer from a refused one; the client's would hide it.
    retryOptions: { maxRetries: 0 },
  });
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  await run(
    {
      events: wholeNumber('events', values.events, Number.POSITIVE_INFINITY),
      rate: wholeNumber('rate', values.rate, 400),
      vms: wholeNumber('vms', values.vms, 8),
      seed: wholeNumber('seed', values.seed, 1 + (Date.now() % 1_000_000)),
      written: values.written,
      quiet: values.quiet,
    },
    table,
    stop.signal,
  );
}
