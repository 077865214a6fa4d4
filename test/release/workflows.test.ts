import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'timeout-minutes'?: number;
        readonly permissions?: Readonly<Record<string, string>>;
        readonly steps: readonly Step[];
      }
    >
  >;
}

const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  return { name, text, content: parse(text) as Workflow };
});
const steps = workflows.flatMap(({ name, content }) =>
  Object.values(content.jobs).flatMap((job) => job.steps.map((step) => ({ name, step }))),
);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

suite('workflows', () => {
  for (const { name, content } of workflows) {
    test(`${name}: each job has its own rights, an end, and no two runs are in each other's way`, () => {
      assert.deepEqual(content.permissions, {});
      assert.ok(content.concurrency !== undefined);
      for (const [job, { permissions, 'timeout-minutes': minutes = 0 }] of Object.entries(content.jobs)) {
        assert.ok(permissions !== undefined, `${job} has no permissions`);
        assert.ok(minutes > 0 && minutes <= 60, `${job} has no timeout`);
      }
    });
  }

  test('only the release may write, and only what each of its jobs publishes', () => {
    const writing = workflows.flatMap(({ name, content }) =>
      Object.entries(content.jobs).flatMap(([job, { permissions = {} }]) =>
        Object.entries(permissions)
          .filter(([, level]) => level === 'write')
          .map(([right]) => `${name} ${job}: ${right}`),
      ),
    );
    assert.deepEqual(writing, [
      'codeql.yml analyze: security-events',
      'release.yml package: id-token',
      'release.yml package: attestations',
      'release.yml image: packages',
      'release.yml image: id-token',
      'release.yml image: attestations',
      'release.yml chart: packages',
      'release.yml chart: id-token',
      'release.yml npm: id-token',
      'release.yml release: contents',
    ]);
  });

  test('every action is pinned to a commit, with its version beside it, and one commit only', () => {
    const pins = workflows.flatMap(({ name, text }) =>
      [...text.matchAll(/uses: (.+)$/gm)].map(([, pin = '']) => {
        const found = /^([\w.-]+\/[\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/.exec(pin);
        assert.ok(found, `${name}: ${pin}`);
        return { action: found[1]?.split('/').slice(0, 2).join('/') ?? '', pin: `${found[2]} ${found[3]}` };
      }),
    );
    assert.equal(pins.length, steps.filter(({ step }) => step.uses !== undefined).length);
    for (const [action, found] of Map.groupBy(pins, (pin) => pin.action))
      assert.equal(new Set(found.map(({ pin }) => pin)).size, 1, action);
  });

  test('no checkout leaves its token behind', () => {
    for (const { name, step } of steps.filter(({ step: { uses } }) => uses?.startsWith('actions/checkout@')))
      assert.equal(step.with?.['persist-credentials'], false, name);
  });

  test('no shell line has an expression in it: what comes from outside goes through the environment', () => {
    for (const { name, step } of steps) assert.ok(!step.run?.includes('${{'), `${name}: ${step.run}`);
  });

  test('every npm script and every file that a workflow runs is there', () => {
    const lines = steps.flatMap(({ step }) => step.run ?? []).join('\n');
    const named = [...lines.matchAll(/npm (?:run (?:--silent )?)([\w:-]+)/g)].map(
      ([, script = '']) => script,
    );
    assert.ok(named.length > 0);
    for (const script of named) assert.ok(script in scripts, `npm run ${script}`);
    const files = [...lines.matchAll(/(?:^|\s)(\.ci\/\w+|test\/[\w/.-]+\.ts)/gm)].map(
      ([, file = '']) => file,
    );
    assert.ok(files.includes('.ci/run') && files.includes('test/release/release-notes.ts'));
    for (const file of files) assert.ok(existsSync(join(root, file)), file);
  });

  test('npm is given a file: a path without ./ is a repository on GitHub for it', () => {
    const published = steps.flatMap(({ step }) => [...(step.run ?? '').matchAll(/npm publish (\S+)/g)]);
    assert.deepEqual(
      published.map(([, what]) => what),
      ['./assets/*.tgz'],
    );
  });

  test('no failure is hidden by a pipe', () => {
    const piped = steps.filter(({ step }) =>
      /[^|]\|[^|]/.test((step.run ?? '').replace(/'[^']*'|"[^"]*"/g, '')),
    );
    assert.ok(piped.length > 0);
    for (const { name, step } of piped) assert.match(step.run ?? '', /^set -o pipefail\n/, name);
  });

  test('the chart that is published names the image that is published', () => {
    const line = steps
      .flatMap(({ step }) => (step.run ?? '').split('\n'))
      .find((candidate) => candidate.startsWith('sed -i'));
    assert.ok(line !== undefined);
    const folder = mkdtempSync(join(tmpdir(), 'azlog-chart-'));
    try {
      mkdirSync(join(folder, 'charts/azlog-forwarder'), { recursive: true });
      const values = 'charts/azlog-forwarder/values.yaml';
      copyFileSync(join(root, values), join(folder, values));
      execFileSync('bash', ['-c', line], { cwd: folder, env: { GITHUB_REPOSITORY_OWNER: 'Contoso' } });
      const { image, redis } = parse(readFileSync(join(folder, values), 'utf8')) as {
        image: { repository: string };
        redis: { image: { repository: string } };
      };
      assert.equal(image.repository, 'ghcr.io/contoso/azlog-forwarder');
      assert.equal(redis.image.repository, 'redis');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('CI runs what the README names', () => {
    assert.match(readFileSync(join(root, '.ci/run'), 'utf8'), /^npm test$/m);
    for (const name of ['ci.yml', 'release.yml'])
      assert.ok(
        steps.some((at) => at.name === name && at.step.run === '.ci/run'),
        name,
      );
  });

  test('actionlint finds nothing', (context) => {
    const go = ['/usr/local/go/bin/go', '/usr/bin/go', '/usr/lib/go/bin/go'].find((path) => existsSync(path));
    if (go === undefined) {
      context.skip('Go is not installed, so actionlint, a Go module, was not run');
      return;
    }
    const files = workflows.map(({ name }) => join(folder, name));
    assert.equal(
      execFileSync(go, ['run', actionlint, '-no-color', ...files], { encoding: 'utf8', cwd: folder }),
      '',
    );
  });
});

test('Dependabot looks at packages, images and actions', () => {
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    updates: readonly { 'package-ecosystem': string }[];
  };
  assert.deepEqual(updates.map((update) => update['package-ecosystem']).toSorted(), [
    'docker',
    'github-actions',
    'npm',
  ]);
});
