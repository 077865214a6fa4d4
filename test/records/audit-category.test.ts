import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditCategory } from '../../src/records/windows/catalogue/audit-category.ts';
import { eventTitle } from '../../src/records/windows/catalogue/event-titles.ts';
import { linesOf, missing, textOf } from './shared-data.ts';

const auditing = 'Microsoft-Windows-Security-Auditing';

/** Ids that Windows writes under several tasks. */
const several = new Set([4625, 4656, 4658, 4660, 4661, 4662, 4663, 4703]);

describe('auditCategory', () => {
  it('tells the subcategory of this very event by its task', () => {
    assert.equal(auditCategory(auditing, 12800), 'Object Access:File System');
    assert.equal(auditCategory(auditing, 12801), 'Object Access:Registry');
    assert.equal(auditCategory(auditing, 12546), 'Logon/Logoff:Account Lockout');
    assert.equal(auditCategory(auditing, 0), undefined);
    assert.equal(auditCategory('Contoso', 12800), undefined);
  });

  const lookup = 'lookups/security-task-to-subcategory.json';
  it('knows every task by the name that Windows gives it', { skip: missing(lookup) }, () => {
    const entries: Record<string, { category: string; subcategory: string }> = JSON.parse(
      textOf(lookup),
    ).entries;
    assert.ok(Object.keys(entries).length > 50);
    for (const [task, { category, subcategory }] of Object.entries(entries)) {
      assert.equal(auditCategory(auditing, Number(task)), `${category}:${subcategory}`, task);
    }
  });

  const bulk = 'windows/security-bulk.xml.gz';
  it('agrees with the catalogue of ids on real events', { skip: missing(bulk) }, (test) => {
    let compared = 0;
    for (const line of linesOf(bulk)) {
      const id = Number(/<EventID[^>]*>(\d+)</.exec(line)?.[1]);
      const task = Number(/<Task>(\d+)</.exec(line)?.[1]);
      const known = line.includes(auditing) && !several.has(id) ? eventTitle(auditing, id) : undefined;
      if (known === undefined) continue;
      assert.equal(auditCategory(auditing, task), `${known.category}:${known.subcategory}`, String(id));
      compared += 1;
    }
    test.diagnostic(`${compared} events`);
    assert.ok(compared > 10_000, String(compared));
  });
});
