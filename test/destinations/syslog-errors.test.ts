import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import type { SyslogOptions } from '../../src/destinations/syslog-options.ts';
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
  const delivery = destination.deliver(createBatch(0, 10), new AbortController().signal);
  const refused = assert.rejects(delivery, { name: 'AzlogError', code: 'STOPPING' });
  try {
    await eventually(() => log.lines.length > 0, 'a sentence for the operator');
    assert.equal(destination.status().lastError?.startsWith('Destination "siem" ('), true);
    assert.ok(destination.status().failures > 0);
  } finally {
    await destination.close(Date.now());
    listening?.end();
  }
  await refused;
  return (log.lines[0] ?? '').replaceAll(String(port), 'PORT');
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
      /^Destination "siem" \(no-such-host\.invalid:PORT\): the (host name is not known|DNS does not answer); check/,
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
      /the connection was reset by the receiver.*10 messages that are not known to be read will be sent again\.$/,
    );
  });

  test('closed by the receiver', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end());
    });
    assert.equal(
      await firstSentence(server, { transport: 'tcp' }),
      'Destination "siem" (127.0.0.1:PORT): the receiver closed the connection. 10 messages that are not known to be read will be sent again.',
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
      /takes no more data; look whether it hangs, or its disk or queue is full/,
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
      expected: /certificate is not signed by a certificate authority that is trusted here; set tls\.caFile/,
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
      expected: /the receiver wants a client certificate; set tls\.certFile and tls\.keyFile/,
    },
    {
      name: 'client certificate wanted (TLS 1.2)',
      certificate: 'server',
      server: async () => ({
        requestCert: true,
        ca: await readFile(certificates.caFile),
        maxVersion: 'TLSv1.2',
      }),
      expected: /whether it wants a client certificate|refused our client certificate/,
    },
    {
      name: 'client certificate of another authority',
      certificate: 'server',
      server: async () => ({ requestCert: true, ca: await readFile(certificates.caFile) }),
      tls: () => ({ certFile: certificates.stranger.certFile, keyFile: certificates.stranger.keyFile }),
      // Node's server closes without an alert; others send one, which has its own sentence.
      expected: /closed the connection as soon as it was made; .* whether it accepts our client certificate/,
    },
    {
      name: 'old TLS version',
      certificate: 'server',
      server: async () => ({ maxVersion: 'TLSv1.2' }),
      tls: () => ({ minVersion: 'TLSv1.3' }),
      expected: /no TLS version suits both sides/,
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
