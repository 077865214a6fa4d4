import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { createServer } from 'node:tls';
import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables';
import { temporaryFolder } from '../config/temporary-folder.ts';
import type { Azurite } from '../support/azurite.ts';
import { createSigned, type Signed } from '../support/certificate-chain.ts';
import type { CertificateFiles } from '../support/certificates.ts';
import { startRsyslog } from '../support/rsyslog.ts';
import type { Mistake } from './mistake.ts';
import { check, checkDestination, tryDestination, trySource } from './try-out.ts';

const dayMs = 86_400_000;
const day = (days: number): Date => new Date(Date.now() + days * dayMs);

/** A TLS receiver that reads and closes in order. */
async function receiver(t: TestContext, cert: string, key: string): Promise<number> {
  const server = createServer({ cert, key }, (socket) => socket.resume().on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

const receiverOf = (t: TestContext, { certFile, keyFile }: CertificateFiles): Promise<number> =>
  receiver(t, readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8'));

/** An authority that ended two days ago, and what it has signed. */
async function expiredAuthority(): Promise<{ readonly authority: Signed; readonly leaf: Signed }> {
  const authority = await createSigned({ name: 'old CA', isAuthority: true, from: day(-30), until: day(-2) });
  const names = [{ type: 'ip', value: '127.0.0.1' }] as const;
  const leaf = await createSigned({ name: 'siem', issuer: authority, names, from: day(-9), until: day(300) });
  return { authority, leaf };
}

const signed = ({ account, accountKey }: Azurite, expiresOn: Date): string =>
  generateAccountSas(new AzureNamedKeyCredential(account, accountKey), {
    expiresOn,
    permissions: { query: true, list: true },
  });

/** Mistakes that a certificate, a receiver or Azure shows. */
export const connectionMistakes: readonly Mistake[] = [
  {
    number: 4,
    what: 'a CA file that is not there',
    said: (t) => checkDestination(t, { host: 'siem', tls: { caFile: 'missing.pem' } }),
    place: /azlog\.yaml:7:15 destinations\[0\]\.tls\.caFile/,
    value: /the file \/\S+\/missing\.pem does not exist/,
    allowed: /an existing file that this user may read/,
    fix: /Name an existing file/,
  },
  {
    number: 5,
    what: 'a key for a CA file',
    said: (t, { certificates }) =>
      checkDestination(t, { host: 'siem', tls: { caFile: certificates.client.keyFile } }),
    place: /azlog\.yaml:7:15 destinations\[0\]\.tls\.caFile/,
    value: /client\.key\.pem has no certificate in PEM form; it has: PRIVATE KEY/,
    allowed: /for a certificate/,
    fix: /Name a file with a `-----BEGIN …` line/,
  },
  {
    number: 5,
    what: 'the key of another certificate',
    said: (t, { certificates: { client, server } }) =>
      checkDestination(t, { host: 'siem', tls: { certFile: client.certFile, keyFile: server.keyFile } }),
    place: /destinations\[0\]\.tls\.keyFile the file \/\S+\/server\.key\.pem/,
    value: /has another key/,
    allowed: /it is not that of the certificate CN=azlog in \/\S+\/client\.pem/,
    fix: /Name a certificate and a key that belong together/,
  },
  {
    number: 6,
    what: 'an expired authority, at check',
    said: async (t) => {
      const { authority } = await expiredAuthority();
      return checkDestination(t, { host: 'siem', tls: { caFile: 'ca.pem' } }, { 'ca.pem': authority.pem });
    },
    place: /1 warning azlog\.yaml:7:15 destinations\[0\]\.tls\.caFile/,
    value: /the certificate CN=old CA in the file \/\S+\/ca\.pem expired on/,
    allowed: /azlog no longer accepts what it signed/,
    fix: /Add its successor to the file/,
  },
  {
    number: 6,
    what: 'an expired authority, when connecting',
    said: async (t) => {
      const { authority, leaf } = await expiredAuthority();
      const port = await receiver(t, leaf.pem, leaf.keyPem);
      const tls = { caFile: 'ca.pem' };
      return await tryDestination(t, { host: '127.0.0.1', port, tls }, { 'ca.pem': authority.pem });
    },
    place: /tls\.caFile \(\/\S+\/ca\.pem\)/,
    value: /the certificate authority CN=old CA .* has expired \(.*expired 2 days ago\)/i,
    allowed: /have the receiver's certificate \(CN=siem\) signed by it/,
    fix: /put its successor into that file/,
    never: /receiver's certificate has expired/i,
  },
  {
    number: 7,
    what: 'a certificate for another name',
    said: async (t, { certificates }) => {
      const port = await receiverOf(t, certificates.otherName);
      return await tryDestination(t, { host: 'localhost', port, tls: { caFile: certificates.caFile } });
    },
    place: /"siem" \(localhost:\d+|siem.*localhost/,
    value: /localhost is NOT among them/,
    allowed: /its names: DNS:siem\.example/,
    fix: /connect by a name in it, or set tls\.serverName to one/,
  },
  {
    number: 8,
    what: 'a SAS with another signature',
    said: (t, { azurite }) => {
      const sas = signed(azurite, day(90)).replace(
        /sig=[^&]+/,
        'sig=aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMjEyMzQ%3D',
      );
      return trySource(t, { endpoint: azurite.endpoint, sas });
    },
    place: /vms.*FAILED authentication/,
    value: /answered 403/,
    allowed: /permissions \(sp\): rl/,
    fix: /the SAS is wrong, was revoked or signed with a rotated key/,
    never: /aHVudGVy/,
  },
  {
    number: 9,
    what: 'an expired SAS',
    said: (t, { azurite }) => trySource(t, { endpoint: azurite.endpoint, sas: signed(azurite, day(-2)) }),
    place: /vms.*FAILED authentication|sources\[0\]\.sas/,
    value: /expired/,
    allowed: /\(se\)/,
    fix: /create a new one/i,
  },
  {
    number: 9,
    what: 'an expired SAS, at check',
    said: (t) =>
      check(t, {
        'azlog.yaml': `sources:
  - account: contoso
    sas: sv=2024-11-04&ss=t&srt=o&sp=rl&se=2020-01-31T08:00:00Z&sig=aHVudGVyMg
destinations: [{ host: siem }]
`,
      }),
    place: /1 warning azlog\.yaml:3:10 sources\[0\]\.sas/,
    value: /the SAS expired on 2020-01-31 08:00 UTC/,
    allowed: /\(se\)/,
    fix: /Create a new one/,
    never: /aHVudGVy/,
  },
  {
    number: 11,
    what: 'another table name',
    said: (t, { azurite }) =>
      trySource(t, { endpoint: azurite.endpoint, accountKey: azurite.accountKey, table: 'NoSuchTable' }),
    place: /vms.*table NoSuchTable/,
    value: /404 TableNotFound/,
    allowed: /the table does not exist \(yet\)/,
    fix: /check the name, and that diagnostics are switched on/,
  },
  {
    what: 'a SAS for objects only, where the service (Azurite) wants containers too',
    said: (t, { azurite }) => {
      const credential = new AzureNamedKeyCredential(azurite.account, azurite.accountKey);
      const permissions = { query: true };
      const sas = generateAccountSas(credential, { expiresOn: day(90), permissions, resourceTypes: 'o' });
      return trySource(t, { endpoint: azurite.endpoint, sas });
    },
    place: /vms.*FAILED/,
    value: /the SAS is for other resource types \(srt=o\)/,
    allowed: /srt=sco \(Service, Container, Object\)/,
    fix: /create one with srt=sco/,
    never: /it needs srt=o/,
  },
  {
    what: 'a receiver (rsyslog with gtls) wants a client certificate, and none is set',
    said: async (t, { certificates }) => {
      const rsyslog = await startRsyslog({
        folder: temporaryFolder(t),
        tls: { caFile: certificates.caFile, server: certificates.server },
      });
      t.after(() => rsyslog.stop());
      const tls = { caFile: certificates.caFile };
      return await tryDestination(t, {
        host: '127.0.0.1',
        port: rsyslog.port,
        preset: 'rsyslog',
        transport: 'tls',
        tls,
      });
    },
    place: /siem.*127\.0\.0\.1/,
    value: /asks for our certificate: yes our certificate: none is set/,
    allowed: /a certificate that it accepts/,
    fix: /the receiver asked for a client certificate, none is set, .*set tls\.certFile and tls\.keyFile/i,
    never: /firewall|framing and limits/,
  },
  {
    what: 'an IP address that is in the certificate as a DNS name',
    said: async (t) => {
      const authority = await createSigned({ name: 'CA', isAuthority: true, from: day(-9), until: day(300) });
      const names = [{ type: 'dns', value: '127.0.0.1' }] as const;
      const leaf = await createSigned({
        name: 'siem',
        issuer: authority,
        names,
        from: day(-9),
        until: day(300),
      });
      const port = await receiver(t, leaf.pem, leaf.keyPem);
      const tls = { caFile: 'ca.pem' };
      return await tryDestination(t, { host: '127.0.0.1', port, tls }, { 'ca.pem': authority.pem });
    },
    place: /127\.0\.0\.1/,
    value: /has the IP address 127\.0\.0\.1 as a DNS name \(DNS:127\.0\.0\.1\)/,
    allowed: /subjectAltName=IP:127\.0\.0\.1/,
    fix: /have it issued with/,
    never: /is for another name/,
  },
  {
    what: 'a new SAS for 30 days: no reason to warn',
    said: (t, { azurite }) =>
      trySource(t, { endpoint: azurite.endpoint, sas: signed(azurite, day(30)), table: 'None' }),
    place: /vms/,
    value: /\((29|30) days left\)/,
    allowed: /ok authentication/,
    fix: /valid until/,
    never: /create a new one/,
  },
];
