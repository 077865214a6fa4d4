import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { type StageName, stageNames } from '../../src/pipeline.ts';
import { createCertificates } from '../support/certificates.ts';
import { type Cluster, layOutContainer } from './container.ts';
import {
  at,
  exampleFiles,
  examplePath,
  listAt,
  podSpec,
  type Rendered,
  render,
  textAt,
  withoutHelm,
} from './helm.ts';

/**
 * What the program makes of what the chart renders: each stage reads its configuration with the environment of its
 * container and with the files that are mounted there, and no others.
 */
const skip = withoutHelm;

let folder = '';
let cluster: Cluster = {};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-chart-config-'));
  const { caFile, client } = await createCertificates(folder);
  const [ca, certificate, key] = await Promise.all(
    [caFile, client.certFile, client.keyFile].map((file) => readFile(file, 'utf8')),
  );
  assert.ok(ca !== undefined && certificate !== undefined && key !== undefined);
  const sas = 'sv=2024&sp=r&sig=x';
  // What the files in ci/ refer to.
  cluster = {
    secrets: {
      'azlog-azure': {
        sas,
        'account-key': 'a2V5',
        CONTOSO_CONNECTION_STRING: 'AccountName=x;AccountKey=a2V5',
      },
      'azlog-public': { sas },
      'azlog-government': { sas },
      'azlog-queue': { password: 'secret', 'redis-password': 'secret' },
      'azlog-queue-url': { QUEUE_URL: 'rediss://:secret@redis.example.com:6380/0' },
      'azlog-redis': { 'redis-password': 'secret' },
      'azlog-postgres': { password: 'secret' },
      'azlog-siem': { 'ca.crt': ca },
      'rsyslog-client': { 'ca.crt': ca, 'tls.crt': certificate, 'tls.key': key },
      'rsyslog-passphrase': { passphrase: 'secret' },
    },
    configMaps: { 'company-ca': { 'ca.pem': ca } },
    providerClasses: { 'azlog-azure': { sas } },
  };
});

after(() => rm(folder, { recursive: true, force: true }));

function specOf(objects: readonly Rendered[], kind: string, suffix: string): unknown {
  const rendered = objects.find((object) => object.kind === kind && object.name.endsWith(suffix));
  assert.ok(rendered, `there is no ${kind} that ends in ${suffix}`);
  return podSpec(rendered);
}

/** Reads what a pod of the release would read. */
async function load(objects: readonly Rendered[], spec: unknown, stage: StageName): Promise<Config> {
  const { env } = await layOutContainer(folder, spec, objects, cluster);
  return loadConfig({ path: env['AZLOG_CONFIG'], env, cwd: folder, stages: [stage] });
}

test('every stage of every file in ci/ finds its configuration valid, with its own secrets only', {
  skip,
}, async () => {
  for (const file of await exampleFiles()) {
    const objects = await render([file]);
    for (const stage of stageNames) {
      const spec = specOf(objects, 'Deployment', `-${stage}`);
      const config = await load(objects, spec, stage);
      assert.match(config.queue.url, /^(redis|rediss|postgres):\/\//, file);
      assert.ok(['0.0.0.0', '::'].includes(config.http.host), `${file}: ${config.http.host}`);
      assert.equal(at(spec, 'containers.0.ports.0.containerPort'), config.http.port, file);
      const grace = at(spec, 'terminationGracePeriodSeconds');
      assert.equal(grace, Math.ceil(config.shutdown.drainSeconds) + 15, file);
    }
    await load(objects, specOf(objects, 'Pod', '-destination-test'), 'sender');
  }
});

test('no stage could do the work of another: its secrets are not there', { skip }, async () => {
  const objects = await render(['minimal-values.yaml']);
  await assert.rejects(
    load(objects, specOf(objects, 'Deployment', '-sender'), 'poller'),
    /azlog-azure\/sas does not exist/,
  );
  await assert.rejects(
    load(objects, specOf(objects, 'Deployment', '-poller'), 'sender'),
    /azlog-siem\/ca\.crt/,
  );
  const volumes = listAt(specOf(objects, 'Deployment', '-formatter'), 'volumes');
  assert.deepEqual(
    volumes.flatMap((volume) => at(volume, 'secret.secretName') ?? []),
    ['azlog-queue'],
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
