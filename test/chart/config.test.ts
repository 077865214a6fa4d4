import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { type StageName, stageNames } from '../../src/pipeline.ts';
import { createCertificates } from '../support/certificates.ts';
import { at, exampleFiles, examplePath, listAt, type Rendered, render, textAt, withoutHelm } from './helm.ts';

/**
 * What the program makes of what the chart renders: each stage reads its configuration with the environment of its
 * container and with the files that are mounted there, and no others.
 */
const skip = withoutHelm;

let folder = '';
let pems: Readonly<Record<string, string>> = {};
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-chart-config-'));
  const { caFile, client } = await createCertificates(folder);
  pems = { 'ca.crt': caFile, 'ca.pem': caFile, 'tls.crt': client.certFile, 'tls.key': client.keyFile };
});
after(() => rm(folder, { recursive: true, force: true }));

/** What the Secrets of the examples hold, by name of key or variable. */
const contents: Readonly<Record<string, string>> = {
  sas: 'sv=2024&sp=r&sig=x',
  QUEUE_URL: 'rediss://:x@redis.example.com:6380/0',
  CONTOSO_CONNECTION_STRING: 'AccountName=x;AccountKey=a2V5',
};
const keysOfSecrets: Readonly<Record<string, readonly string[]>> = {
  'azlog-queue-url': ['QUEUE_URL'],
  'azlog-azure': ['CONTOSO_CONNECTION_STRING'],
};

interface Surroundings {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Lays out a container's files below a folder of its own, and gives its environment with the places moved there. */
async function layOut(objects: readonly Rendered[], container: unknown): Promise<Surroundings> {
  const root = await mkdtemp(join(folder, 'container-'));
  const move = (text: string): string =>
    ['/run/secrets/', '/etc/azlog/'].reduce(
      (moved, place) => moved.replaceAll(place, `${root}${place}`),
      text,
    );
  const map = objects.find(
    ({ kind, manifest }) => kind === 'ConfigMap' && at(manifest, 'data.[azlog.yaml]') !== undefined,
  );
  const config = move(textAt(map?.manifest, 'data.[azlog.yaml]'));
  const mounts = listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'mountPath'));
  const env = new Map<string, string>();
  for (const entry of listAt(container, 'env')) {
    const value = at(entry, 'value');
    env.set(textAt(entry, 'name'), typeof value === 'string' ? move(value) : 'a2V5');
  }
  for (const from of listAt(container, 'envFrom')) {
    for (const key of keysOfSecrets[textAt(from, 'secretRef.name')] ?? []) env.set(key, contents[key] ?? '');
  }
  const named = [config, ...env.values()].join('\n').match(new RegExp(`${root}/[\\w./-]+`, 'g')) ?? [];
  for (const path of named.filter((file) => mounts.some((mount) => file.startsWith(`${root}${mount}/`)))) {
    await mkdir(dirname(path), { recursive: true });
    const pem = pems[basename(path)];
    if (pem !== undefined) await cp(pem, path);
    else await writeFile(path, `${contents[basename(path)] ?? 'secret'}\n`);
  }
  await mkdir(`${root}/etc/azlog`, { recursive: true });
  await writeFile(`${root}/etc/azlog/azlog.yaml`, config);
  return { path: env.get('AZLOG_CONFIG') ?? '', env: Object.fromEntries(env) };
}

function containerOf(objects: readonly Rendered[], stage: StageName): unknown {
  const deployment = objects.find(({ kind, name }) => kind === 'Deployment' && name.endsWith(`-${stage}`));
  return at(deployment?.manifest, 'spec.template.spec.containers.0');
}

test('every stage of every file in ci/ finds its configuration valid, with its own secrets only', {
  skip,
}, async () => {
  for (const file of await exampleFiles()) {
    const objects = await render([file]);
    for (const stage of stageNames) {
      const { path, env } = await layOut(objects, containerOf(objects, stage));
      const config = loadConfig({ path, env, cwd: folder, stages: [stage] });
      assert.match(config.queue.url, /^(redis|rediss|postgres):\/\//, file);
      assert.ok(['0.0.0.0', '::'].includes(config.http.host), `${file}: ${config.http.host}`);
      const port = listAt(containerOf(objects, stage), 'ports').map((entry) => at(entry, 'containerPort'));
      assert.deepEqual(port, [config.http.port], file);
    }
    const pod = objects.find(({ kind }) => kind === 'Pod');
    const tested = await layOut(objects, at(pod?.manifest, 'spec.containers.0'));
    loadConfig({ path: tested.path, env: tested.env, cwd: folder, stages: ['sender'] });
  }
});

test('no stage could do the work of another: its secrets are not there', { skip }, async () => {
  const objects = await render(['minimal-values.yaml']);
  const sender = await layOut(objects, containerOf(objects, 'sender'));
  assert.throws(
    () => loadConfig({ path: sender.path, env: sender.env, cwd: folder, stages: ['poller'] }),
    /azlog-azure\/sas does not exist/,
  );
  const poller = await layOut(objects, containerOf(objects, 'poller'));
  assert.throws(
    () => loadConfig({ path: poller.path, env: poller.env, cwd: folder, stages: ['sender'] }),
    /azlog-siem\/ca\.crt/,
  );
});

test('the configuration arrives as it is', { skip }, async () => {
  for (const file of await exampleFiles()) {
    const given: unknown = parse(await readFile(examplePath(file), 'utf8'));
    const objects = await render([file]);
    const map = objects.find(({ manifest }) => at(manifest, 'data.[azlog.yaml]') !== undefined);
    assert.deepEqual(parse(textAt(map?.manifest, 'data.[azlog.yaml]')), at(given, 'config'), file);
  }
});
