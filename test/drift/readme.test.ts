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
import { repositoryPath } from './generate.ts';

/** What people copy out of the documents must work: configurations, commands, links. */
const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...['docs', 'docs/adr'].flatMap((folder) =>
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
    else writeFileSync(path, path.endsWith('sas') ? 'sv=2024&sp=r&sig=x\n' : 'a2V5\n');
  };

  let checked = 0;
  for (const { path, text } of documents) {
    for (const block of blocks(text, 'yaml')) {
      if (!/^(sources|destinations):/m.test(block)) continue;
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
  assert.equal(config.sources[0]?.sas, 'sv=2024&sp=r&sig=x');
});

/** Commands as they stand in blocks of shell and in running text. */
function commandsOf(text: string, program: string): readonly string[] {
  const lines = blocks(text, 'sh').flatMap((block) => block.split('\n'));
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, content = '']) => content);
  return [...lines, ...inline].flatMap((line) => {
    const found = new RegExp(`(?:^|\\s)(${program} .*)$`).exec(line.split(' < ')[0] ?? '');
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
      promisify(execFile)(process.execPath, [main, ...words.split(' '), '--help']).then(
        ({ stdout }) => stdout,
      );
    helpOf.set(words, known);
    return known;
  };
  assert.ok(commands.size >= 8, [...commands].join('\n'));
  for (const command of commands) {
    const [, first = '', second = ''] = command.split(' ');
    const words = ['config', 'destination', 'source'].includes(first) ? `${first} ${second}` : first;
    const text = await help(words);
    assert.ok(text.startsWith(`Usage: azlog ${words} `), `${command}: there is no such command`);
    for (const [option] of command.matchAll(/--[a-z-]+/g)) {
      assert.ok(text.includes(option), `${command}: there is no option ${option}`);
    }
    const stage = words === 'run' && /^[a-z]+$/.test(second) ? second : undefined;
    assert.ok(stage === undefined || text.includes(stage), `${command}: there is no stage ${stage}`);
  }
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
  const anchorsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  let links = 0;
  for (const { path, text } of documents) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      links++;
      const [file = '', anchor] = target.split('#');
      const absolute = file === '' ? repositoryPath(path) : join(dirname(repositoryPath(path)), file);
      assert.ok(existsSync(absolute), `${path}: ${target}`);
      if (anchor === undefined) continue;
      assert.ok(anchorsOf(readFileSync(absolute, 'utf8')).includes(anchor), `${path}: ${target}`);
    }
  }
  assert.ok(links >= 20, `${links} links were found`);
});

test('every test file that the documents name is there', () => {
  for (const { path, text } of documents) {
    for (const [file] of text.matchAll(/\b(?:test|src|bench|docker)\/[\w/-]+\.(?:test\.)?ts\b/g)) {
      assert.ok(existsSync(repositoryPath(file)), `${path}: ${file}`);
    }
  }
});
