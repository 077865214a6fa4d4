import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodePage } from '../../src/records/pages/decode-page.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { parseEvent } from '../../src/records/windows/reading/parse-event.ts';
import { scanEvent } from '../../src/records/windows/reading/scan-event.ts';
import { linesOf, missing } from './shared-data.ts';

const files = [
  'security-evtx.xml.gz',
  'security-examples.xml.gz',
  'security-bulk.xml.gz',
  'other-channels.xml.gz',
  'security-pairs.jsonl.gz',
];

/** Windows writes line breaks raw; the files have them as references. */
function withRawLineBreaks(xml: string): string {
  return xml.replaceAll('&#13;', '\r').replaceAll('&#10;', '\n');
}

describe('real events', () => {
  let events = 0;
  let scannedEvents = 0;
  for (const file of files) {
    const name = `windows/${file}`;
    it(`scanner and parser agree on ${name}`, { skip: missing(name) }, (test) => {
      let scanned = 0;
      const lines = name.includes('.jsonl')
        ? linesOf(name).map((line) => JSON.parse(line).xml)
        : linesOf(name);
      for (const line of lines) {
        const parsed = parseEvent(line);
        const event = scanEvent(line);
        if (event !== undefined) {
          assert.deepEqual(event, parsed);
          scanned += 1;
        }
        const raw = withRawLineBreaks(line);
        if (raw !== line) {
          assert.deepEqual(parseEvent(raw), parsed);
          if (event !== undefined) assert.deepEqual(scanEvent(raw), parsed);
        }
        const decoded = decodeEventXml(line);
        assert.equal(decoded.uid.length, 27);
        assert.ok(decoded.time > Date.UTC(1999, 0) && decoded.time < Date.UTC(2040, 0), decoded.timeText);
        assert.ok(!decoded.names.includes(''));
      }
      test.diagnostic(`${lines.length} events, ${scanned} by the scanner itself`);
      events += lines.length;
      scannedEvents += scanned;
    });
  }

  it('the scanner reads 99 % of them', { skip: missing('windows/security-bulk.xml.gz') }, (test) => {
    test.diagnostic(`${scannedEvents} of ${events}`);
    assert.ok(scannedEvents >= 0.99 * events, `${scannedEvents} of ${events}`);
  });

  const invalid = 'windows/invalid-xml-events.jsonl';
  it('recovers the events that are not well-formed, whatever the reason', {
    skip: missing(invalid),
  }, (test) => {
    const lines = linesOf(invalid);
    const outcomes: Record<string, number> = {};
    for (const line of lines) {
      const { why, xml, eventId } = JSON.parse(line);
      const row = { PartitionKey: '0638000000000000000', RowKey: 'a___b', RawXml: xml };
      const [decoded] = decodePage('table-rows', Buffer.from(JSON.stringify({ value: [row] })));
      const outcome = decoded !== undefined && 'event' in decoded ? 'recovered' : decoded?.rejected.reason;
      outcomes[`${why}: ${outcome}`] = (outcomes[`${why}: ${outcome}`] ?? 0) + 1;
      const parsed = parseEvent(xml);
      assert.equal(parsed.eventId, Number(eventId));
      assert.ok(parsed.names.length > 0);
      const scanned = scanEvent(xml);
      if (scanned !== undefined) assert.deepEqual(scanned, parsed);
    }
    test.diagnostic(`${lines.length} events: ${JSON.stringify(outcomes)}`);
    assert.deepEqual(outcomes, { 'not-well-formed: recovered': 50, 'control-character: recovered': 6 });
  });

  it('sets the same events aside, with the reason, where what is left of them is no event', {
    skip: missing(invalid),
  }, () => {
    for (const line of linesOf(invalid)) {
      const { xml } = JSON.parse(line);
      const cut = xml.slice(0, xml.indexOf('<EventID'));
      const [decoded] = decodePage('table-rows', Buffer.from(JSON.stringify({ value: [{ RawXml: cut }] })));
      assert.ok(decoded !== undefined && 'rejected' in decoded);
      assert.equal(decoded.rejected.code, 'EVENT_INCOMPLETE');
      assert.match(decoded.rejected.reason, /no event id/);
    }
  });
});
