/**
 * A program: measures one stage that needs no server, in a process of its own so that its memory is its own.
 *
 *     node bench/pure-stage.ts decode|cef|leef|xml|json|snare PAGES
 *
 * Prints one JSON object: `{"cpuMsPerPage":…}`.
 */
import { decodePage } from '../src/events/decode-page.ts';
import { createFormat, type FormatName } from '../src/formats/formats.ts';
import { LineBuffer } from '../src/formats/line-buffer.ts';
import { samplePages } from './page-templates.ts';

const samples = samplePages(16);
const decode = (body: Buffer) =>
  decodePage('wad-table', body).flatMap((decoded) => ('event' in decoded ? [decoded.event] : []));
const decoded = () => samples.map(decode);
const options = {
  cef: { version: '0', time: 'epoch', ipv6: 'custom' },
  leef: { version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false },
} as const;
const limit = 65_000;

type Work = (sample: number) => number;

/** Each makes the work for one page of 1,000 rows; what it returns only keeps the work from being optimised away. */
const stages: Readonly<Record<string, () => Work>> = {
  decode: () => (sample) => decode(samples[sample] ?? Buffer.alloc(0)).length,
  cef: () => writing('cef'),
  leef: () => writing('leef'),
  xml: () => writing('xml'),
  json: () => writing('json'),
  snare: () => writing('snare'),
};

/** Writes the events of a page as the formatter does: one behind the other, as bytes. */
function writing(name: FormatName): Work {
  const events = decoded();
  const format = createFormat(name, options);
  const lines = new LineBuffer(4_000_000);
  return (sample) => {
    lines.cutTo(0);
    for (const event of events[sample] ?? []) format.write(event, lines, limit);
    return lines.length;
  };
}

const [name = '', pages = '200'] = process.argv.slice(2);
const work = stages[name]?.();
if (work === undefined)
  throw new Error(`${JSON.stringify(name)} is no stage; allowed: ${Object.keys(stages).join(', ')}`);
let kept = 0;
for (let page = 0; page < 40; page += 1) kept += work(page % samples.length);
const before = process.cpuUsage();
for (let page = 0; page < Number(pages); page += 1) kept += work(page % samples.length);
const { user, system } = process.cpuUsage(before);
if (kept === 0) throw new Error('nothing was done');
const peakMiB = process.resourceUsage().maxRSS / 1_024;
console.log(JSON.stringify({ cpuMsPerPage: (user + system) / 1_000 / Number(pages), peakMiB }));
