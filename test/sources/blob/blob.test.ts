import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { AzlogError } from '../../../src/errors.ts';
import { readSas } from '../../../src/options/sas.ts';
import type { AccountAccess } from '../../../src/options/table-access.ts';
import type { ProbeStep } from '../../../src/probe/probe.ts';
import { readPieces } from '../../../src/records/pages/pieces.ts';
import { createBlob, pagesOf } from '../../../src/sources/blob/blob.ts';
import { blob as blobType } from '../../../src/sources/blob/blob-type.ts';
import { isWanted } from '../../../src/sources/blob/containers.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { createSas } from '../../support/blob-writer.ts';
import { type BlobLab, rootOf, someLines, startBlobLab } from './blob-lab.ts';

let azurite: Azurite;
let lab: BlobLab;
before(async () => {
  azurite = await startAzurite({ service: 'blob' });
});
after(() => azurite.stop());
beforeEach(async () => {
  lab = await startBlobLab(azurite);
});
afterEach(() => lab.stop());

const signal = new AbortController().signal;

function source(access: AccountAccess, containers?: readonly string[]) {
  return createBlob({
    name: 'audit',
    endpoint: lab.proxy.endpoint,
    containers,
    start: 'beginning',
    ...access,
  });
}

async function messageOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof AzlogError);
    return `${error.code} ${error.message.replace(/127\.0\.0\.1:\d+/, 'HOST')}`;
  }
  throw new Error('nothing was thrown');
}

test('parts are the containers that match; flow logs are read by name only', async () => {
  const names = [
    'insights-logs-a',
    'insights-activity-logs',
    'insights-logs-flowlogflowevent',
    'am-b',
    'web',
  ];
  for (const name of names) await lab.writer.createContainer(name).catch(() => undefined);
  const key = { accountKey: azurite.accountKey };
  const found = await source(key).parts(signal);
  assert.deepEqual(
    names.filter((name) => found.includes(name)),
    ['insights-logs-a', 'insights-activity-logs', 'am-b'],
  );
  const named = ['insights-logs-flowlogflowevent', 'am-*', 'not-there'];
  const chosen = await source(key, named).parts(signal);
  assert.deepEqual(chosen, ['am-b', 'insights-logs-flowlogflowevent', 'not-there']);
  assert.match(
    await messageOf(() => source(key, ['none-*']).parts(signal)),
    /^SOURCE_NOT_FOUND source "audit": HOST has no container that matches none-\* \(yet\): check `containers`/,
  );
  assert.equal(isWanted('insights-logs-networksecuritygroupflowevent', ['*']), false);
});

test('the SAS of one container with sp=rl reads it; nothing else is asked for', async () => {
  const container = await lab.container();
  const [line = ''] = someLines(1);
  const blob = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  await lab.writer.append(container, blob, line);
  const reading = source({ sas: createSas(azurite, { container }) }, [container]);
  assert.deepEqual(await reading.parts(signal), [container]);
  const { pages } = await reading.read(undefined, signal, { part: container, number: 0 });
  assert.deepEqual(
    pages.map(({ form, rows }) => ({ form, rows })),
    [{ form: 'json-lines', rows: undefined }],
  );
  const [piece] = [...readPieces(pages[0]?.body ?? new Uint8Array())];
  assert.equal(piece?.place, `${new URL(lab.proxy.endpoint).host}/${container}/${blob}`);
  assert.equal(piece?.at, 0);
  assert.equal(Buffer.from(piece?.bytes ?? []).toString(), line);
  const methods = new Set(lab.proxy.requests.map(({ method }) => method));
  assert.deepEqual([...methods], ['GET']);
});

test('what is refused is explained in the words of an operator, without a secret', async () => {
  const container = await lab.container();
  const read = (access: AccountAccess, name = container) =>
    messageOf(() => source(access, [name]).read(undefined, signal, { part: name, number: 0 }));
  const expired = createSas(azurite, { expiry: '2020-01-01T00:00:00Z' });
  assert.equal(
    await read({ sas: expired }),
    `SOURCE_REFUSED source "audit": HOST, container ${container}, answered 403 AuthorizationFailure: the SAS expired at 2020-01-01T00:00:00Z (se): create a new one`,
  );
  const wrong = Buffer.alloc(64, 7).toString('base64');
  const refused = await read({ accountKey: wrong });
  assert.match(
    refused,
    /^SOURCE_REFUSED .*the account key is wrong or was rotated, or the account’s firewall refuses/,
  );
  assert.ok(!refused.includes(wrong));
  const reading = source({ accountKey: azurite.accountKey }, ['not-there']);
  const first = await reading.read(undefined, signal, { part: 'not-there', number: 0 });
  assert.deepEqual(first.notes, [
    'container not-there does not exist (yet): it is read from its beginning once it does',
  ]);
  assert.equal(
    await messageOf(() => reading.read(first.cursor, signal, { part: 'not-there', number: 1 })),
    'SOURCE_NOT_FOUND source "audit": HOST, container not-there, answered 404 ContainerNotFound: the container does not exist (yet); check the name, and that Azure has written its first blob',
  );
  const listing = createSas(azurite, { container });
  assert.match(
    await messageOf(() => source({ sas: listing }, ['insights-*']).parts(signal)),
    /the SAS of one container cannot list the containers of the account: name the container in `containers`/,
  );
});

test('throttling is passed on with the time that the service names', async () => {
  const container = await lab.container();
  lab.proxy.inject({
    kind: 'answer',
    status: 503,
    headers: { 'retry-after': '7', 'x-ms-error-code': 'ServerBusy' },
  });
  const reading = source({ accountKey: azurite.accountKey }, [container]);
  await assert.rejects(reading.read(undefined, signal, { part: container, number: 0 }), {
    code: 'SOURCE_THROTTLED',
    retryAfterMs: 7000,
  });
});

test('the trial names each step, the containers with their layout, and the newest blob', async () => {
  const container = await lab.container('insights-logs-trial');
  await lab.writer.append(container, `${rootOf('A')}${lab.hour(1)}m=00/PT1H.json`, ...someLines(2));
  const steps: ProbeStep[] = [];
  const ok = await source({ accountKey: azurite.accountKey }, [container]).probe(
    (step) => steps.push(step),
    signal,
  );
  assert.equal(ok, true);
  assert.deepEqual(
    steps.map(({ step, outcome }) => `${step}: ${outcome}`),
    [
      'name resolution: ok',
      'TCP connection: ok',
      'sign-in and permission to list: warning',
      'containers: ok',
      'newest blob: ok',
    ],
  );
  assert.deepEqual(steps[3]?.facts, [{ name: container, value: 'diagnostic settings, 1 resources' }]);
  assert.match(steps[4]?.facts[0]?.value ?? '', new RegExp(`^${container}/resourceId=.*PT1H.json$`));

  const failed: ProbeStep[] = [];
  const sas = createSas(azurite, { container });
  assert.equal(await source({ sas }, ['am-*']).probe((step) => failed.push(step), signal), false);
  assert.equal(failed[2]?.outcome, 'failed');
  assert.ok(!JSON.stringify(failed).includes(encodeURIComponent(new URLSearchParams(sas).get('sig') ?? '')));
});

test('a large slice is split into pages at line feeds, and a form has pages of its own', () => {
  const line = `${'x'.repeat(300_000)}\n`;
  const bytes = Buffer.from(line.repeat(9));
  const pages = pagesOf(
    [
      { form: 'json-lines', place: 'c/a', at: 10, bytes },
      { form: 'json-records', place: 'c/b', at: 12, bytes: Buffer.from('{}') },
      { form: 'json-lines', place: 'c/c', at: 0, bytes: Buffer.from(line) },
    ],
    'host',
    1,
  );
  const found = pages.map(({ form, body }) => ({
    form,
    pieces: [...readPieces(body)].map((piece) => [piece.place, piece.at, piece.bytes.length]),
  }));
  const three = 3 * line.length;
  assert.deepEqual(found, [
    ...[0, 1, 2].map((part) => ({ form: 'json-lines', pieces: [['host/c/a', 10 + part * three, three]] })),
    { form: 'json-records', pieces: [['host/c/b', 12, 2]] },
    { form: 'json-lines', pieces: [['host/c/c', 0, line.length]] },
  ]);
});

test('what the configuration accepts is constructed: the SAS of one container needs its name', () => {
  const check = (value: object) => {
    const whole = { allowHttp: false, start: 'now', pollSeconds: 30, ...value };
    return blobType.check({ value: whole, unread: new Set(), signsIn: true, now: 0 });
  };
  const sas = createSas(azurite, { container: 'am-b' });
  const problem = (value: object) => check(value).faults.map(({ at, what }) => `${at}: ${what}`);
  assert.deepEqual(problem({ account: 'contoso', sas }), [
    'containers: it is not set, and the SAS is for one container (sr=c)',
  ]);
  assert.deepEqual(problem({ account: 'contoso', sas, containers: ['am-*'] }), [
    'containers: it has a `*`, and the SAS is for one container (sr=c), so it cannot list containers',
  ]);
  assert.deepEqual(problem({ account: 'contoso', sas, containers: ['am-b'] }), []);
  const url = `https://contoso.blob.core.windows.net/am-b?${sas}`;
  const read = check({ sas: url });
  assert.deepEqual(read.faults, []);
  assert.deepEqual(Reflect.get(read.value, 'containers'), ['am-b']);
  createBlob({ name: 'audit', ...read.value });
  const refused = (text: string) => {
    const reading = readSas(text, 'blob');
    return 'fault' in reading ? reading.fault.what : '';
  };
  const token = 'sv=2021-12-02&sig=x';
  assert.equal(refused(`${token}&ss=t&srt=o&sp=r`), 'this SAS is for other services (ss=t)');
  assert.equal(refused(`${token}&ss=b&srt=sco&sp=r`), 'this SAS lacks the permission to list (sp=r)');
  assert.equal(refused(`${token}&ss=b&srt=o&sp=rl`), 'this SAS is for other resource types (srt=o)');
  assert.equal(refused(`${token}&tn=Events&sp=r`), 'this SAS is for a table (tn=Events)');
});

test('a new secret is used from the next request on', async () => {
  const container = await lab.container();
  await lab.writer.append(container, `${rootOf('A')}${lab.hour()}m=00/PT1H.json`, ...someLines(1));
  const reading = source({ sas: createSas(azurite, { expiry: '2020-01-01T00:00:00Z' }) }, [container]);
  const turn = { part: container, number: 0 };
  await assert.rejects(reading.read(undefined, signal, turn), { code: 'SOURCE_REFUSED' });
  reading.renew({ sas: createSas(azurite) });
  assert.equal((await reading.read(undefined, signal, turn)).pages.length, 1);
  assert.equal(reading.credential().kind, 'SAS');
});
