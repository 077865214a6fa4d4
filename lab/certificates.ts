/**
 * A throw-away certificate authority for the demo, the bench and the tests: keys are made in memory and never outlive
 * the process unless the caller writes them. Shared by everything in this repository that needs TLS without a real CA.
 */
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its private key, both PEM (PKCS #8 for the key). */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** Common name, such as `demo-siem`. */
  readonly name: string;
  readonly use: 'server' | 'client';
  /** Names and addresses that a server answers to; `localhost` and `127.0.0.1` where absent. */
  readonly hosts?: readonly string[];
  /** Validity; from an hour ago to 90 days ahead where absent, long enough for nobody to be warned of its end. Give a past `notAfter` for an expired certificate. */
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface Authority extends Certificate {
  /** Issues a certificate signed by this authority. */
  issue(request: CertificateRequest): Promise<Certificate>;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const hour = 3_600_000;

/** Makes a new authority with its own self-signed root (EC P-256). */
export async function createAuthority(name = 'azlog throw-away CA'): Promise<Authority> {
  const rootKeys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: rootKeys,
    signingAlgorithm: keyAlgorithm,
    ...validity({}),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    certificate: root.toString('pem'),
    key: await privateKeyPem(rootKeys.privateKey),
    async issue(request) {
      const keys = await crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
      const leaf = await X509CertificateGenerator.create({
        subject: `CN=${request.name}`,
        issuer: root.subject,
        publicKey: keys.publicKey,
        signingKey: rootKeys.privateKey,
        signingAlgorithm: keyAlgorithm,
        ...validity(request),
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage[`${request.use}Auth`]]),
          new SubjectAlternativeNameExtension(alternativeNames(request)),
        ],
      });
      return { certificate: leaf.toString('pem'), key: await privateKeyPem(keys.privateKey) };
    },
  };
}

function validity(request: { readonly notBefore?: Date; readonly notAfter?: Date }) {
  return {
    notBefore: request.notBefore ?? new Date(Date.now() - hour),
    notAfter: request.notAfter ?? new Date(Date.now() + 90 * 24 * hour),
  };
}

function alternativeNames(request: CertificateRequest): JsonGeneralNames {
  const hosts = request.hosts ?? (request.use === 'server' ? ['localhost', '127.0.0.1'] : [request.name]);
  return hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host }));
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
