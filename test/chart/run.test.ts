import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mainProgram, nodeFlags } from '../../lab/programs/node-flags.ts';
import { type StageName, stageNames } from '../../src/pipeline.ts';
import { minute, openLab, uidsIn, until } from '../pipeline/lab.ts';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/process.ts';
import { startRsyslog } from '../support/rsyslog.ts';
import { type Cluster, layOutContainer } from './container.ts';
import { at, find, podSpec, render, withoutHelm } from './helm.ts';
import { layOutRedis } from './rendered-redis.ts';

/**
 * A release on this machine: each container of it is a process with the arguments, the environment and the files that
 * were rendered for it. Only what pods have of their own and processes share is changed: the name of Redis, and ports.
 */
test('a release delivers every row: each stage runs on what was rendered for it', {
  skip: withoutHelm,
}, async (t) => {
  const lab = await openLab(11);
  t.after(() => lab.close());
  const { caFile, client, server: certificate } = lab.certificates;
  const siem = join(lab.folder, 'siem');
  await mkdir(siem);
  const rsyslog = await startRsyslog({ folder: siem, tls: { caFile, server: certificate } });
  t.after(() => rsyslog.stop());

  const mounted = '/run/secrets/rsyslog-client';
  const objects = await render([], {
    config: {
      sources: [lab.source({ accountKey: { file: '/run/secrets/azlog-azure/key' } })],
      destinations: [
        {
          name: 'rsyslog',
          preset: 'rsyslog',
          host: '127.0.0.1',
          port: rsyslog.port,
          proofSeconds: 1,
          tls: { caFile: `${mounted}/ca.crt`, certFile: `${mounted}/tls.crt`, keyFile: `${mounted}/tls.key` },
        },
      ],
    },
    poller: { secrets: [{ secret: 'azlog-azure' }] },
    sender: { secrets: [{ secret: 'rsyslog-client' }] },
    redis: { enabled: true },
  });
  const cluster: Cluster = {
    secrets: {
      'azlog-azure': { key: lab.azurite.accountKey },
      'rsyslog-client': {
        'ca.crt': await readFile(caFile, 'utf8'),
        'tls.crt': await readFile(client.certFile, 'utf8'),
        'tls.key': await readFile(client.keyFile, 'utf8'),
      },
    },
  };

  const redis = await layOutRedis(lab.folder, objects, cluster);
  const store = await redis.start();
  t.after(() => store.stop());
  await redis.probe();

  const run = async (stage: StageName) => {
    const manifest = find(objects, 'Deployment', `azlog-azlog-forwarder-${stage}`);
    const spec = podSpec({ kind: 'Deployment', name: '', manifest });
    const { args, env } = await layOutContainer(lab.folder, spec, objects, cluster);
    const port = await freePort();
    const started = await startServer({
      program: process.execPath,
      args: [...nodeFlags, mainProgram, ...args],
      env: {
        ...env,
        AZLOG_QUEUE_URL: (env['AZLOG_QUEUE_URL'] ?? '').replace(/\/\/[^/]+/, `//127.0.0.1:${redis.port}`),
        AZLOG_HTTP_PORT: String(port),
      },
      ready: (output) => output.includes('"msg":"running"'),
      readyMs: 60_000,
    });
    t.after(() => started.stop('SIGKILL'));
    const probe = async (kind: string): Promise<number> => {
      const path = at(spec, `containers.0.${kind}Probe.httpGet.path`);
      return (await fetch(`http://127.0.0.1:${port}${String(path)}`)).status;
    };
    return { stage, process: started, probe };
  };
  // Of the last minutes: older ones that have been read are asked for again only once a minute.
  const now = Date.now();
  const uids = await lab.write(2_000, now - 2 * minute, now);
  const stages = await Promise.all(stageNames.map(run));

  const received = async (): Promise<Map<string, number>> => uidsIn(rsyslog.messagesFile);
  await until('all rows at the SIEM', async () => (await received()).size === uids.length, 90);
  assert.deepEqual([...(await received()).keys()].sort(), [...uids].sort());

  for (const { stage, probe } of stages) {
    for (const kind of ['startup', 'liveness']) assert.equal(await probe(kind), 200, `${stage}: ${kind}`);
    await until(`${stage} is ready`, async () => (await probe('readiness')) === 200, 30);
  }
  for (const { stage, process: running } of stages) {
    await running.stop('SIGTERM');
    assert.match(running.output(), /\[ended: 0\]$/, `${stage} did not stop in order`);
  }
});
