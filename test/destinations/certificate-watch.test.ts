import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { createCertificateWatch } from '../../src/destinations/certificate-watch.ts';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import type { SyslogTlsOptions } from '../../src/destinations/tls-options.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { startReceiver } from '../support/receiver.ts';
import { createBatch, createLog, eventually, quickOptions } from './traffic.ts';

const dayMs = 86_400_000;

suite('certificates of a destination', () => {
  let folder: string;
  /** Valid for 10 days, their authority for 20. */
  let soon: Certificates;
  /** Valid for 90 days, their authority for 180. */
  let later: Certificates;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azlog-expiry-'));
    const made = await Promise.all(['soon', 'later'].map((name) => mkdtemp(join(folder, `${name}-`))));
    [soon, later] = await Promise.all([
      createCertificates(made[0] ?? '', 10),
      createCertificates(made[1] ?? '', 90),
    ]);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const tlsOf = (changes: Partial<SyslogTlsOptions>): SyslogTlsOptions => ({
    minVersion: 'TLSv1.2',
    verify: true,
    ...changes,
  });
  const daysOf = (expiries: readonly { certificate: string; expiresAt: number }[]): Record<string, number> =>
    Object.fromEntries(
      expiries.map(({ certificate, expiresAt }) => [
        certificate,
        Math.round((expiresAt - Date.now()) / dayMs),
      ]),
    );

  /** Writes several files of authorities into one. */
  const bundle = async (name: string, ...files: readonly string[]): Promise<string> => {
    const contents = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    await writeFile(join(folder, name), contents.join('\n'));
    return join(folder, name);
  };

  /** Delivers one batch over TLS to a receiver with the certificates `its`, and gives what was told. */
  async function deliver(its: Certificates, tls: SyslogTlsOptions) {
    const port = await freePort();
    const received = await mkdtemp(join(folder, 'received-'));
    const receiver = await startReceiver({
      port,
      folder: received,
      tls: { cert: its.server.certFile, key: its.server.keyFile },
    });
    const log = createLog();
    const destination = createSyslogDestination(
      quickOptions(port, { transport: 'tls', proofSeconds: 0.1, tls }),
      log,
    );
    await destination.deliver(createBatch(0, 10), new AbortController().signal);
    const days = daysOf(destination.status().certificates);
    await destination.close(Date.now() + 2_000);
    await receiver.kill();
    return { days, lines: log.lines };
  }

  test('are told by the files and by the handshake, and those that end soon are warned of', async () => {
    const { certFile, keyFile } = soon.client;
    const { days, lines } = await deliver(soon, tlsOf({ caFile: soon.caFile, certFile, keyFile }));
    assert.deepEqual(days, { server: 10, client: 10, ca: 20 });
    // A busy machine also says that it will send again.
    const warnings = lines.filter((line) => line.includes('expires'));
    assert.equal(warnings.length, 3, lines.join('\n'));
    for (const part of [/receiver's certificate expires on .* in 9 days/, /tls.certFile/, /tls.caFile/])
      assert.ok(
        warnings.some((line) => part.test(line)),
        `${part}:\n${lines.join('\n')}`,
      );
  });

  test('are told without a warning when there is time', async () => {
    const { days, lines } = await deliver(later, tlsOf({ caFile: later.caFile }));
    assert.deepEqual(days, { server: 90, ca: 180 });
    assert.deepEqual(
      lines.filter((line) => line.includes('expire')),
      [],
    );
  });

  test('of several authorities the one that signed counts, whatever else is in the file', async () => {
    const { days } = await deliver(
      soon,
      tlsOf({ caFile: await bundle('both.pem', later.otherCaFile, soon.caFile) }),
    );
    assert.deepEqual(days, { server: 10, ca: 20 });
  });

  test('before anything was sent the files are told; of the authorities the last to end', async () => {
    const caFile = await bundle('idle.pem', soon.caFile, later.otherCaFile);
    const { certFile, keyFile } = soon.client;
    const log = createLog();
    const destination = createSyslogDestination(
      quickOptions(await freePort(), { transport: 'tls', tls: tlsOf({ caFile, certFile, keyFile }) }),
      log,
    );
    await eventually(() => log.lines.length > 0, 'the warning');
    assert.deepEqual(daysOf(destination.status().certificates), { client: 10, ca: 180 });
    assert.match(log.lines.join(), /tls.certFile/);
    await destination.close(Date.now());
  });

  test('whose dates are not checked are not told, but for one that is pinned', async () => {
    assert.deepEqual((await deliver(soon, tlsOf({ verify: false }))).days, {});
    const pinned = await deliver(
      soon,
      tlsOf({ fingerprint256: soon.server.fingerprint256, caFile: soon.caFile }),
    );
    assert.deepEqual(pinned.days, { server: 10 });
    assert.match(pinned.lines.join(), /pinned.*fingerprint256/);
  });

  test('a warning comes once a day, also after the end, and for a renewed one only when its time has come', async () => {
    let now = Date.now();
    const lines: string[] = [];
    const watch = createCertificateWatch(
      'siem',
      tlsOf({ certFile: '/etc/azlog/client.pem' }),
      (_level, message) => lines.push(message),
      () => now,
    );
    const pass = (days: number): number => {
      now += days * dayMs;
      watch.warn();
      return lines.splice(0).length;
    };
    watch.takeFiles({ cert: await readFile(later.client.certFile, 'utf8'), ca: undefined }, 'first');
    assert.deepEqual([pass(0), pass(59), pass(2), pass(0.5), pass(0.6)], [0, 0, 1, 0, 1]);
    now += 40 * dayMs;
    watch.warn();
    assert.match(lines.join(), /client\.pem expired on /);
    watch.takeFiles({ cert: await readFile(soon.client.certFile, 'utf8'), ca: undefined }, 'renewed');
    now = Date.now() - 25 * dayMs;
    lines.length = 0;
    assert.equal(pass(0), 0);
    assert.equal(pass(6), 1);
  });
});
