import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { goldenCases, goldenEvent, goldenFolder, goldenFormats } from './golden-cases.ts';

/**
 * A folder is a test: record.json (an event; `fields` are its names and values), expected.cef and expected.leef as the
 * formats write it with their defaults. Expected files are reviewed against the references of the formats.
 */
const cases = goldenCases();

test('there are golden cases of at least 60 event ids', (t) => {
  const ids = new Set(cases.map((name) => goldenEvent(name).id));
  assert.ok(ids.size >= 60, String(ids.size));
  t.diagnostic(`${cases.length} cases of ${ids.size} event ids`);
});

/** What is expected must itself obey the formats. */
const parsers: Readonly<Record<string, (line: string) => unknown>> = { cef: parseCef, leef: parseLeef };

for (const name of cases) {
  test(`golden: ${name}`, () => {
    const event = goldenEvent(name);
    assert.ok(name.startsWith(`${event.id}-`), `${name}: its event id is ${event.id}`);
    for (const { file, format } of goldenFormats) {
      const expected = readFileSync(join(goldenFolder, name, file), 'utf8').replace(/\n$/, '');
      parsers[format.name]?.(expected);
      assert.equal(format.format(event, Number.POSITIVE_INFINITY), expected, file);
    }
  });
}
