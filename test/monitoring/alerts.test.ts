import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { repositoryPath } from '../drift/repository-path.ts';
import { knownSeries, problemsOf } from './expression-names.ts';
import { promtool } from './promtool.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Case {
  readonly alert: string;
  readonly when: string;
  /** Values a minute apart, in Prometheus's notation for tests. */
  readonly series: Readonly<Record<string, string>>;
  readonly minute: number;
  /** Labels of each alert that fires, besides its name and severity; none where it does not fire. */
  readonly fires: readonly Readonly<Record<string, string>>[];
}

const rulesFile = repositoryPath('docker/prometheus/azlog-rules.yaml');
const { groups } = parse(readFileSync(rulesFile, 'utf8')) as {
  groups: readonly { name: string; rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

const target = (name: string, instance: string, more = ''): string =>
  `${name}{job="azlog",instance="${instance}"${more}}`;
const build = (instance: string, stage: string): string =>
  target('azlog_build_info', instance, `,stage="${stage}",version="1.0.0"`);

const cases: readonly Case[] = [
  {
    alert: 'AzlogProcessDown',
    when: 'one of two senders does not answer',
    series: {
      [target('up', 'a:9600')]: '1x5 0x20',
      [build('a:9600', 'sender')]: '1x5 stale',
      [target('up', 'b:9600')]: '1x30',
      [build('b:9600', 'sender')]: '1x30',
    },
    minute: 12,
    fires: [{ instance: 'a:9600', job: 'azlog' }],
  },
  {
    alert: 'AzlogProcessDown',
    when: 'the only process of a stage is gone, target and all',
    series: {
      [build('a:9600', 'formatter')]: '1x5 stale',
      [build('b:9600', 'sender')]: '1x30',
    },
    minute: 12,
    fires: [{ stage: 'formatter' }],
  },
  {
    alert: 'AzlogProcessDown',
    when: 'a process was taken away while another runs the stage, and something else is down',
    series: {
      [build('a:9600', 'sender')]: '1x5 stale',
      [build('b:9600', 'sender')]: '1x30',
      'up{job="other",instance="c:80"}': '0x30',
      [target('up', 'b:9600')]: '1x30',
    },
    minute: 20,
    fires: [],
  },
  {
    alert: 'AzlogSourceLagging',
    when: 'nobody reads a source, and of another one only one poller has not heard yet',
    series: {
      [target('azlog_source_lag_seconds', 'a:9600', ',source="vms"')]: '0+60x40',
      [target('azlog_source_lag_seconds', 'b:9600', ',source="vms"')]: '3+60x40',
      [target('azlog_source_lag_seconds', 'a:9600', ',source="other"')]: '0+60x40',
      [target('azlog_source_lag_seconds', 'b:9600', ',source="other"')]: '4x40',
    },
    minute: 20,
    fires: [{ source: 'vms' }],
  },
  {
    alert: 'AzlogSourceLagging',
    when: 'a source was behind for a short while',
    series: { [target('azlog_source_lag_seconds', 'a:9600', ',source="vms"')]: '5x5 700x3 5x20' },
    minute: 12,
    fires: [],
  },
  {
    alert: 'AzlogSourceFailing',
    when: 'reads fail and none succeeds, also where none ever did',
    series: {
      [target('azlog_source_errors_total', 'a:9600', ',source="vms",code="SOURCE_REFUSED"')]: '0x4 1+1x30',
      [target('azlog_source_last_read_timestamp_seconds', 'a:9600', ',source="vms"')]: '0+60x4 240x30',
      [target('azlog_source_errors_total', 'a:9600', ',source="new",code="SOURCE_NOT_FOUND"')]: '1+1x30',
    },
    minute: 15,
    fires: [
      { source: 'new', code: 'SOURCE_NOT_FOUND' },
      { source: 'vms', code: 'SOURCE_REFUSED' },
    ],
  },
  {
    alert: 'AzlogSourceFailing',
    when: 'some reads fail and another poller reads',
    series: {
      [target('azlog_source_errors_total', 'a:9600', ',source="vms",code="SOURCE_THROTTLED"')]: '0+1x30',
      [target('azlog_source_last_read_timestamp_seconds', 'a:9600', ',source="vms"')]: '0x30',
      [target('azlog_source_last_read_timestamp_seconds', 'b:9600', ',source="vms"')]: '0+60x30',
    },
    minute: 20,
    fires: [],
  },
  {
    alert: 'AzlogSourceCredentialExpiring',
    when: 'a SAS is due: one that ends next, one that has ended, and not one that ends later',
    series: Object.fromEntries(
      (
        [
          ['due', 40_000, 500],
          ['over', 600, 0],
          ['later', 40_000, 30_000],
        ] as const
      ).flatMap(([name, ends, due]) => [
        [
          target('azlog_source_credential_expiry_timestamp_seconds', 'a:9600', `,source="${name}"`),
          `${ends}x40`,
        ],
        [
          target('azlog_source_credential_renewal_timestamp_seconds', 'a:9600', `,source="${name}"`),
          `${due}x40`,
        ],
      ]),
    ),
    minute: 30,
    fires: [{ source: 'due' }, { source: 'over' }],
  },
  {
    alert: 'AzlogSourceCredentialExpiring',
    when: 'a new SAS took the place of the one that was due',
    series: {
      [target('azlog_source_credential_expiry_timestamp_seconds', 'a:9600', ',source="vms"')]:
        '40000x20 90000x20',
      [target('azlog_source_credential_renewal_timestamp_seconds', 'a:9600', ',source="vms"')]:
        '60x20 80000x20',
    },
    minute: 30,
    fires: [],
  },
  {
    alert: 'AzlogDestinationNotTaking',
    when: 'batches of one destination wait and nothing is proven, whoever watches the queues',
    series: {
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="batches.siem"')]: '0+60x30',
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="batches.other"')]: '0+60x30',
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="pages"')]: '0+60x30',
      [target('azlog_messages_proven_total', 'b:9600', ',destination="siem"')]: '70x30',
      [target('azlog_messages_proven_total', 'b:9600', ',destination="other"')]: '0+100x30',
    },
    minute: 15,
    fires: [{ destination: 'siem' }],
  },
  {
    alert: 'AzlogDestinationNotTaking',
    when: 'nothing waits and nothing is proven',
    series: {
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="batches.siem"')]: '0x30',
      [target('azlog_messages_proven_total', 'b:9600', ',destination="siem"')]: '70x30',
    },
    minute: 20,
    fires: [],
  },
  {
    alert: 'AzlogDestinationReconnecting',
    when: 'connections fail each minute while messages get through; others failed once, or many at once just now',
    series: {
      ...Object.fromEntries(
        ['siem', 'once', 'burst'].map((name) => [
          target('azlog_messages_proven_total', 'b:9600', `,destination="${name}"`),
          '0+100x40',
        ]),
      ),
      [target('azlog_destination_failures_total', 'a:9600', ',destination="siem"')]: '0+1x40',
      [target('azlog_destination_failures_total', 'a:9600', ',destination="once"')]: '0x10 2x30',
      [target('azlog_destination_failures_total', 'a:9600', ',destination="burst"')]: '0x25 9x30',
    },
    minute: 30,
    fires: [{ destination: 'siem' }],
  },
  {
    alert: 'AzlogDestinationReconnecting',
    when: 'a receiver is away for a quarter of an hour, of which AzlogDestinationNotTaking tells',
    series: {
      [target('azlog_destination_failures_total', 'a:9600', ',destination="siem"')]: '0x5 3+3x15 48x40',
      [target('azlog_messages_proven_total', 'a:9600', ',destination="siem"')]: '0+100x5 500x15 600+100x40',
    },
    minute: 19,
    fires: [],
  },
  {
    alert: 'AzlogDestinationReconnecting',
    when: 'that receiver has been back for twelve minutes, and takes',
    series: {
      [target('azlog_destination_failures_total', 'a:9600', ',destination="siem"')]: '0x5 3+3x15 48x40',
      [target('azlog_messages_proven_total', 'a:9600', ',destination="siem"')]: '0+100x5 500x15 600+100x40',
    },
    minute: 32,
    fires: [],
  },
  {
    alert: 'AzlogBacklogOld',
    when: 'a page has waited long; dead letters always do',
    series: {
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="pages"')]: '0+60x40',
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="batches.siem"')]: '30x40',
      [target('azlog_backlog_oldest_age_seconds', 'a:9600', ',queue="dead-letters"')]: '90000x40',
    },
    minute: 25,
    fires: [{ queue: 'pages' }],
  },
  {
    alert: 'AzlogReadingPaused',
    when: 'the pollers pause; processes of other stages tell 0',
    series: {
      [target('azlog_reading_paused', 'a:9600')]: '0x3 1x20',
      [target('azlog_reading_paused', 'b:9600')]: '0x30',
    },
    minute: 12,
    fires: [{}],
  },
  {
    alert: 'AzlogReadingPaused',
    when: 'the pause is short',
    series: { [target('azlog_reading_paused', 'a:9600')]: '0x3 1x3 0x20' },
    minute: 12,
    fires: [],
  },
  {
    alert: 'AzlogDeadLetters',
    when: 'a single row was set aside within the hour, and others long ago',
    series: {
      [target('azlog_dead_letters_total', 'a:9600', ',source="vms",code="XML_INVALID"')]: '0x80 1x20',
      [target('azlog_dead_letters_total', 'a:9600', ',source="vms",code="ROW_UNREADABLE"')]: '0 7x99',
    },
    minute: 90,
    fires: [{ source: 'vms', code: 'XML_INVALID' }],
  },
  {
    alert: 'AzlogCertificateExpiring',
    when: 'one ends in 13 days, one has ended, one has time',
    series: {
      [target(
        'azlog_certificate_expiry_timestamp_seconds',
        'a:9600',
        ',destination="siem",certificate="client"',
      )]: `${13 * 86_400}x60`,
      [target(
        'azlog_certificate_expiry_timestamp_seconds',
        'a:9600',
        ',destination="siem",certificate="ca"',
      )]: '-86400x60',
      [target(
        'azlog_certificate_expiry_timestamp_seconds',
        'a:9600',
        ',destination="siem",certificate="server"',
      )]: `${20 * 86_400}x60`,
    },
    minute: 30,
    fires: [
      { destination: 'siem', certificate: 'ca' },
      { destination: 'siem', certificate: 'client' },
    ],
  },
  {
    alert: 'AzlogEventLoopBlocked',
    when: 'a process stands still again and again; another did so once, just now',
    series: {
      [target('azlog_nodejs_eventloop_lag_max_seconds', 'a:9600')]:
        '0.02 7 0.02 8 0.02 7 0.03 6 7 8 9 6 7 8 6 7x20',
      [target('azlog_nodejs_eventloop_lag_max_seconds', 'b:9600')]: '0.02x10 9 0.02x30',
    },
    minute: 14,
    fires: [{ instance: 'a:9600', job: 'azlog' }],
  },
  {
    alert: 'AzlogMemoryHigh',
    when: 'a process holds more than 1 GB for long',
    series: {
      [target('azlog_process_resident_memory_bytes', 'a:9600')]: '1200000000x40',
      [target('azlog_process_resident_memory_bytes', 'b:9600')]: '420000000x10 1200000000x5 420000000x30',
    },
    minute: 30,
    fires: [{ instance: 'a:9600', job: 'azlog' }],
  },
];

suite('alerts', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'azlog-alerts-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('Prometheus takes the rules', () => {
    const { status, output } = promtool(['check', 'rules', rulesFile]);
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(`SUCCESS: ${rules.length} rules found`));
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['azlog'],
    );
  });

  for (const [index, { alert, when, series, minute, fires }] of cases.entries()) {
    test(`${alert} ${fires.length > 0 ? 'fires' : 'does not fire'}: ${when}`, () => {
      const severity = rules.find((rule) => rule.alert === alert)?.labels['severity'] ?? '';
      const content = {
        rule_files: [rulesFile],
        evaluation_interval: '1m',
        tests: [
          {
            interval: '1m',
            input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
            promql_expr_test: [
              {
                expr: `ALERTS{alertname="${alert}",alertstate="firing"}`,
                eval_time: `${minute}m`,
                exp_samples: fires.map((labels) => ({
                  labels: `ALERTS{${Object.entries({
                    alertname: alert,
                    alertstate: 'firing',
                    severity,
                    ...labels,
                  })
                    .map(([label, value]) => `${label}="${value}"`)
                    .join(',')}}`,
                  value: 1,
                })),
              },
            ],
          },
        ],
      };
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, stringify(content));
      const { status, output } = promtool(['test', 'rules', file]);
      assert.equal(status, 0, output);
    });
  }

  test('each alert is shown to fire', () => {
    const shown = new Set(cases.filter(({ fires }) => fires.length > 0).map(({ alert }) => alert));
    assert.deepEqual([...shown].toSorted(), rules.map(({ alert }) => alert).toSorted());
  });

  test('the rules name only metrics and labels that there are', async () => {
    const known = await knownSeries();
    for (const { alert, expr } of rules) assert.deepEqual(problemsOf(expr, known), [], alert);
    assert.equal(problemsOf('sum by (queue) (azlog_source_lag{source="x"})', known).length, 3);
    assert.equal(problemsOf('azlog_source_lag_seconds{queue="x"}', known).length, 1);
    assert.equal(problemsOf('sum by (azlog_up', known).length > 0, true);
  });

  test('each alert has words and a section of the runbook, and the runbook has no other', () => {
    const runbook = readFileSync(repositoryPath('docs/OPERATIONS.md'), 'utf8');
    const [, section = ''] = /^## Alerts\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(runbook) ?? [];
    const headings = [
      ...section.matchAll(
        /^### (\w+)\n\n\*\*Meaning\.\*\* [\s\S]*?\n\n\*\*First look\.\*\* [\s\S]*?\n\n\*\*Do\.\*\* /gm,
      ),
    ];
    assert.deepEqual(
      headings.map(([, name = '']) => name),
      rules.map(({ alert }) => alert),
    );
    for (const { alert, labels, annotations } of rules) {
      assert.ok(['warning', 'critical'].includes(labels['severity'] ?? ''), alert);
      assert.equal(annotations['runbook_url'], `docs/OPERATIONS.md#${alert.toLowerCase()}`);
      assert.match(annotations['summary'] ?? '', /^azlog: /);
      assert.ok((annotations['description'] ?? '').length > 40, alert);
    }
  });
});
