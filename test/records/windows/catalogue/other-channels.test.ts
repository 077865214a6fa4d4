import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventTitle } from '../../../../src/records/windows/catalogue/event-titles.ts';
import { otherChannels } from '../../../../src/records/windows/catalogue/other-channels.ts';
import { decodeEventXml } from '../../../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing } from '../../shared-data.ts';

const real = 'windows/other-channels.xml.gz';

/** What an event has beside its fields: the event source's own name for it, and bytes without a name. */
const besideFields: ReadonlySet<string> = new Set(['EventData.Name', 'Binary']);

describe('the catalogue of the other channels', () => {
  it('has each event once, with a title that is one clean line', () => {
    const seen = new Set<string>();
    for (const {
      provider,
      eventId,
      title,
      category,
      subcategory,
      subcategories,
      versions,
    } of otherChannels()) {
      const where = `${provider}:${eventId}`;
      assert.ok(!seen.has(where), where);
      seen.add(where);
      assert.match(title, /^[A-Z][^%\n\t|]{8,210}\.$/, where);
      assert.ok(!title.slice(0, -1).includes('. '), where);
      assert.match(category, /^[A-Z][A-Za-z ]+$/, where);
      assert.match(subcategory, /^[A-Z][A-Za-z ]+$/, where);
      assert.deepEqual(subcategories, [subcategory], where);
      for (const { fields } of versions) {
        assert.equal(new Set(fields).size, fields.length, `${where}: ${fields}`);
        for (const field of fields) assert.ok(field.trim() === field && field !== '', `${where}: "${field}"`);
      }
    }
  });

  it('says of each event id one thing: the same id of one provider is told apart by its title', () => {
    const titles = new Map<string, Map<string, number>>();
    for (const { provider, eventId, title } of otherChannels()) {
      const known = titles.get(provider) ?? new Map<string, number>();
      assert.equal(known.get(title) ?? eventId, eventId, `${provider}: ${title}`);
      titles.set(provider, known.set(title, eventId));
    }
  });

  it('gives titles by provider and event id, by each name of a provider, and none by another one', () => {
    assert.equal(eventTitle('Microsoft-Windows-Sysmon', 1)?.title, 'Process Create.');
    assert.deepEqual(
      ['Service Control Manager', 'Microsoft-Windows-Service Control Manager'].map(
        (provider) => eventTitle(provider, 7045)?.title,
      ),
      ['A service was installed in the system.', 'A service was installed in the system.'],
    );
    assert.equal(eventTitle('Microsoft-Windows-Eventlog', 104)?.title, 'An event log was cleared.');
    assert.equal(eventTitle('service control manager', 7045), undefined);
    assert.equal(eventTitle('Microsoft-Windows-Sysmon', 7045), undefined);
  });

  it('lists every field that real events of a catalogued id have', { skip: missing(real) }, (test) => {
    const entries = new Map(otherChannels().map((entry) => [`${entry.provider}:${entry.eventId}`, entry]));
    const ids = { catalogued: new Set<string>(), unknown: new Set<string>() };
    const events = { catalogued: 0, unknown: 0 };
    for (const line of linesOf(real)) {
      const { provider, id: eventId, names } = decodeEventXml(line);
      const where = `${provider}:${eventId}`;
      const entry = entries.get(where);
      const kind = entry === undefined ? 'unknown' : 'catalogued';
      ids[kind].add(where);
      events[kind]++;
      const fields = entry?.versions[0]?.fields;
      if (fields === undefined) continue;
      const unlisted = names.filter((name) => !fields.includes(name) && !besideFields.has(name));
      assert.deepEqual(unlisted, [], where);
    }
    test.diagnostic(
      `${otherChannels().length} entries; real events: ${events.catalogued} catalogued (${ids.catalogued.size} ids), ` +
        `${events.unknown} not (${ids.unknown.size} ids)`,
    );
    assert.ok(ids.catalogued.size >= 150, String(ids.catalogued.size));
  });
});
