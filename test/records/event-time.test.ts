import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inUtc, timeOf } from '../../src/records/windows/reading/event-time.ts';

describe('timeOf', () => {
  it('reads every instant that Date writes, and cuts finer digits off', () => {
    const dates = fc.date({
      min: new Date('1601-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, fc.nat({ max: 999_999 }), (date, finer) => {
        const text = date.toISOString();
        assert.equal(timeOf(text), date.getTime());
        assert.equal(timeOf(text.replace('Z', `${String(finer).padStart(6, '0')}Z`)), date.getTime());
      }),
    );
  });

  it('reads offsets, missing zones, missing fractions and a space', () => {
    const time = Date.UTC(2026, 0, 31, 12, 34, 56);
    for (const text of [
      '2026-01-31T12:34:56Z',
      '2026-01-31T12:34:56',
      '2026-01-31 12:34:56',
      '2026-01-31T12:34:56.0Z',
    ]) {
      assert.equal(timeOf(text), time, text);
      assert.equal(timeOf(inUtc(text, time)), time, text);
    }
    assert.equal(timeOf('2026-01-31T14:04:56+01:30'), time);
    assert.equal(timeOf('2026-01-31T04:34:56.000-08:00'), time);
    assert.equal(inUtc('2026-01-31T14:04:56+01:30', time), '2026-01-31T12:34:56.000Z');
    assert.equal(inUtc('2026-01-31 12:34:56.1234567', time), '2026-01-31T12:34:56.1234567Z');
    assert.equal(inUtc('2026-01-31T12:34:56.1234567Z', time), '2026-01-31T12:34:56.1234567Z');
  });

  const wrong = [
    ...[
      '',
      'Z',
      '2026-01-31',
      '2026-01-31T',
      '2026-01-31T12:34',
      '2026-01-31T12:34Z',
      '2026-13-01T00:00:00Z',
    ],
    ...['2026-02-29T00:00:00Z', '2026-00-10T00:00:00Z', '2026-01-31T24:00:00Z', '2026-01-31T00:60:00Z'],
    ...[
      '2026-01-31T00:00:60Z',
      '2026-01-31T00:00:00.Z',
      '2026-01-31T00:00:00.1234567890Z',
      '2026-01-31T00:00:00ZZ',
    ],
    ...[
      '2026-01-31T00:00:00 Z',
      '2026-01-31T00:00:00+0100',
      '2026-01-31T00-00:00Z',
      '2026-01-31T0a:00:00Z',
      '\0',
    ],
    ...[
      '31.01.2026 12:34:56',
      '1600-12-31T23:59:59Z',
      '0001-01-01T00:00:00Z',
      '2026/01/31T12:34:56Z',
      '1769862896',
      ' 2026-01-31T12:34:56Z',
    ],
  ];
  for (const text of wrong) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.ok(Number.isNaN(timeOf(text)), String(timeOf(text))));
  }
});
