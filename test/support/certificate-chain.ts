import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate with its key. */
export interface Signed {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  /** In PEM form, with LF. */
  readonly pem: string;
  readonly keyPem: string;
  readonly der: Uint8Array;
  readonly keyDer: Uint8Array;
}

export interface SignedOptions {
  readonly name: string;
  /** Itself unless given. */
  readonly issuer?: Signed;
  readonly isAuthority?: boolean;
  readonly names?: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[];
  readonly from: Date;
  readonly until: Date;
  /** Of another certificate, which this one renews. */
  readonly keys?: webcrypto.CryptoKeyPair;
}

/** Makes a certificate that is signed by another, or by itself. */
export async function createSigned(options: SignedOptions): Promise<Signed> {
  const { name, issuer, isAuthority = false, names, from, until } = options;
  const keys = options.keys ?? (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']));
  const common = {
    notBefore: from,
    notAfter: until,
    signingAlgorithm: algorithm,
    extensions: [
      ...(isAuthority
        ? [
            new BasicConstraintsExtension(true, undefined, true),
            new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
          ]
        : []),
      ...(names === undefined ? [] : [new SubjectAlternativeNameExtension([...names])]),
    ],
  };
  const certificate =
    issuer === undefined
      ? await X509CertificateGenerator.createSelfSigned({ ...common, name: `CN=${name}`, keys })
      : await X509CertificateGenerator.create({
          ...common,
          subject: `CN=${name}`,
          issuer: issuer.certificate.subject,
          publicKey: keys.publicKey,
          signingKey: issuer.keys.privateKey,
        });
  const keyDer = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    certificate,
    keys,
    pem: `${certificate.toString('pem')}\n`,
    keyPem: `${PemConverter.encode(keyDer, 'PRIVATE KEY')}\n`,
    der: new Uint8Array(certificate.rawData),
    keyDer,
  };
}
