import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialState, renewalDueAt } from '../../src/sources/credential.ts';
import { credentialOf } from '../../src/sources/table-credential.ts';
import { resolveEndpoint } from '../../src/sources/table-endpoint.ts';

const minute = 60_000;
const day = 86_400_000;
const start = Date.UTC(2026, 0, 31, 8);
const iso = (time: number): string => new Date(time).toISOString().replace('.000', '');
const sas = ({ st, se }: { readonly st?: string; readonly se?: string }) =>
  credentialOf(
    resolveEndpoint('vms', {
      account: 'contoso',
      sas: `sv=2020-02-10${st === undefined ? '' : `&st=${st}`}${se === undefined ? '&si=readers' : `&se=${se}`}&sig=c2ln`,
    }),
  );

test('a SAS is due in the last quarter of its lifetime, at most 14 days before its end, never on its first day', () => {
  for (const [lifetime, notice] of [
    [1 / 24, 1 / 96],
    [1, 0.25],
    [7, 1.75],
    [30, 7.5],
    [90, 14],
    [365, 14],
  ] as const) {
    const end = start + lifetime * day;
    const credential = sas({ st: iso(start), se: iso(end) });
    const due = end - notice * day;
    assert.equal(renewalDueAt(credential), due, `${lifetime} days`);
    assert.equal(credentialState(credential, start), 'valid');
    assert.equal(credentialState(credential, due - 1), 'valid');
    assert.equal(credentialState(credential, due), 'ends-soon');
    assert.equal(credentialState(credential, end - 1), 'ends-soon');
    assert.equal(credentialState(credential, end), 'ended');
  }
});

test('one that does not say when it began is due 7 days before its end', () => {
  const end = start + 30 * day;
  const credential = sas({ se: iso(end) });
  assert.equal(credentialState(credential, end - 7 * day - 1), 'valid');
  assert.equal(credentialState(credential, end - 7 * day), 'ends-soon');
});

test('one that begins later, by the clock of the service, is not valid yet', () => {
  const credential = sas({ st: iso(start), se: iso(start + 30 * day) });
  assert.equal(credentialState(credential, start - minute), 'not-yet-valid');
  assert.equal(credentialState(credential, start), 'valid');
});

test('one with a stored access policy has no end that is known', () => {
  const credential = sas({});
  assert.deepEqual(credential, { kind: 'SAS', startsAt: undefined, expiresAt: undefined, policy: 'readers' });
  assert.equal(renewalDueAt(credential), undefined);
  assert.equal(credentialState(credential, Date.UTC(9999, 0)), 'valid');
});
