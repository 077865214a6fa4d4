import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cefDefaults } from '../../src/formats/cef.ts';
import { formatNames, formats } from '../../src/formats/formats.ts';
import { leefDefaults } from '../../src/formats/leef.ts';
import { sampleEvent } from './sample-event.ts';

test('every format is made by its name', () => {
  const made = [formats.cef(cefDefaults), formats.leef(leefDefaults)];
  assert.deepEqual(
    made.map((format) => format.name),
    formatNames,
  );
  const event = sampleEvent(4634, { TargetUserName: 'bob' });
  assert.deepEqual(
    made.map((format) => format.format(event, 8192).split(':')[0]),
    ['CEF', 'LEEF'],
  );
});

test('a ticket request without audit keywords has its outcome and severity from its status', () => {
  const cef = formats.cef(cefDefaults);
  const leef = formats.leef(leefDefaults);
  const ticket = (Status: string) => sampleEvent(4768, { Status }, { outcome: undefined });
  for (const [status, outcome, severity, cat] of [
    ['0x6', 'outcome=failure', '|5|', 'sev=5\tcat=Audit Failure'],
    ['0x0', 'outcome=success', '|2|', 'sev=2\tcat=Audit Success'],
  ] as const) {
    assert.ok(cef.format(ticket(status), 8192).includes(outcome));
    assert.ok(cef.format(ticket(status), 8192).includes(severity));
    assert.ok(leef.format(ticket(status), 8192).includes(cat));
  }
  assert.ok(!cef.format(ticket('-'), 8192).includes('outcome='));
});
