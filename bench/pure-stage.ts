/**
 * A program: measures one stage that needs no server, in a process of its own so that its memory is its own.
 *
 *     node bench/pure-stage.ts decode|cef|leef PAGES
 *
 * Prints one JSON object: `{"cpuMsPerPage":…}`.
 */
import { decodePage } from '../src/events/decode-page.ts';
import { formats } from '../src/formats/formats.ts';
import { samplePages } from './page-templates.ts';

const samples = samplePages(16);
const decode = (body: Buffer) =>
  decodePage('wad-table', body).flatMap((decoded) => ('event' in decoded ? [decoded.event] : []));
const decoded = () => samples.map(decode);
const cef = formats.cef({ time: 'epoch', ipv6: 'custom' });
const leef = formats.leef({ version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false });
const limit = 65_000;

type Work = (sample: number) => number;

/** Each makes the work for one page of 1,000 rows; what it returns only keeps the work from being optimised away. */
const stages: Readonly<Record<string, () => Work>> = {
  decode: () => (sample) => decode(samples[sample] ?? Buffer.alloc(0)).length,
  cef: () => {
    const events = decoded();
    return (sample) =>
      (events[sample] ?? []).reduce((sum, event) => sum + cef.format(event, limit).length, 0);
  },
  leef: () => {
    const events = decoded();
    return (sample) =>
      (events[sample] ?? []).reduce((sum, event) => sum + leef.format(event, limit).length, 0);
  },
};

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
