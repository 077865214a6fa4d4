import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables';
import { AzlogError } from '../../src/errors.ts';
import type { Cursor } from '../../src/pipeline.ts';
import type { WadTable } from '../../src/sources/wad-table.ts';
import type { ProxiedRequest } from '../support/fault-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { createWadWriter } from '../support/wad-writer.ts';
import { assertOnce, drain, type Lab, startLab } from './lab.ts';

const minute = 60_000;
const hour = 60 * minute;
const anyKey = Buffer.from('not the key of this account').toString('base64');
let lab: Lab;
before(async () => {
  lab = await startLab();
});
after(() => lab.stop());
afterEach(() => {
  lab.proxy.calm();
});

const isRows = ({ filter }: ProxiedRequest) => filter.includes('Timestamp');

/** The error of a read, which must be one of ours and hold nothing secret. */
async function errorOf(source: WadTable, secrets: readonly string[] = []): Promise<AzlogError> {
  const error = await source.read(undefined, new AbortController().signal).then(
    () => assert.fail('the read succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AzlogError, String(error));
  assertDiscreet(error, secrets);
  return error;
}

function assertDiscreet(error: AzlogError, secrets: readonly string[]): void {
  const shown = `${error.message}\n${error.stack}\n${JSON.stringify(error)}\n${String(error.cause)}`;
  for (const secret of [lab.azurite.accountKey, anyKey, 'sig=', 'SharedKey', '$filter', ...secrets]) {
    assert.ok(!shown.includes(secret), `shows ${secret}: ${shown}`);
  }
}

/** The cursor of a first read: the second brings rows. */
async function begin(source: WadTable): Promise<Cursor> {
  const { pages, cursor, waitMs } = await source.read(undefined, new AbortController().signal);
  assert.deepEqual({ pages, waitMs }, { pages: [], waitMs: 0 });
  return cursor;
}

async function tableWithRows(rows = 25) {
  const writer = await lab.table();
  const now = lab.proxy.now();
  const written = await writer.write(
    Array.from({ length: rows }, (_, index) => ({ time: now - index * 1000 })),
  );
  await lab.settle();
  return { table: writer.table, written, writer };
}

test('empty pages with a continuation token are followed to the rows behind them', async () => {
  const { table, written, writer } = await tableWithRows();
  const byId = await writer.write([{ time: lab.proxy.now(), id: 4 }]);
  await lab.settle();
  lab.proxy.inject(
    { kind: 'empty-page' },
    3,
    ({ filter }) => !isRows({ method: '', url: '', at: 0, filter }),
  );
  lab.proxy.inject({ kind: 'empty-page' }, 12, isRows);
  const { keys } = await drain(lab.source(table, { pageRows: 10 }));
  assertOnce(keys, [...written, ...byId]);
  assert.equal(lab.proxy.calm(), 0, 'all empty pages were met');
});

test('503 and 429 tell the wish of Retry-After, in seconds or as a date; the same cursor then reads on', async () => {
  const { table, written } = await tableWithRows();
  const source = lab.source(table, { pageRows: 10 });
  const first = await source.read(await begin(source), new AbortController().signal);
  assert.equal(first.waitMs, 0);
  assert.ok(first.pages.length > 0);
  const body = '{"odata.error":{"code":"ServerBusy","message":{"value":"busy"}}}';
  for (const [status, retryAfter, wanted] of [
    [503, '7', 7000],
    [429, new Date(lab.proxy.now() + 30_000).toUTCString(), 30_000],
    [503, 'soon', undefined],
  ] as const) {
    lab.proxy.inject({ kind: 'answer', status, headers: { 'retry-after': retryAfter }, body });
    const seen = lab.proxy.requests.length;
    await assert.rejects(source.read(first.cursor, new AbortController().signal), (error: AzlogError) => {
      assert.equal(error.code, 'SOURCE_THROTTLED');
      assert.equal(error.kind, 'retryable');
      assert.match(
        error.message,
        new RegExp(`source "vms": 127.0.0.1:\\d+, table ${table}, answered ${status} ServerBusy`),
      );
      if (wanted === undefined) assert.equal(error.retryAfterMs, undefined);
      else assert.ok(Math.abs((error.retryAfterMs ?? 0) - wanted) <= 2000, `${error.retryAfterMs}`);
      assertDiscreet(error, []);
      return true;
    });
    assert.ok(lab.proxy.requests.length - seen <= 4, 'nothing was tried again behind the back of the caller');
  }
  const already = first.pages.map((page) => page.rows ?? 0).reduce((sum, rows) => sum + rows, 0);
  const rest = await drain(source, first.cursor);
  assert.equal(already + rest.keys.length, written.length);
  assertOnce((await drain(lab.source(table))).keys, written);
});

test('server errors, broken connections, silence and answers that are no rows are retryable, and lose nothing', async () => {
  const { table, written } = await tableWithRows();
  const source = lab.source(table, { pageRows: 10, stallSeconds: 1 });
  const cursor = await begin(source);
  const html = '<html>Sign in to this network</html>';
  const faults = [
    [{ kind: 'answer', status: 500 }, 1, /answered 500/],
    [
      { kind: 'answer', status: 504, body: '<m:error><m:code>OperationTimedOut</m:code></m:error>' },
      1,
      /504 OperationTimedOut/,
    ],
    [{ kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 1, /redirect/],
    [{ kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: html }, 1, /text\/html/],
    [{ kind: 'answer', status: 200, body: '{"value":[{"PartitionKey":"0' }, 1, /not \{"value"/],
    [{ kind: 'reset' }, 8, /ECONNRESET, the connection was interrupted/],
    [{ kind: 'reset', afterBytes: 500 }, 8, /ECONNRESET/],
    [{ kind: 'stall' }, 8, /TIMEOUT, the service did not answer in time/],
    [{ kind: 'stall', afterBytes: 500 }, 8, /TIMEOUT/],
  ] as const;
  for (const [fault, times, message] of faults) {
    lab.proxy.inject(fault, times, isRows);
    await assert.rejects(source.read(cursor, new AbortController().signal), (error: AzlogError) => {
      assert.equal(error.code, 'SOURCE_UNREACHABLE');
      assert.match(error.message, message);
      assertDiscreet(error, [html]);
      return true;
    });
    lab.proxy.calm();
  }
  assertOnce((await drain(lab.source(table))).keys, written);
});

test('a connection that breaks once is not even an error; a slow answer neither', async () => {
  const { table, written } = await tableWithRows();
  lab.proxy.inject({ kind: 'reset' }, 1, isRows);
  lab.proxy.inject({ kind: 'slow', delayMs: 300 }, 1, isRows);
  assertOnce((await drain(lab.source(table))).keys, written);
});

test('a row of a page that failed half-way is not lost, at whichever read the fault strikes', async () => {
  const { table, written } = await tableWithRows(60);
  const source = lab.source(table, { pageRows: 7, parallel: 3 });
  const whole = await drain(source);
  assertOnce(whole.keys, written);
  for (const { cursor, rows } of whole.history) {
    lab.proxy.inject({ kind: 'answer', status: 503 }, 1, isRows);
    await source.read(cursor, new AbortController().signal).catch(() => undefined);
    lab.proxy.calm();
    assertOnce([...whole.keys.slice(0, rows), ...(await drain(source, cursor)).keys], written);
  }
});

test('one wrong Date, hours ahead, does not move the clock of the source', async () => {
  const { table, written, writer } = await tableWithRows();
  const source = lab.source(table);
  const first = await drain(source);
  const wrong = new Date(lab.proxy.now() + 5 * hour).toUTCString();
  await lab.advance(6000);
  lab.proxy.inject({ kind: 'headers', headers: { date: wrong } });
  const second = await drain(source, first.cursor);
  const late = await writer.write([{ time: lab.proxy.now() }]);
  await lab.advance(6000);
  const third = await drain(source, second.cursor);
  assertOnce([...first.keys, ...second.keys, ...third.keys], [...written, ...late]);
});

test('a wrong key is refused in words', async () => {
  const { table } = await tableWithRows(1);
  const error = await errorOf(lab.source(table, { accountKey: anyKey }));
  assert.equal(error.code, 'SOURCE_REFUSED');
  assert.equal(error.kind, 'retryable');
  assert.match(
    error.message,
    /source "vms": 127\.0\.0\.1:\d+, table \w+, answered 403 .*account key is wrong or was rotated/,
  );
});

test('a source that is refused at the start stays refused, also where nothing is due to be read', async () => {
  const { table } = await tableWithRows(1);
  const { cursor } = await drain(lab.source(table));
  // As after a restart: the cursor says that nothing is due, and only an answer shows that the key is a wrong one.
  const wrong = { accountKey: Buffer.alloc(64, 1).toString('base64') };
  const source = lab.source(table, wrong);
  const read = () => source.read(cursor, new AbortController().signal);
  for (let times = 0; times < 3; times += 1) await assert.rejects(read(), { code: 'SOURCE_REFUSED' });
  source.renew({ accountKey: lab.azurite.accountKey });
  assert.deepEqual((await read()).pages, []);
  // A key that is wrong again is found out before the source says that it could read.
  source.renew(wrong);
  await assert.rejects(read(), { code: 'SOURCE_REFUSED' });
});

test('a refusal while the clocks differ blames the clock', async () => {
  const { table } = await tableWithRows(1);
  const date = new Date(lab.proxy.now() - 40 * minute).toUTCString();
  const headers = { date, 'x-ms-error-code': 'AuthenticationFailed' };
  lab.proxy.inject({ kind: 'answer', status: 403, headers });
  const error = await errorOf(lab.source(table));
  assert.match(error.message, /this machine’s clock is 40 minutes ahead of the service’s/);
});

test('a SAS reads; one that expired, or lacks a right, is refused with the reason', async () => {
  const { table, written } = await tableWithRows();
  const { account, accountKey } = lab.azurite;
  const credential = new AzureNamedKeyCredential(account, accountKey);
  const none = {
    query: false,
    write: false,
    delete: false,
    list: false,
    add: false,
    create: false,
    update: false,
  };
  const make = (expiresInMs: number, right: 'query' | 'add') =>
    generateAccountSas(credential, {
      expiresOn: new Date(Date.now() + expiresInMs),
      permissions: { ...none, [right]: true },
      services: { table: true },
      resourceTypes: 'sco',
    });
  assertOnce((await drain(lab.source(table, { sas: make(hour, 'query') }))).keys, written);
  const cases = [
    [make(-hour, 'query'), /the SAS expired at \S+ \(se\)/],
    [
      make(hour, 'query').replace(/sig=[^&]*/, 'sig=AAAA'),
      /the SAS is wrong, was revoked or signed with a rotated key/,
    ],
  ] as const;
  for (const [sas, message] of cases) {
    const signature = new URLSearchParams(sas).get('sig') ?? '';
    const error = await errorOf(lab.source(table, { sas }), [signature, encodeURIComponent(signature)]);
    assert.equal(error.code, 'SOURCE_REFUSED');
    assert.match(error.message, message);
  }
});

test('a SAS without the right to read is refused before anything is asked', async () => {
  const { table } = await tableWithRows();
  const sas = 'sv=2019-02-02&ss=t&srt=sco&sp=a&se=2036-01-01T00:00:00Z&sig=c2lnbmF0dXJl';
  assert.throws(() => lab.source(table, { sas }), {
    code: 'CONFIG_INVALID',
    message: /lacks the permission to read \(sp=a\)/,
  });
});

test('a missing table is said to be missing, and read from the first moment when it appears', async () => {
  const source = lab.source('NotThereYet', { start: 'now' });
  const cursor = await begin(source);
  await lab.advance(6000);
  await assert.rejects(source.read(cursor, new AbortController().signal), (error: AzlogError) => {
    assert.equal(error.code, 'SOURCE_NOT_FOUND');
    assert.match(error.message, /table NotThereYet, answered 404 .*does not exist \(yet\)/);
    return true;
  });
  const writer = createWadWriter(lab.azurite, 'NotThereYet');
  await writer.createTable();
  const written = await writer.write([{ time: lab.proxy.now() }, { time: lab.proxy.now(), id: 8 }]);
  await lab.advance(10 * minute);
  assertOnce((await drain(source, cursor)).keys, written);
});

test('an account that is not there, or does not listen, is named', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}/devstoreaccount1`;
  const refused = await errorOf(lab.source('Any', { endpoint: nobody }));
  assert.equal(refused.code, 'SOURCE_UNREACHABLE');
  assert.match(refused.message, /ECONNREFUSED, nothing listens there/);
  const unknown = await errorOf(
    lab.source('Any', { endpoint: 'https://nobody.table.invalid', account: 'nobody' }),
  );
  assert.match(unknown.message, /nobody\.table\.invalid, table Any, gave no answer: (ENOTFOUND|EAI_AGAIN)/);
});

test('a server that does not speak TLS is retryable and named', async () => {
  const server = createServer((socket) => socket.end('220 hello\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  const endpoint = `https://127.0.0.1:${address.port}/devstoreaccount1`;
  const error = await errorOf(lab.source('Any', { endpoint }));
  assert.equal(error.code, 'SOURCE_UNREACHABLE');
  server.close();
});

test('a stop ends a read at once', async () => {
  const { table } = await tableWithRows();
  const source = lab.source(table);
  await assert.rejects(source.read(undefined, AbortSignal.abort()), { code: 'STOPPING' });
  const cursor = await begin(source);
  for (const fault of [{ kind: 'stall' }, { kind: 'stall', afterBytes: 100 }] as const) {
    lab.proxy.inject(fault, 8, isRows);
    await assert.rejects(source.read(cursor, AbortSignal.timeout(200)), {
      code: 'STOPPING',
      kind: 'stopping',
    });
    lab.proxy.calm();
  }
});

test('options that cannot work are refused before anything is asked', () => {
  const cases = [
    [{ table: 'no-table' }, /"no-table" is not the name of a table/],
    [{ start: 'yesterday' }, /start "yesterday" is not now/],
    [{ start: '2026-99-01' }, /start "2026-99-01"/],
    [{ endpoint: 'not a url' }, /endpoint: it is not a URL/],
    [{ endpoint: 'ftp://x/y' }, /endpoint: it begins with `ftp:\/\/`\. Begin it with `https:/],
    [{ endpoint: 'http://storage.example/acct' }, /not encrypted/],
    [
      { endpoint: 'https://a.table.core.windows.net/?sv=1&sig=secret' },
      /has a query.*A SAS belongs in `sas`/,
    ],
    [{ accountKey: 'not base64!' }, /accountKey: this is not an account key: it is not base64/],
    [{ accountKey: undefined }, /Set one of `accountKey`, `sas`, `connectionString` and `identity`/],
    [{ identity: 'managed' }, /identity: there is `accountKey` to sign in with too/],
    [{ accountKey: undefined, identity: 'managed' }, /an identity signs in over TLS only/],
    [{ accountKey: undefined, sas: 'sv=2020&se=2030' }, /sas: .*it has no `sig`/],
    [
      { connectionString: 'AccountName=a;AccountKey=a2V5' },
      /accountKey: the connection string sets this already/,
    ],
    [
      { accountKey: undefined, connectionString: 'AccountName=a' },
      /neither AccountKey nor SharedAccessSignature/,
    ],
    [{ endpoint: undefined }, /account: it is not set\. Set `account` .* or `endpoint`/],
  ] as const;
  for (const [options, message] of cases) {
    assert.throws(
      () => lab.source('Any', options),
      (error: AzlogError) => {
        assert.equal(error.code, 'CONFIG_INVALID');
        assert.match(error.message, message);
        assertDiscreet(error, ['secret', 'not base64!']);
        return true;
      },
    );
  }
});

test('clouds and connection strings lead to their hosts', async () => {
  const { account, accountKey } = lab.azurite;
  const identity = (options: Parameters<Lab['source']>[1]) => lab.source('Logs', { ...options }).identity;
  const base = { endpoint: undefined, account: 'contoso' };
  assert.equal(identity(base), 'wad-table:contoso.table.core.windows.net/logs');
  assert.equal(
    identity({ ...base, cloud: 'AzureUSGovernment' }),
    'wad-table:contoso.table.core.usgovcloudapi.net/logs',
  );
  assert.equal(
    identity({ ...base, cloud: 'AzureChinaCloud' }),
    'wad-table:contoso.table.core.chinacloudapi.cn/logs',
  );
  const china = `DefaultEndpointsProtocol=https;AccountName=a1;AccountKey=${accountKey};EndpointSuffix=core.chinacloudapi.cn`;
  const fromString = { endpoint: undefined, accountKey: undefined };
  assert.equal(
    identity({ ...fromString, connectionString: china }),
    'wad-table:a1.table.core.chinacloudapi.cn/logs',
  );
  const { table, written } = await tableWithRows(3);
  const local = `AccountName=${account};AccountKey=${accountKey};TableEndpoint=${lab.proxy.endpoint};`;
  const { keys } = await drain(lab.source(table, { ...fromString, connectionString: local }));
  assertOnce(keys, written);
});
