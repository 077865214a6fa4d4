/**
 * A program: measures one stage that needs no server, in a process of its own so that its memory is its own.
 *
 *     node bench/pure-stage.ts decode|cef|leef|xml|json|snare|format|pack PAGES
 *
 * `format` is all that the formatter does with a page but unpacking, packing and the queue, and the same once more
 * without the texts of codes (`decoding: raw`). Both take turns, so that what else the machine does falls on both alike.
 * Prints one JSON object: `{"cpuMsPerPage":…,"peakMiB":…}`, for `format` with `decodingMsPerPage`, the middle one of all
 * differences.
 */

import type { Format } from '../src/formats/format.ts';
import { createFormat, type FormatName } from '../src/formats/formats.ts';
import { LineBuffer } from '../src/formats/line-buffer.ts';
import { pack, unpack } from '../src/queue/codec.ts';
import type { Event } from '../src/records/event.ts';
import { decodePage } from '../src/records/pages/decode-page.ts';
import { severityOf } from '../src/records/severity.ts';
import { formatPage, type Output } from '../src/stages/formatter.ts';
import { createHeader, syslogSeverity } from '../src/syslog/header.ts';
import { samplePages } from './page-templates.ts';

const samples = samplePages(16);
const decode = (body: Buffer) =>
  decodePage('table-rows', body).flatMap((decoded) => ('event' in decoded ? [decoded.event] : []));
const decoded = () => samples.map(decode);
const limit = 65_000;

function made(name: FormatName, decoding: 'raw' | 'both' = 'both'): Format {
  return createFormat(name, {
    cef: { version: '0', time: 'epoch', ipv6: 'custom' },
    leef: { version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false },
    decoding,
  });
}

function output(format: Format): Output {
  const header = createHeader({ format: 'rfc5424', facility: 4, appName: 'CEF', hostname: 'event' });
  return {
    destination: 'bench',
    format,
    header: (event: Event) =>
      header({ time: event.time, computer: event.host, severity: syslogSeverity(severityOf(event)) }),
    maxMessageBytes: limit,
    sources: undefined,
  };
}

type Work = (sample: number) => number | Promise<number>;

const bodyOf = (sample: number): Buffer => samples[sample] ?? Buffer.alloc(0);

/** Writes the events of a page as the formatter does: one behind the other, as bytes. */
function writing(format: Format): Work {
  const events = decoded();
  const lines = new LineBuffer(4_000_000);
  return (sample) => {
    lines.cutTo(0);
    for (const event of events[sample] ?? []) format.write(event, lines, limit);
    return lines.length;
  };
}

function batchOf(body: Uint8Array, to: Output): Uint8Array {
  const page = { form: 'table-rows', id: 'p', source: 'bench', rows: 1_000, readAt: 0, body } as const;
  return formatPage(page, [to]).batches[0]?.body ?? Buffer.alloc(0);
}

function formatting(format: Format): Work {
  const to = output(format);
  return (sample) => batchOf(bodyOf(sample), to).length;
}

/** Unpacking a page and packing its batch. */
async function packing(): Promise<Work> {
  const pages = await Promise.all(samples.map(pack));
  const batches = samples.map((body) => Buffer.from(batchOf(body, output(made('cef')))));
  return async (sample) => {
    const body = await unpack(pages[sample] ?? '');
    return body.length + (await pack(batches[sample] ?? Buffer.alloc(0))).length;
  };
}

/** Each makes the work for one page of 1,000 rows; what it returns only keeps the work from being optimised away. */
const stages: Readonly<Record<string, () => readonly Work[] | Promise<readonly Work[]>>> = {
  decode: () => [(sample) => decode(bodyOf(sample)).length],
  cef: () => [writing(made('cef'))],
  leef: () => [writing(made('leef'))],
  xml: () => [writing(made('xml'))],
  json: () => [writing(made('json'))],
  snare: () => [writing(made('snare'))],
  format: () => [formatting(made('cef')), formatting(made('cef', 'raw'))],
  pack: async () => [await packing()],
};

/** Pages of one kind of work before it is another's turn: enough for the clock of CPU time, few enough to be fair. */
const turn = 5;

const [name = '', pages = '200'] = process.argv.slice(2);
const works = await stages[name]?.();
if (works === undefined)
  throw new Error(`${JSON.stringify(name)} is no stage; allowed: ${Object.keys(stages).join(', ')}`);
let kept = 0;
/** CPU time of each turn, in ms a page, for each kind of work. */
const turns = works.map((): number[] => []);
const warmUp = 40;
let order = [...works.entries()];
for (let page = -warmUp; page < Number(pages); page += turn) {
  order = order.toReversed();
  for (const [index, work] of order) {
    // Pages that the other one has just read would be in the processor's cache.
    const first = page + warmUp + index * (samples.length >> 1);
    const before = process.cpuUsage();
    for (let at = 0; at < turn; at += 1) kept += await work((first + at) % samples.length);
    const { user, system } = process.cpuUsage(before);
    if (page >= 0) turns[index]?.push((user + system) / 1_000 / turn);
  }
}
if (kept === 0) throw new Error('nothing was done');
const [spent = [], spentRaw] = turns;
const differences = spentRaw
  ?.map((raw, index) => (spent[index] ?? raw) - raw)
  .sort((one, other) => one - other);
console.log(
  JSON.stringify({
    cpuMsPerPage: spent.reduce((sum, ms) => sum + ms, 0) / spent.length,
    decodingMsPerPage: differences?.[differences.length >> 1],
    peakMiB: process.resourceUsage().maxRSS / 1_024,
  }),
);
