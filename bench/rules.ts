/**
 * A program: measures what rules cost, in CPU time for a page of 1,000 rows that are decoded already.
 *
 *     node bench/rules.ts [PAGES]
 *
 * Prints a line for each set of rules.
 */
import { decodePage } from '../src/records/pages/decode-page.ts';
import type { TransformRule } from '../src/transforms/rule.ts';
import { compileTransforms } from '../src/transforms/transforms.ts';
import { samplePages } from './page-templates.ts';

const pages = Number(process.argv[2] ?? '300');
const samples = samplePages(16).map((body) =>
  decodePage('table-rows', body).flatMap((decoded) => ('event' in decoded ? [decoded.event] : [])),
);

/** Rules as an operator would write them, for ids that are there or (from `firstId` on) not. */
const filters = (count: number, firstId: number): readonly TransformRule[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `rule-${index}`,
    exclude: [
      {
        ids: [String(firstId + index)],
        channels: ['Security'],
        fields: { TargetUserName: ['*$'], LogonType: ['/^(3|5)$/'] },
      },
    ],
  }));

const sets: Readonly<Record<string, readonly TransformRule[]>> = {
  'no rules': [],
  '5 filters, ids that do not occur': filters(5, 60_000),
  '20 filters, ids that do not occur': filters(20, 60_000),
  '5 filters of 4624 to 4628 by user and logon type': filters(5, 4624),
  '20 filters of all ids by a user name': Array.from({ length: 20 }, (_, index) => ({
    name: `rule-${index}`,
    exclude: [{ fields: { '*UserName': [`svc-${index}*`] } }],
  })),
  '20 filters of all ids by computer': Array.from({ length: 20 }, (_, index) => ({
    name: `rule-${index}`,
    exclude: [{ computers: [`web-${index}.*`] }],
  })),
  '20 filters of all ids by an expression on user names': Array.from({ length: 20 }, (_, index) => ({
    name: `rule-${index}`,
    exclude: [{ fields: { '*UserName': [`/^svc[-_]${index}x?$/i`] } }],
  })),
  'user names hashed': [{ name: 'names', hash: ['*UserName'] }],
  'user names redacted': [{ name: 'names', redact: ['*UserName'] }],
  'a field added': [{ name: 'tag', add: { Environment: 'prod' } }],
};

for (const [name, rules] of Object.entries(sets)) {
  const transform = compileTransforms(rules, 'k'.repeat(32));
  let filtered = 0;
  const work = (page: number): void => {
    for (const event of samples[page % samples.length] ?? []) {
      if (typeof transform?.(event) === 'string') filtered++;
    }
  };
  for (let page = 0; page < 60; page++) work(page);
  filtered = 0;
  const before = process.cpuUsage();
  for (let page = 0; page < pages; page++) work(page);
  const { user, system } = process.cpuUsage(before);
  const cpuMs = ((user + system) / 1_000 / pages).toFixed(2);
  console.log(`${cpuMs.padStart(6)} ms  ${name} (${Math.round(filtered / pages)} of 1,000 filtered)`);
}
