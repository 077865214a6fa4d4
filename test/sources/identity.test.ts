import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { AzlogError } from '../../src/errors.ts';
import type { ProbeStep } from '../../src/probe/probe.ts';
import { createWadTable, type WadTableOptions } from '../../src/sources/wad-table.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { patience } from '../support/patience.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';
import { createWadWriter, type WadWriter } from '../support/wad-writer.ts';

const tenantId = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const clientId = '0f0e6ad8-9f6b-4f0e-8e0f-3c1f5a0f2b11';
const serviceAccountToken = 'service-account-token.of-this-test.with-no-signature-that-anybody-could-check';
const never = new AbortController().signal;

let folder: string;
let certificates: Certificates;
let azurite: Azurite;
let entra: TokenIssuer;
let platform: TokenIssuer;
let writer: WadWriter;
let written: readonly string[];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'azlog-identity-'));
  certificates = await createCertificates(folder);
  const { caFile, server } = certificates;
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(caFile, 'utf8')]);
  writeFileSync(join(folder, 'token'), `${serviceAccountToken}\n`);
  [azurite, entra, platform] = await Promise.all([
    startAzurite({ tls: server }),
    startTokenIssuer(server),
    startTokenIssuer(),
  ]);
  writer = createWadWriter(azurite, 'WADWindowsEventLogsTable');
  await writer.createTable();
  written = await writer.write([{ time: Date.now() - 3_600_000 }, { time: Date.now() - 3_500_000 }]);
  // Until they are settled: what is not when reading begins counts as late, and comes with a later sweep.
  await sleep(3_000);
});
after(async () => {
  await Promise.all([azurite.stop(), entra.stop(), platform.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** The environment that the platform gives, for one test. */
function platformSets(t: TestContext, variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    process.env[name] = value;
    t.after(() => delete process.env[name]);
  }
}

const webhookSets = (t: TestContext): void =>
  platformSets(t, {
    AZURE_AUTHORITY_HOST: `${entra.url}/`,
    AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token'),
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
  });

/** Reads all rows that are there. */
async function readRows(options: Partial<WadTableOptions>): Promise<number> {
  const source = createWadTable({
    name: 'vms',
    endpoint: azurite.endpoint,
    start: 'beginning',
    settleSeconds: 1,
    pollSeconds: 0.2,
    ...options,
  });
  const deadline = Date.now() + 15_000 * patience;
  let cursor: Parameters<typeof source.read>[0];
  let rows = 0;
  while (rows < written.length && Date.now() < deadline) {
    const result = await source.read(cursor, never);
    cursor = result.cursor;
    rows += result.pages.reduce((sum, page) => sum + (page.rows ?? 0), 0);
    await sleep(result.waitMs);
  }
  return rows;
}

/** Runs a program of its own, in the folder of the project. */
async function runProgram(program: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, ...env },
  });
  return stdout;
}

/** The error of a read that must fail; nothing of a token is in it, nor in what hangs on it. */
async function refusalOf(options: Partial<WadTableOptions>): Promise<AzlogError> {
  const error: unknown = await readRows(options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AzlogError, String(error));
  const shown = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
  for (const secret of [serviceAccountToken, ...entra.tokens, ...platform.tokens]) {
    assert.ok(!shown.includes(secret));
  }
  return error;
}

test('workload identity: the token of the service account is exchanged, and its token signs in', async (t) => {
  webhookSets(t);
  assert.equal(await readRows({ identity: 'workload' }), written.length);
  const request = entra.requests.at(-1);
  assert.equal(request?.path, `/${tenantId}/oauth2/v2.0/token`);
  assert.partialDeepStrictEqual(Object.fromEntries(request.parameters), {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion: serviceAccountToken,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  assert.match(request.parameters.get('scope') ?? '', /^https:\/\/storage\.azure\.com\/\.default\b/);
});

test('workload identity: options count before the environment', async (t) => {
  webhookSets(t);
  const other = {
    tenantId: '11111111-86f1-41af-91ab-2d7cd011db47',
    clientId: '22222222-9f6b-4f0e-8e0f-3c1f5a0f2b11',
  };
  assert.equal(await readRows({ identity: 'workload', ...other }), written.length);
  const request = entra.requests.at(-1);
  assert.equal(request?.path, `/${other.tenantId}/oauth2/v2.0/token`);
  assert.equal(request.parameters.get('client_id'), other.clientId);
});

test('managed identity by the endpoint of the platform', async (t) => {
  platformSets(t, { IDENTITY_ENDPOINT: `${platform.url}/msi/token`, IDENTITY_HEADER: 'header-of-this-test' });
  assert.equal(await readRows({ identity: 'managed' }), written.length);
  const request = platform.requests.at(-1);
  assert.equal(request?.headers['x-identity-header'], 'header-of-this-test');
  assert.match(request.parameters.get('resource') ?? '', /^https:\/\/storage\.azure\.com/);
});

// A process decides once which endpoint gives it tokens.
test('managed identity by the metadata service of the machine, with a client id', async () => {
  const program = `
    const { createWadTable } = await import('./src/sources/wad-table.ts');
    const source = createWadTable({ name: 'vms', endpoint: '${azurite.endpoint}', identity: 'managed', clientId: '${clientId}' });
    const { cursor } = await source.read(undefined, AbortSignal.timeout(${20_000 * patience}));
    process.stdout.write(Object.keys(cursor).length > 0 ? 'read' : 'nothing');`;
  const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: platform.url, NODE_EXTRA_CA_CERTS: certificates.caFile };
  assert.equal(await runProgram(program, env), 'read');
  const request = platform.requests.at(-1);
  assert.match(request?.path ?? '', /^\/metadata\/identity\/oauth2\/token\/?$/);
  assert.equal(request?.headers['metadata'], 'true');
  assert.equal(request?.parameters.get('client_id'), clientId);
});

test('what keeps a token back is told with how to mend it', async (t) => {
  webhookSets(t);
  t.after(() => entra.refuse(undefined));
  const cases = [
    [
      'AADSTS700213',
      'No matching federated identity record',
      /federated credential.*subject.*\(AADSTS700213\)$/,
    ],
    ['AADSTS700016', 'Application was not found', /check clientId and tenantId \(AADSTS700016\)$/],
    ['AADSTS90002', 'Tenant not found', /no such tenant: check tenantId and cloud/],
    ['AADSTS700024', 'Client assertion is not within its valid time range', /clock/],
    [
      'AADSTS99999',
      `Something new about ${serviceAccountToken}`,
      /received no token: .*Something new about …/,
    ],
  ] as const;
  for (const [code, description, says] of cases) {
    entra.refuse({
      status: 400,
      body: {
        error: 'invalid_client',
        error_description: `${code}: ${description}. Trace ID: 1`,
        error_codes: [],
      },
    });
    const error = await refusalOf({ identity: 'workload' });
    assert.equal(error.code, 'SOURCE_REFUSED', error.message);
    assert.match(error.message, /^source "vms": workload identity: /);
    assert.match(error.message, says);
  }
});

test('what the platform did not set is named', async (t) => {
  assert.match(
    (await refusalOf({ identity: 'workload' })).message,
    /client id is not known: set clientId, or let the workload/,
  );
  assert.match(
    (await refusalOf({ identity: 'workload', clientId })).message,
    /tenant id is not known: set tenantId/,
  );
  const both = { identity: 'workload', clientId, tenantId } as const;
  assert.match((await refusalOf(both)).message, /AZURE_FEDERATED_TOKEN_FILE is not set/);
  platformSets(t, { AZURE_FEDERATED_TOKEN_FILE: join(folder, 'nowhere'), AZURE_AUTHORITY_HOST: entra.url });
  assert.match((await refusalOf(both)).message, /cannot be read or is empty/);
});

test('who gives the tokens is away', async (t) => {
  webhookSets(t);
  platformSets(t, { AZURE_AUTHORITY_HOST: `https://127.0.0.1:${await freePort()}/` });
  const workload = await refusalOf({ identity: 'workload' });
  assert.equal(workload.code, 'SOURCE_UNREACHABLE', workload.message);
  assert.match(workload.message, /cannot be reached: check DNS, proxy and firewall/);
  platformSets(t, { IDENTITY_ENDPOINT: `http://127.0.0.1:${await freePort()}/`, IDENTITY_HEADER: 'x' });
  const managed = await refusalOf({ identity: 'managed' });
  assert.equal(managed.code, 'SOURCE_UNREACHABLE', managed.message);
  assert.match(managed.message, /169\.254\.169\.254/);
});

test('a machine without this identity', async (t) => {
  platformSets(t, { IDENTITY_ENDPOINT: `${platform.url}/msi/token`, IDENTITY_HEADER: 'x' });
  t.after(() => platform.refuse(undefined));
  platform.refuse({
    status: 400,
    body: { error: 'invalid_request', error_description: 'Identity not found' },
  });
  // Another one than above: for a while tokens are kept.
  const unknown = '33333333-9f6b-4f0e-8e0f-3c1f5a0f2b11';
  const error = await refusalOf({ identity: 'managed', clientId: unknown });
  assert.equal(error.code, 'SOURCE_REFUSED', error.message);
  assert.match(error.message, /no such managed identity: assign it/);
});

test('azlog source test: with a token, and without one', async (t) => {
  const options = { name: 'vms', endpoint: azurite.endpoint, identity: 'workload' } as const;
  const trial = async () => {
    const steps: ProbeStep[] = [];
    const ok = await createWadTable(options).probe((step) => void steps.push(step), never);
    return { ok, steps, of: (name: string) => steps.find(({ step }) => step === name) };
  };
  const without = await trial();
  assert.equal(without.ok, false);
  assert.equal(without.of('TLS handshake')?.outcome, 'ok');
  assert.equal(without.of('clock')?.outcome, 'not tried');
  assert.equal(without.of('authentication')?.outcome, 'failed');
  assert.match(without.of('authentication')?.problems[0] ?? '', /client id is not known: set clientId/);
  webhookSets(t);
  const signed = await trial();
  assert.equal(signed.ok, true, JSON.stringify(signed.steps));
  assert.deepEqual(signed.of('authentication')?.facts, [{ name: 'by', value: 'workload identity' }]);
  const facts = signed.of('newest row')?.facts ?? [];
  assert.equal(facts.find(({ name }) => name === 'computer')?.value, 'vm-web-01');
});

test('@azure/identity is loaded for an identity only', async () => {
  const run = (access: string) =>
    runProgram(
      `
    import { registerHooks } from 'node:module';
    let loaded = false;
    registerHooks({ load(url, context, next) { loaded ||= url.includes('@azure/identity/'); return next(url, context); } });
    const { createWadTable } = await import('./src/sources/wad-table.ts');
    const source = createWadTable({ name: 'vms', endpoint: 'https://127.0.0.1:1', ${access} });
    await source.read(undefined, AbortSignal.timeout(${20_000 * patience})).catch(() => undefined);
    process.stdout.write(String(loaded));`,
      {},
    );
  assert.equal(await run("account: 'contoso', accountKey: 'a2V5'"), 'false');
  assert.equal(await run("identity: 'workload'"), 'true');
});
