import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { type Kubernetes, startKubernetes } from '../support/kubernetes.ts';
import { customResourceDefinitions, findKubernetes, noKubernetesTools } from '../support/kubernetes-tools.ts';
import { patience } from '../support/patience.ts';
import {
  at,
  chartFolder,
  exampleFiles,
  examplePath,
  type HelmResult,
  listAt,
  parseManifests,
  podSpec,
  type Rendered,
  runHelm,
  template,
  textAt,
  withoutHelm,
} from './helm.ts';

/**
 * What the API server of a real Kubernetes says of the chart: fields, values, custom resources by their definitions, Pod
 * Security. No controller and no node is there, so nothing runs.
 */
const skip = withoutHelm || (findKubernetes() === undefined ? noKubernetesTools : false);

let folder = '';
let kubernetes: Kubernetes | undefined;

function server(): Kubernetes {
  if (kubernetes === undefined) throw new Error('the API server did not start');
  return kubernetes;
}

/** A namespace that takes what meets the standard `restricted` and nothing else. */
async function makeNamespace(name: string): Promise<void> {
  const levels = Object.fromEntries(
    ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
  );
  const metadata = { name, labels: levels };
  const { status, body } = await server().ask('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata,
  });
  assert.equal(status, 201, JSON.stringify(body));
}

const plurals: Readonly<Record<string, string>> = {
  NetworkPolicy: 'networkpolicies',
};

function plural(kind: string): string {
  return plurals[kind] ?? `${kind.toLowerCase()}s`;
}

/** Offers an object: everything is checked, unknown fields too, and nothing is stored. */
function offer(
  namespace: string,
  manifest: Readonly<Record<string, unknown>>,
): ReturnType<Kubernetes['ask']> {
  const version = textAt(manifest, 'apiVersion');
  const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  const kind = plural(textAt(manifest, 'kind'));
  return server().ask(
    'POST',
    `${root}/namespaces/${namespace}/${kind}?dryRun=All&fieldValidation=Strict`,
    manifest,
  );
}

/** A pod as the Deployment or StatefulSet would make it: Pod Security is enforced on pods only. */
function podOf(rendered: Rendered): Readonly<Record<string, unknown>> | undefined {
  const spec = podSpec(rendered);
  if (spec === undefined || rendered.kind === 'Pod') return undefined;
  const claims = listAt(rendered.manifest, 'spec.volumeClaimTemplates').map((claim) => {
    const name = textAt(claim, 'metadata.name');
    return { name, persistentVolumeClaim: { claimName: name } };
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: rendered.name, labels: at(rendered.manifest, 'spec.template.metadata.labels') },
    spec: { ...(spec as object), volumes: [...listAt(spec, 'volumes'), ...claims] },
  };
}

function helm(...args: readonly string[]): Promise<HelmResult> {
  return runHelm(args, { KUBECONFIG: server().kubeconfig });
}

async function helmMust(...args: readonly string[]): Promise<HelmResult> {
  const result = await helm(...args);
  assert.equal(result.code, 0, `helm ${args.join(' ')}\n${result.stderr}`);
  return result;
}

before(async () => {
  if (skip !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'azlog-kubernetes-'));
  kubernetes = await startKubernetes(folder);
  await makeNamespace('siem');
  for (const file of customResourceDefinitions()) {
    const definition: unknown = parse(await readFile(file, 'utf8'));
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const { status, body } = await server().ask('POST', path, definition);
    assert.equal(status, 201, JSON.stringify(body));
    const resources = `/apis/${textAt(definition, 'spec.group')}/${textAt(definition, 'spec.versions.0.name')}/${textAt(definition, 'spec.names.plural')}`;
    const deadline = Date.now() + 30_000 * patience;
    while ((await server().ask('GET', resources)).status !== 200) {
      assert.ok(Date.now() < deadline, `${resources} is not served`);
      await sleep(50);
    }
  }
});

after(async () => {
  await kubernetes?.stop();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

test('the server refuses what this file relies on it to refuse', { skip }, async () => {
  const container = { name: 'a', image: 'a' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
  const privileged = await offer('siem', { ...pod, spec: { containers: [container] } });
  assert.equal(privileged.status, 403);
  assert.match(textAt(privileged.body, 'message'), /violates PodSecurity "restricted/);
  const unknown = await offer('siem', {
    ...pod,
    spec: { containers: [{ ...container, imagePolicy: 'Always' }] },
  });
  assert.equal(unknown.status, 400);
  assert.match(textAt(unknown.body, 'message'), /unknown field "spec\.containers\[0\]\.imagePolicy"/);
  const rule = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: { name: 'a' } };
  const custom = await offer('siem', {
    ...rule,
    spec: { groups: [{ name: 'a', rules: [{ alert: 'a', expression: 'up' }] }] },
  });
  assert.equal(custom.status, 400);
  assert.match(textAt(custom.body, 'message'), /unknown field "spec\.groups\[0\]\.rules\[0\]\.expression"/);
});

test('the server takes every object of every file in ci/, and Pod Security every pod', { skip }, async () => {
  const kinds = new Set<string>();
  for (const file of await exampleFiles()) {
    const { code, stdout, stderr } = await template([file]);
    assert.equal(code, 0, stderr);
    for (const rendered of parseManifests(stdout)) {
      kinds.add(rendered.kind);
      const pod = podOf(rendered);
      for (const manifest of [rendered.manifest, ...(pod === undefined ? [] : [pod])]) {
        const { status, body, warnings } = await offer('siem', manifest);
        assert.equal(status, 201, `${file}: ${rendered.kind} ${rendered.name}: ${JSON.stringify(body)}`);
        assert.deepEqual(warnings, [], `${file}: ${rendered.kind} ${rendered.name}`);
      }
    }
  }
  assert.deepEqual([...kinds].sort(), [
    'ConfigMap',
    'Deployment',
    'HorizontalPodAutoscaler',
    'NetworkPolicy',
    'Pod',
    'PodDisruptionBudget',
    'PodMonitor',
    'PrometheusRule',
    'ScaledObject',
    'Secret',
    'Service',
    'ServiceAccount',
    'ServiceMonitor',
    'StatefulSet',
  ]);
});

test('Helm installs every file of ci/, again with no change, and takes it away', { skip }, async () => {
  for (const file of await exampleFiles()) {
    const namespace = file.replace('-values.yaml', '');
    await makeNamespace(namespace);
    const where = ['azlog', chartFolder, '--namespace', namespace, '--values', examplePath(file)];
    const installed = await helmMust('install', ...where);
    assert.doesNotMatch(installed.stderr, /warning|would violate/i, file);
    const before = (await helmMust('get', 'manifest', 'azlog', '--namespace', namespace)).stdout;
    await helmMust('upgrade', ...where);
    const afterwards = (await helmMust('get', 'manifest', 'azlog', '--namespace', namespace)).stdout;
    assert.equal(afterwards, before, `${file}: an upgrade with the same values changes something`);
    await helmMust('uninstall', 'azlog', '--namespace', namespace);
  }
});

test('the password of Redis is made once: it outlives upgrades and a new installation', {
  skip,
}, async () => {
  await makeNamespace('password');
  const where = [
    'azlog',
    chartFolder,
    '--namespace',
    'password',
    '--values',
    examplePath('redis-values.yaml'),
  ];
  const path = '/api/v1/namespaces/password/secrets/azlog-azlog-forwarder-redis';
  const password = async (): Promise<string> => {
    const encoded = textAt((await server().ask('GET', path)).body, 'data.password');
    return Buffer.from(encoded, 'base64').toString();
  };
  await helmMust('install', ...where);
  const first = await password();
  assert.match(first, /^[A-Za-z0-9]{40}$/);
  await helmMust('upgrade', ...where, '--set', 'config.log.level=debug');
  assert.equal(await password(), first);
  await helmMust('uninstall', 'azlog', '--namespace', 'password');
  await helmMust('install', ...where);
  assert.equal(await password(), first);
  const elsewhere = await Promise.all(
    [
      '/api/v1/namespaces/password/configmaps',
      '/apis/apps/v1/namespaces/password/deployments',
      '/apis/apps/v1/namespaces/password/statefulsets',
    ].map(async (list) => (await server().ask('GET', list)).body),
  );
  for (const list of elsewhere) assert.ok(listAt(list, 'items').length > 0);
  assert.doesNotMatch(JSON.stringify(elsewhere), new RegExp(first));
  await helmMust('uninstall', 'azlog', '--namespace', 'password');
});

test('NOTES tell how to see the first event, and warn of what is risky', { skip }, async () => {
  const notes = async (file: string, ...args: readonly string[]): Promise<string> => {
    const where = ['azlog', chartFolder, '--namespace', 'siem', '--values', examplePath(file)];
    const { stdout } = await helmMust('install', ...where, '--dry-run=server', ...args);
    return stdout.slice(stdout.indexOf('NOTES:'));
  };
  const plain = await notes('minimal-values.yaml');
  assert.match(plain, /exec deployment\/azlog-azlog-forwarder-sender -- node \/app\/dist\/main\.js status/);
  assert.match(plain, /main\.js tail --destination siem/);
  assert.match(plain, /azlog_messages_proven_total/);
  assert.match(plain, /helm test azlog --namespace siem/);
  assert.doesNotMatch(plain, /WARNING/);
  assert.match(
    await notes('redis-values.yaml'),
    /WARNING:[\s\S]*redis\.enabled[\s\S]*redis\.auth\.existingSecret/,
  );
  const unverified = JSON.stringify([{ host: 'siem.example.com', tls: { verify: false } }]);
  assert.match(
    await notes('minimal-values.yaml', '--set-json', `config.destinations=${unverified}`),
    /WARNING:[\s\S]*destinations\[0\]\.tls\.verify/,
  );
  assert.match(
    await notes('multi-destination-values.yaml'),
    /destinations\[2\]\.transport[\s\S]*destinations\[3\]\.type/,
  );
});

test('helm test makes the pod that tests the destinations, and says how it ended', { skip }, async () => {
  await makeNamespace('helm-test');
  const where = ['--namespace', 'helm-test'];
  await helmMust('install', 'azlog', chartFolder, ...where, '--values', examplePath('minimal-values.yaml'));
  const path = '/api/v1/namespaces/helm-test/pods/azlog-azlog-forwarder-destination-test';
  for (const [phase, code] of [
    ['Succeeded', 0],
    ['Failed', 1],
  ] as const) {
    const testing = helm('test', 'azlog', ...where, '--timeout', '600s');
    const deadline = Date.now() + 30_000 * patience;
    for (;;) {
      const { status, body } = await server().ask('GET', path);
      // The pod of the test before is deleted first, and is not to be taken for this one.
      if (status === 200 && at(body, 'status.phase') === 'Pending') {
        assert.deepEqual(at(body, 'spec.containers.0.args'), ['destination', 'test']);
        // As a node would.
        await server().ask('PUT', `${path}/status`, { ...(body as object), status: { phase } });
        break;
      }
      assert.ok(Date.now() < deadline, 'helm test makes no pod');
      await sleep(50);
    }
    const { code: found, stdout, stderr } = await testing;
    assert.equal(found, code, stdout + stderr);
    assert.match(stdout, new RegExp(`Phase: +${phase}`));
  }
  await helmMust('uninstall', 'azlog', ...where);
});
