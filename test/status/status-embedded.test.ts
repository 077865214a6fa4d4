import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { openQueue } from '../../src/queue/open-queue.ts';
import { statusContract } from '../contracts/status.ts';
import { type Lab, openLab, until } from '../pipeline/lab.ts';
import { freePort } from '../support/free-port.ts';
import { runAzlog, startAzlog } from '../support/run-azlog.ts';

suite('status on the embedded queue', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab(43);
  });
  after(() => lab.close());
  statusContract(
    () => lab,
    () => ({
      url: `embedded:${join(lab.folder, 'queue')}`,
      processes: ['all'],
      noticedMs: 1_500,
      // They are shown on the socket, so there is nothing in the store.
      tailNotes: async () => 0,
    }),
  );
});

suite('the folder of an embedded queue', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab(46);
  });
  after(() => lab.close());
  const prepare = async (name: string): Promise<{ config: object; file: string; folder: string }> => {
    const folder = join(lab.folder, name);
    const config = {
      queue: { url: `embedded:${folder}` },
      http: { port: await freePort() },
      sources: [lab.source()],
      destinations: [{ name: 'siem', host: '127.0.0.1', port: await freePort(), transport: 'tcp' }],
    };
    const file = join(lab.folder, `${name}.yaml`);
    await writeFile(file, stringify(config));
    return { config, file, folder };
  };

  test('status makes nothing where nothing was', async () => {
    const { file, folder } = await prepare('never');
    const { code, stdout } = await runAzlog(['status', '--config', file]);
    assert.equal(code, 1);
    assert.match(stdout, /^ATTENTION: no process runs the poller, formatter or sender {2,}/);
    assert.equal(existsSync(folder), false);
    const tail = await runAzlog(['tail', '--destination', 'siem', '--config', file]);
    assert.equal(tail.code, 1);
    assert.match(tail.stderr, /^no azlog is running on the queue in /);
  });

  test('the socket is for its owner alone; one that a killed process left behind is taken over', async () => {
    const { config, file, folder } = await prepare('killed');
    const socket = join(folder, 'control.sock');
    const first = await lab.run('all', config);
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    await first.stop('SIGKILL');
    assert.ok(existsSync(socket), 'a killed process leaves it');
    const dead = await runAzlog(['status', '--config', file]);
    assert.equal(dead.code, 1);
    assert.match(dead.stdout, /^ATTENTION: no process runs/);
    const second = await lab.run('all', config);
    const alive = await runAzlog(['status', '--json', '--config', file]);
    assert.equal(alive.stderr, '');
    assert.equal(JSON.parse(alive.stdout).processes[0].pid, second.pid);
    await second.stop();
    assert.ok(!existsSync(socket), 'one that ends in order takes it away');
  });

  test('a process that starts while status looks into the folder waits for it', async () => {
    const { config, file, folder } = await prepare('looked-into');
    const first = await lab.run('all', config);
    await first.stop();
    const looking = await openQueue({ url: `embedded:${folder}`, prefix: '', brief: true }, () => {});
    const run = startAzlog(['run', '--config', file]);
    await until('the start', () => run.stderr().includes('"msg":"starting"'), 60, run.stderr);
    // Long enough to come to the lock.
    await sleep(5_000);
    assert.equal(run.child.exitCode, null, run.stderr());
    assert.doesNotMatch(run.stderr(), /"msg":"running"/);
    await looking.close();
    await until('the running process', () => run.stderr().includes('"msg":"running"'), 60, run.stderr);
    run.child.kill('SIGTERM');
    assert.equal(await run.ended, 0);
  });

  test('a folder that a process has, and does not answer for, is said so', async () => {
    const { file, folder } = await prepare('held');
    const held = await openQueue({ url: `embedded:${folder}`, prefix: '' }, () => {});
    const { code, stdout } = await runAzlog(['status', '--config', file]);
    await held.close();
    assert.equal(code, 1);
    assert.match(stdout.replaceAll('\n', ' '), new RegExp(`is in use by process ${process.pid} `));
  });
});
