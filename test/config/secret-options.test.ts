import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { stringify } from 'yaml';
import { configCheck } from '../../src/commands/config-check.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { secretsOf } from '../../src/config/mask-config.ts';
import {
  destinationOptions,
  processOptions,
  severityOptions,
  sourceOptions,
} from '../../src/config/options.ts';
import { type Group, optional, optionsOf } from '../../src/options/option.ts';
import { secret } from '../../src/options/secret-types.ts';
import { sourceTypes } from '../../src/sources/source-types.ts';
import { createLogger, createScrubber } from '../../src/telemetry/logger.ts';
import { createCertificates } from '../support/certificates.ts';
import { temporaryFolder } from './temporary-folder.ts';

const groups = {
  process: processOptions,
  source: sourceOptions,
  destination: destinationOptions,
  severity: severityOptions,
} as const satisfies Record<string, Group>;
type GroupName = keyof typeof groups;

/** In every secret, as text that is base64 too; whatever shows it shows a secret. */
const mark = 'zqMarkerOfASecretThatNobodyMaySee0000000';

/** Values of a form of their own; any other secret is the mark itself. */
const forms: Readonly<Record<string, string>> = {
  'process queue.url': `rediss+sentinel://azlog:${mark}@redis.example.com/mymaster`,
  'source sas': `https://contoso.table.core.windows.net/?sv=2020-08-04&ss=t&srt=o&sp=r&sig=${mark}`,
  'source connectionString': `AccountName=contoso;AccountKey=${mark}`,
};

/** Options without which a secret has no use. */
const companions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'process queue.sentinelPassword': { 'queue.url': 'redis+sentinel://redis.example.com/mymaster' },
  'process queue.password': { 'queue.url': 'redis://redis.example.com' },
  'source accountKey': { account: 'contoso' },
  'destination tls.keyPassphrase': {
    transport: 'tls',
    'tls.certFile': 'client.pem',
    'tls.keyFile': 'client-key.pem',
  },
};

interface SecretOption {
  readonly group: GroupName;
  readonly path: string;
  readonly value: string;
}

function secretOptions(): readonly SecretOption[] {
  const names: readonly GroupName[] = ['process', 'source', 'destination', 'severity'];
  return names.flatMap((group) =>
    optionsOf(groups[group])
      .filter(({ option }) => option.kind.secret)
      .map(({ path: names, option }) => {
        const path = names.join('.');
        const value = forms[`${group} ${path}`] ?? mark;
        assert.ok(option.kind.accepts(value), `${group} ${path}: add a value of its form to this test`);
        return { group, path, value };
      }),
  );
}

function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Record<string, Record<string, unknown>> = {};
  const plain: [string, unknown][] = [];
  for (const [path, value] of Object.entries(values)) {
    const [section = '', name] = path.split('.');
    if (name === undefined) plain.push([section, value]);
    else root[section] = { ...root[section], [name]: value };
  }
  return { ...root, ...Object.fromEntries(plain) };
}

/** A configuration with one secret option set. */
function configured({ group, path, value }: SecretOption, more: object = {}): string {
  const options = nested({ ...companions[`${group} ${path}`], [path]: value });
  const of = (name: GroupName): object => (name === group ? options : {});
  const signsIn = group === 'source' && ['accountKey', 'sas', 'connectionString'].includes(path);
  return stringify({
    ...of('process'),
    ...more,
    sources: [{ ...(signsIn ? {} : { account: 'contoso', accountKey: 'a2V5' }), ...of('source') }],
    destinations: [{ host: 'siem.example.com', ...of('destination') }],
    ...(group === 'severity' ? { severities: [{ severity: 1, outcome: 'failure', ...of('severity') }] } : {}),
  });
}

async function folderWithKey(t: TestContext): Promise<string> {
  const cwd = temporaryFolder(t);
  const { client } = await createCertificates(cwd);
  const key = createPrivateKey(readFileSync(client.keyFile));
  writeFileSync(join(cwd, 'client.pem'), readFileSync(client.certFile));
  writeFileSync(
    join(cwd, 'client-key.pem'),
    key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: mark }),
  );
  return cwd;
}

/** Shows the configuration and its secrets in every way that the program has, and finds the mark in none. */
function assertNeverShown(cwd: string, option: SecretOption): void {
  const label = `${option.group} ${option.path}`;
  writeFileSync(join(cwd, 'azlog.yaml'), configured(option));
  const { stdout, stderr, exitCode } = configCheck({ env: {}, cwd });
  assert.equal(exitCode, 0, `${label}: ${stderr}`);
  assert.ok(!stdout.includes(mark), `config check shows ${label}: ${stdout}`);
  assert.ok(stdout.includes('(hidden)'), `config check says that ${label} is set: ${stdout}`);

  const config = loadConfig({ env: {}, cwd });
  const secrets = secretsOf(config);
  const lines: string[] = [];
  const log = createLogger({
    level: 'trace',
    stage: 'all',
    secrets,
    destination: { write: (line) => lines.push(line) },
  });
  log.info(`it failed with ${option.value}`);
  log.info({ reason: mark, error: new Error(`refused: ${mark}`) }, 'refused');
  log.error(new Error(option.value, { cause: new Error(mark) }));
  // No list of secrets: by the name of the option alone.
  const bare = createLogger({
    level: 'trace',
    stage: 'all',
    destination: { write: (line) => lines.push(line) },
  });
  if (option.value === mark) bare.info({ config: nested({ [option.path]: mark }) });
  assert.ok(lines.length >= 3);
  assert.ok(!lines.join('').includes(mark), `a log line shows ${label}: ${lines.join('')}`);
  assert.ok(!createScrubber(secrets)(`it is ${option.value} and ${mark}`).includes(mark), label);

  // Whatever else is wrong.
  writeFileSync(join(cwd, 'azlog.yaml'), configured(option, { htp: { port: 1 }, http: { port: 'x' } }));
  const refused = configCheck({ env: {}, cwd });
  assert.equal(refused.exitCode, 78);
  assert.ok(!`${refused.stdout}${refused.stderr}`.includes(mark), refused.stderr);
  const broken = { ...option, value: `${option.value}\n${mark}` };
  writeFileSync(join(cwd, 'azlog.yaml'), configured(broken));
  const lineBreak = configCheck({ env: {}, cwd });
  assert.ok(!`${lineBreak.stdout}${lineBreak.stderr}`.includes(mark), lineBreak.stderr);
}

test('every option that is declared secret is shown nowhere', async (t) => {
  const cwd = await folderWithKey(t);
  const options = secretOptions();
  assert.ok(options.length >= 8, `${options.length} secret options`);
  for (const option of options) assertNeverShown(cwd, option);
});

test('a secret option that somebody adds is hidden because it is declared secret', async (t) => {
  const cwd = await folderWithKey(t);
  const before = secretOptions().length;
  const words = { doc: 'Made up.', example: 'x' };
  const tableOptions = sourceTypes['wad-table'].options;
  const refreshToken = { refreshToken: optional(secret('a token'), words) };
  Object.assign(sourceOptions, refreshToken);
  Object.assign(tableOptions, refreshToken);
  Object.assign(destinationOptions, { apiToken: optional(secret('a token'), words) });
  Object.assign(destinationOptions.tls, { pin: optional(secret('a pin'), words) });
  Object.assign(processOptions.queue, { clientSecret: optional(secret('a secret'), words) });
  t.after(() => {
    for (const [group, name] of [
      [sourceOptions, 'refreshToken'],
      [tableOptions, 'refreshToken'],
      [destinationOptions, 'apiToken'],
      [destinationOptions.tls, 'pin'],
      [processOptions.queue, 'clientSecret'],
    ] as const) {
      Reflect.deleteProperty(group, name);
    }
  });
  const added = secretOptions().filter(({ path }) => /refreshToken|apiToken|pin|clientSecret/.test(path));
  assert.equal(added.length, 4);
  assert.equal(secretOptions().length, before + 4);
  for (const option of added) {
    assertNeverShown(cwd, option);
    writeFileSync(join(cwd, 'azlog.yaml'), configured(option));
    const name = option.path.split('.').at(-1);
    assert.ok(configCheck({ env: {}, cwd }).stdout.includes(`${name}: (hidden)`), option.path);
  }
});
