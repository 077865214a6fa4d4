import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AzlogError, type ErrorCode } from '../../src/errors.ts';
import { placeOf } from '../../src/queue/place-of.ts';
import { storeError } from '../../src/queue/store-error.ts';

const redis = placeOf('redis://app:s3cret@127.0.0.1:6390/2');
const postgres = placeOf('postgres://app:s3cret@db.example/azlog');

const withCode = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

/** What libraries and the system throw, as they throw it; and what an operator is to read. */
const cases: readonly (readonly [error: unknown, code: ErrorCode, says: RegExp])[] = [
  [
    withCode('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:6390'),
    'QUEUE_UNREACHABLE',
    /is it running\? \(queue\.url\)$/,
  ],
  [
    new AggregateError([
      withCode('ECONNREFUSED', 'connect ECONNREFUSED ::1:6390'),
      withCode('ECONNREFUSED', 'b'),
    ]),
    'QUEUE_UNREACHABLE',
    /refuses the connection/,
  ],
  [
    withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND redis'),
    'QUEUE_UNREACHABLE',
    /host name is not known; check queue\.url/,
  ],
  [withCode('EAI_AGAIN'), 'QUEUE_UNREACHABLE', /the DNS server does not answer/],
  [withCode('ECONNRESET', 'read ECONNRESET'), 'QUEUE_UNREACHABLE', /closed the connection/],
  [
    withCode('ETIMEDOUT', 'connect ETIMEDOUT'),
    'QUEUE_UNREACHABLE',
    /does not answer in time; check queue\.url/,
  ],
  [new Error('Command timed out'), 'QUEUE_UNREACHABLE', /does not answer in time/],
  [new Error('Connection is closed.'), 'QUEUE_UNREACHABLE', /there is no connection to it/],
  [
    new Error(
      'Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.',
    ),
    'QUEUE_UNREACHABLE',
    /there is no connection to it at present$/,
  ],
  [
    withCode('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
    'QUEUE_UNREACHABLE',
    /certificate.*queue\.caFile/,
  ],
  [
    withCode('ERR_TLS_CERT_ALTNAME_INVALID'),
    'QUEUE_UNREACHABLE',
    /certificate is for another name; set queue\.serverName/,
  ],
  [withCode('CERT_HAS_EXPIRED'), 'QUEUE_UNREACHABLE', /expired; renew it/],
  [withCode('ERR_SSL_WRONG_VERSION_NUMBER'), 'QUEUE_UNREACHABLE', /does not answer in TLS/],
  [
    new Error('WRONGPASS invalid username-password pair or user is disabled.'),
    'QUEUE_REFUSED',
    /check queue\.password/,
  ],
  [new Error('NOAUTH Authentication required.'), 'QUEUE_REFUSED', /requires a password; set queue\.password/],
  [
    new Error("NOPERM User app has no permissions to run the 'evalsha' command"),
    'QUEUE_REFUSED',
    /too few permissions.*evalsha/,
  ],
  [new Error('DENIED Redis is running in protected mode'), 'QUEUE_REFUSED', /protected mode/],
  [
    new Error("READONLY You can't write against a read only replica."),
    'QUEUE_READ_ONLY',
    /set queue\.url to the primary/,
  ],
  [new Error('LOADING Redis is loading the dataset in memory'), 'QUEUE_NOT_READY', /still starting/],
  [
    new Error("OOM command not allowed when used memory > 'maxmemory'."),
    'QUEUE_FULL',
    /raise its maxmemory.*queue\.budget/,
  ],
  [
    Object.assign(new Error('EXECABORT Transaction discarded because of previous errors.'), {
      previousErrors: [new Error("OOM command not allowed when used memory > 'maxmemory'.")],
    }),
    'QUEUE_FULL',
    /raise its maxmemory/,
  ],
  [new Error('MISCONF Redis is configured to save RDB snapshots'), 'QUEUE_FULL', /cannot write to its disk/],
  [new Error('MASTERDOWN Link with MASTER is down'), 'QUEUE_NOT_READY', /lost its primary/],
  [new Error('CLUSTERDOWN The cluster is down'), 'QUEUE_NOT_READY', /cluster/],
  [new Error('ERR max number of clients reached'), 'QUEUE_NOT_READY', /accepts no more connections/],
  [
    withCode('28P01', 'password authentication failed for user "app"'),
    'QUEUE_REFUSED',
    /check queue\.password/,
  ],
  [withCode('3D000', 'database "azlog" does not exist'), 'QUEUE_REFUSED', /no such database; create it/],
  [withCode('42501', 'permission denied for database azlog'), 'QUEUE_REFUSED', /too few permissions/],
  [withCode('53300', 'sorry, too many clients already'), 'QUEUE_NOT_READY', /accepts no more connections/],
  [withCode('57P03', 'the database system is starting up'), 'QUEUE_NOT_READY', /still starting/],
  [
    withCode('57P01', 'terminating connection due to administrator command'),
    'QUEUE_UNREACHABLE',
    /closed the connection/,
  ],
  [withCode('53100', 'could not extend file: No space left on device'), 'QUEUE_FULL', /disk is full/],
  [
    withCode('25006', 'cannot execute INSERT in a read-only transaction'),
    'QUEUE_READ_ONLY',
    /set queue\.url to the primary/,
  ],
  [withCode('XX001', 'invalid page in block 0'), 'QUEUE_DAMAGED', /restore it from a backup/],
  [withCode('ENOSPC', 'ENOSPC: no space left on device, write'), 'QUEUE_FULL', /disk is full/],
  [
    new Error('Something that nobody foresaw'),
    'QUEUE_UNREACHABLE',
    /failed with an unknown error: Something that nobody foresaw/,
  ],
];

suite('what a store throws', () => {
  for (const [error, code, says] of cases) {
    test(`${code}: ${error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : error}`, () => {
      for (const place of [redis, postgres]) {
        const fault = storeError(error, place);
        assert.ok(fault instanceof AzlogError);
        assert.equal(fault.code, code);
        assert.equal(fault.kind, 'retryable');
        assert.match(fault.message, says);
        assert.ok(fault.message.startsWith(place.name), fault.message);
        assert.doesNotMatch(fault.message, /maxRetriesPerRequest|s3cret/);
      }
    });
  }

  test('an error of ours stays what it is', () => {
    const error = new AzlogError('QUEUE_LOCKED', 'in use');
    assert.equal(storeError(error, redis), error);
  });
});

test('a store is named without its secrets', () => {
  const names = [
    'redis://app:s3cret@127.0.0.1:6390/2',
    'rediss://:s3cret@redis.example',
    'redis+cluster://app:s3cret@a.example:7000,[2001:db8::1]:7001',
    'redis+sentinel://:s3cret@a.example,b.example:26380/main/1',
    'postgres://app:s3cret@db.example/azlog',
    'postgresql://db.example:5433/',
    'embedded:/var/lib/azlog',
  ].map((url) => placeOf(url).name);
  assert.deepEqual(names, [
    'Redis at 127.0.0.1:6390',
    'Redis at redis.example:6379',
    'the Redis Cluster (a.example:7000, [2001:db8::1]:7001)',
    'the Redis primary main (Sentinels a.example:26379, b.example:26380)',
    'PostgreSQL at db.example:5432, database azlog',
    'PostgreSQL at db.example:5433',
    'the embedded queue in /var/lib/azlog',
  ]);
});
