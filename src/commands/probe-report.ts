import type { Writable } from 'node:stream';
import type { ProbeStep } from '../probe/probe.ts';

/** One trial as a program reads it. */
export interface TrialResult {
  readonly name: string;
  readonly type: string;
  readonly ok: boolean;
  readonly steps: readonly ProbeStep[];
  readonly [more: string]: unknown;
}

const columns = 80;
const marks: Readonly<Record<ProbeStep['outcome'], string>> = {
  ok: 'ok',
  warning: 'WARNING',
  failed: 'FAILED',
  'not tried': 'not tried',
};
const markWidth = 11;

/** Writes text so that it fits a terminal of 80 columns; a word that is longer stays whole. */
export function wrap(text: string, indent: number, hanging = indent): string {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(hanging);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** One step as an operator reads it. */
export function renderStep({ step, outcome, ms, facts, problems }: ProbeStep): string {
  const time = ms === undefined ? '' : ` (${ms} ms)`;
  const mark = `  ${marks[outcome].padEnd(markWidth)}`;
  const indent = mark.length;
  return [
    `${mark}${step}${time}`,
    ...problems.map((problem) => wrap(`${sentence(problem)}.`, indent)),
    ...facts.map(({ name, value }) => wrap(`${name}: ${value}`, indent, indent + 2)),
    ...(facts.length + problems.length === 0 ? [] : ['']),
  ].join('\n');
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Writes the results for programs: one JSON document. */
export function writeJson(output: Writable, results: readonly TrialResult[]): void {
  output.write(`${JSON.stringify({ ok: results.every(({ ok }) => ok), results }, null, 2)}\n`);
}
