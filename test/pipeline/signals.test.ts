import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { stringify } from 'yaml';
import { freePort } from '../support/free-port.ts';
import { listens } from '../support/process.ts';
import { runAzlog } from '../support/run-azlog.ts';
import { type Azlog, type Lab, minute, openLab, untilWithProgress } from './lab.ts';

/** A receiver that keeps the uids of what it has read. */
async function startCollector(): Promise<{ port: number; uids: string[]; close(): void }> {
  const uids: string[] = [];
  const server = createServer((socket) => {
    let rest = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) uids.push(/AzlogUid=(\S+)/.exec(line)?.[1] ?? line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, uids, close: () => server.close() };
}

suite('signals', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab(11);
  });
  after(() => lab.close());

  test('SIGHUP brings a new destination in without loss or repetition, SIGUSR1 no debugger, SIGQUIT an orderly end', async (t) => {
    const [siem, lake] = [await startCollector(), await startCollector()];
    t.after(() => {
      siem.close();
      lake.close();
    });
    const destination = (name: string, port: number): object => ({
      name,
      host: '127.0.0.1',
      port,
      transport: 'tcp',
      framing: 'lf',
      proofSeconds: 0.5,
    });
    // The queue is where it is by default: beside the configuration.
    const config = {
      sources: [lab.source()],
      destinations: [destination('siem', siem.port)],
      shutdown: { drainSeconds: 300 },
    };
    const inspectorPort = await freePort();
    const first = await lab.write(400, Date.now() - minute, Date.now());
    const azlog: Azlog = await lab.run('all', config, { NODE_OPTIONS: `--inspect-port=${inspectorPort}` });
    const file = join(lab.folder, 'azlog-0.yaml');
    const http = (content: string): string => /^http:\n {2}port: (\d+)$/m.exec(content)?.[1] ?? '';
    const port = Number(http(await readFile(file, 'utf8')));
    const came = (): number => siem.uids.length + lake.uids.length;
    const all = async (what: string, done: () => boolean): Promise<void> =>
      await untilWithProgress(what, done, () => came() + azlog.output().length, 60, azlog.output);
    const count = (text: string): number => azlog.output().split(text).length - 1;

    assert.deepEqual((await readdir(lab.folder)).includes('data'), true);
    const status = await runAzlog(['status', '--json', '--config', file], {}, '/');
    assert.equal(JSON.parse(status.stdout).processes.length, 1, status.stdout);
    await all('the first rows', () => new Set(siem.uids).size === first.length);

    // In the middle of a stream, with a destination more.
    const second = await lab.write(600, Date.now() - minute, Date.now());
    await all('some of the second rows', () => siem.uids.length > first.length);
    const wider = {
      ...config,
      destinations: [destination('siem', siem.port), destination('lake', lake.port)],
    };
    await writeFile(file, stringify({ ...wider, http: { port } }));
    process.kill(azlog.pid, 'SIGHUP');
    await all('the second round', () => count('"msg":"running"') === 2);
    const third = await lab.write(100, Date.now() - minute, Date.now());
    const written = [...first, ...second, ...third];
    const has = (uids: readonly string[], wanted: readonly string[]): boolean => {
      const found = new Set(uids);
      return wanted.every((uid) => found.has(uid));
    };
    await all('all rows at both', () => has(siem.uids, written) && has(lake.uids, third));

    // What was counted before the reload is not counted again.
    await untilWithProgress(
      'all is proven',
      async () => (await azlog.metric('azlog_messages_proven_total')) === came(),
      came,
      60,
      azlog.output,
    );
    const report = await runAzlog(['status', '--json', '--config', file], {}, '/');
    const { sources, destinations } = JSON.parse(report.stdout);
    assert.deepEqual([sources[0].rows, destinations[0].proven], [written.length, written.length]);

    // One that cannot be used: all problems, and nothing else happens.
    await writeFile(file, stringify({ ...wider, http: { port: 'many' }, log: { level: 'loud' } }));
    process.kill(azlog.pid, 'SIGHUP');
    await all('the refusal', () => /reload: the configuration is not valid/.test(azlog.output()));
    assert.match(azlog.output(), /2 problems.*http\.port.*log\.level/);
    const fourth = await lab.write(50, Date.now() - minute, Date.now());
    await all('the rows after it', () => has(siem.uids, fourth) && has(lake.uids, fourth));
    assert.equal(count('"msg":"running"'), 2);

    process.kill(azlog.pid, 'SIGUSR1');
    // Both signals are taken by the same loop, the first one first.
    process.kill(azlog.pid, 'SIGHUP');
    await all('the second refusal', () => count('reload: the configuration is not valid') === 2);
    assert.doesNotMatch(azlog.output(), /Debugger|inspector/i);
    assert.equal(await listens(inspectorPort), false);

    process.kill(azlog.pid, 'SIGQUIT');
    await all('the end', () => azlog.output().includes('[ended: 0]'));
    assert.match(azlog.output(), /"msg":"stopping: finishing the work in hand".*"msg":"stopped"/s);
    assert.deepEqual(siem.uids.toSorted(), [...written, ...fourth].toSorted(), 'each once');
    assert.equal(new Set(lake.uids).size, lake.uids.length, 'each once');
  });

  test('a folder that nobody can use ends the start with 78 and what to do', async () => {
    const folder = join(lab.folder, 'refused');
    await mkdir(folder);
    const file = join(folder, 'azlog.yaml');
    await writeFile(
      file,
      stringify({
        queue: { url: 'embedded:/proc/azlog' },
        sources: [lab.source()],
        destinations: [{ host: 'siem' }],
      }),
    );
    const { code, stderr } = await runAzlog(['run', '--config', file]);
    assert.equal(code, 78);
    assert.match(stderr, /azlog\.yaml:2:\d+ {2}queue\.url\n {4}the folder \/proc\/azlog cannot be created/);
  });
});
