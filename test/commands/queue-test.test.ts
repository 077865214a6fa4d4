import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { suite, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import pg from 'pg';
import { queueTest } from '../../src/commands/queue-test.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import { startControlServer } from '../../src/status/control-server.ts';
import { createStatusReader } from '../../src/status/status-reader.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';
import { tlsSettings } from '../support/redis-cluster.ts';
import { startRedisNode } from '../support/redis-node.ts';

const nothing = { sources: [], destinations: [], budgetBytes: 1 };

interface Step {
  readonly step: string;
  readonly outcome: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly problems: readonly string[];
}

/** Tries a queue, and gives its steps as `name: outcome`, with all that they say. */
async function tried(t: TestContext, url: string, more = '') {
  const folder = temporaryFolder(t, {
    'azlog.yaml': `queue: { url: '${url}'${more} }
sources: [{ type: wad-table, account: acct, sas: 'sv=2020-08-04&ss=t&srt=o&sp=r&sig=c2ln' }]
destinations: [{ name: siem, type: syslog, host: 127.0.0.1, port: 9, transport: tcp }]
`,
  });
  const load = { path: join(folder, 'azlog.yaml'), env: {} };
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const code = await queueTest(load, { json: true }, output, new AbortController().signal);
  const { results } = JSON.parse(text) as {
    readonly results: readonly { readonly steps: readonly Step[] }[];
  };
  const steps = results[0]?.steps ?? [];
  return {
    code,
    text,
    steps: steps.map(({ step, outcome }) => `${step}: ${outcome}`),
    problems: steps.flatMap(({ problems }) => problems).join('\n'),
    facts: steps.flatMap(({ facts }) => facts.map(({ name, value }) => `${name}: ${value}`)).join('\n'),
  };
}

suite('azlog queue test', () => {
  test('on Redis: every step, and nothing is left or changed', async (t) => {
    const redis = await startRedis();
    t.after(() => redis.stop());
    const client = new Redis(redis.url);
    t.after(() => client.disconnect());
    const queue = await openQueue({ url: redis.url, prefix: '{azlog}' }, () => {});
    await queue.add([{ queue: 'polls', id: 'vms.1', data: { v: 1 }, keep: 'history' }]);
    await queue.close();
    const before = (await client.keys('*')).toSorted();
    const dump = await client.dumpBuffer('{azlog}:polls:vms.1');

    const { code, steps, facts, problems } = await tried(t, redis.url);
    assert.deepEqual(steps, [
      'name: ok',
      'connect: ok',
      'TLS: not tried',
      'sign in: ok',
      'server: ok',
      'write, take and remove a job: ok',
    ]);
    assert.equal(code, 0, problems);
    assert.match(facts, /version: (Redis|Valkey) \d+\./);
    assert.match(facts, /role: primary/);
    assert.match(facts, /log of changes: appendonly yes/);
    assert.deepEqual((await client.keys('*')).toSorted(), before);
    assert.deepEqual(await client.dumpBuffer('{azlog}:polls:vms.1'), dump);

    await client.call('CONFIG', 'SET', 'maxmemory', '100mb');
    await client.call('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const evicting = await tried(t, redis.url);
    assert.equal(evicting.steps[4], 'server: warning');
    assert.match(evicting.problems, /maxmemory-policy is allkeys-lru; set it to noeviction/);
    assert.equal(evicting.code, 0);

    await client.call('ACL', 'SETUSER', 'narrow', 'on', '>s3cret', '~*', '+@all', '-evalsha', '-eval');
    const narrow = await tried(t, redis.url.replace('//', '//narrow:s3cret@'));
    assert.equal(narrow.steps.at(-1), 'write, take and remove a job: failed', narrow.text);
    assert.match(narrow.problems, /too few permissions.*eval/);
    assert.doesNotMatch(narrow.text, /s3cret/);

    await client.call('REPLICAOF', '192.0.2.1', 6379);
    const replica = await tried(t, redis.url);
    assert.equal(replica.code, 1);
    assert.equal(replica.steps[4], 'server: failed');
    assert.match(replica.problems, /is a replica.*set queue\.url to the primary \(192\.0\.2\.1:6379\)/);
    await client.call('REPLICAOF', 'NO', 'ONE');

    await client.call('CONFIG', 'SET', 'requirepass', 'right');
    const stranger = await tried(t, redis.url);
    assert.equal(stranger.steps[3], 'sign in: failed');
    assert.match(stranger.problems, /requires a password; set queue\.password/);

    await redis.kill();
    const away = await tried(t, redis.url);
    assert.deepEqual(away.steps.slice(1, 3), ['connect: failed', 'TLS: not tried']);
    assert.match(away.problems, /refuses the connection; is it running\? \(queue\.url\)/);
    const unknown = await tried(t, 'redis://no-such-host.invalid');
    assert.equal(unknown.steps[0], 'name: failed');
  });

  test('on Redis over TLS: the certificate is shown, also where it is not trusted', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'azlog-queue-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const certificates = await createCertificates(folder);
    const { caFile, otherCaFile } = certificates;
    const node = await startRedisNode({
      port: await freePort(),
      folder: join(folder, 'server'),
      settings: tlsSettings(certificates),
      ca: await readFile(caFile),
    });
    t.after(() => node.kill());
    const url = `rediss://127.0.0.1:${node.port}`;
    const good = await tried(t, url, `, caFile: '${caFile}'`);
    assert.equal(good.code, 0, good.text);
    assert.equal(good.steps[2], 'TLS: ok');
    assert.match(good.facts, /version: TLSv1\.3.*\n.*certificate: /);
    const wrong = await tried(t, url, `, caFile: '${otherCaFile}'`);
    assert.equal(wrong.steps[2], 'TLS: failed');
    assert.match(wrong.problems, /set queue\.caFile/);
    assert.match(wrong.facts, /certificate: /);
  });

  test('on PostgreSQL: every step, and no row is left', async (t) => {
    const postgres = await startPostgres('of-the-server');
    t.after(() => postgres.stop());
    const { code, steps, facts, text } = await tried(t, postgres.url);
    assert.equal(code, 0, text);
    assert.equal(steps.at(-1), 'write, take and remove a job: ok');
    assert.match(facts, /version: PostgreSQL \d+/);
    assert.doesNotMatch(text, /of-the-server/);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query('SELECT queue FROM bullmq.job UNION SELECT queue FROM bullmq.dedup');
    await client.end();
    assert.deepEqual(rows, []);
    const wrong = await tried(t, postgres.url.replace('of-the-server', 'wrong'));
    assert.equal(wrong.steps[3], 'sign in: failed');
    assert.match(wrong.problems, /check queue\.password/);
    const nowhere = await tried(t, postgres.url.replace(/postgres$/, 'nowhere'));
    assert.match(nowhere.problems, /no such database; create it/);
  });

  test('an embedded queue: not there yet, unusable, and in use by a process that answers', async (t) => {
    const folder = temporaryFolder(t);
    const fresh = await tried(t, `embedded:${join(folder, 'queue')}`);
    assert.deepEqual(fresh.steps, ['folder: ok', 'process that has it: not tried']);
    assert.equal(fresh.code, 0);
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(tried(t, `embedded:${join(folder, 'file', 'queue')}`), {
      code: 'CONFIG_INVALID',
      message: /leads through a file/,
    });
    const control = await startControlServer(folder, {
      status: () => createStatusReader({ url: `embedded:${folder}/other`, prefix: '' }, nothing).read(),
      tail: () => () => {},
    });
    const used = await tried(t, `embedded:${folder}`);
    assert.deepEqual(used.steps, ['folder: ok', 'process that has it: ok']);
    assert.match(used.facts, /in use: by a running azlog that answers/);
    await control.close();
    const hanging = await startControlServer(folder, {
      status: () => Promise.reject(new Error('not now')),
      tail: () => () => {},
    });
    t.after(() => hanging.close());
    const silent = await tried(t, `embedded:${folder}`);
    assert.equal(silent.steps[1], 'process that has it: failed');
    assert.equal(silent.code, 1);
  });

  test('an embedded queue that no process has: it is opened, and a job written', async (t) => {
    const url = `embedded:${join(temporaryFolder(t), 'queue')}`;
    await (await openQueue({ url, prefix: '' }, () => {})).close();
    const { code, steps, text } = await tried(t, url);
    assert.equal(code, 0, text);
    assert.deepEqual(steps.slice(1), [
      'process that has it: not tried',
      'open the folder: ok',
      'write, take and remove a job: ok',
    ]);
    // It is free again.
    await (await openQueue({ url, prefix: '' }, () => {})).close();
  });
});
