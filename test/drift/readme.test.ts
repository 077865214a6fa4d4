import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { createCertificates } from '../support/certificates.ts';
import { repositoryPath } from './repository-path.ts';

/** What people copy out of the documents must work: configurations, commands, links. */
const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'docker/README.md'],
  ...['docs', 'docs/adr', 'docs/siem', 'docs/sources'].flatMap((folder) =>
    readdirSync(repositoryPath(folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].map((path) => ({ path, text: readFileSync(repositoryPath(path), 'utf8') }));

/** Contents of fenced blocks of one language. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, content = '']) => content,
  );
}

/** What a block leaves to another one. */
const stock = {
  sources: stringify({ sources: [{ account: 'contosodiagnostics', accountKey: 'a2V5' }] }),
  destinations: stringify({ destinations: [{ preset: 'none', host: 'siem.example.com' }] }),
} as const;

/** Folders that examples name, and that are moved into the test's own. */
const places = ['/run/secrets/', '/etc/azlog/'] as const;
const variables = { CONTOSO_KEY: 'a2V5', GOVERNMENT_CONNECTION_STRING: 'AccountName=x;AccountKey=a2V5' };

test('every configuration in the documents is valid', async (t) => {
  const cwd = temporaryFolder(t);
  const made = join(cwd, 'made');
  mkdirSync(made);
  const { caFile, client } = await createCertificates(made);
  const pemFiles: Readonly<Record<string, string>> = {
    'ca.pem': caFile,
    'client.pem': client.certFile,
    'client-key.pem': client.keyFile,
  };
  const provide = (path: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    const pem = pemFiles[path.slice(path.lastIndexOf('/') + 1)];
    if (pem !== undefined) cpSync(pem, path);
    else if (path.endsWith('hash-key')) writeFileSync(path, `${'k'.repeat(64)}\n`);
    else writeFileSync(path, path.endsWith('sas') ? 'sv=2024&sp=r&sig=x\n' : 'a2V5\n');
  };

  let checked = 0;
  for (const { path, text } of documents) {
    for (const block of blocks(text, 'yaml')) {
      if (!/^(sources|destinations|transforms):/m.test(block)) continue;
      const whole = (['sources', 'destinations'] as const).reduce(
        (content, key) => (new RegExp(`^${key}:`, 'm').test(content) ? content : content + stock[key]),
        block,
      );
      const here = places.reduce((content, place) => content.replaceAll(place, `${cwd}${place}`), whole);
      for (const [file] of here.matchAll(new RegExp(`${cwd}/[\\w./-]+`, 'g'))) provide(file);
      writeFileSync(join(cwd, 'azlog.yaml'), here);
      assert.doesNotThrow(
        () => loadConfig({ path: 'azlog.yaml', env: variables, cwd }),
        `${path}:\n${block}`,
      );
      checked++;
    }
  }
  assert.ok(checked >= 10, `${checked} configurations were found`);
});

test('the configuration by environment in the README is valid', (t) => {
  const cwd = temporaryFolder(t, { 'azure-sas': 'sv=2024&sp=r&sig=x\n' });
  const readme = documents[0]?.text ?? '';
  const [block] = blocks(readme, 'sh').filter((content) => content.includes('AZLOG_SOURCE_'));
  const pairs = [...(block ?? '').matchAll(/^(AZLOG_\w+)=(\S+) \\$/gm)].map(
    ([, name = '', value = '']) => [name, value.replace('/run/secrets', cwd)] as const,
  );
  assert.ok(pairs.length >= 4);
  // The CA file is the one thing that only a sender reads.
  const config = loadConfig({ env: Object.fromEntries(pairs), cwd, stages: ['poller'] });
  assert.equal(config.sources[0]?.['sas'], 'sv=2024&sp=r&sig=x');
});

/** Commands that have commands of their own. */
const groups: ReadonlySet<string> = new Set(['config', 'source', 'destination', 'mapping']);

/** Commands as they stand in blocks of shell and in running text: at the beginning, or behind variables. */
function commandsOf(text: string, program: string): readonly string[] {
  const lines = blocks(text, 'sh').flatMap((block) => block.split('\n'));
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, content = '']) => content);
  return [...lines, ...inline].flatMap((line) => {
    const found = new RegExp(`^(?:[A-Z_]+=\\S+ )*(${program} .*)$`).exec(line.split(' < ')[0] ?? '');
    return found?.[1] === undefined || line.startsWith('alias') ? [] : [found[1].trim()];
  });
}

test('every azlog command in the documents exists, with its options', async () => {
  const main = repositoryPath('src/main.ts');
  const commands = new Set(documents.flatMap(({ text }) => commandsOf(text, 'azlog')));
  const helpOf = new Map<string, Promise<string>>();
  const help = (words: string): Promise<string> => {
    const known =
      helpOf.get(words) ??
      promisify(execFile)(process.execPath, [main, ...words.split(' ').filter(Boolean), '--help']).then(
        ({ stdout }) => stdout,
        () => '',
      );
    helpOf.set(words, known);
    return known;
  };
  assert.ok(commands.size >= 8, [...commands].join('\n'));
  const problems: string[] = [];
  for (const command of commands) {
    const [, first = '', second = ''] = command.split(' ');
    const words = groups.has(first) ? [first, second] : first.startsWith('-') ? [] : [first];
    const text = await help(words.join(' '));
    if (!text.startsWith(`Usage: ${['azlog', ...words].join(' ')} `)) {
      problems.push(`${command}: there is no such command`);
      continue;
    }
    for (const [option] of command.matchAll(/--[a-z-]+/g)) {
      if (!text.includes(option)) problems.push(`${command}: there is no option ${option}`);
    }
    const stage = first === 'run' && /^[a-z]+$/.test(second) ? second : undefined;
    if (stage !== undefined && !text.includes(stage)) problems.push(`${command}: there is no stage ${stage}`);
  }
  assert.deepEqual(problems, []);
});

test('every metric in the documents exists', () => {
  const reference = readFileSync(repositoryPath('docs/metrics.md'), 'utf8');
  const known = new Set([...reference.matchAll(/^\| `(azlog_\w+)`/gm)].map(([, name]) => name));
  const unknown = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\bazlog_[a-z0-9_]*[a-z0-9]\b/g)]
      // Those of Node.js are added by prom-client, and not in our table.
      .filter(([name]) => !known.has(name.replace(/_(?:bucket|sum|count)$/, '')) && !known.has(name))
      .filter(([name]) => !/^azlog_(?:nodejs|process)/.test(name))
      .map(([name]) => `${path}: ${name}`),
  );
  assert.ok(known.size >= 15);
  assert.deepEqual([...new Set(unknown)], []);
});

test('every npm script in the documents exists', () => {
  const { scripts } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = documents.flatMap(({ text }) =>
    [...text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, name = '']) => name),
  );
  assert.ok(named.length >= 10);
  for (const name of new Set(named)) assert.ok(name in scripts, `npm run ${name}`);
});

test('every link in the documents leads somewhere', () => {
  const anchorsOf = (text: string): ReadonlySet<string> =>
    new Set(
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
  const anchors = new Map<string, ReadonlySet<string>>();
  const hasAnchor = (file: string, anchor: string): boolean => {
    const known = anchors.get(file) ?? anchorsOf(readFileSync(file, 'utf8'));
    anchors.set(file, known);
    return known.has(anchor);
  };
  let links = 0;
  const broken: string[] = [];
  for (const { path, text } of documents) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      links++;
      const [file = '', anchor] = target.split('#');
      const absolute = file === '' ? repositoryPath(path) : join(dirname(repositoryPath(path)), file);
      const leads = existsSync(absolute) && (anchor === undefined || hasAnchor(absolute, anchor));
      if (!leads) broken.push(`${path}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
  assert.ok(links >= 20, `${links} links were found`);
});

test('every test file that the documents name is there', () => {
  for (const { path, text } of documents) {
    for (const [file] of text.matchAll(/\b(?:test|src|bench|docker)\/[\w/-]+\.(?:test\.)?ts\b/g)) {
      assert.ok(existsSync(repositoryPath(file)), `${path}: ${file}`);
    }
  }
});
