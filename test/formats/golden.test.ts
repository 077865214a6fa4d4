import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { sampleEvent } from './sample-event.ts';

/**
 * A folder is a test: record.json (an event; `fields` are its names and values), expected.cef and expected.leef as the
 * formats write it with their defaults. Expected files are written from the references of the formats, and reviewed.
 */
const folder = join(import.meta.dirname, '../golden');
const cases = readdirSync(folder);

test('there are golden cases', () => {
  assert.ok(cases.length >= 15, String(cases.length));
});

for (const name of cases) {
  test(`golden: ${name}`, () => {
    const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
    const { fields, eventId, ...other } = JSON.parse(read('record.json'));
    const event = sampleEvent(eventId, fields, { outcome: undefined, ...other });
    const expectedCef = read('expected.cef').replace(/\n$/, '');
    const expectedLeef = read('expected.leef').replace(/\n$/, '');
    // What is expected must itself obey the formats.
    parseCef(expectedCef);
    parseLeef(expectedLeef);
    assert.equal(createCef().format(event, Number.POSITIVE_INFINITY), expectedCef);
    assert.equal(createLeef().format(event, Number.POSITIVE_INFINITY), expectedLeef);
  });
}
