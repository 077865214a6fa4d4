import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNames } from '../../src/config/presets.ts';
import { cefDefaults, createCef } from '../../src/formats/cef.ts';
import { createFormat } from '../../src/formats/formats.ts';
import { createLeef, leefDefaults } from '../../src/formats/leef.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { sampleEvent } from './sample-event.ts';

test('every format that can be configured is made by its name', () => {
  const event = sampleEvent(4634, { TargetUserName: 'bob' });
  const made = formatNames.map((name) => createFormat(name, { cef: cefDefaults, leef: leefDefaults }));
  assert.deepEqual(
    made.map((format) => [format.name, format.format(event, 8192).slice(0, 4)]),
    [
      ['cef', 'CEF:'],
      ['leef', 'LEEF'],
      ['xml', '<Eve'],
      ['json', '{"@t'],
      ['snare', 'MSWi'],
    ],
  );
});

test('CEF:1 is CEF:0 but for its version', () => {
  const event = sampleEvent(4624, { TargetUserName: 'bob', IpAddress: '2001:db8::7', IpPort: '50000' });
  const [zero, one] = (['0', '1'] as const).map((version) =>
    createCef({ ...cefDefaults, version }).format(event, 8192),
  );
  assert.equal(one, zero?.replace('CEF:0|', 'CEF:1|'));
  assert.match(one ?? '', / c6a2=2001:db8::7 /);
  assert.equal(parseCef(one ?? '').extensions.get('duser'), 'bob');
});

test('a ticket request without audit keywords has its outcome and severity from its status', () => {
  const cef = createCef();
  const leef = createLeef();
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
