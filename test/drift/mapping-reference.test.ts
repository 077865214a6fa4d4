import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueEntries } from '../../src/records/windows/catalogue/event-catalogue.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { mappingReference } from './mapping-reference.ts';

const reference = mappingReference();

test('the reference of the mappings has every catalogued and every mapped id, and all of its links lead somewhere', () => {
  const ids = new Set([
    ...catalogueEntries().map(({ eventId }) => String(eventId)),
    ...Object.values(mappings).flatMap((ofProvider) => Object.keys(ofProvider)),
  ]);
  const found = (pattern: RegExp): ReadonlySet<string> =>
    new Set([...reference.matchAll(pattern)].map(([, id = '']) => id));
  const [described, linked] = [found(/\n- \*\*(\d+)\*\* /g), found(/\[(\d+)\]\(#/g)];
  for (const id of ids) {
    assert.ok(described.has(id), id);
    assert.ok(linked.has(id), id);
  }
  const anchors = new Set<string>();
  for (const [, heading = ''] of reference.matchAll(/^#+ (.*)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-');
    assert.ok(!anchors.has(anchor), `two headings make the anchor ${anchor}`);
    anchors.add(anchor);
  }
  const links = [...reference.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor);
  assert.ok(links.length > ids.size);
  for (const link of links) assert.ok(anchors.has(link), link);
});

test('every field of a mapping is in the table of its id, with its key and label', () => {
  const rowsOf = new Map<string, string[]>();
  for (const section of reference.split(/^### /m)) {
    const rows = section.split('\n');
    for (const [, id = ''] of section.matchAll(/\n- \*\*(\d+)\*\* /g)) {
      rowsOf.set(id, [...(rowsOf.get(id) ?? []), ...rows]);
    }
  }
  for (const [provider, ofProvider] of Object.entries(mappings)) {
    for (const [id, mapping] of Object.entries(ofProvider)) {
      const rows = rowsOf.get(id) ?? [];
      for (const [field, targets] of Object.entries(mapping.cef)) {
        // The same id of another provider has a table too.
        const cells = rows
          .filter((row) => row.startsWith(`| ${field} | \``))
          .map((row) => row.split(' | ')[1] ?? '');
        for (const target of [targets].flat()) {
          const [key = '', label = ''] = target.replace(/\?$/, '').split(': ');
          const text = `\`${key}\`${label === '' ? '' : ` ${label}`}`;
          assert.ok(
            cells.some((cell) => cell.includes(text)),
            `${provider} ${id}: ${field}`,
          );
        }
      }
    }
  }
});
