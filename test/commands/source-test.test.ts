import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import { after, afterEach, before, suite, type TestContext, test } from 'node:test';
import {
  AzureNamedKeyCredential,
  generateAccountSas,
  generateTableSas,
  TableClient,
} from '@azure/data-tables';
import { stringify } from 'yaml';
import { sourceTest } from '../../src/commands/source-test.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { type Lab, startLab } from '../sources/lab.ts';
import { createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { startReceiver } from '../support/receiver.ts';

const never = new AbortController().signal;
const minuteMs = 60_000;
let lab: Lab;

before(async () => {
  lab = await startLab();
});
afterEach(() => void lab.proxy.calm());
after(() => lab.stop());

async function run(t: TestContext, source: Readonly<Record<string, unknown>>, json = false) {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': stringify({
      sources: [{ name: 'vms', ...source }],
      destinations: [{ host: 'siem.invalid', tls: { caFile: '/nowhere/ca.pem' } }],
    }),
  });
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const exitCode = await sourceTest({ env: {}, cwd }, { names: [], json }, output, never);
  return { exitCode, text, flat: text.replace(/\s+/g, ' ') };
}

const access = () => ({ endpoint: lab.proxy.endpoint, accountKey: lab.azurite.accountKey });

function outcomes(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}(ok|WARNING|FAILED|not tried) +(.+?)(?: \(\d+ ms\))?$/gm)].map(
    ([, outcome, step]) => `${outcome}: ${step}`,
  );
}

const reached = ['ok: name resolution', 'ok: TCP connection'];
const allowed = ['ok: clock', 'ok: authentication', 'ok: permission to read', 'ok: table'];

suite('azlog source test', () => {
  test('tells the newest row and the last hour, of both key forms, without a scan', async (t) => {
    const writer = await lab.table();
    const now = Date.now();
    const history = Array.from({ length: 1_200 }, (_, index) => ({
      time: now - (3_000 + (index % 12)) * minuteMs,
    }));
    await writer.write([
      ...history,
      { time: now - 50 * minuteMs },
      { time: now - 30 * minuteMs, id: 3 },
      { time: now - 3 * minuteMs, id: 7, computer: 'vm-dc-01', eventId: 4625 },
      { time: now - 4 * minuteMs, computer: 'vm-web-02' },
    ]);
    const before = lab.proxy.requests.length;
    const { exitCode, text, flat } = await run(t, { ...access(), table: writer.table });
    assert.equal(exitCode, 0, text);
    assert.deepEqual(outcomes(text), [...reached, ...allowed, 'ok: newest row', 'ok: rows of the last hour']);
    for (const fact of [
      `endpoint: ${lab.proxy.endpoint}`,
      "this machine: as the service's, to a second",
      'by: account key of devstoreaccount1',
      'PartitionKey: 0000000000000000007___0',
      `(${new Date(now - 3 * minuteMs).toISOString().slice(0, 16)}Z)`,
      'computer: vm-dc-01',
      'event id: 4625',
      'RawXml: there (',
      'rows: 4 ',
      'of event volume Small: 2 ',
      'of event volume Medium or Large: 2 (ids in the table: 2)',
    ]) {
      assert.ok(flat.includes(fact), `${fact}\n${text}`);
    }
    const requests = lab.proxy.requests.slice(before);
    assert.ok(requests.length < 60, `${requests.length} requests`);
    // Only the newest minute and the last hour are read; all other looks ask for one row.
    assert.equal(requests.filter(({ url }) => url.includes('$top=1000')).length, 4);
    assert.deepEqual(
      text.split('\n').filter((line) => line.length > 80),
      [],
    );
  });

  test('counting is bounded', async (t) => {
    const writer = await lab.table();
    const time = Date.now() - 5 * minuteMs;
    await writer.write(Array.from({ length: 5_200 }, () => ({ time })));
    const { exitCode, flat } = await run(t, { ...access(), table: writer.table });
    assert.equal(exitCode, 0);
    assert.match(flat, /rows: more than 5000 \(counting ended there\)/);
  });

  test('old rows only, rows without RawXml, no rows', async (t) => {
    const old = await lab.table();
    await old.write([{ time: Date.now() - 20 * 24 * 60 * minuteMs, rawXml: '' }]);
    const quiet = await run(t, { ...access(), table: old.table });
    assert.equal(quiet.exitCode, 0);
    assert.match(
      quiet.flat,
      /WARNING newest row .*no RawXml.*no event of the last 20 days.*RawXml: NOT there/,
    );
    const older = await lab.table();
    await older.write([{ time: Date.now() - 400 * 24 * 60 * minuteMs }]);
    assert.match((await run(t, { ...access(), table: older.table })).flat, /no event of the last 30 days/);
    const empty = await lab.table();
    assert.match(
      (await run(t, { ...access(), table: empty.table })).flat,
      /WARNING newest row .*has no row with a key of the diagnostics extension.*not tried rows of the last hour/,
    );
  });

  test('a SAS: what it says, and when it ends; never its signature', async (t) => {
    const writer = await lab.table();
    await writer.write([{ time: Date.now() - 2 * minuteMs }]);
    const { account, accountKey } = lab.azurite;
    const dayMs = 86_400_000;
    const key = new AzureNamedKeyCredential(account, accountKey);
    const made = (daysAgo: number, daysLeft: number): string =>
      generateAccountSas(key, {
        expiresOn: new Date(Date.now() + daysLeft * dayMs + minuteMs),
        startsOn: new Date(Date.now() - daysAgo * dayMs - minuteMs),
        permissions: { query: true, list: true },
      });
    const sas = made(80, 10);
    const { exitCode, flat } = await run(t, { endpoint: lab.proxy.endpoint, sas, table: writer.table });
    assert.equal(exitCode, 0, flat);
    assert.match(flat, /WARNING authentication .*The SAS: 10 days left; create a new one\./);
    assert.match(flat, /by: shared access signature \(SAS\) valid until: \S+ \(10 days left\) valid from: /);
    assert.match(flat, /permissions \(sp\): rl services \(ss\): t resource types \(srt\): sco/);
    const signature = new URLSearchParams(sas).get('sig') ?? '';
    assert.ok(
      signature.length > 20 && !flat.includes(signature) && !flat.includes(encodeURIComponent(signature)),
    );
    const fresh = await run(t, { endpoint: lab.proxy.endpoint, sas: made(0, 30), table: writer.table });
    assert.match(
      fresh.flat,
      /ok authentication .*valid until: \S+ \(30 days left\)/,
      'no warning on its first day',
    );
    const [start, expiry] = [new Date(Date.now() - minuteMs), new Date(Date.now() + dayMs)];
    const client = new TableClient(lab.azurite.endpoint, writer.table, key, {
      allowInsecureConnection: true,
    });
    await client.setAccessPolicy([{ id: 'readers', accessPolicy: { start, expiry, permission: 'r' } }]);
    const byPolicy = generateTableSas(writer.table, key, { identifier: 'readers' });
    const policy = await run(t, { endpoint: lab.proxy.endpoint, sas: byPolicy, table: writer.table });
    assert.match(
      policy.flat,
      /ok authentication .*valid until: not known: the stored access policy readers sets its end/,
    );
  });

  test('for programs', async (t) => {
    const writer = await lab.table();
    const { text } = await run(t, { ...access(), table: writer.table }, true);
    const { ok, results } = JSON.parse(text);
    assert.equal(ok, true);
    assert.partialDeepStrictEqual(results[0], { name: 'vms', type: 'wad-table', ok: true });
    assert.equal(results[0].steps.at(-1).step, 'rows of the last hour');
  });

  test('through a proxy the way is not looked at', async (t) => {
    const writer = await lab.table();
    process.env['HTTP_PROXY'] = lab.proxy.endpoint;
    t.after(() => delete process.env['HTTP_PROXY']);
    const { text } = await run(t, { ...access(), table: writer.table });
    assert.deepEqual(outcomes(text).slice(0, 2), ['not tried: name resolution', 'not tried: TCP connection']);
    assert.match(text, /The environment sets a proxy/);
  });
});

suite('azlog source test names the step that failed, why, and how to mend it', () => {
  interface Failure {
    readonly name: string;
    readonly source: (t: TestContext, table: string) => Promise<Readonly<Record<string, unknown>>>;
    readonly failed: string;
    readonly says: RegExp;
  }
  const answer = (status: number, code: string) =>
    lab.proxy.inject({ kind: 'answer', status, headers: { 'x-ms-error-code': code } });
  const failures: readonly Failure[] = [
    {
      name: 'a wrong key',
      source: async (_t, table) => ({ ...access(), accountKey: 'd3Jvbmc=', table }),
      failed: 'authentication',
      says: /account key is wrong or was rotated.*by: account key of devstoreaccount1/,
    },
    {
      name: 'a missing table',
      source: async () => ({ ...access(), table: 'NoSuchTable' }),
      failed: 'table',
      says: /404 TableNotFound: the table does not exist \(yet\); check the name/,
    },
    {
      name: 'an expired SAS',
      source: async (_t, table) => ({
        endpoint: lab.proxy.endpoint,
        sas: 'sv=2019-02-02&ss=t&srt=sco&sp=rl&se=2020-01-01T00:00:00Z&sig=c2lnbmF0dXJl',
        table,
      }),
      failed: 'authentication',
      says: /SAS expired at 2020-01-01T00:00:00Z \(se\): create a new one.*valid until: 2020-01-01T00:00:00Z \(expired \d+ days ago\)/,
    },
    {
      name: 'a permission that is missing',
      source: async (_t, table) => {
        answer(403, 'AuthorizationPermissionMismatch');
        return { ...access(), table };
      },
      failed: 'permission to read',
      says: /lacks the permission to read/,
    },
    {
      name: 'a service that asks for a slower pace',
      source: async (_t, table) => {
        answer(503, 'ServerBusy');
        return { ...access(), table };
      },
      failed: 'authentication',
      says: /503 ServerBusy: it asks for fewer requests \(throttling\)/,
    },
    {
      name: 'rows that cannot be asked for',
      source: async (_t, table) => {
        lab.proxy.inject({ kind: 'answer', status: 500 }, 1, ({ filter }) => filter.includes("'01'"));
        return { ...access(), table };
      },
      failed: 'newest row',
      says: /answered 500/,
    },
    {
      name: 'an unknown host',
      source: async () => ({
        endpoint: 'https://no-such-account.invalid',
        account: 'contoso',
        accountKey: 'a2V5',
      }),
      failed: 'name resolution',
      says: /(host name is unknown: check account, cloud and DNS|DNS server did not answer)/,
    },
    {
      name: 'a port that nobody listens on',
      source: async () => ({ endpoint: `http://127.0.0.1:${await freePort()}/contoso`, accountKey: 'a2V5' }),
      failed: 'TCP connection',
      says: /ECONNREFUSED, nothing listens there: check the endpoint/,
    },
    {
      name: 'HTTP where HTTPS is asked for',
      source: async () => ({ endpoint: lab.proxy.endpoint.replace('http:', 'https:'), accountKey: 'a2V5' }),
      failed: 'TLS handshake',
      says: /it does not speak TLS: check the endpoint and its port/,
    },
    {
      name: 'a certificate of an unknown authority',
      source: async (t) => {
        const folder = temporaryFolder(t);
        const { server } = await createCertificates(folder);
        const port = await freePort();
        const running = await startReceiver({
          port,
          folder,
          tls: { cert: server.certFile, key: server.keyFile },
        });
        t.after(() => running.kill());
        return { endpoint: `https://localhost:${port}/contoso`, accountKey: 'a2V5' };
      },
      failed: 'TLS handshake',
      says: /certificate is not trusted: is there a proxy in between \(NODE_EXTRA_CA_CERTS\).*certificate: CN=localhost, issued by CN=azlog test authority/,
    },
    {
      name: 'somebody who takes the connection and ends it',
      source: async (t) => {
        const port = await freePort();
        const server = createServer(
          (socket) => void socket.on('error', () => undefined).once('data', () => socket.destroy()),
        );
        await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
        t.after(() => server.close());
        return { endpoint: `http://127.0.0.1:${port}/contoso`, accountKey: 'a2V5' };
      },
      failed: 'authentication',
      says: /gave no answer: ECONNRESET/,
    },
  ];
  for (const { name, source, failed, says } of failures) {
    test(name, async (t) => {
      const { table } = await lab.table();
      const { exitCode, text, flat } = await run(t, await source(t, table));
      assert.equal(exitCode, 1, text);
      const steps = outcomes(text);
      const at = steps.findIndex((step) => step.startsWith('FAILED: '));
      assert.equal(steps[at], `FAILED: ${failed}`, text);
      assert.ok(steps.slice(at + 1).every((step) => step.startsWith('not tried: ')));
      assert.match(flat, says);
      assert.match(text, /can NOT be read yet/);
    });
  }

  test('clocks that differ: by two minutes a warning, by twenty a failure where a key signs', async (t) => {
    const { table } = await lab.table();
    await lab.advance(2 * minuteMs);
    const warned = await run(t, { ...access(), table });
    assert.equal(warned.exitCode, 0);
    assert.match(
      warned.flat,
      /WARNING clock .*set it right \(NTP\).*this machine: 1[12]\d s behind the service's/,
    );
    await lab.advance(18 * minuteMs);
    const refused = await run(t, { ...access(), table });
    assert.equal(refused.exitCode, 1);
    assert.match(
      refused.flat,
      /FAILED clock .*more than 15 minutes off.*set it right \(NTP\).*not tried authentication/,
    );
  });
});
