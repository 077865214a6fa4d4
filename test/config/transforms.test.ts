import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configCheck } from '../../src/commands/config-check.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { secretsOf } from '../../src/config/mask-config.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const base = `sources:
  - { name: vms, account: contoso, accountKey: a2V5 }
  - { name: more, account: fabrikam, accountKey: a2V5 }
destinations:
  - { name: siem, type: stdout, sources: [vms] }
  - { name: lake, type: stdout }
`;
const lines = base.split('\n').length - 1;
const hashKey = '0123456789abcdef-0123456789abcdef';

test('rules as they are read: one value is a list of one', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${base}hashing: { key: { file: hash-key } }
transforms:
  - name: no-machine-logons
    destinations: siem
    exclude:
      ids: [4624, 4634-4647]
      channels: Security
      fields: { TargetUserName: "*$", LogonType: [3, '/^1[01]$/'] }
  - name: wanted
    sources: [vms, more]
    include:
      - { providers: Microsoft-Windows-Sysmon, levels: [information] }
      - { ids: "1102", outcomes: success, not: { computers: ["dc*"] } }
  - name: passwords
    redact: CommandLine
    when: { ids: 4688 }
  - name: names
    hash: ["*UserName", System.UserID]
  - name: tag
    add: { Environment: prod }
    when:
`,
    'hash-key': `${hashKey}\n`,
  });
  const config = loadConfig({ env: {}, cwd });
  assert.deepEqual(JSON.parse(JSON.stringify(config.transforms)), [
    {
      name: 'no-machine-logons',
      destinations: ['siem'],
      exclude: [
        {
          ids: ['4624', '4634-4647'],
          channels: ['Security'],
          fields: { TargetUserName: ['*$'], LogonType: ['3', '/^1[01]$/'] },
        },
      ],
    },
    {
      name: 'wanted',
      sources: ['vms', 'more'],
      include: [
        { providers: ['Microsoft-Windows-Sysmon'], levels: ['information'] },
        { ids: ['1102'], outcomes: ['success'], not: { computers: ['dc*'] } },
      ],
    },
    { name: 'passwords', redact: ['CommandLine'], when: [{ ids: ['4688'] }] },
    { name: 'names', hash: ['*UserName', 'System.UserID'] },
    { name: 'tag', add: { Environment: 'prod' } },
  ]);
  assert.equal(config.hashing.key, hashKey);
  assert.deepEqual(secretsOf(config), ['a2V5', hashKey]);

  const { stdout, exitCode } = configCheck({ env: {}, cwd });
  assert.equal(exitCode, 0);
  assert.match(stdout, /hashing:\n {2}key: \(hidden\)/);
  assert.match(stdout, /- name: no-machine-logons\n {4}destinations:\n {6}- siem\n {4}exclude:/);
  assert.ok(!stdout.includes(hashKey));
});

test('no rules, and a key of the list without a value', (t) => {
  for (const more of ['', 'transforms:\n', 'transforms: []\n']) {
    const cwd = temporaryFolder(t, { 'azlog.yaml': base + more });
    assert.deepEqual(loadConfig({ env: {}, cwd }).transforms, []);
  }
});

test('the key is read by the formatter only, from file and environment', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${base}hashing: { key: { file: not-there } }
transforms:
  - { name: h, hash: A }
`,
    'without.yaml': `${base}transforms:
  - { name: h, hash: A }
`,
    'hash-key': hashKey,
  });
  for (const stages of [['poller'], ['sender'], []] as const) {
    assert.deepEqual(loadConfig({ env: {}, cwd, stages }).hashing, {});
    assert.deepEqual(loadConfig({ env: {}, cwd, stages, path: 'without.yaml' }).hashing, {});
  }
  assert.match(
    problemsOf(() => loadConfig({ env: {}, cwd, stages: ['formatter'] })).join(),
    /does not exist/,
  );
  const fromFile = { AZLOG_HASHING_KEY_FILE: 'hash-key' };
  for (const env of [fromFile, { AZLOG_HASHING_KEY: hashKey }]) {
    assert.equal(loadConfig({ env, cwd, path: 'without.yaml', stages: ['formatter'] }).hashing.key, hashKey);
  }
  const problems = problemsOf(() =>
    loadConfig({ env: { AZLOG_HASHING_KEY: 'short-secret' }, cwd, path: 'without.yaml' }),
  );
  assert.match(
    problems.join(),
    /AZLOG_HASHING_KEY {2}hashing\.key\n {4}\(hidden\) is not valid here\n {4}Allowed: a key of at least 32/,
  );
  assert.ok(!problems.join().includes('short-secret'));
});

/** The problems of rules, each without the place of the first, which is told as its line within the rules. */
function refusals(t: Parameters<typeof temporaryFolder>[0], rules: string): readonly string[] {
  const cwd = temporaryFolder(t, { 'azlog.yaml': `${base}transforms:\n${rules}` });
  return problemsOf(() => loadConfig({ env: {}, cwd })).map((problem) =>
    problem.replace(
      /^azlog\.yaml:(\d+):(\d+) {2}/,
      (_, line, column) => `${Number(line) - lines - 1}:${column} `,
    ),
  );
}

const patternAllowed =
  'Allowed: a pattern: a glob such as `web-*`, or a regular expression of RE2 between slashes such as `/^(3|5)$/`.';

const systemAllowed = `besides the fields of an event there are only \`System.Computer\` and \`System.UserID\`, and no pattern reaches them\n    ${patternAllowed}`;

test('every refusal names place, value, what is allowed and how to mend it', (t) => {
  const cases: readonly (readonly [rule: string, ...problems: readonly string[]])[] = [
    [
      '  name: x',
      '1:3 transforms\n    this is not a list\n    Write one entry for each rule, each beginning with `- name: …`.',
    ],
    [
      '  - no',
      '1:5 transforms[0]\n    "no" is not valid here\n    Allowed: a section with name, destinations, sources, exclude, include, redact, hash, add, when.',
    ],
    [
      '  - { name: x }',
      '1:5 transforms[0]\n    the rule does nothing\n    Set one of exclude, include, redact, hash, add.',
    ],
    [
      '  - { redact: A }',
      '1:5 transforms[0].name\n    it is not set\n    Give the rule a `name`: filtered events are counted by it.',
    ],
    [
      '  - { name: No_Good, redact: A }',
      '1:13 transforms[0].name\n    "No_Good" is not valid here\n    Allowed: a name of 1 to 41 lower-case letters, digits and hyphens, not starting with a hyphen.',
    ],
    [
      '  - { name: x, redact: A, hash: B }',
      '1:27 transforms[0].hash\n    there is `redact` too\n    A rule does one thing: make a rule of its own for `hash`.',
      '1:27 transforms[0].hash\n    there is no key to hash with\n    Set `hashing.key` (AZLOG_HASHING_KEY or AZLOG_HASHING_KEY_FILE).',
    ],
    [
      '  - { name: x, exclude: { ids: 1 }, when: { ids: 1 } }',
      '1:37 transforms[0].when\n    `when` cannot be combined with `exclude`\n    Write the conditions into `exclude`.',
    ],
    [
      '  - { name: x, exlude: { ids: 1 } }',
      '1:16 transforms[0].exlude\n    there is no option `exlude` here\n    Did you mean `exclude`?',
    ],
    [
      '  - { name: x, exclude: {} }',
      '1:25 transforms[0].exclude\n    no condition is given\n    Set at least one of ids, channels, providers, computers, levels, outcomes, fields, not.',
    ],
    [
      '  - { name: x, exclude: [] }',
      '1:25 transforms[0].exclude\n    the list is empty\n    Allowed: conditions (a section with ids, channels, providers, computers, levels, outcomes, fields, not), or a list of them of which one must hold.',
    ],
    [
      '  - { name: x, exclude: { eventIds: 1, users: 2 } }',
      '1:27 transforms[0].exclude.eventIds\n    there is no option `eventIds` here\n    Allowed here: ids, channels, providers, computers, levels, outcomes, fields, not.',
      '1:40 transforms[0].exclude.users\n    there is no option `users` here\n    Allowed here: ids, channels, providers, computers, levels, outcomes, fields, not.',
    ],
    ...['70000', '4663-4656', '4624-', 'all', '-1', '4624.5', 'true'].map((id): readonly [string, string] => [
      `  - { name: x, exclude: { ids: [1, ${id}] } }`,
      `1:36 transforms[0].exclude.ids[1]\n    ${/^(70000|-1|4624\.5|true)$/.test(id) ? id : `"${id}"`} is not valid here\n    Allowed: an event id from 0 to 65535, or a range such as \`4656-4663\`.`,
    ]),
    [
      '  - { name: x, exclude: { channels: "/[/" } }',
      `1:37 transforms[0].exclude.channels\n    "/[/": the regular expression cannot be read: missing closing ]: \`[\`\n    ${patternAllowed}`,
    ],
    [
      '  - { name: x, exclude: { fields: { A: ["x", "/(a"] } } }',
      `1:46 transforms[0].exclude.fields.A[1]\n    "/(a": a regular expression begins with \`/\` but does not end with \`/\` or \`/i\`\n    ${patternAllowed}`,
    ],
    [
      '  - { name: x, exclude: { fields: { "/(/": y } } }',
      `1:37 transforms[0].exclude.fields./(/\n    "/(/": the regular expression cannot be read: missing closing ): \`(\`\n    ${patternAllowed}`,
    ],
    [
      '  - { name: x, redact: [A, "System.*"] }',
      `1:28 transforms[0].redact[1]\n    "System.*": ${systemAllowed}`,
    ],
    [
      '  - { name: x, hash: system.RecordId }',
      `1:22 transforms[0].hash\n    "system.RecordId": ${systemAllowed}`,
    ],
    [
      '  - { name: x, exclude: { fields: { System.User: a } } }',
      `1:37 transforms[0].exclude.fields.System.User\n    "System.User": ${systemAllowed}`,
    ],
    [
      '  - { name: x, exclude: { computers: true } }',
      `1:38 transforms[0].exclude.computers\n    true is not valid here\n    Allowed: a pattern: a glob such as \`web-*\`, or a regular expression of RE2 between slashes such as \`/^(3|5)$/\`.`,
    ],
    [
      '  - { name: x, include: { levels: info, outcomes: [failed] } }',
      '1:35 transforms[0].include.levels\n    "info" is not valid here\n    Allowed: `logAlways`, `critical`, `error`, `warning`, `information`, `verbose`. Did you mean `information`?',
      '1:52 transforms[0].include.outcomes[0]\n    "failed" is not valid here\n    Allowed: `success`, `failure`.',
    ],
    [
      '  - { name: x, exclude: { not: { not: { ids: 1 } } } }',
      '1:34 transforms[0].exclude.not.not\n    there is no option `not` here\n    Allowed here: ids, channels, providers, computers, levels, outcomes, fields.',
    ],
    [
      '  - { name: x, add: { Cost Center: 7 } }',
      '1:23 transforms[0].add.Cost Center\n    "Cost Center" is not valid here\n    Allowed: a name of 1 to 64 letters and digits, which begins with a letter.',
      '1:36 transforms[0].add.Cost Center\n    7 is not valid here\n    Allowed: one line of 1 to 1,000 characters. Put quotes around it.',
    ],
    [
      '  - { name: x, redact: A, sources: vm, destinations: [siem, loki] }',
      '1:27 transforms[0].sources\n    there is no source `vm`\n    Did you mean `vms`?',
      '1:40 transforms[0].destinations\n    there is no destination `loki`\n    There are: `siem`, `lake`.',
    ],
    [
      '  - { name: x, redact: A, sources: more, destinations: siem }',
      '1:5 transforms[0]\n    none of its destinations accepts any of its sources, so the rule would never apply\n    Change `sources` or `destinations`, or remove the rule.',
    ],
    [
      '  - { name: x, redact: A }\n  - { name: x, redact: B }',
      '2:7 transforms[1].name\n    transforms[0] is named "x" too\n    Give each its own `name`.',
    ],
  ];
  for (const [rule, ...problems] of cases) {
    assert.deepEqual([...refusals(t, rule)].toSorted(), problems.toSorted(), rule);
  }
});

test('an asterisk without quotes, which YAML reserves, is told as such', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${base}transforms:\n  - { name: x, exclude: { computers: *web } }\n`,
  });
  assert.match(
    problemsOf(() => loadConfig({ env: {}, cwd })).join(),
    /azlog\.yaml:8:38\n {4}a value starts with `\*`[^\n]*\n {4}Put quotes around the value\./,
  );
});
