import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventTitle } from '../../src/records/windows/catalogue/event-titles.ts';

const auditing = 'Microsoft-Windows-Security-Auditing';
const eventLog = 'Microsoft-Windows-Eventlog';

/** Ids with a mapping of their own. */
const mapped = [
  ...[
    4624, 4625, 4634, 4647, 4648, 4663, 4672, 4688, 4697, 4698, 4720, 4722, 4723, 4724, 4725, 4726, 4728,
    4732,
  ],
  ...[4738, 4740, 4756, 4768, 4769, 4771, 4776, 4778, 5140, 5145, 5156],
];

describe('eventTitle', () => {
  it('knows an event by provider and id', () => {
    assert.deepEqual(eventTitle(auditing, 4624), {
      title: 'An account was successfully logged on.',
      category: 'Logon/Logoff',
      subcategory: 'Logon',
    });
    assert.equal(eventTitle(eventLog, 1102)?.title, 'The audit log was cleared.');
    assert.equal(eventTitle('Microsoft-Windows-Sysmon', 4624), undefined);
    assert.equal(eventTitle(auditing, 1), undefined);
  });

  it('knows every id that matters', () => {
    for (const id of mapped) assert.ok(eventTitle(auditing, id) !== undefined, String(id));
    for (const id of [1100, 1102, 1104, 1105]) assert.ok(eventTitle(eventLog, id) !== undefined, String(id));
  });
});
