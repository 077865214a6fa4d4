import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import type { SyslogOptions } from '../../src/destinations/syslog-options.ts';
import { createSigned, type Signed } from '../support/certificate-chain.ts';
import { type CertificateFiles, type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { createBatch, createLog, eventually, quickOptions } from './traffic.ts';

let folder: string;
let certificates: Certificates;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-errors-'));
  certificates = await createCertificates(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

interface Listening {
  readonly port: number;
  /** Ends the server and every connection, those too that it was told to neglect. */
  end(): void;
}

async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    end() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

type Tls = NonNullable<SyslogOptions['tls']>;

/** Starts `server`, delivers one batch, and gives the first sentence that the operator sees. */
async function firstSentence(
  server: Server | undefined,
  changes: Partial<SyslogOptions> & Pick<SyslogOptions, 'transport'>,
): Promise<string> {
  const listening = server === undefined ? undefined : await listen(server);
  const port = listening?.port ?? (await freePort());
  const log = createLog();
  const destination = createSyslogDestination(quickOptions(port, { host: '127.0.0.1', ...changes }), log);
  // Warnings of dates, which need no connection, begin otherwise.
  const sentences = (): readonly string[] =>
    log.lines.filter((line) => line.startsWith('Destination "siem" ('));
  const delivery = destination.deliver(createBatch(0, 10), new AbortController().signal);
  const refused = assert.rejects(delivery, { name: 'AzlogError', code: 'STOPPING' });
  try {
    await eventually(() => sentences().length > 0, 'a sentence for the operator');
    assert.equal(destination.status().lastError?.startsWith('Destination "siem" ('), true);
    assert.ok(destination.status().failures > 0);
  } finally {
    await destination.close(Date.now());
    listening?.end();
  }
  await refused;
  return (sentences()[0] ?? '').replaceAll(String(port), 'PORT');
}

async function tlsServer(files: CertificateFiles, options: TlsOptions = {}): Promise<Server> {
  const [cert, key] = await Promise.all([readFile(files.certFile), readFile(files.keyFile)]);
  const server = createTlsServer({ cert, key, ...options }, (socket) =>
    socket.resume().on('error', () => undefined),
  );
  server.on('tlsClientError', () => undefined);
  return server;
}

function tlsOptions(changes: Partial<Tls> = {}): Tls {
  return { caFile: certificates.caFile, minVersion: 'TLSv1.2', verify: true, ...changes };
}

describe('the sentence that the operator sees', { concurrency: true }, () => {
  test('nothing listens', async () => {
    assert.equal(
      await firstSentence(undefined, { transport: 'tcp' }),
      'Destination "siem" (127.0.0.1:PORT): nothing listens there (connection refused); check host and port, and that the receiver is running (ECONNREFUSED).',
    );
  });

  test('the host name is not known', async () => {
    const sentence = await firstSentence(undefined, { transport: 'tcp', host: 'no-such-host.invalid' });
    assert.match(
      sentence,
      /^Destination "siem" \(no-such-host\.invalid:PORT\): the (host name is not known|DNS server does not answer); check/,
    );
  });

  test('no answer in time', async () => {
    // It takes the TCP connection and never says anything in TLS.
    const server = createServer((socket) => socket.resume().on('error', () => undefined));
    assert.equal(
      await firstSentence(server, { transport: 'tls', tls: tlsOptions(), connectTimeoutSeconds: 0.3 }),
      'Destination "siem" (127.0.0.1:PORT): no answer in time; check host, port, routes and firewalls, and that transport is right.',
    );
  });

  test('reset', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    });
    assert.match(
      await firstSentence(server, { transport: 'tcp' }),
      /reset the connection.*10 messages that are not proven will be sent again\.$/,
    );
  });

  test('closed by the receiver', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end());
    });
    assert.equal(
      await firstSentence(server, { transport: 'tcp' }),
      'Destination "siem" (127.0.0.1:PORT): the receiver closed the connection. 10 messages that are not proven will be sent again.',
    );
  });

  test('never closes its side', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) =>
      socket.resume().on('error', () => undefined),
    );
    const sentence = await firstSentence(server, { transport: 'tcp', stallSeconds: 0.5, proofSeconds: 0.2 });
    assert.match(sentence, /does not close its side when we close ours.*proof: kernel/);
  });

  test('takes no more data', async () => {
    const server = createServer((socket) => socket.pause().on('error', () => undefined));
    const listening = await listen(server);
    const log = createLog();
    const destination = createSyslogDestination(
      quickOptions(listening.port, { transport: 'tcp', stallSeconds: 0.5, proofSeconds: 60 }),
      log,
    );
    const { signal } = new AbortController();
    const deliveries = Array.from({ length: 40 }, (_, index) =>
      assert.rejects(destination.deliver(createBatch(index * 1_000, 1_000, 1_000), signal), {
        code: 'STOPPING',
      }),
    );
    await eventually(() => log.lines.length > 0, 'the stall is told');
    await destination.close(Date.now());
    listening.end();
    await Promise.all(deliveries);
    assert.match(
      log.lines[0] ?? '',
      /accepts no more data; check whether it hangs, or its disk or queue is full/,
    );
  });

  const tlsCases: readonly {
    readonly name: string;
    readonly certificate: keyof Omit<Certificates, 'caFile' | 'otherCaFile'>;
    readonly server?: () => Promise<TlsOptions>;
    readonly tls?: () => Partial<Tls>;
    readonly expected: RegExp;
  }[] = [
    {
      name: 'wrong CA',
      certificate: 'server',
      tls: () => ({ caFile: certificates.otherCaFile }),
      expected:
        /no certificate authority that azlog trusts has signed the receiver's certificate; set tls\.caFile/,
    },
    { name: 'expired certificate', certificate: 'expired', expected: /certificate has expired; renew it/ },
    {
      name: 'self-signed',
      certificate: 'selfSigned',
      expected: /self-signed; set tls\.caFile .* or tls\.fingerprint256/,
    },
    {
      name: 'another name',
      certificate: 'otherName',
      expected:
        /is for another name; connect by a name in it, or set tls\.serverName to one \(.*siem\.example/,
    },
    {
      name: 'wrong fingerprint',
      certificate: 'server',
      tls: () => ({ fingerprint256: certificates.client.fingerprint256 }),
      expected: /certificate is not the pinned one/,
    },
    {
      name: 'client certificate wanted (TLS 1.3)',
      certificate: 'server',
      server: async () => ({ requestCert: true, ca: await readFile(certificates.caFile) }),
      expected: /the receiver requires a client certificate; set tls\.certFile and tls\.keyFile/,
    },
    {
      name: 'client certificate wanted (TLS 1.2)',
      certificate: 'server',
      server: async () => ({
        requestCert: true,
        ca: await readFile(certificates.caFile),
        maxVersion: 'TLSv1.2',
      }),
      expected:
        /requires a client certificate, and none is set \(tls\.certFile, tls\.keyFile\), or both sides/,
    },
    {
      name: 'client certificate of another authority',
      certificate: 'server',
      server: async () => ({ requestCert: true, ca: await readFile(certificates.caFile) }),
      tls: () => ({ certFile: certificates.stranger.certFile, keyFile: certificates.stranger.keyFile }),
      // Node's server closes without an alert; others send one, which has its own sentence.
      expected:
        /asked for a client certificate, received ours \(CN=stranger, issued by CN=azlog other authority\), and ended/,
    },
    {
      name: 'old TLS version',
      certificate: 'server',
      server: async () => ({ maxVersion: 'TLSv1.2' }),
      tls: () => ({ minVersion: 'TLSv1.3' }),
      expected: /have no TLS version in common/,
    },
    {
      name: 'CA file that does not exist',
      certificate: 'server',
      tls: () => ({ caFile: '/nowhere/ca.pem' }),
      expected: /tls\.caFile: the file \/nowhere\/ca\.pem does not exist\. Name an existing file/,
    },
    {
      name: 'key that belongs to another certificate',
      certificate: 'server',
      tls: () => ({ certFile: certificates.client.certFile, keyFile: certificates.server.keyFile }),
      expected:
        /tls\.keyFile: the file \S+ has another key: it is not that of the certificate CN=azlog in \S+client\.pem/,
    },
  ];
  for (const { name, certificate, server, tls, expected } of tlsCases) {
    test(name, async () => {
      const receiver = await tlsServer(certificates[certificate], (await server?.()) ?? {});
      const sentence = await firstSentence(receiver, { transport: 'tls', tls: tlsOptions(tls?.()) });
      assert.match(sentence, expected);
      assert.match(sentence, /^Destination "siem" \(127\.0\.0\.1:PORT\): /);
    });
  }

  test('a CA file that is not PEM', async () => {
    const caFile = join(folder, 'broken.pem');
    await writeFile(caFile, 'not a certificate');
    const receiver = await tlsServer(certificates.server);
    assert.match(
      await firstSentence(receiver, { transport: 'tls', tls: tlsOptions({ caFile }) }),
      /tls\.caFile: the file \S+broken\.pem has no certificate in PEM form/,
    );
  });

  test('a port that does not speak TLS', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 hello, this is plain text\r\n');
    });
    assert.match(
      await firstSentence(server, { transport: 'tls', tls: tlsOptions() }),
      /the answer is not TLS; check that the port is the TLS port of the receiver, or set transport: tcp/,
    );
  });
});

describe('what is accepted', { concurrency: true }, () => {
  const cases: readonly {
    readonly name: string;
    readonly certificate: 'server' | 'selfSigned' | 'expired' | 'otherName';
    readonly tls: () => Partial<Tls>;
  }[] = [
    {
      name: 'a pinned certificate, whoever signed it',
      certificate: 'selfSigned',
      tls: () => ({
        fingerprint256: certificates.selfSigned.fingerprint256.toUpperCase().replace(/(..)(?!$)/g, '$1:'),
      }),
    },
    { name: 'any certificate with verify: false', certificate: 'expired', tls: () => ({ verify: false }) },
    {
      name: 'a certificate for tls.serverName',
      certificate: 'otherName',
      tls: () => ({ serverName: 'siem.example' }),
    },
  ];
  for (const { name, certificate, tls } of cases) {
    test(name, async () => {
      const received: Buffer[] = [];
      const receiver = await tlsServer(certificates[certificate]);
      let resumed = 0;
      receiver.on('secureConnection', (socket) => {
        if (socket.isSessionReused()) resumed += 1;
        socket.on('data', (chunk: Buffer) => received.push(chunk));
      });
      const listening = await listen(receiver);
      const log = createLog();
      const destination = createSyslogDestination(
        quickOptions(listening.port, { transport: 'tls', proofSeconds: 0.1, tls: tlsOptions(tls()) }),
        log,
      );
      const { signal } = new AbortController();
      const batches = [createBatch(0, 10), createBatch(10, 10)];
      // One after the other, so that the second comes over a connection that resumes the session of the first.
      for (const batch of batches) await destination.deliver(batch, signal);
      await destination.close(Date.now() + 2_000);
      listening.end();
      assert.deepEqual(log.lines, []);
      assert.deepEqual(Buffer.concat(received), Buffer.concat(batches.map(({ body }) => body)));
      assert.equal(resumed, 1);
    });
  }
});

describe('what the error of Node does not say', { concurrency: true }, () => {
  const dayMs = 86_400_000;
  const day = (days: number): Date => new Date(Date.now() + days * dayMs);
  const names = [{ type: 'ip', value: '127.0.0.1' }] as const;
  const usual = { from: day(-20), until: day(20) };

  /** The sentence for a receiver that shows `shown` (with `key`), where `ca` is trusted. */
  const sentenceFor = async (shown: readonly Signed[], ca: readonly Signed[]): Promise<string> => {
    const [own] = shown;
    assert.ok(own !== undefined);
    const server = createTlsServer({ cert: shown.map(({ pem }) => pem).join(''), key: own.keyPem });
    server.on('tlsClientError', () => undefined);
    const caFile = join(folder, `trusted-${Math.random()}.pem`);
    await writeFile(caFile, ca.map(({ pem }) => pem).join(''));
    return await firstSentence(server, { transport: 'tls', tls: tlsOptions({ caFile }) });
  };
  const receiverIsBlamed = /: the receiver's certificate has expired; renew it/;

  test('whose certificate has expired: the authority, one between, or the receiver', async () => {
    const old = await createSigned({
      name: 'old authority',
      isAuthority: true,
      from: day(-30),
      until: day(-2),
    });
    const { keys } = old;
    const renewed = await createSigned({ name: 'old authority', isAuthority: true, keys, ...usual });
    const other = await createSigned({ name: 'other authority', isAuthority: true, ...usual });
    const leaf = await createSigned({ name: 'leaf', issuer: old, names, ...usual });
    const expired = await createSigned({
      name: 'leaf',
      issuer: renewed,
      names,
      from: day(-9),
      until: day(-1),
    });

    const authority = await sentenceFor([leaf], [other, old]);
    assert.match(
      authority,
      /: the certificate authority CN=old authority in tls\.caFile \(\S+trusted-\S+\) has expired \(\S+ \S+ UTC, expired 2 days ago\); put its successor into that file, and have the receiver's certificate \(CN=leaf\) signed by it/,
    );
    assert.doesNotMatch(authority, /receiver's certificate has expired/);
    assert.match(
      await sentenceFor([leaf, old], [old]),
      /: the certificate authority CN=old authority in tls\.caFile/,
    );
    assert.match(await sentenceFor([expired], [old, renewed]), receiverIsBlamed);
    assert.match(await sentenceFor([expired], [renewed]), receiverIsBlamed);

    const between = await createSigned({
      name: 'between',
      issuer: other,
      isAuthority: true,
      from: day(-30),
      until: day(-3),
    });
    const below = await createSigned({ name: 'below', issuer: between, names, ...usual });
    assert.match(
      await sentenceFor([below, between], [other]),
      /: the certificate CN=between, which is above the receiver's own \(CN=below\), has expired \(.* 3 days ago\)/,
    );
  });

  test('an authority that is not valid yet', async () => {
    const young = await createSigned({ name: 'young', isAuthority: true, from: day(2), until: day(20) });
    const leaf = await createSigned({ name: 'leaf', issuer: young, names, ...usual });
    assert.match(
      await sentenceFor([leaf], [young]),
      /authority CN=young in tls\.caFile .* is not valid before/,
    );
  });

  test('an IP address that is in the certificate as a DNS name', async () => {
    const root = await createSigned({ name: 'root', isAuthority: true, ...usual });
    const wrong = [{ type: 'dns', value: '127.0.0.1' }] as const;
    const leaf = await createSigned({ name: 'leaf', issuer: root, names: wrong, ...usual });
    const sentence = await sentenceFor([leaf], [root]);
    assert.match(
      sentence,
      /has the IP address 127\.0\.0\.1 as a DNS name \(DNS:127\.0\.0\.1\).*subjectAltName=IP:127\.0\.0\.1/,
    );
    assert.doesNotMatch(sentence, /for another name/);
  });

  for (const [how, end] of [
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ] as const) {
    for (const requestCert of [true, false]) {
      test(`a receiver that ${how} the connection, ${requestCert ? 'and' : 'but not'} asked for a client certificate`, async () => {
        const sockets = new Map<number | undefined, Socket>();
        const ca = await readFile(certificates.caFile);
        // As rsyslog does: it lets the handshake succeed, looks, and ends the connection without an alert.
        const server = await tlsServer(certificates.server, { requestCert, rejectUnauthorized: false, ca });
        server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
        server.on('secureConnection', (socket: Socket) => {
          const tcp = sockets.get(socket.remotePort);
          if (tcp !== undefined) setTimeout(() => end(tcp), 20);
        });
        const sentence = await firstSentence(server, { transport: 'tls', tls: tlsOptions() });
        const wanted =
          /the receiver asked for a client certificate, none is set, and it ended the connection; set tls\.certFile and tls\.keyFile/;
        if (requestCert) assert.match(sentence, wanted);
        else assert.doesNotMatch(sentence, /client certificate/);
      });
    }
  }
});

test('a certificate that is renewed on disk is used at the next connection, without a restart', async () => {
  const caFile = join(folder, 'renewed-ca.pem');
  await writeFile(caFile, await readFile(certificates.otherCaFile));
  const receiver = await tlsServer(certificates.server);
  const listening = await listen(receiver);
  const log = createLog();
  const destination = createSyslogDestination(
    quickOptions(listening.port, { transport: 'tls', tls: tlsOptions({ caFile }) }),
    log,
  );
  const delivery = destination.deliver(createBatch(0, 10), new AbortController().signal);
  await eventually(() => log.lines.length > 0, 'the wrong CA is told');
  await writeFile(caFile, await readFile(certificates.caFile));
  await delivery;
  assert.equal(destination.status().lastError, undefined);
  await destination.close(Date.now() + 2_000);
  listening.end();
});
