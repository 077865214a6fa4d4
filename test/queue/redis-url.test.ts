import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseRedisUrl } from '../../src/queue/redis-url.ts';

const plain = { tls: false, user: undefined, password: undefined, db: 0 };

suite('URLs of several Redis servers', () => {
  test('a cluster: hosts with commas, the port 6379 where none is given', () => {
    assert.deepEqual(parseRedisUrl('redis+cluster://redis-1:7001,redis-2,[fd00::1]:7003,[fd00::2]'), {
      ...plain,
      kind: 'cluster',
      master: '',
      hosts: [
        { host: 'redis-1', port: 7001 },
        { host: 'redis-2', port: 6379 },
        { host: 'fd00::1', port: 7003 },
        { host: 'fd00::2', port: 6379 },
      ],
    });
    for (const end of ['/', '/0']) assert.equal(parseRedisUrl(`redis+cluster://a${end}`)?.kind, 'cluster');
  });

  test('Sentinels: the port 26379 where none is given, name of the master and database', () => {
    assert.deepEqual(parseRedisUrl('redis+sentinel://s-1,10.0.0.2:5000/mymaster/3'), {
      ...plain,
      kind: 'sentinel',
      master: 'mymaster',
      db: 3,
      hosts: [
        { host: 's-1', port: 26379 },
        { host: '10.0.0.2', port: 5000 },
      ],
    });
    assert.equal(parseRedisUrl('redis+sentinel://s-1/mymaster')?.db, 0);
  });

  test('rediss is TLS', () => {
    assert.equal(parseRedisUrl('rediss+cluster://a')?.tls, true);
    assert.equal(parseRedisUrl('rediss+sentinel://a/m')?.tls, true);
  });

  test('user and password, with any character written as %XX', () => {
    const login = (text: string) => {
      const { user, password } = parseRedisUrl(`redis+cluster://${text}@a`) ?? {};
      return [user, password];
    };
    assert.deepEqual(login(':secret'), [undefined, 'secret']);
    assert.deepEqual(login('azlog:secret'), ['azlog', 'secret']);
    assert.deepEqual(login('azlog'), ['azlog', undefined]);
    assert.deepEqual(login('a%3Ab:p%40%3A%2F%3F%23%25,x:y'), ['a:b', 'p@:/?#%,x:y']);
  });

  test('nothing else', () => {
    for (const url of [
      'redis://a',
      'redis+cluster://',
      'redis+cluster://a,',
      'redis+cluster://,a',
      'redis+cluster://a,,b',
      'redis+cluster://a:0',
      'redis+cluster://a:65536',
      'redis+cluster://a:x',
      'redis+cluster://a/1',
      'redis+cluster://a?x=1',
      'redis+cluster://fd00::1',
      'redis+cluster://:%zz@a',
      'redis+cluster://a@b@c',
      'redis+sentinel://a',
      'redis+sentinel://a/',
      'redis+sentinel://a/m/x',
      'redis+sentinel://a/m/1/2',
      'redis+other://a',
      ' redis+cluster://a',
    ]) {
      assert.equal(parseRedisUrl(url), undefined, url);
    }
  });
});
