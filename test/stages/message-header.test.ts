import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../src/config/presets.ts';
import { createFormat, type FormatName } from '../../src/formats/formats.ts';
import { headerOf } from '../../src/stages/message-header.ts';
import { sampleEvent } from '../formats/sample-event.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';

/** An event without Keywords, whose Status alone tells the outcome. */
const failedTicket = (status: string) =>
  sampleEvent(4768, { TargetUserName: 'bob', Status: status }, { outcome: undefined, keywords: '' });

const header = headerOf({
  ...presets.sc4s,
  format: 'cef',
  header: 'rfc3164',
  appName: 'CEF',
  hostname: 'event',
  facility: 16,
  decoding: 'both',
});

const written = (format: FormatName, status: string): string =>
  createFormat(format, presets.none).format(failedTicket(status), Number.POSITIVE_INFINITY);

for (const [status, outcome, severity, priority, snare] of [
  ['0x0', 'success', 2, '<134>', 'Success Audit'],
  ['0', 'success', 2, '<134>', 'Success Audit'],
  ['0x18', 'failure', 5, '<132>', 'Failure Audit'],
] as const) {
  test(`without Keywords a status of ${status} means ${outcome}, in the message and in the header alike`, () => {
    const { severity: ofMessage, extensions } = parseCef(written('cef', status));
    assert.equal(extensions.get('outcome'), outcome);
    assert.equal(Number(ofMessage), severity);
    assert.ok(header(failedTicket(status)).startsWith(priority), header(failedTicket(status)));
    assert.equal(JSON.parse(written('json', status)).event.outcome, outcome);
    const columns = written('snare', status).split('\t');
    assert.equal(columns[9], snare);
    assert.equal(columns[1], outcome === 'failure' ? '2' : '1');
  });
}
