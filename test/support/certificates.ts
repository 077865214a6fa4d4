import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly fingerprint256: string;
}

/** A throw-away authority and what it has signed, as PEM files. */
export interface Certificates {
  readonly caFile: string;
  /** Another authority, which has signed only `stranger`. */
  readonly otherCaFile: string;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: CertificateFiles;
  /** As `server`, valid until yesterday. */
  readonly expired: CertificateFiles;
  /** For siem.example only. */
  readonly otherName: CertificateFiles;
  /** For localhost, 127.0.0.1 and ::1, signed by itself. */
  readonly selfSigned: CertificateFiles;
  readonly client: CertificateFiles;
  /** A client certificate of the other authority. */
  readonly stranger: CertificateFiles;
}

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

type Kind = 'server' | 'client';

const usages = { server: ExtendedKeyUsage.serverAuth, client: ExtendedKeyUsage.clientAuth } as const;
const localNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
] as const;

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function createAuthority(name: string, days: number): Promise<Authority> {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + days * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate, keys };
}

interface Wanted {
  readonly commonName: string;
  readonly kind: Kind;
  readonly names?: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[];
  /** Until it ends; below 0 when it has ended. */
  readonly days: number;
  /** Undefined: signed by itself. */
  readonly authority: Authority | undefined;
}

async function createCertificate(folder: string, file: string, wanted: Wanted): Promise<CertificateFiles> {
  const keys = await createKeys();
  const extensions: Extension[] = [new ExtendedKeyUsageExtension([usages[wanted.kind]])];
  if (wanted.names !== undefined) extensions.push(new SubjectAlternativeNameExtension([...wanted.names]));
  const common = {
    notBefore: new Date(Date.now() - 3 * dayMs),
    notAfter: new Date(Date.now() + wanted.days * dayMs),
    signingAlgorithm: algorithm,
    extensions,
  };
  const certificate =
    wanted.authority === undefined
      ? await X509CertificateGenerator.createSelfSigned({ ...common, name: `CN=${wanted.commonName}`, keys })
      : await X509CertificateGenerator.create({
          ...common,
          subject: `CN=${wanted.commonName}`,
          issuer: wanted.authority.certificate.subject,
          publicKey: keys.publicKey,
          signingKey: wanted.authority.keys.privateKey,
        });
  const certFile = join(folder, `${file}.pem`);
  const keyFile = join(folder, `${file}.key.pem`);
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  await writeFile(certFile, certificate.toString('pem'));
  await writeFile(keyFile, PemConverter.encode(key, 'PRIVATE KEY'), { mode: 0o600 });
  const digest = Buffer.from(await certificate.getThumbprint('SHA-256')).toString('hex');
  return { certFile, keyFile, fingerprint256: digest };
}

/**
 * Makes the certificates and writes them into `folder`.
 * @param days how long they are valid, but for `expired`; those of the authorities twice as long
 */
export async function createCertificates(folder: string, days = 90): Promise<Certificates> {
  const authority = await createAuthority('azlog test authority', 2 * days);
  const other = await createAuthority('azlog other authority', 2 * days);
  const caFile = join(folder, 'ca.pem');
  const otherCaFile = join(folder, 'other-ca.pem');
  await writeFile(caFile, authority.certificate.toString('pem'));
  await writeFile(otherCaFile, other.certificate.toString('pem'));
  const make = (file: string, wanted: Omit<Wanted, 'days'>, until = days): Promise<CertificateFiles> =>
    createCertificate(folder, file, { ...wanted, days: until });
  const local = { commonName: 'localhost', kind: 'server', names: localNames } as const;
  const [server, expired, otherName, selfSigned, client, stranger] = await Promise.all([
    make('server', { ...local, authority }),
    make('expired', { ...local, authority }, -1),
    make('other-name', {
      commonName: 'siem.example',
      kind: 'server',
      names: [{ type: 'dns', value: 'siem.example' }],
      authority,
    }),
    make('self-signed', { ...local, authority: undefined }),
    make('client', { commonName: 'azlog', kind: 'client', authority }),
    make('stranger', { commonName: 'stranger', kind: 'client', authority: other }),
  ]);
  return { caFile, otherCaFile, server, expired, otherName, selfSigned, client, stranger };
}
