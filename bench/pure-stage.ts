/**
 * A program: measures one stage that needs no server, in a process of its own so that its memory is its own.
 *
 *     node bench/pure-stage.ts decode|cef|leef|format|pack PAGES
 *
 * `format` is all that the formatter does with a page but unpacking, packing and the queue, and the same once more
 * without the texts of codes (`decoding: raw`). Both take turns, so that what else the machine does falls on both alike.
 * Prints one JSON object: `{"cpuMsPerPage":…,"peakMiB":…}`, for `format` with `decodingMsPerPage`, the middle one of all
 * differences.
 */
import { decodePage } from '../src/events/decode-page.ts';
import type { SecurityEvent } from '../src/events/security-event.ts';
import type { Format } from '../src/formats/format.ts';
import { formats } from '../src/formats/formats.ts';
import { pack, unpack } from '../src/queue/codec.ts';
import { formatPage, type Output } from '../src/stages/formatter.ts';
import { createHeader, syslogSeverity } from '../src/syslog/header.ts';
import { samplePages } from './page-templates.ts';

const samples = samplePages(16);
const decode = (body: Buffer) =>
  decodePage('wad-table', body).flatMap((decoded) => ('event' in decoded ? [decoded.event] : []));
const decoded = () => samples.map(decode);
const limit = 65_000;

function cef(decoding: 'raw' | 'both'): Format {
  const options = { time: 'epoch', ipv6: 'custom', decoding } as const;
  return formats.cef(options);
}

function leef(): Format {
  const options = {
    version: '2.0',
    delimiter: '^',
    time: 'epoch',
    replacePipe: false,
    decoding: 'both',
  } as const;
  return formats.leef(options);
}

function output(format: Format): Output {
  const header = createHeader({ format: 'rfc5424', facility: 4, appName: 'CEF', hostname: 'event' });
  return {
    destination: 'bench',
    format,
    header: (event: SecurityEvent) =>
      header({ time: event.time, computer: event.computer, severity: syslogSeverity(event) }),
    maxMessageBytes: limit,
    sources: undefined,
  };
}

type Work = (sample: number) => number | Promise<number>;

const bodyOf = (sample: number): Buffer => samples[sample] ?? Buffer.alloc(0);

function writing(format: Format): Work {
  const events = decoded();
  return (sample) =>
    (events[sample] ?? []).reduce((sum, event) => sum + format.format(event, limit).length, 0);
}

function batchOf(body: Uint8Array, to: Output): Uint8Array {
  const page = { kind: 'wad-table', id: 'p', source: 'bench', rows: 1_000, readAt: 0, body } as const;
  return formatPage(page, [to]).batches[0]?.body ?? Buffer.alloc(0);
}

function formatting(format: Format): Work {
  const to = output(format);
  return (sample) => batchOf(bodyOf(sample), to).length;
}

/** Unpacking a page and packing its batch. */
async function packing(): Promise<Work> {
  const pages = await Promise.all(samples.map(pack));
  const batches = samples.map((body) => Buffer.from(batchOf(body, output(cef('both')))));
  return async (sample) => {
    const body = await unpack(pages[sample] ?? '');
    return body.length + (await pack(batches[sample] ?? Buffer.alloc(0))).length;
  };
}

/** Each makes the work for one page of 1,000 rows; what it returns only keeps the work from being optimised away. */
const stages: Readonly<Record<string, () => readonly Work[] | Promise<readonly Work[]>>> = {
  decode: () => [(sample) => decode(bodyOf(sample)).length],
  cef: () => [writing(cef('both'))],
  leef: () => [writing(leef())],
  format: () => [formatting(cef('both')), formatting(cef('raw'))],
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
