import assert from 'node:assert/strict';
import { test } from 'node:test';
import { template, withoutHelm } from './helm.ts';

const skip = withoutHelm;
const minimal = 'minimal-values.yaml';

type Values = Readonly<Record<string, unknown>>;

/** What the schema refuses: values over those of ci/minimal-values.yaml, and what Helm must name. */
const bySchema: readonly (readonly [what: string, values: Values, named: readonly string[]])[] = [
  ['an unknown key', { replicaCount: 2 }, ["'replicaCount'"]],
  ['a misspelt key of a stage', { sender: { replica: 2 } }, ['/sender', "'replica'"]],
  ['an unknown key deep within', { metrics: { serviceMonitor: { enable: true } } }, ["'enable'"]],
  ['an unknown key of a probe', { probes: { liveness: { httpGet: {} } } }, ["'httpGet'"]],
  ['an unknown key of resources', { poller: { resources: { limit: {} } } }, ["'limit'"]],
  ['an unknown key of a Secret', { secrets: [{ secret: 'a', path: 'b' }] }, ['/secrets/0', "'path'"]],
  ['an unknown option', { config: { lg: { level: 'debug' } } }, ['/config', "'lg'"]],
  ['an unknown option of a group', { config: { http: { prot: 9600 } } }, ['/config/http', "'prot'"]],
  [
    'an unknown option of a source',
    { config: { sources: [{ acount: 'contoso' }] } },
    ['/config/sources/0', "'acount'"],
  ],
  [
    'an unknown option of TLS',
    { config: { destinations: [{ host: 'siem', tls: { ca: 'x' } }] } },
    ['/config/destinations/0/tls', "'ca'"],
  ],
  ['a text for a number', { poller: { replicas: 'two' } }, ['/poller/replicas', 'want integer']],
  ['a negative number', { poller: { replicas: -1 } }, ['/poller/replicas']],
  ['a text for a switch', { redis: { enabled: 'yes' } }, ['/redis/enabled', 'want boolean']],
  [
    'an option of the wrong type',
    { config: { http: { port: '9600' } } },
    ['/config/http/port', 'want integer'],
  ],
  [
    'an unknown preset',
    { config: { destinations: [{ preset: 'spunk' }] } },
    ['/config/destinations/0/preset', "'splunk'"],
  ],
  ['an unknown level', { config: { log: { level: 'verbose' } } }, ['/config/log/level']],
  ['an unknown policy of pulling', { image: { pullPolicy: 'Sometimes' } }, ['/image/pullPolicy']],
  ['a digest that is none', { image: { digest: 'latest' } }, ['/image/digest']],
  [
    'a key that is written out',
    { config: { sources: [{ accountKey: 'a2V5' }] } },
    ['/config/sources/0/accountKey'],
  ],
  ['a password that is written out', { config: { queue: { password: 'x' } } }, ['/config/queue/password']],
  ['a password in the URL', { config: { queue: { url: 'redis://:x@redis/0' } } }, ['/config/queue/url']],
  [
    'a password in the query',
    { config: { queue: { url: 'postgres://u@pg/d?password=x' } } },
    ['/config/queue/url'],
  ],
  [
    'two autoscalers of one stage',
    { formatter: { hpa: { enabled: true }, keda: { enabled: true } } },
    ['/formatter', 'not'],
  ],
  ['root', { podSecurityContext: { runAsUser: 0 } }, ['/podSecurityContext', 'runAsUser']],
];

for (const [what, values, named] of bySchema) {
  test(`the schema refuses ${what}`, { skip }, async () => {
    const { code, stderr } = await template([minimal], values);
    assert.equal(code, 1);
    assert.match(stderr, /values don't meet the specifications of the schema/);
    for (const text of named) assert.ok(stderr.includes(text), `${text} is not in\n${stderr}`);
  });
}

const withRedis = 'redis-values.yaml';

/** What only the templates can tell: values, what is wrong and how to mend it, and the file that the values change. */
const byTemplates: readonly (readonly [
  what: string,
  values: Values,
  sentences: readonly RegExp[],
  base?: string,
])[] = [
  [
    'the embedded queue',
    { redis: { enabled: false }, config: { queue: { url: 'embedded:./data' } } },
    [
      /config\.queue\.url: "embedded:\.\/data" is the embedded queue; .* one process, .* redis\.enabled: true/,
    ],
  ],
  [
    'no queue',
    { redis: { enabled: false } },
    [/config\.queue\.url: it is not set, .* Set it to a Redis or PostgreSQL URL/],
    withRedis,
  ],
  [
    'nothing to read',
    { config: { sources: [] } },
    [/config\.sources: there is nothing to read from\. Add a source/],
  ],
  [
    'nowhere to send',
    { config: { destinations: [] } },
    [/config\.destinations: there is nowhere to send to\. Add/],
  ],
  [
    'two queues',
    { redis: { enabled: true } },
    [
      /config\.queue\.url: it is set, and so is redis\.enabled, .* Remove/,
      /config\.queue\.password: it is set/,
    ],
  ],
  [
    'a budget beyond Redis',
    { config: { queue: { budget: '900MiB' } } },
    [/config\.queue\.budget: 900MiB is more than three quarters of redis\.maxMemory \(1GiB\)/],
    withRedis,
  ],
  ['any port', { config: { http: { port: 0 } } }, [/config\.http\.port: 0 takes any free port/]],
  [
    'an address within the pod',
    { config: { http: { host: '127.0.0.1' } } },
    [/config\.http\.host: "127\.0\.0\.1" is reached/],
  ],
  [
    'scaling by a share of nothing',
    { sender: { hpa: { enabled: true }, resources: { requests: { cpu: null } } } },
    [/sender\.resources\.requests\.cpu: it is not set/],
  ],
  [
    'KEDA without Prometheus',
    { formatter: { keda: { enabled: true } } },
    [/keda\.serverAddress: it is not set/],
  ],
  [
    'more than at most',
    { formatter: { hpa: { enabled: true, minReplicas: 9 } } },
    [/formatter\.hpa\.minReplicas: 9 is more than maxReplicas \(6\)/],
  ],
  [
    'a reference that hides the port',
    { config: { queue: { url: { file: '/run/secrets/azlog-queue/url' } } } },
    [/networkPolicy\.queuePorts: config\.queue\.url is a reference/],
  ],
  [
    'a folder of the tokens',
    { poller: { secrets: [{ secret: 'azlog-azure' }, { secret: 'azure' }] } },
    [/the folder "azure" of Secret "azure" would cover \/run\/secrets\/azure/],
  ],
  [
    'two Secrets in one folder',
    { sender: { secrets: [{ secret: 'azlog-siem' }, { secret: 'other', folder: 'azlog-siem' }] } },
    [/two Secrets of the stage have the folder "azlog-siem"/],
  ],
  [
    "a source's secret that is mounted elsewhere",
    { poller: { secrets: [] }, sender: { secrets: [{ secret: 'azlog-siem' }, { secret: 'azlog-azure' }] } },
    [
      /config\.sources\[0\]\.sas: nothing is mounted in the poller at \/run\/secrets\/azlog-azure\/sas\. Add .* poller\.secrets/,
    ],
  ],
  [
    "a destination's file that is nowhere",
    { sender: { secrets: [] } },
    [
      /config\.destinations\[0\]\.tls\.caFile: nothing is mounted in the sender at \/run\/secrets\/azlog-siem\/ca\.crt/,
    ],
  ],
  [
    "the queue's password that not all have",
    { secrets: [], poller: { secrets: [{ secret: 'azlog-azure' }, { secret: 'azlog-queue' }] } },
    [
      /config\.queue\.password: nothing is mounted in the formatter/,
      /config\.queue\.password: nothing is mounted in the sender/,
    ],
  ],
  [
    'a variable that nobody sets',
    { config: { sources: [{ account: 'contoso', sas: { env: 'SAS' } }] } },
    [/config\.sources\[0\]\.sas: the poller has no variable SAS\. Add it to poller\.extraEnv/],
  ],
  [
    'an identity without a name',
    { workloadIdentity: { enabled: true } },
    [/workloadIdentity\.clientId: it is not set/],
  ],
  [
    'two scrapes',
    { metrics: { serviceMonitor: { enabled: true }, podMonitor: { enabled: true } } },
    [/metrics\.serviceMonitor\.enabled and metrics\.podMonitor\.enabled: both are true/],
  ],
  [
    'a monitor of no Service',
    { metrics: { serviceMonitor: { enabled: true }, service: { enabled: false } } },
    [/metrics\.service\.enabled: it is false, and a ServiceMonitor needs/],
  ],
];

for (const [what, values, sentences, base = minimal] of byTemplates) {
  test(`the templates refuse ${what}, in a sentence`, { skip }, async () => {
    const { code, stderr } = await template([base], values);
    assert.equal(code, 1);
    for (const sentence of sentences) assert.match(stderr, sentence);
  });
}

test('two autoscalers are refused in a sentence too, where the schema is left out', { skip }, async () => {
  const values = { formatter: { hpa: { enabled: true }, keda: { enabled: true } } };
  const { code, stderr } = await template([minimal], values, ['--skip-schema-validation']);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /formatter\.hpa\.enabled and formatter\.keda\.enabled: both are true, .* Set one of them to false/,
  );
});

test('an identity is refused where the pods of the poller are not marked for it', { skip }, async () => {
  const config = { sources: [{ account: 'contoso', identity: 'workload' }] };
  // Left out, so that this holds for whoever leaves the schema out.
  const refused = await template([minimal], { config }, ['--skip-schema-validation']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /config\.sources\[0\]\.identity: it is workload, .* Set workloadIdentity/);
  const marked = { config, workloadIdentity: { enabled: true, clientId: 'a' } };
  assert.equal((await template([minimal], marked, ['--skip-schema-validation'])).code, 0);
});

test('every problem is told at once', { skip }, async () => {
  const { stderr } = await template([], { config: { http: { port: 0 } } });
  for (const place of ['config.sources', 'config.destinations', 'config.queue.url', 'config.http.port']) {
    assert.ok(stderr.includes(`  - ${place}: `), stderr);
  }
});
