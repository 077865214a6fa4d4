import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

export interface SyslogTlsOptions {
  /** Certificates (PEM) that may have signed the receiver's; without it those that come with Node.js. */
  readonly caFile?: string;
  /** Our own certificate with its chain, and its key (PEM), for receivers that want to know who sends. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly keyPassphrase?: string;
  /** Name that the receiver's certificate must hold, where it is not the host's. */
  readonly serverName?: string;
  /**
   * SHA-256 of the one certificate that is accepted, in hexadecimal with or without colons. It takes the place of the
   * check of signer, name and dates (RFC 5425 §4.2.2).
   */
  readonly fingerprint256?: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** false accepts any certificate; a pinned fingerprint is still compared. */
  readonly verify: boolean;
}

export interface TlsConnectionOptions extends ConnectionOptions {
  readonly fingerprint256: string | undefined;
  /** Changes when a file does: a session made under other files must not be resumed. */
  readonly filesDigest: string;
  /** What the files of certificates hold, as it was read. */
  readonly files: { readonly cert: Uint8Array | undefined; readonly ca: Uint8Array | undefined };
}

/** A file that TLS needs and that cannot be used; its message names option and path. */
export class TlsFileError extends Error {
  override readonly name = 'TlsFileError';
}

/**
 * Reads the files anew, so that certificates can be renewed without a restart.
 * @throws TlsFileError when a file is missing or is not what it should be.
 */
export async function readTlsOptions(host: string, options: SyslogTlsOptions): Promise<TlsConnectionOptions> {
  const [ca, cert, key] = await Promise.all([
    readPem('tls.caFile', options.caFile, 'CERTIFICATE'),
    readPem('tls.certFile', options.certFile, 'CERTIFICATE'),
    readPem('tls.keyFile', options.keyFile, 'PRIVATE KEY'),
  ]);
  const name = options.serverName ?? host;
  const digest = createHash('sha256');
  for (const content of [ca, cert, key]) digest.update(content ?? '').update('\0');
  return {
    fingerprint256: options.fingerprint256,
    filesDigest: digest.digest('hex'),
    files: { cert, ca },
    minVersion: options.minVersion,
    rejectUnauthorized: options.verify && options.fingerprint256 === undefined,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(options.keyPassphrase === undefined ? {} : { passphrase: options.keyPassphrase }),
    // An IP address is checked against the certificate all the same, but must not be sent as server name (RFC 6066 §3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
  };
}

/** Same text for the same certificate, however it was written. */
export function normalizeFingerprint(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase();
}

async function readPem(
  option: string,
  path: string | undefined,
  kind: 'CERTIFICATE' | 'PRIVATE KEY',
): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new TlsFileError(
      `${option} ${path} cannot be read (${reason}); give a file that exists and that this user may read`,
    );
  }
  const text = content.toString('latin1');
  if (!new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text)) {
    throw new TlsFileError(
      `${option} ${path} holds no "BEGIN ${kind}" block; give it in PEM form (text), not DER or PFX`,
    );
  }
  if (kind === 'CERTIFICATE') checkCertificate(option, path, text);
  return content;
}

function checkCertificate(option: string, path: string, text: string): void {
  try {
    new X509Certificate(text);
  } catch {
    throw new TlsFileError(`${option} ${path} holds a damaged certificate; copy the PEM file again`);
  }
}
