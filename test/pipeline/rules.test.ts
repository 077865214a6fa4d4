import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { hashOf } from '../../src/transforms/transforms.ts';
import { runAzlog } from '../support/run-azlog.ts';
import { findSecrets } from '../support/secret-search.ts';
import { type Lab, minute, openLab, until } from './lab.ts';

suite('rules of the operator, from the table to the receiver', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab(9);
  });
  after(() => lab.close());

  test('what was read is delivered, filtered or a dead letter, for each destination; the key is nowhere', async (t) => {
    const received = new Map<string, Buffer[]>();
    const listen = async (name: string): Promise<number> => {
      received.set(name, []);
      const server = createServer((socket) => {
        socket.on('data', (data) => received.get(name)?.push(data));
        // A receiver that has read it all, to the end, closes in turn: the proof.
        socket.on('end', () => socket.end());
        socket.on('error', () => {});
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => server.close());
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : assert.fail();
    };
    const textOf = (name: string): string => Buffer.concat(received.get(name) ?? []).toString();
    /** Each once: a machine that is busy may have sent some again. */
    const linesOf = (name: string): readonly string[] => [
      ...new Set(
        textOf(name)
          .split('\n')
          .filter((line) => line !== ''),
      ),
    ];

    const key = randomBytes(24).toString('hex');
    const written = await lab.write(300, Date.now() - minute, Date.now());
    await lab.writeBroken(3, Date.now());
    const destination = async (name: string) => ({
      name,
      type: 'syslog',
      host: '127.0.0.1',
      port: await listen(name),
      transport: 'tcp',
      framing: 'lf',
      proofSeconds: 0.5,
    });
    const config = {
      queue: { url: `embedded:${join(lab.folder, 'queue')}` },
      sources: [lab.source()],
      destinations: [await destination('siem'), await destination('lake'), await destination('nothing')],
      hashing: { key: { env: 'THE_HASH_KEY' } },
      transforms: [
        { name: 'no-machines', destinations: 'siem', exclude: { fields: { '*UserName': '*$' } } },
        { name: 'logons', destinations: 'siem', exclude: { ids: '4624-4625' } },
        { name: 'names', destinations: 'lake', hash: ['*UserName', 'AccountName'] },
        { name: 'tag', destinations: 'lake', add: { Environment: 'test' } },
        { name: 'none', destinations: 'nothing', include: { ids: 1 } },
        { name: 'never', exclude: { ids: 65_535 } },
      ],
    };
    const azlog = await lab.run('all', config, { THE_HASH_KEY: key });
    const readMetrics = async (): Promise<string> => await (await fetch(`${azlog.healthUrl}/metrics`)).text();
    const countIn = (metrics: string, name: string, ...labels: readonly string[]): number =>
      metrics
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    const shareOf = (metrics: string, name: string) => ({
      proven: countIn(metrics, 'azlog_messages_proven_total', `destination="${name}"`),
      filtered: countIn(metrics, 'azlog_events_filtered_total', `destination="${name}"`, 'source="vms"'),
      dead: countIn(metrics, 'azlog_dead_letters_total', 'source="vms"'),
    });
    const rows = written.length + 3;
    let metrics = '';
    const shares = () => ['siem', 'lake', 'nothing'].map((name) => shareOf(metrics, name));
    await until(
      'every row in its place',
      async () => {
        metrics = await readMetrics();
        return shares().every(({ proven, filtered, dead }) => proven + filtered + dead === rows);
      },
      60,
      () => JSON.stringify(shares()),
    );

    assert.equal(countIn(metrics, 'azlog_rows_read_total', 'source="vms"'), rows);
    const siem = shareOf(metrics, 'siem');
    assert.deepEqual(shareOf(metrics, 'nothing'), { proven: 0, filtered: written.length, dead: 3 });
    assert.deepEqual(shareOf(metrics, 'lake'), { proven: written.length, filtered: 0, dead: 3 });
    assert.ok(siem.filtered > 20 && siem.proven > 20, JSON.stringify(siem));
    const [byName = 0, byId = 0, never] = ['no-machines', 'logons', 'never'].map((rule) =>
      countIn(metrics, 'azlog_events_filtered_total', 'destination="siem"', `rule="${rule}"`),
    );
    assert.ok(byName > 0 && byId > 0, `${byName} ${byId}`);
    assert.equal(byName + byId, siem.filtered);
    assert.equal(never, 0);
    assert.match(metrics, /azlog_events_filtered_total\{source="vms",destination="lake",rule="never"\} 0\n/);

    // What came, and what it says.
    assert.equal(linesOf('siem').length, siem.proven);
    assert.equal(linesOf('lake').length, written.length);
    assert.ok(linesOf('siem').every((line) => !/\|462[45]\|/.test(line)));
    const names = new Map<string, string>();
    for (const line of linesOf('siem')) {
      const [, name = ''] = / duser=(.*?) \w+=/.exec(line) ?? [];
      const [, uid = ''] = /AzlogUid=(\S+)/.exec(line) ?? [];
      if (name !== '') names.set(uid, name);
    }
    assert.ok(names.size > 5, `${names.size} names`);
    for (const line of linesOf('lake')) {
      assert.match(line, / AzlogWinEnvironment=test/);
      const [, uid = ''] = /AzlogUid=(\S+)/.exec(line) ?? [];
      const name = names.get(uid);
      if (name !== undefined) assert.ok(line.includes(` duser=${hashOf(name, key)}`), `${name}: ${line}`);
    }

    const file = (await readdir(lab.folder)).find((entry) => entry.endsWith('.yaml')) ?? '';
    const env = { THE_HASH_KEY: key };
    const status = await runAzlog(['status', '--json', '--config', join(lab.folder, file)], env);
    const { destinations } = JSON.parse(status.stdout) as {
      destinations: readonly { name: string; filtered: number }[];
    };
    assert.deepEqual(
      destinations.map(({ name, filtered }) => [name, filtered]),
      [
        ['siem', siem.filtered],
        ['lake', 0],
        ['nothing', written.length],
      ],
    );

    await azlog.stop('SIGKILL');
    const stored = await Promise.all(
      (await readdir(join(lab.folder, 'queue'), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name))),
    );
    assert.ok(stored.length > 0 && !stored.some((bytes) => bytes.includes(key)), 'the key is stored');
    const seen = [azlog.output(), status.stdout, metrics, ...[...received.keys()].map(textOf)].join('\n');
    assert.deepEqual(findSecrets('what is seen', seen, [{ name: 'key of hashes', value: key }]), []);
  });
});
