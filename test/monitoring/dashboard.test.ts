import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { dashboard, dashboardExpressions } from '../drift/dashboard.ts';
import { knownSeries, problemsOf } from './expression-names.ts';
import { promtool } from './promtool.ts';

/** As Grafana puts its variables in. */
const filled = dashboardExpressions.map((expr) =>
  expr.replaceAll('$__rate_interval', '5m').replaceAll('$namespace', '.*'),
);

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const { panels, templating } = JSON.parse(dashboard()) as {
  panels: readonly Panel[];
  templating: { list: readonly { name: string }[] };
};

test('the dashboard names only metrics and labels that there are', async () => {
  const known = await knownSeries();
  assert.ok(filled.length > 25);
  for (const expr of filled) assert.deepEqual(problemsOf(expr, known), [], expr);
});

test('Prometheus takes each of its expressions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'azlog-dashboard-'));
  try {
    const rules = filled.map((expr, index) => ({ record: `panel:${index}`, expr }));
    writeFileSync(join(folder, 'panels.yaml'), stringify({ groups: [{ name: 'panels', rules }] }));
    const { status, output } = promtool(['check', 'rules', join(folder, 'panels.yaml')]);
    assert.equal(status, 0, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('each variable that expressions use is declared', () => {
  const names = templating.list.map(({ name }) => name);
  const used = new Set([...dashboard().matchAll(/\$([a-z]\w*)/g)].map(([, name = '']) => name));
  assert.deepEqual([...used].toSorted(), names.toSorted());
});

test('the panels lie side by side within the width, each with an id of its own; the questions come first', () => {
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      assert.ok(x < 24, title);
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.ok(!taken.has(`${x} ${y}`), `${title} lies on another panel`);
        taken.add(`${x} ${y}`);
      }
    }
  }
  const top = panels.filter(({ gridPos }) => gridPos.y > 0 && gridPos.y < 6);
  assert.equal(top.length, 8);
  assert.ok(top.every(({ type }) => type === 'stat'));
});
