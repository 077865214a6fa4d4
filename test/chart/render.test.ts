import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { presets } from '../../src/config/presets.ts';
import { stageNames } from '../../src/pipeline.ts';
import { packageVersion } from '../drift/versions.ts';
import {
  at,
  chartFolder,
  exampleFiles,
  examplePath,
  find,
  listAt,
  podSpec,
  render,
  runHelm,
  template,
  textAt,
  withoutHelm,
} from './helm.ts';

const skip = withoutHelm;
const base = 'azlog-azlog-forwarder';
const version = packageVersion();

test('helm lint --strict takes the chart with every file of ci/, and with none', { skip }, async () => {
  const files = await exampleFiles();
  assert.ok(files.length >= 8, files.join(', '));
  const runs = [[], ...files.map((file) => ['--values', examplePath(file)])];
  for (const args of runs) {
    const { code, stdout, stderr } = await runHelm(['lint', '--strict', chartFolder, ...args]);
    assert.equal(code, 0, `${args.join(' ')}\n${stdout}${stderr}`);
  }
});

/** What must stand where: files of ci/, kind, name (`azlog-azlog-forwarder` before a hyphen), path, value. */
const table: readonly (readonly [file: string, kind: string, name: string, path: string, value: unknown])[] =
  [
    // One deployment a stage, told by its arguments.
    ['minimal', 'Deployment', '-poller', 'spec.template.spec.containers.0.args', ['run', 'poller']],
    ['minimal', 'Deployment', '-formatter', 'spec.template.spec.containers.0.args', ['run', 'formatter']],
    ['minimal', 'Deployment', '-sender', 'spec.template.spec.containers.0.args', ['run', 'sender']],
    [
      'minimal',
      'Deployment',
      '-sender',
      'spec.template.spec.containers.0.image',
      `azlog-forwarder:${version}`,
    ],
    ['minimal', 'Deployment', '-sender', 'spec.template.spec.containers.0.command', undefined],
    ['minimal', 'Deployment', '-sender', 'spec.replicas', 1],
    ['full', 'Deployment', 'siem-feed-formatter', 'spec.replicas', 3],
    [
      'full',
      'Deployment',
      'siem-feed-sender',
      'spec.template.spec.containers.0.image',
      `registry.example.com/security/azlog-forwarder@sha256:${'0123456789abcdef'.repeat(4)}`,
    ],
    // Names and labels.
    ['minimal', 'Deployment', '-poller', 'metadata.labels.[app.kubernetes.io/name]', 'azlog-forwarder'],
    ['minimal', 'Deployment', '-poller', 'metadata.labels.[app.kubernetes.io/instance]', 'azlog'],
    ['minimal', 'Deployment', '-poller', 'metadata.labels.[app.kubernetes.io/component]', 'poller'],
    ['minimal', 'Deployment', '-poller', 'metadata.labels.[app.kubernetes.io/managed-by]', 'Helm'],
    ['minimal', 'Deployment', '-poller', 'metadata.labels.[app.kubernetes.io/version]', version],
    ['minimal', 'Deployment', '-poller', 'metadata.labels.[helm.sh/chart]', `azlog-forwarder-${version}`],
    ['full', 'Service', 'siem-feed-metrics', 'metadata.labels.cost-center', 'security'],
    ['full', 'Deployment', 'siem-feed-formatter', 'spec.template.metadata.labels.tier', 'work'],
    ['full', 'Deployment', 'siem-feed-formatter', 'spec.template.metadata.labels.team', 'security'],
    // The grace is longer than the drain.
    ['minimal', 'Deployment', '-sender', 'spec.template.spec.terminationGracePeriodSeconds', 40],
    ['full', 'Deployment', 'siem-feed-sender', 'spec.template.spec.terminationGracePeriodSeconds', 78],
    // Services would otherwise set variables that begin with AZLOG_, which the program refuses.
    ['minimal', 'Deployment', '-poller', 'spec.template.spec.enableServiceLinks', false],
    ['minimal', 'Deployment', '-poller', 'spec.template.spec.automountServiceAccountToken', false],
    ['minimal', 'ServiceAccount', '-poller', 'automountServiceAccountToken', false],
    // Probes.
    [
      'minimal',
      'Deployment',
      '-sender',
      'spec.template.spec.containers.0.startupProbe.httpGet',
      { path: '/livez', port: 'http' },
    ],
    [
      'minimal',
      'Deployment',
      '-sender',
      'spec.template.spec.containers.0.livenessProbe.httpGet',
      { path: '/livez', port: 'http' },
    ],
    [
      'minimal',
      'Deployment',
      '-sender',
      'spec.template.spec.containers.0.readinessProbe.httpGet',
      { path: '/readyz', port: 'http' },
    ],
    ['minimal', 'Deployment', '-sender', 'spec.template.spec.containers.0.ports.0.containerPort', 9600],
    ['full', 'Deployment', 'siem-feed-sender', 'spec.template.spec.containers.0.ports.0.containerPort', 9700],
    [
      'full',
      'Deployment',
      'siem-feed-sender',
      'spec.template.spec.containers.0.startupProbe.failureThreshold',
      90,
    ],
    // Secrets.
    [
      'redis-existing-secret',
      'StatefulSet',
      '-redis',
      'spec.template.spec.volumes.2.secret.secretName',
      'azlog-redis',
    ],
    [
      'redis-existing-secret',
      'StatefulSet',
      '-redis',
      'spec.template.spec.volumes.2.secret.items',
      [{ key: 'redis-password', path: 'password' }],
    ],
    [
      'full',
      'Deployment',
      'siem-feed-formatter',
      'spec.template.spec.volumes.2.secret.items',
      [{ key: 'redis-password', path: 'password' }],
    ],
    // Workload identity: the poller and nobody else.
    [
      'workload-identity',
      'Deployment',
      '-poller',
      'spec.template.metadata.labels.[azure.workload.identity/use]',
      'true',
    ],
    [
      'workload-identity',
      'Deployment',
      '-formatter',
      'spec.template.metadata.labels.[azure.workload.identity/use]',
      undefined,
    ],
    [
      'workload-identity',
      'Deployment',
      '-sender',
      'spec.template.metadata.labels.[azure.workload.identity/use]',
      undefined,
    ],
    [
      'workload-identity',
      'ServiceAccount',
      '-poller',
      'metadata.annotations',
      {
        'azure.workload.identity/client-id': '11111111-2222-3333-4444-555555555555',
        'azure.workload.identity/tenant-id': '66666666-7777-8888-9999-000000000000',
      },
    ],
    ['workload-identity', 'ServiceAccount', '-sender', 'metadata.annotations', undefined],
    ['minimal', 'Deployment', '-poller', 'spec.template.spec.serviceAccountName', `${base}-poller`],
    ['full', 'Deployment', 'siem-feed-sender', 'spec.template.spec.serviceAccountName', 'shared'],
    // Autoscalers own the number of replicas.
    ['hpa', 'Deployment', '-formatter', 'spec.replicas', undefined],
    ['hpa', 'Deployment', '-poller', 'spec.replicas', 2],
    ['hpa', 'HorizontalPodAutoscaler', '-formatter', 'apiVersion', 'autoscaling/v2'],
    ['hpa', 'HorizontalPodAutoscaler', '-formatter', 'spec.maxReplicas', 10],
    ['hpa', 'HorizontalPodAutoscaler', '-formatter', 'spec.scaleTargetRef.name', `${base}-formatter`],
    [
      'hpa',
      'HorizontalPodAutoscaler',
      '-formatter',
      'spec.metrics.0.resource.target',
      { type: 'Utilization', averageUtilization: 75 },
    ],
    ['keda', 'Deployment', '-sender', 'spec.replicas', undefined],
    [
      'keda',
      'ScaledObject',
      '-formatter',
      'spec.triggers.0.metadata.query',
      'max(azlog_backlog_jobs{namespace="siem",queue="pages"})',
    ],
    [
      'keda',
      'ScaledObject',
      '-sender',
      'spec.triggers.0.metadata.query',
      'max(azlog_backlog_bytes{namespace="siem",queue=~"batches[.].*"})',
    ],
    ['keda', 'ScaledObject', '-sender', 'spec.triggers.0.metadata.threshold', '67108864'],
    [
      'keda',
      'ScaledObject',
      '-sender',
      'spec.triggers.1.metadata.query',
      'max(azlog_backlog_oldest_age_seconds{namespace="siem",queue=~"batches[.].*"})',
    ],
    [
      'keda',
      'ScaledObject',
      '-poller',
      'spec.triggers.0.metadata.query',
      'max(min by (source) (azlog_source_lag_seconds{namespace="siem"}))',
    ],
    ['keda', 'ScaledObject', '-poller', 'spec.triggers.0.metadata.ignoreNullValues', 'false'],
    [
      'keda',
      'ScaledObject',
      '-poller',
      'spec.triggers.0.authenticationRef',
      { name: 'prometheus', kind: 'ClusterTriggerAuthentication' },
    ],
    // Disruption and spread.
    ['minimal', 'PodDisruptionBudget', '-sender', 'spec.maxUnavailable', 1],
    ['full', 'PodDisruptionBudget', 'siem-feed-sender', 'spec.maxUnavailable', '50%'],
    [
      'minimal',
      'Deployment',
      '-sender',
      'spec.template.spec.topologySpreadConstraints.0.labelSelector.matchLabels.[app.kubernetes.io/component]',
      'sender',
    ],
    ['full', 'Deployment', 'siem-feed-sender', 'spec.template.spec.topologySpreadConstraints.1', undefined],
    [
      'full',
      'Deployment',
      'siem-feed-sender',
      'spec.template.spec.nodeSelector',
      { 'kubernetes.io/os': 'linux' },
    ],
    [
      'full',
      'Deployment',
      'siem-feed-formatter',
      'spec.template.spec.nodeSelector',
      { 'example.com/pool': 'work' },
    ],
    // Metrics.
    ['minimal', 'Service', '-metrics', 'spec.clusterIP', 'None'],
    ['minimal', 'Service', '-metrics', 'spec.publishNotReadyAddresses', true],
    ['keda', 'ServiceMonitor', '', 'spec.endpoints.0.port', 'http'],
    ['full', 'PodMonitor', 'siem-feed', 'spec.podMetricsEndpoints.0.interval', '30s'],
    ['full', 'PodMonitor', 'siem-feed', 'metadata.labels.release', 'prometheus'],
    ['full', 'ConfigMap', 'siem-feed-dashboard', 'metadata.labels.grafana_dashboard', '1'],
    // Redis.
    ['redis', 'StatefulSet', '-redis', 'spec.replicas', 1],
    ['redis', 'StatefulSet', '-redis', 'spec.template.spec.containers.0.image', 'redis:7-bookworm'],
    ['redis', 'StatefulSet', '-redis', 'spec.volumeClaimTemplates.0.spec.resources.requests.storage', '8Gi'],
    [
      'redis-existing-secret',
      'StatefulSet',
      '-redis',
      'spec.volumeClaimTemplates.0.spec.storageClassName',
      'managed-csi-premium',
    ],
    // The test of destinations has what the sender has.
    ['full', 'Pod', 'siem-feed-destination-test', 'spec.containers.0.args', ['destination', 'test']],
    ['full', 'Pod', 'siem-feed-destination-test', 'metadata.annotations.[helm.sh/hook]', 'test'],
  ];

test('every object has what the table says', { skip }, async () => {
  const rendered = new Map(
    await Promise.all(
      [...new Set(table.map(([file]) => file))].map(
        async (file) => [file, await render([`${file}-values.yaml`])] as const,
      ),
    ),
  );
  for (const [file, kind, suffix, path, value] of table) {
    const name = suffix === '' || suffix.startsWith('-') ? base + suffix : suffix;
    const manifest = find(rendered.get(file) ?? [], kind, name);
    assert.deepEqual(at(manifest, path), value, `${file}: ${kind} ${name}: ${path}`);
  }
});

test('files of rules and dashboard arrive as they are, with their braces', { skip }, async () => {
  const objects = await render(['full-values.yaml']);
  const rules = readFileSync(join(chartFolder, 'files/azlog-rules.yaml'), 'utf8');
  assert.match(rules, /\{\{/);
  assert.deepEqual(at(find(objects, 'PrometheusRule', 'siem-feed'), 'spec'), parse(rules));
  const dashboard = readFileSync(join(chartFolder, 'files/azlog-dashboard.json'), 'utf8');
  assert.match(dashboard, /\{\{/);
  assert.equal(
    at(find(objects, 'ConfigMap', 'siem-feed-dashboard'), 'data.[azlog-dashboard.json]'),
    dashboard,
  );
});

test('another configuration rolls the pods, and another number of replicas does not', { skip }, async () => {
  const sumOf = async (values: Readonly<Record<string, unknown>>): Promise<unknown> =>
    at(
      find(await render(['minimal-values.yaml'], values), 'Deployment', `${base}-formatter`),
      'spec.template.metadata.annotations.[checksum/config]',
    );
  const sum = await sumOf({});
  assert.match(String(sum), /^[0-9a-f]{64}$/);
  assert.equal(await sumOf({ formatter: { replicas: 3 } }), sum);
  assert.notEqual(await sumOf({ config: { log: { level: 'debug' } } }), sum);
});

test('a drain of no time at all is no missing drain', { skip }, async () => {
  const objects = await render(['minimal-values.yaml'], { config: { shutdown: { drainSeconds: 0 } } });
  assert.equal(
    at(find(objects, 'Deployment', `${base}-sender`), 'spec.template.spec.terminationGracePeriodSeconds'),
    15,
  );
});

test('only the stage that needs a secret has it', { skip }, async () => {
  const objects = await render(['full-values.yaml']);
  const secretsOf = (kind: string, name: string): readonly unknown[] => {
    const rendered = objects.find((object) => object.kind === kind && object.name === name);
    assert.ok(rendered);
    const spec = podSpec(rendered);
    return [
      ...listAt(spec, 'volumes').flatMap((volume) => at(volume, 'secret.secretName') ?? []),
      ...listAt(spec, 'containers.0.envFrom').map((from) => at(from, 'secretRef.name')),
    ];
  };
  assert.deepEqual(secretsOf('Deployment', 'siem-feed-poller'), ['azlog-queue', 'azlog-azure']);
  assert.deepEqual(secretsOf('Deployment', 'siem-feed-formatter'), ['azlog-queue']);
  const ofSender = ['azlog-queue', 'rsyslog-client', 'rsyslog-passphrase'];
  assert.deepEqual(secretsOf('Deployment', 'siem-feed-sender'), ofSender);
  assert.deepEqual(secretsOf('Pod', 'siem-feed-destination-test'), ofSender);
});

test('the network policies open what each stage needs and nothing else', { skip }, async () => {
  const objects = await render(['multi-destination-values.yaml']);
  const numbered = (stage: string): readonly unknown[] =>
    listAt(find(objects, 'NetworkPolicy', `${base}-${stage}`), 'spec.egress')
      .slice(1)
      .flatMap((rule) => listAt(rule, 'ports').map((port) => at(port, 'port')));
  assert.deepEqual(numbered('poller'), [443, 8443, 6379]);
  assert.deepEqual(numbered('formatter'), [6379]);
  const { sc4s, qradar } = presets;
  assert.deepEqual(numbered('sender'), [sc4s.port['octet-counting'].tls, qradar.port.lf.tls, 5514, 6379]);
  for (const stage of stageNames) {
    const policy = find(objects, 'NetworkPolicy', `${base}-${stage}`);
    assert.deepEqual(at(policy, 'spec.policyTypes'), ['Ingress', 'Egress']);
    assert.deepEqual(listAt(policy, 'spec.ingress').length, 1);
    assert.equal(at(policy, 'spec.ingress.0.ports.0.port'), 9600);
  }
});

for (const [url, ports] of [
  ['redis://redis.example.com', [6379]],
  ['rediss://user@redis.example.com:6380/1', [6380]],
  ['redis://[fd00::1]/0', [6379]],
  ['redis://[fd00::1]:7000/0', [7000]],
  ['postgres://azlog@pg.example.com/azlog?sslmode=require', [5432]],
  ['postgresql://pg.example.com:6432/azlog', [6432]],
  ['redis+cluster://a.example.com:7000,b.example.com:7001,c.example.com', [7000, 7001, 6379]],
  ['rediss+sentinel://[fd00::1]:26380,b.example.com/azlog/0', [26380, 26379, 6379]],
] as const) {
  test(`the policy opens ${ports.join()} for ${url}`, { skip }, async () => {
    const objects = await render(['minimal-values.yaml'], { config: { queue: { url } } });
    const policy = find(objects, 'NetworkPolicy', `${base}-formatter`);
    assert.deepEqual(
      listAt(policy, 'spec.egress.1.ports').map((port) => at(port, 'port')),
      ports,
    );
  });
}

test('the Redis of the release has room for what the queue may hold', { skip }, async () => {
  const objects = await render(['redis-values.yaml']);
  const conf = textAt(find(objects, 'ConfigMap', `${base}-redis`), 'data.[redis.conf]');
  assert.match(conf, /^appendonly yes$/m);
  assert.match(conf, /^maxmemory-policy noeviction$/m);
  assert.match(conf, /^maxmemory 1073741824$/m);
  const env = listAt(find(objects, 'Deployment', `${base}-poller`), 'spec.template.spec.containers.0.env');
  const setTo = (name: string): unknown =>
    at(
      env.find((entry) => at(entry, 'name') === name),
      'value',
    );
  assert.equal(setTo('AZLOG_QUEUE_BUDGET'), '536870912');
  assert.equal(setTo('AZLOG_QUEUE_URL'), `redis://${base}-redis:6379/0`);
  assert.equal(setTo('AZLOG_QUEUE_PASSWORD_FILE'), '/run/secrets/redis/password');
});

test('no object refers to one that the release does not have', { skip }, async () => {
  for (const file of await exampleFiles()) {
    const objects = await render([file]);
    const has = (kind: string, name: unknown): boolean =>
      objects.some((object) => object.kind === kind && object.name === name);
    for (const object of objects) {
      const spec = podSpec(object);
      for (const volume of listAt(spec, 'volumes')) {
        const config = at(volume, 'configMap.name');
        if (config !== undefined && config !== 'company-ca')
          assert.ok(has('ConfigMap', config), `${file}: ${String(config)}`);
      }
      const names = [
        ...listAt(spec, 'volumes').map((volume) => at(volume, 'name')),
        ...listAt(object.manifest, 'spec.volumeClaimTemplates').map((claim) => at(claim, 'metadata.name')),
      ];
      for (const mount of listAt(spec, 'containers.0.volumeMounts')) {
        assert.ok(names.includes(at(mount, 'name')), `${file}: ${object.name}: ${String(at(mount, 'name'))}`);
      }
      const target = at(object.manifest, 'spec.scaleTargetRef.name');
      if (target !== undefined) assert.ok(has('Deployment', target), `${file}: ${String(target)}`);
    }
    const identities = objects.map(({ kind, name }) => `${kind} ${name}`);
    assert.equal(new Set(identities).size, identities.length, file);
  }
});

test('a secret that is written out is refused and a secret by reference is nowhere', { skip }, async () => {
  // What `helm template` says is what tools store and show.
  const secret = 'c2VjcmV0LWtleS1vZi10ZXN0';
  const plain = await template(['minimal-values.yaml'], {
    config: { sources: [{ account: 'contoso', accountKey: secret }] },
  });
  assert.equal(plain.code, 1);
  assert.doesNotMatch(plain.stdout + plain.stderr, new RegExp(secret));
  for (const file of await exampleFiles()) {
    const objects = await render([file]);
    const made = objects.filter(({ kind }) => kind === 'Secret').map(({ name }) => name);
    assert.deepEqual(made, file === 'redis-values.yaml' ? [`${base}-redis`] : [], file);
  }
});
