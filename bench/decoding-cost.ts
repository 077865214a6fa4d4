/**
 * A program: what decoding costs. Formats the same pages of 1,000 rows with each choice of the option `decoding`, in
 * turns, so that all of them meet the same disturbances.
 *
 *     node bench/decoding-cost.ts [PAGES]
 *
 * Prints one JSON object for each format and choice: `{"format":…,"decoding":…,"cpuMsPerPage":…,"bytesPerEvent":…}`.
 * CPU is the lowest of the turns: whatever else the machine does only adds to it.
 */

import { createCef } from '../src/formats/cef.ts';
import { createLeef } from '../src/formats/leef.ts';
import { LineBuffer } from '../src/formats/line-buffer.ts';
import { decodePage } from '../src/records/pages/decode-page.ts';
import { samplePages } from './page-templates.ts';

const pages = samplePages(4).map((body) =>
  decodePage('table-rows', body).flatMap((decoded) => ('event' in decoded ? [decoded.event] : [])),
);
const limit = 65_000;
const turnPages = 4;

const runs = (['raw', 'decoded', 'both'] as const).flatMap((decoding) => [
  { name: 'cef', decoding, format: createCef({ version: '0', time: 'epoch', ipv6: 'custom', decoding }) },
  {
    name: 'leef',
    decoding,
    format: createLeef({ version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false, decoding }),
  },
]);
const measured = runs.map((run) => ({ ...run, turns: [] as number[], bytes: 0 }));
const line = new LineBuffer(4_096);

/** Formats as many pages as a turn has; gives the bytes written. */
function turn(format: (typeof runs)[number]['format']): number {
  let bytes = 0;
  for (let page = 0; page < turnPages; page += 1) {
    for (const event of pages[page % pages.length] ?? []) {
      line.cutTo(0);
      format.write(event, line, limit);
      bytes += line.length;
    }
  }
  return bytes;
}

const turns = Math.max(1, Math.ceil(Number(process.argv[2] ?? 480) / turnPages));
for (let round = -2; round < turns; round += 1) {
  for (const run of measured) {
    const before = process.cpuUsage();
    run.bytes = turn(run.format);
    const { user, system } = process.cpuUsage(before);
    // The first rounds only warm up.
    if (round >= 0) run.turns.push((user + system) / 1_000 / turnPages);
  }
}

const events = pages.reduce((sum, page) => sum + page.length, 0) / pages.length;
for (const { name, decoding, turns: taken, bytes } of measured) {
  const cpuMsPerPage = Math.round(Math.min(...taken) * 100) / 100;
  const bytesPerEvent = Math.round(bytes / (turnPages * events));
  console.log(JSON.stringify({ format: name, decoding, cpuMsPerPage, bytesPerEvent }));
}
