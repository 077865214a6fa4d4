import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { commandLine } from '../../src/commands/command-line.ts';
import { commandTree } from '../../src/commands/command-tree.ts';
import { completionScript } from '../../src/commands/completion/completion.ts';
import { type Shell, shells } from '../../src/commands/completion/shells.ts';
import { knownNames } from '../../src/commands/known-names.ts';
import { formatNames, presetNames } from '../../src/config/presets.ts';
import { runAzlog } from '../support/run-azlog.ts';

/** What each shell must offer at the end of a line, whatever its way to say so. */
const cases: readonly { readonly line: string; readonly offers: readonly string[] }[] = [
  { line: 'azlog conf', offers: ['config'] },
  { line: 'azlog config ', offers: ['check', 'reference', 'schema'] },
  { line: 'azlog run ', offers: ['all', 'formatter', 'poller', 'sender'] },
  { line: 'azlog run --config site/azlog.yaml s', offers: ['sender'] },
  { line: 'azlog status --j', offers: ['--json'] },
  { line: 'azlog format --format ', offers: formatNames },
  { line: 'azlog format --preset=sp', offers: ['splunk'] },
  { line: 'azlog explain 4624 -p ', offers: presetNames },
  { line: 'azlog tail --config si', offers: ['site/'] },
  { line: 'azlog mapping export --for qradar -o si', offers: ['site/'] },
  { line: 'azlog explain --format cef with', offers: ['with blank.xml'] },
  { line: 'azlog tail --destination ', offers: ['backup', 'siem'] },
  { line: 'azlog tail -c site/azlog.yaml -d s', offers: ['siem'] },
  { line: 'azlog destination test --json siem b', offers: ['backup'] },
  { line: 'azlog source test ', offers: ['vms'] },
  { line: 'azlog completion ', offers: ['bash', 'fish', 'zsh'] },
  { line: 'azlog rum ', offers: [] },
];

const zshCandidates = join(import.meta.dirname, 'zsh-candidates.zsh');

const programs: Readonly<Record<Shell, string | undefined>> = {
  bash: installed('bash'),
  zsh: installed('zsh'),
  fish: installed('fish'),
};

suite('completion', () => {
  let folder: string;
  const script = (shell: Shell): string => join(folder, `completion.${shell}`);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'azlog-completion-'));
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'with blank.xml'), '');
    const tree = commandTree(commandLine(new AbortController().signal).program);
    for (const shell of shells) writeFileSync(script(shell), completionScript(shell, tree));
    // The scripts ask the program for names. Its answers are tested below, without a start for each line.
    mkdirSync(join(folder, 'bin'));
    const azlog = join(folder, 'bin/azlog');
    writeFileSync(
      azlog,
      `#!/bin/sh
case "$*" in
  'names destination' | 'names destination --config site/azlog.yaml') printf 'siem\\nbackup\\n' ;;
  'names source') echo vms ;;
  *) echo "unexpected: $*" >> '${join(folder, 'unexpected')}'; exit 1 ;;
esac
`,
    );
    chmodSync(azlog, 0o755);
  });
  after(() => rmSync(folder, { recursive: true }));

  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
  });

  /** Each shell is started once for all lines: it prints a line for each candidate, and an empty one behind each case. */
  const ask: Readonly<Record<Shell, () => string>> = {
    bash: () => {
      const calls = cases.map(({ line }) => {
        // The sign = is one of the characters at which readline begins a word.
        const words = line.split(/ |(?==)|(?<==)/);
        return `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _azlog; printf '%s\\n' "\${COMPREPLY[@]}" ''`;
      });
      // Outside of a completion there is no compopt; it says of file names that a folder's get their slash.
      const folders = `compopt() { :; }; `;
      return execFileSync('bash', ['-c', `. "$0"; ${folders}${calls.join('\n')}`, script('bash')], {
        cwd: folder,
        env: env(),
        encoding: 'utf8',
      });
    },
    zsh: () =>
      execFileSync('zsh', ['-f', zshCandidates, script('zsh'), ...cases.map(({ line }) => line)], {
        cwd: folder,
        env: env(),
        encoding: 'utf8',
      }),
    fish: () => {
      const calls = cases.map(({ line }) => `complete -C '${line}'; echo`);
      return execFileSync('fish', ['--no-config', '-c', `source '${script('fish')}'; ${calls.join('; ')}`], {
        cwd: folder,
        env: env(),
        encoding: 'utf8',
      });
    },
  };

  for (const shell of shells) {
    test(`${shell} offers commands, options, choices, files and names`, (context) => {
      if (programs[shell] === undefined) {
        context.skip(`${shell} is not installed, so its completion was not run`);
        return;
      }
      assert.equal(spawnSync(shell, ['-n', script(shell)], { encoding: 'utf8' }).stderr, '');
      const answers = ask[shell]().split(/^\n/m);
      for (const [index, { line, offers }] of cases.entries()) {
        const given = (answers[index] ?? '')
          .split('\n')
          .filter((text) => text !== '')
          // fish puts a description behind, escapes blanks, and repeats what stands before the sign =.
          .map((text) => (text.split('\t')[0] ?? '').replaceAll('\\ ', ' ').replace(/^--\w+=/, ''));
        const shown = (text: string): string => text.replace(/^site$/, 'site/');
        assert.deepEqual([...new Set(given.map(shown))].toSorted(), offers.toSorted(), line);
      }
      assert.ok(!existsSync(join(folder, 'unexpected')), 'the program was asked for names only');
    });
  }

  test('names come from the configuration, without its secrets, and from none that is broken', () => {
    writeFileSync(
      join(folder, 'site/azlog.yaml'),
      `sources: [{ name: vms, account: contoso, sas: { file: /nowhere/sas } }]
destinations:
  - { name: siem, host: siem.example.com, tls: { caFile: /nowhere/ca.pem } }
  - { name: backup, host: 192.0.2.1 }
`,
    );
    const load = { path: join(folder, 'site/azlog.yaml'), env: {} };
    assert.deepEqual(knownNames(load, 'destination'), { stdout: 'siem\nbackup\n', stderr: '', exitCode: 0 });
    assert.deepEqual(knownNames(load, 'source'), { stdout: 'vms\n', stderr: '', exitCode: 0 });
    const broken = { path: join(folder, 'missing.yaml'), env: {} };
    assert.deepEqual(knownNames(broken, 'source'), { stdout: '', stderr: '', exitCode: 1 });
  });

  test('the program prints the script, and names the shells that it knows', async () => {
    const { code, stdout } = await runAzlog(['completion', 'bash']);
    assert.equal(code, 0);
    assert.match(stdout, /^# bash completion for azlog.*\ncomplete -F _azlog azlog\n$/s);
    const refused = await runAzlog(['completion', 'tcsh']);
    assert.equal(refused.code, 64);
    assert.match(refused.stderr, /Allowed choices are bash, zsh, fish/);
  });
});

function installed(program: string): string | undefined {
  return ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}
