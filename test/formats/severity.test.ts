import assert from 'node:assert/strict';
import { test } from 'node:test';
import { severityOf } from '../../src/formats/severity.ts';
import { sampleEvent } from './sample-event.ts';

test('severity of security events: by id, and by failure', () => {
  for (const [eventId, outcome, expected] of [
    [4624, 'success', 2],
    [4625, 'failure', 5],
    [4724, 'success', 5],
    [4719, 'success', 8],
    [4870, 'success', 5],
    [4963, undefined, 5],
    [5030, undefined, 5],
    [5485, undefined, 5],
    [4719, 'failure', 8],
    [4634, undefined, 2],
  ] as const) {
    assert.equal(severityOf(sampleEvent(eventId, {}, { outcome })), expected, `${eventId} ${outcome}`);
  }
  assert.equal(severityOf(sampleEvent(4768, {}, { outcome: undefined }), 'failure'), 5);
  assert.equal(severityOf(sampleEvent(1102, {}, { provider: 'Microsoft-Windows-Eventlog', level: 4 })), 7);
  assert.equal(severityOf(sampleEvent(1108, {}, { provider: 'Microsoft-Windows-Eventlog', level: 2 })), 7);
});

test('severity of other events: by level, the same ids elsewhere mean nothing', () => {
  for (const [level, expected] of [
    [0, 2],
    [1, 9],
    [2, 7],
    [3, 5],
    [4, 2],
    [5, 1],
    [99, 2],
  ] as const) {
    const event = sampleEvent(
      4719,
      {},
      { provider: 'Contoso', channel: 'System', level, outcome: undefined },
    );
    assert.equal(severityOf(event), expected, String(level));
  }
});
