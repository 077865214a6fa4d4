import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, before, suite, type TestContext, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { stringify } from 'yaml';
import { destinationTest } from '../../src/commands/destination-test.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { countLines, type ReceiverOptions, startReceiver } from '../support/receiver.ts';

const never = new AbortController().signal;
let folder: string;
let certificates: Certificates;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'azlog-trial-'));
  certificates = await createCertificates(folder, 1);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command for one destination, with a queue that nobody could reach. */
async function run(
  t: TestContext,
  destination: Readonly<Record<string, unknown>>,
  options: { readonly json?: boolean; readonly names?: readonly string[] } = {},
) {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': stringify({
      queue: { url: 'embedded:./data' },
      sources: [{ account: 'contoso', sas: { file: '/nowhere/sas' } }],
      destinations: [{ host: '127.0.0.1', connectTimeoutSeconds: 2, stallSeconds: 2, ...destination }],
    }),
  });
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const { json = false, names = [] } = options;
  const exitCode = await destinationTest({ env: {}, cwd }, { json, names }, output, never);
  assert.equal(existsSync(join(cwd, 'data')), false, 'the queue was touched');
  return { exitCode, text, marker: /azlog-test-[0-9a-f]{12}/.exec(text)?.[0] ?? 'no marker' };
}

async function receiver(t: TestContext, tls?: ReceiverOptions['tls']) {
  const place = temporaryFolder(t);
  const port = await freePort();
  const running = await startReceiver({ port, folder: place, ...(tls === undefined ? {} : { tls }) });
  t.after(() => running.kill());
  return { port, lines: () => [...countLines(place).keys()] };
}

async function listen(t: TestContext, server: Server): Promise<number> {
  const port = await freePort();
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    t.after(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => server.close());
  return port;
}

/** The outcomes of the steps, in order, without the time that they took. */
function outcomes(text: string): readonly string[] {
  return [...text.matchAll(/^ {2}(ok|WARNING|FAILED|not tried) +(.+?)(?: \(\d+ ms\))?$/gm)].map(
    ([, outcome, step]) => `${outcome}: ${step}`,
  );
}

const sentBy = [
  'write',
  'acknowledgement by the kernel of the receiver',
  'proof that the program has read it',
];
const all = (outcome: string, steps: readonly string[]) => steps.map((step) => `${outcome}: ${step}`);
/** Long values that must not be torn apart. */
const unbreakable = /^<\d+>|^ +[0-9a-f]{64}$|^ +index=/;

suite('azlog destination test', () => {
  test('over TLS with a client certificate: all steps, and the receiver has the message that was printed', async (t) => {
    const { server, client, caFile } = certificates;
    const siem = await receiver(t, { cert: server.certFile, key: server.keyFile, ca: caFile });
    const { exitCode, text, marker } = await run(t, {
      name: 'splunk-main',
      preset: 'sc4s',
      host: 'localhost',
      port: siem.port,
      transport: 'tls',
      tls: { caFile, certFile: client.certFile, keyFile: client.keyFile },
    });
    assert.equal(exitCode, 0);
    assert.deepEqual(outcomes(text), [
      ...all('ok', ['name resolution', 'TCP connection']),
      // The certificates of this test are valid for a day.
      'WARNING: TLS handshake',
      ...all('ok', sentBy),
    ]);
    const [line = ''] = siem.lines();
    assert.ok(line.includes(marker) && line.includes('|Azlog test event|'), line);
    assert.ok(text.includes(`\n${line}\n`), 'the message is printed as it was sent');
    assert.ok(text.endsWith(`\n    index=* "${marker}"\n\n`));
    const flat = text.replace(/\s+/g, ' ');
    for (const fact of [
      'address: 127.0.0.1',
      `to: 127.0.0.1 port ${siem.port}`,
      'version: TLSv1.3, TLS_',
      'certificate: CN=localhost, issued by CN=azlog test authority, valid until',
      'signed by: CN=azlog test authority, signed by itself',
      'localhost is among them',
      'verified: yes',
      'our certificate (sent where the receiver asks): CN=azlog, issued by CN=azlog test authority',
      'Its certificate: 23 hours left; renew it.',
      'Our client certificate: 23 hours left; renew it.',
      `bytes: ${Buffer.byteLength(line) + 1}`,
      'read to the end of our stream',
    ]) {
      assert.ok(flat.includes(fact), `${fact}\n${text}`);
    }
    const wide = text.split('\n').filter((row) => row.length > 80 && !unbreakable.test(row));
    assert.deepEqual(wide, []);
  });

  test('the real format, header and framing of the destination', async (t) => {
    let received = '';
    const port = await listen(
      t,
      createServer((socket) => socket.on('data', (chunk) => (received += String(chunk)))),
    );
    const { exitCode, text } = await run(t, {
      preset: 'qradar',
      header: 'rfc3164',
      framing: 'octet-counting',
      port,
      transport: 'tcp',
    });
    assert.equal(exitCode, 0);
    const [, count = '', message = ''] = /^(\d+) (.*)$/s.exec(received) ?? [];
    assert.equal(Buffer.byteLength(message), Number(count));
    assert.match(message, /^<134>\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ LEEF:2\.0\|.*Azlog test event/);
    assert.match(text, /framing: octet counting/);
    assert.match(text, /SELECT UTF8\(payload\) FROM events .*azlog-test-/);
  });

  test('for programs', async (t) => {
    const { port } = await receiver(t);
    const { text, exitCode } = await run(t, { port, transport: 'tcp' }, { json: true });
    assert.equal(exitCode, 0);
    const { ok, results } = JSON.parse(text);
    assert.equal(ok, true);
    assert.partialDeepStrictEqual(results[0], { name: 'siem', type: 'syslog', ok: true });
    assert.match(results[0].message, new RegExp(results[0].marker));
    assert.deepEqual(
      results[0].steps.map(({ outcome }: { outcome: string }) => outcome),
      ['ok', 'ok', 'ok', 'ok', 'ok'],
    );
    const printed = await run(
      t,
      { type: 'stdout', host: undefined, connectTimeoutSeconds: undefined, stallSeconds: undefined },
      { json: true },
    );
    assert.deepEqual(JSON.parse(printed.text).results[0].steps[0].problems, [
      'standard output is used for this document',
    ]);
  });

  test('a name that is not there is refused', async (t) => {
    await assert.rejects(run(t, { name: 'siem-a' }, { names: ['siem-b'] }), {
      code: 'CONFIG_INVALID',
      message: 'there is no destination "siem-b" in the configuration; there are: siem-a',
    });
  });

  test('a receiver that never closes is no failure for proof: kernel', async (t) => {
    const deaf = () => createServer({ allowHalfOpen: true }, (socket) => void socket.resume());
    const read = await run(t, { port: await listen(t, deaf()), transport: 'tcp' });
    assert.equal(read.exitCode, 1);
    assert.match(read.text, /FAILED {5}proof .*\n.*does not close its side/);
    const kernel = await run(t, { port: await listen(t, deaf()), transport: 'tcp', proof: 'kernel' });
    assert.equal(kernel.exitCode, 0);
    assert.match(kernel.text, /WARNING {4}proof/);
  });

  test('unverified works, and is told of each time', async (t) => {
    const { expired } = certificates;
    const { port } = await receiver(t, { cert: expired.certFile, key: expired.keyFile });
    const { exitCode, text } = await run(t, { port, transport: 'tls', tls: { verify: false } });
    assert.equal(exitCode, 0);
    assert.match(text, /WARNING {4}TLS handshake[^\n]*\n +The receiver is not verified/);
    assert.match(text, /verified: NO, tls\.verify is false; it would be refused:\s+\w+/);
    assert.match(text.replace(/\s+/g, ' '), /Its certificate: expired 24 hours ago/);
  });
});

suite('azlog destination test names the step that failed, why, and how to mend it', {
  concurrency: true,
}, () => {
  interface Failure {
    readonly name: string;
    readonly start: (t: TestContext) => Promise<Readonly<Record<string, unknown>>>;
    readonly failed: string;
    readonly says: RegExp;
  }
  const tls = async (
    t: TestContext,
    files: { readonly certFile: string; readonly keyFile: string },
    ca?: string,
  ) => {
    const given = { cert: files.certFile, key: files.keyFile, ...(ca === undefined ? {} : { ca }) };
    const { port } = await receiver(t, given);
    return { port, transport: 'tls', tls: { caFile: certificates.caFile } };
  };
  const failures: readonly Failure[] = [
    {
      name: 'an unknown host',
      start: async () => ({
        host: 'no-such-host.invalid',
        port: 6514,
        transport: 'tls',
        tls: { caFile: certificates.caFile },
      }),
      failed: 'name resolution',
      says: /(host name is not known|DNS server does not answer); check/,
    },
    {
      name: 'a port that nobody listens on',
      start: async () => ({ port: await freePort(), transport: 'tcp' }),
      failed: 'TCP connection',
      says: /nothing listens there.*check host and port/i,
    },
    {
      name: 'TLS to a port without TLS',
      start: async (t) => ({
        port: (await receiver(t)).port,
        transport: 'tls',
        tls: { caFile: certificates.caFile },
      }),
      failed: 'TLS handshake',
      says: /TCP works, but nothing answers in TLS: .* or set transport: tcp/,
    },
    {
      name: 'a port with TLS without TLS',
      start: async (t) => ({ port: (await tls(t, certificates.server)).port, transport: 'tcp' }),
      failed: '(write|acknowledgement .*|proof .*)',
      says: /TLS port.*set transport: tls/,
    },
    {
      name: 'the wrong authority',
      start: async (t) => ({
        ...(await tls(t, certificates.server)),
        tls: { caFile: certificates.otherCaFile },
      }),
      failed: 'TLS handshake',
      says: /set tls\.caFile to the authority that signed it.* certificate: CN=localhost, issued by CN=azlog test authority/,
    },
    {
      name: 'an expired certificate',
      start: (t) => tls(t, certificates.expired),
      failed: 'TLS handshake',
      says: /has expired; renew it.* certificate: CN=localhost.*\(expired 24 hours ago\)/,
    },
    {
      name: 'a certificate for another name',
      start: (t) => tls(t, certificates.otherName),
      failed: 'TLS handshake',
      says: /set tls\.serverName.*its names: DNS:siem\.example; 127\.0\.0\.1 is NOT among them/,
    },
    {
      name: 'a client certificate is wanted and not set',
      start: (t) => tls(t, certificates.server, certificates.caFile),
      failed: '(write|acknowledgement .*|proof .*)',
      says: /our certificate: none is set.*requires a client certificate; set tls\.certFile and tls\.keyFile/,
    },
    {
      name: 'a reset',
      start: async (t) => {
        // Not in the turn in which it arrives: the write is not always done by then.
        // Half open, or Node would answer an end of ours that comes before the reset with a close in order.
        const server = createServer({ allowHalfOpen: true }, (socket) =>
          socket.once('data', () => setTimeout(() => socket.resetAndDestroy(), 100)),
        );
        return { port: await listen(t, server), transport: 'tcp' };
      },
      failed: '(acknowledgement .*|proof .*)',
      says: /reset the connection.*he receiver accepted the connection and then ended it: check whether it accepts this machine as a sender/,
    },
    {
      name: 'a receiver that closes without reading',
      start: async (t) => {
        // A socket that is only paused has its first bytes read from the kernel all the same.
        const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
          // At once, not by halves: what comes between the end and the reset is the gap that ADR 5 tells of.
          setTimeout(() => socket.destroy(), 500);
        });
        return { port: await listen(t, server), transport: 'tcp' };
      },
      failed: '(acknowledgement .*|proof .*)',
      says: /(closed the connection|reset the connection).*then ended it/,
    },
    {
      name: 'TLS that breaks off',
      start: async (t) => {
        const server = createTlsServer({
          cert: readFileSync(certificates.server.certFile),
          key: readFileSync(certificates.server.keyFile),
          minVersion: 'TLSv1.3',
          ciphers: 'TLS_AES_128_GCM_SHA256',
        });
        server.on('connection', (socket) => socket.destroy());
        return { port: await listen(t, server), transport: 'tls', tls: { caFile: certificates.caFile } };
      },
      failed: 'TLS handshake',
      says: /TCP works, but the connection ends in TLS/,
    },
  ];
  for (const { name, start, failed, says } of failures) {
    test(name, async (t) => {
      const { exitCode, text } = await run(t, await start(t));
      assert.equal(exitCode, 1, text);
      const steps = outcomes(text);
      const at = steps.findIndex((step) => step.startsWith('FAILED: '));
      assert.match(steps[at] ?? '', new RegExp(`^FAILED: ${failed}$`), text);
      assert.ok(steps.slice(0, at).every((step) => !step.startsWith('not tried')));
      assert.ok(steps.slice(at + 1).every((step) => step.startsWith('not tried: ')));
      assert.match(text.replace(/\s+/g, ' '), says);
      assert.match(text, /does NOT work yet/);
    });
  }
});
