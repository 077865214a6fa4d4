import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actor, join, resultCode, subject } from '../../../../src/records/windows/mappings/shapes.ts';

test('shapes are joined field by field; what comes later replaces the target of the same field', () => {
  const joined = join(subject, resultCode('Status'), {
    cef: { SubjectDomainName: ['sntdom', 'dntdom'] },
    leef: { Status: 'msg' },
    constants: { act: 'denied' },
  });
  assert.deepEqual(joined, {
    cef: {
      SubjectUserName: 'suser',
      SubjectDomainName: ['sntdom', 'dntdom'],
      SubjectLogonId: 'suid',
      Status: 'cs4: Reason or Error Code',
    },
    leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain', Status: 'msg' },
    outcomeField: 'Status',
    constants: { act: 'denied' },
  });
});

test('joining changes no shape', () => {
  const before = structuredClone(actor);
  join(actor, { cef: { SubjectUserName: 'suser' } });
  assert.deepEqual(actor, before);
});
