/**
 * A program: an Azure Table service in memory that answers just what the `wad-table` source asks, exactly and cheaply.
 *
 *     node bench/simulator.ts --events N            all rows are there at the start, spread over the last 24 hours
 *     node bench/simulator.ts --events N --rate R   rows become visible steadily from the first question on
 *
 * Prints `{"port":…}` when it listens.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { partitionKey } from '../lab/windows/windows-events.ts';
import { type Block, createTemplates, writePage } from './page-templates.ts';

const pageRows = 1_000;
/** How often new rows become visible in the steady mode. */
const tickMs = 50;
const hours24 = 86_400_000;
const templates = createTemplates(24);

/** Blocks in the order of their keys, which is the order of their times too. */
const blocks: Block[] = [];

function addEverything(events: number): void {
  const now = Date.now();
  const count = Math.ceil(events / pageRows);
  for (let index = 0; index < count; index += 1) {
    const firstRow = index * pageRows;
    blocks.push({
      // Rows of the last minutes would be swept by two passes: they begin an hour ago.
      partitionKey: partitionKey(now - hours24 + ((hours24 - 3_600_000) * index) / count),
      firstRow,
      rows: Math.min(pageRows, events - firstRow),
      timeMs: now - 60_000,
    });
  }
}

let steadyRows = 0;
function startSteady(events: number, rate: number): void {
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const due = Math.min(events, Math.floor((rate * (now - startedAt)) / 1_000));
    while (steadyRows < due) {
      const rows = Math.min(due - steadyRows, pageRows - (steadyRows % pageRows));
      // A template is written from its first row on, so each block takes one of its own.
      blocks.push({ partitionKey: partitionKey(now), firstRow: steadyRows, rows, timeMs: now });
      steadyRows += rows;
    }
    if (steadyRows >= events) clearInterval(timer);
  }, tickMs);
}

interface Question {
  readonly low: string;
  readonly high: string;
  readonly after: number;
  readonly upTo: number;
  readonly top: number;
  readonly from: number;
}

function parse(url: URL): Question | undefined {
  const filter = url.searchParams.get('$filter') ?? '';
  const [, low, high, after, upTo] =
    /^PartitionKey ge '([^']*)' and PartitionKey lt '([^']*)'(?: and Timestamp gt datetime'([^']*)')?(?: and Timestamp le datetime'([^']*)')?$/u.exec(
      filter,
    ) ?? [];
  if (low === undefined || high === undefined) return undefined;
  return {
    low,
    high,
    after: after === undefined ? 0 : Date.parse(after),
    upTo: upTo === undefined ? Number.POSITIVE_INFINITY : Date.parse(upTo),
    top: Number(url.searchParams.get('$top') ?? pageRows),
    from: Number(url.searchParams.get('NextRowKey') ?? 0),
  };
}

/** The blocks of one page, and where the next page begins (an index), if there is one. */
function find({ low, high, after, upTo, top, from }: Question): {
  readonly page: readonly Block[];
  readonly next: number | undefined;
} {
  const page: Block[] = [];
  let rows = 0;
  for (let index = firstAtLeast(low, from); index < blocks.length; index += 1) {
    const block = blocks[index];
    if (block === undefined || block.partitionKey >= high) break;
    if (block.timeMs <= after || block.timeMs > upTo) continue;
    if (rows + block.rows > Math.max(top, pageRows) || (top === 1 && rows > 0)) return { page, next: index };
    page.push(block);
    rows += block.rows;
  }
  return { page, next: undefined };
}

function firstAtLeast(key: string, from: number): number {
  let low = from;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.partitionKey ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Memory for pages is used again: fresh pages of memory would cost as much as filling them. */
const spareBytes = 4 * 1_048_576;
const spare: Buffer[] = [];

const { values } = parseArgs({ options: { events: { type: 'string' }, rate: { type: 'string' } } });
const events = Number(values.events ?? 100_000);
const rate = values.rate === undefined ? undefined : Number(values.rate);
if (rate === undefined) addEverything(events);
let asked = false;

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const question = parse(url);
  if (question === undefined) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ 'odata.error': { code: 'InvalidInput', message: { value: request.url } } }),
    );
    return;
  }
  if (!asked && rate !== undefined) startSteady(events, rate);
  asked = true;
  const { page, next } = find(question);
  const isSearch = url.searchParams.get('$select') === 'PartitionKey';
  const first = page[0];
  const memory = spare.pop() ?? Buffer.allocUnsafe(spareBytes);
  response.once('close', () => spare.push(memory));
  const body = isSearch
    ? Buffer.from(
        JSON.stringify({ value: first === undefined ? [] : [{ PartitionKey: first.partitionKey }] }),
      )
    : writePage(templates, page, (bytes) =>
        bytes <= spareBytes ? memory.subarray(0, bytes) : Buffer.allocUnsafe(bytes),
      );
  response.writeHead(200, {
    'content-type': 'application/json;odata=nometadata',
    'content-length': body.length,
    ...(next === undefined
      ? {}
      : { 'x-ms-continuation-NextPartitionKey': 'more', 'x-ms-continuation-NextRowKey': String(next) }),
  });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' && address !== null ? address.port : 0 }));
});
process.once('SIGTERM', () => process.exit(0));
