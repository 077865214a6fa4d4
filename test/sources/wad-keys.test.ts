import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countRows } from '../../src/sources/table-client.ts';
import { answerError, parseRetryAfter } from '../../src/sources/table-errors.ts';
import {
  afterKey,
  cellFilter,
  minuteOf,
  parsePartitionKey,
  partitionKey,
} from '../../src/sources/wad-keys.ts';

const minute = minuteOf(Date.UTC(2018, 1, 15, 18, 2, 59));
const id = '0000000000000000001';

test('keys of both forms hold the minute in .NET ticks', () => {
  assert.equal(partitionKey('', minute), '0636543145200000000');
  assert.equal(partitionKey(id, minute), '0000000000000000001___0636543145200000000');
  fc.assert(
    fc.property(fc.integer({ min: -1e8, max: 6e8 }), fc.constantFrom('', id), (at, family) => {
      assert.deepEqual(parsePartitionKey(partitionKey(family, at)), { family, minute: at });
    }),
  );
  for (const strange of ['', '0', 'x', '636543145200000000', `${id}__0636543145200000000`, `1${id}___0636`]) {
    assert.equal(parsePartitionKey(strange), undefined, strange);
  }
});

test('a cell asks for its minutes and times of storing, borders in one cell only', () => {
  const base = { family: '', from: minute, storedAfter: 0, storedUpTo: Date.UTC(2018, 1, 15, 18, 4) };
  assert.equal(
    cellFilter({ ...base, to: minute + 1 }),
    "PartitionKey ge '0636543145200000000' and PartitionKey lt '0636543145800000000' and Timestamp le datetime'2018-02-15T18:04:00.000Z'",
  );
  assert.equal(
    cellFilter({ ...base, family: id, to: null, storedAfter: Date.UTC(2018, 1, 15, 18, 3, 0, 5) }),
    `PartitionKey ge '${id}___0636543145200000000' and PartitionKey lt '${id}___:' and Timestamp gt datetime'2018-02-15T18:03:00.005Z' and Timestamp le datetime'2018-02-15T18:04:00.000Z'`,
  );
});

test('the search for ids goes on behind every key of the id found, and before the next', () => {
  const next = afterKey(partitionKey(id, minute));
  assert.ok(partitionKey(id, 6e8) < next);
  assert.ok(next < partitionKey('0000000000000000002', -1e8));
  assert.ok('00strange' < afterKey('00strange'));
});

test('rows are counted without parsing, whatever their values hold', () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('"PartitionKey":', '\\"PartitionKey":"', 'PartitionKey'),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ RowKey: value, RawXml: value }), { maxLength: 20 }), (rows) => {
      const body = JSON.stringify({ value: rows.map((row) => ({ PartitionKey: '0', ...row })) });
      assert.equal(countRows(Buffer.from(body)), rows.length);
    }),
  );
});

test('Retry-After is seconds or a date, and an hour at most', () => {
  const now = Date.UTC(2026, 0, 1);
  assert.equal(parseRetryAfter('120', now), 120_000);
  assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
  assert.equal(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now), 0);
  assert.equal(parseRetryAfter('99999999', now), 3_600_000);
  assert.equal(parseRetryAfter('soon', now), undefined);
  assert.equal(parseRetryAfter(undefined, now), undefined);
});

const place = { source: 'vms', host: 'a.table.core.windows.net', table: 'Logs' };

test('a refusal says what an identity lacks', () => {
  const message = (status: number, code: string) =>
    answerError(
      { ...place, sas: undefined, identity: 'managed' },
      // A clock that is wrong breaks a key's signature, and no token.
      { status, code, date: 'Thu, 01 Jan 2026 00:00:00 GMT', retryAfter: undefined },
      0,
    ).message;
  assert.match(message(403, 'AuthorizationPermissionMismatch'), /lacks the role "Storage Table Data Reader"/);
  assert.match(message(403, 'AuthorizationFailure'), /or the account’s firewall refuses/);
  assert.match(message(403, 'AccountIsDisabled'), /account is disabled/);
  assert.match(message(401, 'InvalidAuthenticationInfo'), /not accepted: is the identity of the tenant/);
});

test('the times of a SAS without a zone are UTC, whatever the zone of this machine', (t) => {
  const { TZ } = process.env;
  t.after(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });
  const at = Date.UTC(2026, 0, 1, 12);
  const message = (sas: Record<string, string>) =>
    answerError(
      { ...place, sas: new Map(Object.entries(sas)), identity: undefined },
      {
        status: 403,
        code: 'AuthenticationFailed',
        date: new Date(at).toUTCString(),
        retryAfter: undefined,
      },
      at,
    ).message;
  for (const zone of ['America/Los_Angeles', 'Asia/Tokyo']) {
    process.env['TZ'] = zone;
    assert.match(message({ se: '2026-01-01T11:59' }), /the SAS expired at 2026-01-01T11:59 \(se\)/, zone);
    assert.doesNotMatch(message({ se: '2026-01-01T12:01' }), /expired/, zone);
    assert.match(message({ st: '2026-01-01T12:01' }), /valid only from/, zone);
  }
});

test('a refusal says what is wrong with the SAS', () => {
  const now = Date.UTC(2026, 0, 1);
  const message = (sas: Record<string, string>, code = 'AuthenticationFailed', status = 403) =>
    answerError(
      { ...place, sas: new Map(Object.entries(sas)), identity: undefined },
      { status, code, date: new Date(now).toUTCString(), retryAfter: undefined },
      now,
    ).message;
  assert.match(message({ se: '2025-12-31T00:00:00Z' }), /expired at 2025-12-31T00:00:00Z/);
  assert.match(message({ st: '2026-01-02T00:00:00Z' }), /valid only from 2026-01-02T00:00:00Z/);
  // An offset whose plus sign was not encoded, as it is decoded: 22:00 and 02:00 in UTC.
  assert.match(message({ se: '2026-01-01T00:00:00 02:00' }), /the SAS expired at/);
  assert.match(message({ st: '2025-12-31T23:59:00-02:00' }), /valid only from .*, in 7140 s/);
  assert.match(message({ ss: 'bf', srt: 'o', sp: 'r' }), /ss=bf\): it needs ss=t/);
  assert.match(message({ ss: 't', srt: 's', sp: 'r' }), /srt=s\): it needs srt=o/);
  // It has what Azure's Table service wants, and its emulator wants more: never the same that it has.
  assert.match(
    message({ ss: 't', srt: 'o', sp: 'r' }, 'AuthorizationResourceTypeMismatch', 403),
    /\(srt=o\).*srt=sco/,
  );
  assert.match(
    message({ ss: 't', srt: 'c', sp: 'r' }, 'AuthorizationResourceTypeMismatch', 403),
    /\(srt=c\).*srt=o/,
  );
  assert.match(message({ tn: 'other', sp: 'r' }), /for the table "other"/);
  assert.match(message({ sp: 'au' }), /sp=au\): it needs sp=r/);
  assert.match(message({ sp: 'r' }, 'AuthorizationSourceIPMismatch'), /IP address \(sip\)/);
  assert.match(message({ sp: 'r' }, 'KeyBasedAuthenticationNotPermitted'), /does not allow shared keys/);
  assert.match(message({ sp: 'r' }, 'AuthorizationFailure'), /firewall/);
});
