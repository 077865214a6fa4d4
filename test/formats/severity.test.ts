import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef, leefDefaults } from '../../src/formats/leef.ts';
import { createSeverity, type SeverityRule, severityOf } from '../../src/records/severity.ts';
import { catalogueEntries } from '../../src/records/windows/catalogue/event-catalogue.ts';
import { missing, textOf } from '../records/shared-data.ts';
import { sampleEvent } from './sample-event.ts';

const auditing = 'Microsoft-Windows-Security-Auditing';
const eventLog = 'Microsoft-Windows-Eventlog';

describe('severity that nobody set', () => {
  it('of audits: by the rating of the id, and by failure', () => {
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
      [5148, undefined, 5],
      [6281, 'failure', 5],
      [4612, undefined, 7],
    ] as const) {
      assert.equal(severityOf(sampleEvent(eventId, {}, { outcome })), expected, `${eventId} ${outcome}`);
    }
    assert.equal(severityOf(sampleEvent(4768, {}, { outcome: undefined }), 'failure'), 5);
  });

  it('of the event log service: a cleared log, lost and unwritten audits are grave whatever their level', () => {
    const of = (eventId: number, level: number): number =>
      severityOf(sampleEvent(eventId, {}, { provider: eventLog, level, outcome: undefined }));
    for (const eventId of [1101, 1102, 1104, 1106]) assert.equal(of(eventId, 4), 7, String(eventId));
    assert.equal(of(1108, 2), 7);
    assert.equal(of(1103, 3), 5);
    assert.equal(of(1100, 4), 2);
  });

  it('of other events: by level, the same ids elsewhere mean nothing', () => {
    for (const [level, expected] of [
      [0, 2],
      [1, 9],
      [2, 7],
      [3, 5],
      [4, 2],
      [5, 1],
      [99, 2],
    ] as const) {
      const other = { provider: 'Contoso', channel: 'System', level, outcome: undefined };
      assert.equal(severityOf(sampleEvent(4719, {}, other)), expected, String(level));
      assert.equal(severityOf(sampleEvent(4719, {}, other), 'failure'), Math.max(expected, 5), String(level));
    }
  });

  it('of other events that the catalogue rates: by both', () => {
    const of = (level: number): number =>
      severityOf(
        sampleEvent(5827, {}, { provider: 'NETLOGON', channel: 'System', level, outcome: undefined }),
      );
    assert.deepEqual([1, 2, 3, 4].map(of), [9, 8, 8, 8]);
  });

  it('is at least what the catalogue says, for every id', () => {
    const least = { high: 8, mediumHigh: 7, medium: 5, low: 1 };
    for (const { provider, eventId, criticality } of catalogueEntries()) {
      const event = sampleEvent(eventId, {}, { provider, level: 5, outcome: undefined });
      const severity = severityOf(event);
      assert.ok(severity >= least[criticality] && severity <= 10, `${provider}:${eventId} ${severity}`);
    }
  });

  const file = 'windows-security-events.json';
  it('rates every id that the published list rates', { skip: missing(file) }, (test) => {
    const severities = new Map([
      ['High', 8],
      ['Medium to High', 7],
      ['Medium', 5],
    ]);
    const count = new Map<number, number>();
    for (const { provider, id, criticality } of JSON.parse(textOf(file))) {
      const expected = severities.get(criticality);
      if (provider === null || expected === undefined) continue;
      assert.equal(severityOf(sampleEvent(id, {}, { provider, outcome: 'success' })), expected, String(id));
      count.set(expected, (count.get(expected) ?? 0) + 1);
    }
    test.diagnostic(
      `ids by severity: ${[...count].map(([severity, ids]) => `${severity}: ${ids}`).join(', ')}`,
    );
    assert.deepEqual([...count.keys()].sort(), [5, 7, 8]);
  });
});

describe('severity that rules set', () => {
  const rules: readonly SeverityRule[] = [
    { severity: 0, ids: [{ first: 5156, last: 5159 }], outcome: 'success' },
    { severity: 10, ids: [{ first: 1102, last: 1102 }], provider: 'microsoft-windows-eventlog' },
    { severity: 3, channel: 'SECURITY', outcome: 'failure' },
    { severity: 9, ids: [{ first: 4000, last: 5999 }] },
  ];
  const severity = createSeverity(rules);

  it('is that of the first that fits', () => {
    for (const [eventId, other, expected] of [
      [5156, {}, 0],
      [5159, {}, 0],
      [5156, { outcome: 'failure' }, 3],
      [5156, { outcome: 'failure', channel: 'Other' }, 9],
      [5156, { outcome: undefined }, 9],
      [5160, {}, 9],
      [1102, { provider: eventLog }, 10],
      [1102, {}, 2],
      [4719, {}, 9],
      [3999, {}, 2],
      [6000, {}, 2],
      [6000, { provider: 'Contoso', level: 1 }, 9],
    ] as const) {
      const event = sampleEvent(eventId, {}, other);
      // The second look is answered by what the first one left.
      for (const look of ['first', 'second']) {
        assert.equal(severity(event), expected, `${eventId} ${JSON.stringify(other)} ${look} look`);
      }
    }
  });

  it('follows an outcome that is known from elsewhere than Keywords', () => {
    const event = sampleEvent(6000, {}, { outcome: undefined });
    assert.equal(severity(event), 2);
    assert.equal(severity(event, 'failure'), 3);
  });

  it('stays right when more kinds of events come than are kept', () => {
    for (let eventId = 0; eventId <= 65_535; eventId += 7) {
      const expected = eventId >= 4000 && eventId <= 5999 ? 9 : 2;
      assert.equal(severity(sampleEvent(eventId, {}, { provider: 'Contoso', outcome: undefined })), expected);
    }
    assert.equal(severity(sampleEvent(5156, {})), 0);
  });

  it('is in CEF from 0 to 10, in LEEF from 1 to 10', () => {
    const texts = (eventId: number, other: Parameters<typeof sampleEvent>[2]): readonly unknown[] => {
      const event = sampleEvent(eventId, {}, other);
      const cef = createCef({ version: '0', time: 'epoch', ipv6: 'custom', severityOf: severity });
      const leef = createLeef({ ...leefDefaults, severityOf: severity });
      return [
        /^CEF:0\|(?:[^|]*\|){5}(\d+)\|/.exec(cef.format(event, Number.POSITIVE_INFINITY))?.[1],
        /\tsev=(\d+)\t/.exec(leef.format(event, Number.POSITIVE_INFINITY))?.[1],
      ];
    };
    assert.deepEqual(texts(5156, {}), ['0', '1']);
    assert.deepEqual(texts(1102, { provider: eventLog }), ['10', '10']);
    assert.deepEqual(texts(5156, { outcome: 'failure' }), ['3', '3']);
    assert.deepEqual(texts(6000, { provider: auditing }), ['2', '2']);
  });
});
