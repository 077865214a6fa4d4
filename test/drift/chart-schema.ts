import { configSchema } from '../../src/config/json-schema.ts';
import { transformDefinitions } from '../../src/config/transforms.ts';
import type { JsonSchema } from '../../src/options/value-type.ts';
import { type StageName, stageNames } from '../../src/pipeline.ts';
import { chartValues } from './chart-values.ts';

/**
 * values.schema.json of the chart: the schema of the configuration file under `config`, and the chart's own values as
 * they are declared here, with the comments of values.yaml as descriptions. Of draft 7, which every Helm 3 reads.
 */

function closed(properties: JsonSchema, required: readonly string[] = []): JsonSchema {
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}

function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

function defined(name: keyof typeof definitions): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

const flag = { type: 'boolean' };
const text = { type: 'string' };
const given = { type: 'string', minLength: 1 };
const stringMap = { type: 'object', additionalProperties: text };
const anyMap = { type: 'object' };
const count = { type: 'integer', minimum: 0 };
const positive = { type: 'integer', minimum: 1 };
const quantity = {
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?([KMGTP]i?|[mk])?$' },
  ],
};
const portNumber = { type: 'integer', minimum: 1, maximum: 65_535 };
const duration = { type: 'string', pattern: '^([0-9]+(ms|s|m|h))*$' };
const variableName = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' };
const objectName = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$' };
const optionalName = { type: 'string', pattern: '^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$' };
const digest = { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' };
const memory = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?[KMGT]i?B$' };
const userId = { type: 'integer', minimum: 1 };
const pullPolicy = { enum: ['Always', 'IfNotPresent', 'Never'] };

/** Parts of Kubernetes' own objects that values hand on, as far as a typing error in them can be told here. */
const definitions = {
  env: listOf(
    closed(
      {
        name: variableName,
        value: text,
        valueFrom: closed({
          secretKeyRef: closed({ name: objectName, key: given, optional: flag }, ['name', 'key']),
          configMapKeyRef: closed({ name: objectName, key: given, optional: flag }, ['name', 'key']),
          fieldRef: closed({ apiVersion: text, fieldPath: given }, ['fieldPath']),
          resourceFieldRef: closed({ containerName: text, resource: given, divisor: quantity }, ['resource']),
        }),
      },
      ['name'],
    ),
  ),
  envFrom: listOf(
    closed({
      prefix: text,
      secretRef: closed({ name: objectName, optional: flag }, ['name']),
      configMapRef: closed({ name: objectName, optional: flag }, ['name']),
    }),
  ),
  // A volume has one of some thirty forms; which fields they take is for the API server to say.
  volumes: listOf({
    type: 'object',
    properties: { name: objectName },
    required: ['name'],
    minProperties: 2,
    maxProperties: 2,
  }),
  volumeMounts: listOf(
    closed(
      {
        name: objectName,
        mountPath: { type: 'string', pattern: '^/' },
        subPath: text,
        subPathExpr: text,
        readOnly: flag,
        recursiveReadOnly: text,
        mountPropagation: text,
      },
      ['name', 'mountPath'],
    ),
  ),
  secrets: listOf(
    closed(
      {
        secret: objectName,
        folder: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
        items: listOf(closed({ key: given, path: given, mode: count }, ['key', 'path'])),
      },
      ['secret'],
    ),
  ),
  resources: closed({
    requests: { type: 'object', additionalProperties: quantity },
    limits: { type: 'object', additionalProperties: quantity },
    claims: listOf(closed({ name: given, request: text }, ['name'])),
  }),
  tolerations: listOf(
    closed({
      key: text,
      operator: { enum: ['Exists', 'Equal', 'Lt', 'Gt'] },
      value: text,
      effect: { enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
      tolerationSeconds: { type: 'integer' },
    }),
  ),
  affinity: closed({ nodeAffinity: anyMap, podAffinity: anyMap, podAntiAffinity: anyMap }),
  topologySpreadConstraints: listOf(
    closed(
      {
        maxSkew: positive,
        minDomains: positive,
        topologyKey: given,
        whenUnsatisfiable: { enum: ['DoNotSchedule', 'ScheduleAnyway'] },
        labelSelector: anyMap,
        matchLabelKeys: listOf(given),
        nodeAffinityPolicy: { enum: ['Honor', 'Ignore'] },
        nodeTaintsPolicy: { enum: ['Honor', 'Ignore'] },
      },
      ['maxSkew', 'topologyKey', 'whenUnsatisfiable'],
    ),
  ),
  podSecurityContext: closed({
    runAsNonRoot: flag,
    runAsUser: userId,
    runAsGroup: userId,
    fsGroup: userId,
    fsGroupChangePolicy: { enum: ['OnRootMismatch', 'Always'] },
    supplementalGroups: listOf({ type: 'integer', minimum: 0 }),
    seccompProfile: closed({ type: given, localhostProfile: text }, ['type']),
    seLinuxOptions: stringMap,
    sysctls: listOf(closed({ name: given, value: text }, ['name', 'value'])),
  }),
  securityContext: closed({
    allowPrivilegeEscalation: flag,
    readOnlyRootFilesystem: flag,
    privileged: flag,
    runAsNonRoot: flag,
    runAsUser: userId,
    runAsGroup: userId,
    capabilities: closed({ drop: listOf(given), add: listOf(given) }),
    seccompProfile: closed({ type: given, localhostProfile: text }, ['type']),
    seLinuxOptions: stringMap,
  }),
  behavior: closed({ scaleUp: anyMap, scaleDown: anyMap }),
  probe: closed({
    initialDelaySeconds: count,
    periodSeconds: positive,
    timeoutSeconds: positive,
    failureThreshold: positive,
  }),
  monitor: closed({
    enabled: flag,
    labels: stringMap,
    interval: duration,
    scrapeTimeout: duration,
    relabelings: listOf(anyMap),
  }),
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** What pods are given, for all stages and for one. */
function podValues(): JsonSchema {
  return {
    secrets: defined('secrets'),
    extraEnv: defined('env'),
    extraEnvFrom: defined('envFrom'),
    extraVolumes: defined('volumes'),
    extraVolumeMounts: defined('volumeMounts'),
    podLabels: stringMap,
    podAnnotations: stringMap,
    nodeSelector: stringMap,
    tolerations: defined('tolerations'),
    affinity: defined('affinity'),
    topologySpreadConstraints: defined('topologySpreadConstraints'),
    priorityClassName: text,
  };
}

function stage(name: StageName): JsonSchema {
  const scaler = {
    enabled: flag,
    minReplicas: positive,
    maxReplicas: positive,
    behavior: defined('behavior'),
  };
  const isOn = { properties: { enabled: { const: true } }, required: ['enabled'] };
  return {
    ...closed({
      replicas: count,
      resources: defined('resources'),
      serviceAccount: closed({ create: flag, name: optionalName, annotations: stringMap }),
      ...podValues(),
      hpa: closed({ ...scaler, targetCPUUtilizationPercentage: positive }),
      keda: closed({
        ...scaler,
        threshold: { type: 'number', exclusiveMinimum: 0 },
        query: text,
        ...(name === 'sender' ? { oldestAgeSeconds: { type: 'number', minimum: 0 } } : {}),
      }),
    }),
    not: { properties: { hpa: isOn, keda: isOn }, required: ['hpa', 'keda'] },
  };
}

function image(): JsonSchema {
  return closed({ repository: given, tag: text, digest, pullPolicy });
}

function chartProperties(): JsonSchema {
  const { serviceMonitor, podMonitor } = {
    serviceMonitor: defined('monitor'),
    podMonitor: defined('monitor'),
  };
  return {
    global: { description: 'What Helm gives every chart of a release; not used here.', type: 'object' },
    nameOverride: text,
    fullnameOverride: text,
    commonLabels: stringMap,
    image: image(),
    imagePullSecrets: listOf(closed({ name: objectName }, ['name'])),
    config: chartConfig(),
    ...podValues(),
    podSecurityContext: defined('podSecurityContext'),
    securityContext: defined('securityContext'),
    workloadIdentity: closed({ enabled: flag, clientId: text, tenantId: text }),
    ...Object.fromEntries(stageNames.map((name) => [name, stage(name)])),
    keda: closed({
      serverAddress: { type: 'string', pattern: '^(https?://.+)?$' },
      authenticationRef: closed({
        name: objectName,
        kind: { enum: ['TriggerAuthentication', 'ClusterTriggerAuthentication'] },
      }),
      pollingInterval: positive,
      selector: text,
    }),
    redis: closed({
      enabled: flag,
      image: image(),
      auth: closed({ existingSecret: optionalName, key: given }),
      maxMemory: memory,
      persistence: closed({ size: quantity, storageClass: text, annotations: stringMap }),
      resources: defined('resources'),
      nodeSelector: stringMap,
      tolerations: defined('tolerations'),
      affinity: defined('affinity'),
      priorityClassName: text,
      podSecurityContext: defined('podSecurityContext'),
    }),
    podDisruptionBudget: closed({
      enabled: flag,
      maxUnavailable: { anyOf: [positive, { type: 'string', pattern: '^[0-9]+%$' }] },
    }),
    networkPolicy: closed({
      enabled: flag,
      metricsFrom: listOf(closed({ namespaceSelector: anyMap, podSelector: anyMap, ipBlock: anyMap })),
      queuePorts: listOf(portNumber),
      extraEgress: listOf(closed({ ports: listOf(anyMap), to: listOf(anyMap) })),
    }),
    metrics: closed({
      service: closed({ enabled: flag, annotations: stringMap }),
      serviceMonitor,
      podMonitor,
      prometheusRule: closed({ enabled: flag, labels: stringMap }),
      dashboard: closed({ enabled: flag, labels: stringMap, annotations: stringMap }),
    }),
    probes: closed({ startup: defined('probe'), liveness: defined('probe'), readiness: defined('probe') }),
    revisionHistoryLimit: count,
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isReference(schema: unknown): boolean {
  return (
    isSchema(schema) &&
    isSchema(schema['properties']) &&
    ('env' in schema['properties'] || 'file' in schema['properties'])
  );
}

/**
 * A ConfigMap is no place for a secret: where the file takes one as it is or by reference, the chart takes references
 * only, and of a URL only one without a password.
 */
function byReference(schema: JsonSchema, name: string): JsonSchema {
  const forms = schema['anyOf'];
  if (!Array.isArray(forms) || !forms.some(isReference)) return schema;
  const references: readonly unknown[] = forms.filter(isReference);
  if (name !== 'url') return { ...schema, anyOf: references };
  const plain = forms
    .filter((form) => !isReference(form))
    .map((form: JsonSchema) => ({ ...form, not: { pattern: '//[^/]*:[^/]*@|[?&]password=' } }));
  return { ...schema, anyOf: [...plain, ...references] };
}

function referencesOnly(schema: JsonSchema): JsonSchema {
  const properties = schema['properties'];
  const items = schema['items'];
  return {
    ...schema,
    ...(isSchema(items) ? { items: referencesOnly(items) } : {}),
    ...(isSchema(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, entry]) => [
              name,
              isSchema(entry) ? byReference(referencesOnly(entry), name) : entry,
            ]),
          ),
        }
      : {}),
  };
}

function chartConfig(): JsonSchema {
  const { $schema: _draft, title: _title, definitions: _parts, ...config } = configSchema();
  return referencesOnly(config);
}

/** The schema of a value, with its place in the whole: `undefined` where there is none. */
function describe(properties: JsonSchema, path: readonly string[], doc: string): JsonSchema {
  const [first = '', ...rest] = path;
  const schema = properties[first];
  if (!isSchema(schema)) throw new Error(`values.yaml has ${path.join('.')}, which the schema does not know`);
  const inner = schema['properties'];
  if (rest.length === 0) {
    // In draft 7 nothing counts beside a `$ref`.
    const described =
      '$ref' in schema ? { description: doc, allOf: [schema] } : { description: doc, ...schema };
    return { ...properties, [first]: described };
  }
  if (isSchema(inner))
    return { ...properties, [first]: { ...schema, properties: describe(inner, rest, doc) } };
  const target = /^#\/definitions\/(\w+)$/.exec(String(schema['$ref'] ?? ''))?.[1];
  if (target !== undefined && target in definitions) return properties;
  throw new Error(`values.yaml has ${path.join('.')}, which the schema does not know`);
}

/** values.schema.json. @throws Error where values.yaml and this file do not have the same values */
export function chartSchema(): string {
  const properties = chartValues()
    .flatMap(({ values }) => values)
    .reduce((all, { path, doc }) => describe(all, path.split('.'), doc), chartProperties());
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart azlog-forwarder',
    type: 'object',
    properties,
    additionalProperties: false,
    definitions: { ...definitions, ...transformDefinitions },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
