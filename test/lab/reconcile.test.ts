import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cut, type DemoFigures, logLine, panel } from '../../lab/demo/demo-view.ts';
import { readMetrics } from '../../lab/programs/read-metrics.ts';
import { describeReconciliation, reconcile } from '../../lab/receiver/reconcile.ts';

describe('the reconciliation', () => {
  it('holds when each written row came once', () => {
    const result = reconcile('a\nb\nc\n', 'b 1\na 1\nc 1\n', 0);
    assert.deepEqual(result, {
      written: 3,
      received: 3,
      missing: [],
      duplicates: 0,
      strangers: 0,
      holds: true,
    });
    assert.match(
      describeReconciliation(result),
      /every row arrived once[\s\S]*missing {4}0\n {2}duplicate {2}0$/u,
    );
  });

  it('does not hold with a missing row, a repeat, a row never written, or a message without uid', () => {
    assert.deepEqual(reconcile('a\nb\n', 'a 1\n', 0).missing, ['b']);
    assert.equal(reconcile('a\nb\n', 'a 3\nb 1\n', 0).duplicates, 2);
    assert.equal(reconcile('a\n', 'a 1\nz 1\n', 0).strangers, 1);
    assert.equal(reconcile('a\n', 'a 1\n', 2).strangers, 2);
    for (const [received, unknown] of [
      ['a 1\n', 0],
      ['a 2\nb 1\n', 0],
      ['a 1\nb 1\nz 1\n', 0],
      ['a 1\nb 1\n', 1],
    ] as const) {
      assert.equal(reconcile('a\nb\n', received, unknown).holds, false);
    }
  });

  it('names at most ten of the missing', () => {
    const written = Array.from({ length: 25 }, (_, index) => `uid${index}\n`).join('');
    const text = describeReconciliation(reconcile(written, '', 0));
    assert.match(text, /does NOT add up/u);
    assert.match(text, /missing {4}25\n/u);
    assert.equal(text.match(/missing: uid/gu)?.length, 10);
  });
});

describe('metrics text', () => {
  it('is summed over the label sets of a name', () => {
    const text =
      '# HELP azlog_backlog_jobs Jobs.\nazlog_backlog_jobs{queue="pages"} 3\nazlog_backlog_jobs{queue="batches.a b}"} 4\nplain 1.5\nodd NaN\n';
    assert.deepEqual(
      [...readMetrics(text)],
      [
        ['azlog_backlog_jobs', 7],
        ['plain', 1.5],
      ],
    );
  });
});

describe('the panel', () => {
  const figures: DemoFigures = {
    seconds: 61.4,
    format: 'leef',
    folder: `/tmp/${'x'.repeat(100)}`,
    phase: 'opening the queue',
    target: 20_000,
    written: 12_345,
    late: 700,
    read: 12_000,
    formatted: 11_000,
    proven: 10_000,
    received: 10_500,
    duplicates: 0,
    backlogJobs: 12,
    unproven: 500,
    sourceLagSeconds: 1.26,
    deliveryLagSeconds: undefined,
    perSecond: 987.6,
    messages: [
      '<134>1 first 山田太郎'.repeat(30),
      '<134>1 middle',
      `<134>1 last\u001b[31m\t${'y'.repeat(400)}`,
    ],
  };

  it('fits a terminal of 80 by 24, and any other', () => {
    for (const [columns, rows] of [
      [80, 23],
      [40, 10],
      [200, 60],
    ] as const) {
      const lines = panel(figures, columns, rows);
      assert.ok(lines.length <= rows, `${lines.length} lines`);
      for (const line of lines) assert.equal(cut(line, columns), line);
    }
  });

  it('shows the figures and two messages, and lets no control character through', () => {
    const text = panel(figures, 80, 23).join('\n');
    for (const shown of [
      '12,345',
      '700 late',
      '11,000',
      '988/s',
      '12 jobs',
      'reading 1.3 s',
      'first',
      'last',
      'Ctrl-C',
    ]) {
      assert.ok(text.includes(shown), shown);
    }
    assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
    assert.match(logLine(figures), /written 12345 \(700 late\) {2}read 12000 .*lag 1\.3 s \/ -/u);
  });
});
