import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { parse, stringify } from 'yaml';
import { configReference } from '../../src/commands/config-reference.ts';
import { configSchema } from '../../src/commands/config-schema.ts';
import { environmentPrefixes, knownVariables } from '../../src/config/environment.ts';
import { exampleEnvironment, exampleFiles } from '../../src/config/example.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { destinationOptions, processOptions, severityOptions, sourceHead } from '../../src/config/options.ts';
import { matchMembers, ruleMembers } from '../../src/config/transforms.ts';
import { environmentName, type Group, optionsOf, type PlacedOption } from '../../src/options/option.ts';
import { sourceTypeNames, sourceTypes } from '../../src/sources/source-types.ts';
import { actions } from '../../src/transforms/rule.ts';
import { problemsOf, temporaryFolder } from '../config/temporary-folder.ts';
import { createCertificates } from '../support/certificates.ts';

type Plain = { [key: string]: unknown };

/** Sets a value by its path in plain data. */
function withOption(data: Plain, path: readonly string[], value: unknown): Plain {
  const [head = '', ...rest] = path;
  if (rest.length === 0) return { ...data, [head]: value };
  const section = data[head];
  const inner =
    typeof section === 'object' && section !== null ? Object.fromEntries(Object.entries(section)) : {};
  return { ...data, [head]: withOption(inner, rest, value) };
}

const source: Plain = { account: 'contoso', sas: 'sig=x' };
const destination: Plain = { host: 'siem' };

/** What must be set besides an option for its example to make sense. */
const company: Readonly<Record<string, Plain>> = {
  'queue.password': { url: 'redis://h' },
  'queue.sentinelPassword': { url: 'redis+sentinel://h/azlog' },
  'queue.caFile': { url: 'rediss://h' },
  'queue.serverName': { url: 'rediss://h' },
  accountKey: { account: 'contoso' },
  connectionString: {},
  identity: { account: 'contoso' },
  clientId: { account: 'contoso', identity: 'workload' },
  tenantId: { account: 'contoso', identity: 'workload' },
};

const groups: readonly {
  name: string;
  group: Group;
  prefix: string;
  place: (at: PlacedOption) => Plain;
  type?: string;
}[] = [
  {
    name: 'process',
    group: processOptions,
    prefix: environmentPrefixes.process,
    place: ({ path, option }) =>
      withOption(
        { queue: company[path.join('.')] ?? {}, sources: [source], destinations: [destination] },
        path,
        option.example,
      ),
  },
  {
    name: 'sources',
    group: sourceHead,
    prefix: environmentPrefixes.source,
    place: ({ path, option }) => ({
      sources: [withOption(source, path, option.example)],
      destinations: [destination],
    }),
  },
  ...sourceTypeNames.map((type) => ({
    name: `sources of type ${type}`,
    group: sourceTypes[type].options,
    prefix: environmentPrefixes.source,
    place: ({ path, option }: PlacedOption) => ({
      sources: [{ type, ...withOption(company[path.join('.')] ?? source, path, option.example) }],
      destinations: [destination],
    }),
    type,
  })),
  {
    name: 'destinations',
    group: destinationOptions,
    prefix: environmentPrefixes.destination,
    place: ({ path, option }) => ({
      sources: [{ ...source, name: 'production' }],
      destinations: [withOption(destination, path, option.example)],
    }),
  },
];

/** Examples name files that are not there, and that is all that may be wrong with them. */
function onlyMissingFiles(problems: readonly string[]): boolean {
  return problems.every((problem) =>
    /does not exist|needs its private key|needs its client certificate/.test(problem),
  );
}

const env = {
  CONTOSO_KEY: 'a2V5',
  CONTOSO_CONNECTION_STRING: 'AccountName=contoso;AccountKey=a2V5',
  QUEUE_URL: 'redis://h',
};

/** Validates by the schema as an editor would: nothing coerced, nothing removed. */
async function schemaAccepts(t: {
  after(run: () => Promise<void>): void;
}): Promise<(value: unknown) => Promise<string>> {
  const { $schema, ...schema } = JSON.parse(configSchema().stdout);
  assert.equal($schema, 'https://json-schema.org/draft/2020-12/schema');
  const server = fastify({
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: true },
    },
  });
  t.after(() => server.close());
  server.post('/', { schema: { body: schema } }, () => 'ok');
  return async (value) => {
    const headers = { 'content-type': 'application/json' };
    const { statusCode, body } = await server.inject({
      method: 'POST',
      url: '/',
      headers,
      payload: JSON.stringify(value),
    });
    return statusCode === 200 ? '' : body;
  };
}

test('every option of the reference loads, from the file and from the environment, and the schema takes it', async (t) => {
  const cwd = temporaryFolder(t);
  const accepts = await schemaAccepts(t);
  const text = configReference().stdout;
  for (const { name, group, prefix, place, type } of groups) {
    for (const placed of optionsOf(group)) {
      const { path, option } = placed;
      const label = `${name} ${path.join('.')}`;
      const variable = environmentName(prefix, path);
      const ofType = type === undefined ? {} : { AZLOG_SOURCE_TYPE: type };
      assert.ok(text.includes(`| \`${path.join('.')}\` |`), `${label} is in the reference`);
      assert.ok(text.includes(`\`${variable}\``), `${variable} is in the reference`);
      assert.notEqual(option.example, undefined, `${label} has an example`);

      const data = place(placed);
      assert.equal(await accepts(data), '', `${label}: the schema takes its example`);
      writeFileSync(join(cwd, 'azlog.yaml'), stringify(data));
      try {
        loadConfig({ env, cwd });
      } catch (error) {
        assert.ok(error instanceof Error);
        assert.ok(onlyMissingFiles(problemsOf(() => loadConfig({ env, cwd }))), `${label}: ${error.message}`);
      }

      // A value that no option takes must be refused, and by the variable's name.
      const unusable = option.kind.secret ? 'a\nb' : '\u0000';
      const problems = problemsOf(() =>
        loadConfig({ env: { ...env, ...ofType, [variable]: unusable }, cwd }),
      ).join('\n\n');
      assert.ok(problems.includes(`environment ${variable}  `), `${label}: ${problems}`);
    }
  }
});

test('every option of an entry of `severities` is in the reference, loads from the file, and the schema takes it', async (t) => {
  const cwd = temporaryFolder(t);
  const accepts = await schemaAccepts(t);
  const text = configReference().stdout;
  for (const { path, option } of optionsOf(severityOptions)) {
    const key = path.join('.');
    assert.ok(text.includes(`| \`${key}\` |`), `${key} is in the reference`);
    const entry = { severity: 5, ids: 4624, [key]: option.example };
    const data = { sources: [source], destinations: [destination], severities: [entry] };
    assert.equal(await accepts(data), '', `${key}: the schema takes its example`);
    writeFileSync(join(cwd, 'azlog.yaml'), stringify(data));
    assert.equal(loadConfig({ env, cwd }).severities.length, 1, key);
    const unusable = { ...data, severities: [{ ...entry, [key]: '\u0000\n' }] };
    assert.notEqual(await accepts(unusable), '', `${key}: the schema refuses what cannot be used`);
    writeFileSync(join(cwd, 'azlog.yaml'), stringify(unusable));
    assert.match(problemsOf(() => loadConfig({ env, cwd })).join('\n'), /is not valid here/, key);
  }
});

test('variables are unique, and each of them is in the reference', () => {
  const variables = knownVariables();
  const text = configReference().stdout;
  assert.equal(new Set(variables).size, variables.length);
  for (const variable of variables) assert.ok(text.includes(`\`${variable}\``), variable);
});

test('the examples of the reference are valid', async (t) => {
  const cwd = temporaryFolder(t);
  mkdirSync(join(cwd, 'secrets'));
  const { caFile } = await createCertificates(cwd);
  for (const secret of ['queue-password', 'azure-sas', 'account-key']) {
    writeFileSync(join(cwd, 'secrets', secret), secret === 'azure-sas' ? 'sig=x\n' : 'a2V5\n');
  }
  writeFileSync(join(cwd, 'secrets', 'hash-key'), `${'k'.repeat(32)}\n`);
  const here = (example: string): string =>
    example.replaceAll('/run/secrets/', join(cwd, 'secrets/')).replaceAll('/etc/azlog/ca.pem', caFile);
  const variables = { CONTOSO_KEY: 'a2V5', GOVERNMENT_CONNECTION_STRING: 'AccountName=x;AccountKey=a2V5' };
  const text = configReference().stdout;
  for (const [name, example] of Object.entries(exampleFiles)) {
    assert.ok(text.includes(example), `${name} is in the reference`);
    writeFileSync(join(cwd, 'example.yaml'), here(example));
    const config = loadConfig({ path: 'example.yaml', env: variables, cwd });
    assert.equal(config.destinations[0]?.preset, parse(example).destinations[0].preset, name);
  }
  const fromEnvironment = Object.entries(exampleEnvironment).map(([name, value]) => [name, here(value)]);
  const config = loadConfig({ env: Object.fromEntries(fromEnvironment), cwd });
  assert.equal(config.sources[0]?.['accountKey'], 'a2V5');
});

test('the schema refuses unknown keys and values that no option takes', async (t) => {
  const accepts = await schemaAccepts(t);
  const good = { sources: [source], destinations: [destination] };
  assert.equal(await accepts(good), '');
  const { transforms } = parse(exampleFiles.rules);
  assert.equal(await accepts({ ...good, transforms }), '');
  for (const [key, { example }] of Object.entries(ruleMembers)) {
    if (!actions.some((action) => action === key)) continue;
    assert.equal(await accepts({ ...good, transforms: [{ name: 'x', [key]: example }] }), '', key);
  }
  for (const [key, { example }] of Object.entries(matchMembers)) {
    assert.equal(
      await accepts({ ...good, transforms: [{ name: 'x', exclude: { [key]: example } }] }),
      '',
      key,
    );
  }
  const bad: readonly Plain[] = [
    { ...good, htp: {} },
    { ...good, http: { prt: 1 } },
    { ...good, http: { port: '9600' } },
    { ...good, http: { port: 70_000 } },
    { ...good, sources: [{ ...source, acount: 'x' }] },
    { ...good, sources: [{ ...source, name: 'Prod' }] },
    { ...good, sources: [{ ...source, sas: { vault: 'x' } }] },
    { ...good, destinations: [{ ...destination, tls: { caFil: 'x' } }] },
    { ...good, destinations: [{ ...destination, receiveBuffer: '12 parsecs' }] },
    { ...good, destinations: [{ ...destination, header: 'rfc9999' }] },
    { ...good, destinations: destination },
    ...[
      { exclude: { ids: 1 } },
      { name: 'x' },
      { name: 'x', exclude: { ids: 1 }, redact: 'A' },
      { name: 'x', exclude: {} },
      { name: 'x', exclude: { ids: 'all' } },
      { name: 'x', exclude: { channel: 'Security' } },
      { name: 'x', exclude: { not: { not: { ids: 1 } } } },
      { name: 'x', include: { fields: { A: true } } },
      { name: 'x', hash: [] },
      { name: 'x', add: { 'Cost Center': 'x' } },
      { name: 'x', add: { Site: 7 } },
    ].map((rule): Plain => ({ ...good, transforms: [rule] })),
  ];
  for (const value of bad) assert.notEqual(await accepts(value), '', JSON.stringify(value));
});
