import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { DestinationSettings } from './apply-preset.ts';
import { fileProblem } from './secret.ts';

/** What OpenSSL says of unusable files, in words; by the code of its error. */
const openSslErrors: Readonly<Record<string, string>> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the key is not that of the certificate',
  ERR_OSSL_BAD_DECRYPT: 'the passphrase is not that of the key',
  ERR_OSSL_PKCS12_CIPHERFINAL_ERROR: 'the passphrase is not that of the key',
};

const pemFiles = [
  { key: 'caFile', begins: /-----BEGIN (TRUSTED )?CERTIFICATE-----/, what: 'certificate' },
  { key: 'certFile', begins: /-----BEGIN CERTIFICATE-----/, what: 'certificate' },
  { key: 'keyFile', begins: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'private key' },
] as const;

const certificateBlock = /-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]*-----END (TRUSTED )?CERTIFICATE-----/g;

export interface TlsFault {
  readonly key: (typeof pemFiles)[number]['key'];
  readonly what: string;
  readonly mend: string;
}

/** Reads the files of a `tls` section as a connection would, and tells what cannot be used. */
export function checkTlsFiles(
  tls: Pick<DestinationSettings['tls'], TlsFault['key'] | 'keyPassphrase'>,
): readonly TlsFault[] {
  const contents = new Map<string, string>();
  const faults: TlsFault[] = [];
  const fault = (key: TlsFault['key'], what: string, mend: string): void => {
    faults.push({ key, what, mend });
  };
  for (const { key, begins, what } of pemFiles) {
    const path = tls[key];
    if (path === undefined) continue;
    try {
      const content = readFileSync(path, 'utf8');
      if (begins.test(content)) contents.set(key, content);
      else
        fault(
          key,
          `the file ${path} has no ${what} in PEM form`,
          `Name a file with a \`-----BEGIN …\` line for a ${what}.`,
        );
    } catch (error) {
      fault(key, `the file ${path} ${fileProblem(error)}`, 'Name an existing file that this user may read.');
    }
  }
  if (faults.length > 0) return faults;

  const tryOut = (key: TlsFault['key'], use: () => unknown): void => {
    try {
      use();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
      const why = openSslErrors[code] ?? `OpenSSL refuses it (${code})`;
      fault(
        key,
        `the file ${tls[key]} cannot be used: ${why}`,
        'Name files that belong together and are not damaged.',
      );
    }
  };
  // One by one: a TLS context takes a damaged CA certificate without a word.
  for (const key of ['caFile', 'certFile'] as const) {
    const blocks = contents.get(key)?.match(certificateBlock) ?? [];
    tryOut(key, () => blocks.map((block) => new X509Certificate(block)));
  }
  const cert = contents.get('certFile');
  const privateKey = contents.get('keyFile');
  if (privateKey === undefined || faults.length > 0) return faults;
  const { keyPassphrase } = tls;
  if (keyPassphrase === undefined && privateKey.includes('ENCRYPTED')) {
    fault('keyFile', `the key in ${tls.keyFile} is encrypted`, 'Set `tls.keyPassphrase`.');
    return faults;
  }
  const options: SecureContextOptions = {
    key: privateKey,
    ...(cert === undefined ? {} : { cert }),
    ...(keyPassphrase === undefined ? {} : { passphrase: keyPassphrase }),
  };
  tryOut('keyFile', () => createSecureContext(options));
  return faults;
}
