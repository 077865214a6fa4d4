/**
 * `npm run pictures`: runs the demo and `azlog status` in a real terminal of 100 by 30, and writes what stands there as
 * SVG into `docs/pictures`. Needs `script` (util-linux), which gives them the terminal.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
// The package is CommonJS without named exports.
import headless, { type Terminal } from '@xterm/headless';
import { findNeeded } from '../programs/needed-programs.ts';

const columns = 100;
const rows = 30;
const repository = join(import.meta.dirname, '..', '..');
const folder = join(repository, 'docs', 'pictures');

/** Width and height of a character, in pixels of the picture. */
const cell = { width: 8.4, height: 18 } as const;
const margin = 16;

/** Text in a monospaced font, one `<text>` a line, on a dark ground. */
function svg(title: string, lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line !== '');
  const shown = lines.slice(0, last + 1);
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = shown.length * cell.height + 2 * margin;
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const text = shown.flatMap((line, row) =>
    line === ''
      ? []
      : [
          `<text x="${margin}" y="${margin + (row + 0.75) * cell.height}" xml:space="preserve">${escaped(line)}</text>`,
        ],
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" rx="8" fill="#16181d"/>`,
    `<g fill="#e6e6e6" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    ...text,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function linesOf(terminal: Terminal): readonly string[] {
  return Array.from(
    { length: rows },
    (_, row) =>
      terminal.buffer.active.getLine(terminal.buffer.active.baseY + row)?.translateToString(true) ?? '',
  );
}

interface Screen {
  readonly terminal: Terminal;
  readonly ended: Promise<void>;
}

/** Runs a program of this repository in a terminal of its own. */
function run(arguments_: readonly string[]): Screen {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const quoted = [process.execPath, ...arguments_].map(
    (argument) => `'${argument.replaceAll("'", `'\\''`)}'`,
  );
  const child = spawn(
    findNeeded('script', 'Drawing the pictures'),
    [
      '--quiet',
      '--flush',
      '--return',
      '--command',
      `stty rows ${rows} cols ${columns}; exec ${quoted.join(' ')}`,
      '/dev/null',
    ],
    {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'xterm-256color' },
    },
  );
  child.stdout.on('data', (bytes: Buffer) => terminal.write(bytes));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${arguments_.join(' ')} ended with ${code}:\n${linesOf(terminal).join('\n')}`));
    });
  });
  return { terminal, ended };
}

/** The number at the end of the gauge of that name. */
function gauge(terminal: Terminal, label: string): number {
  const line = linesOf(terminal).find((text) => text.includes(label)) ?? '';
  return Number(
    / ([\d,]+) /.exec(line.slice(line.indexOf(label) + label.length))?.[1]?.replaceAll(',', '') ?? 0,
  );
}

const events = 20_000;
const demo = run(['lab/demo/demo.ts', '--events', String(events)]);
let over = false;
const finished = demo.ended.finally(() => {
  over = true;
});
while (!over && gauge(demo.terminal, 'messages proven') < events * 0.6) await wait(250);
if (over) await finished;
const atWork = linesOf(demo.terminal);
const configuration = /\/\S+/.exec(atWork.find((line) => line.startsWith('Files: ')) ?? '')?.[0];
if (configuration === undefined) throw new Error(`the demo names no folder:\n${atWork.join('\n')}`);
const status = run(['src/main.ts', 'status', '--config', join(configuration, 'azlog.yaml')]);
await status.ended;
await finished;
mkdirSync(folder, { recursive: true });
const pictures: readonly (readonly [name: string, title: string, lines: readonly string[]])[] = [
  [
    'demo',
    'The demo: rows written, read, formatted and proven, and two messages as the SIEM sees them',
    atWork,
  ],
  ['status', 'azlog status: sources, queues and destinations', linesOf(status.terminal)],
];
for (const [name, title, lines] of pictures) {
  const path = join(folder, `${name}.svg`);
  writeFileSync(path, svg(title, lines));
  console.log(`wrote docs/pictures/${name}.svg`);
}
