import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { loadBytes, OperatorFileError } from '../files/text-file.ts';
import { inspectTlsFiles, type ReadFile, type TlsFileKey } from '../files/tls-files.ts';

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
  /** The certificates of the files, in PEM form, and where those of the authorities are. */
  readonly files: {
    readonly cert: string | undefined;
    readonly ca: string | undefined;
    readonly caFile: string | undefined;
  };
}

/** A file that TLS needs and that cannot be used; its message names option and path. */
export class TlsFileError extends Error {
  override readonly name = 'TlsFileError';
}

/**
 * Reads the files again, so that certificates can be renewed without a restart.
 * @throws TlsFileError when a file is missing or is not what it should be.
 */
export async function readTlsOptions(host: string, options: SyslogTlsOptions): Promise<TlsConnectionOptions> {
  const { fingerprint256, keyPassphrase: passphrase, minVersion, verify } = options;
  const rejectUnauthorized = verify && fingerprint256 === undefined;
  const read = await Promise.all(
    (['caFile', 'certFile', 'keyFile'] as const).map((key) => readOne(key, options[key])),
  );
  const { ca, cert, key, faults } = inspectTlsFiles(Object.fromEntries(read.flat()), {
    passphrase,
    usesCa: rejectUnauthorized,
    now: Date.now(),
  });
  if (faults.length > 0) {
    throw new TlsFileError(
      faults
        .map(({ key: option, what, mend }) => `tls.${option}: ${what}. ${mend}`.replace(/\.$/, ''))
        .join('; '),
    );
  }
  const name = options.serverName ?? host;
  const digest = createHash('sha256');
  for (const content of [ca, cert, key]) digest.update(content ?? '').update('\0');
  return {
    fingerprint256,
    filesDigest: digest.digest('hex'),
    files: { cert, ca, caFile: options.caFile },
    minVersion,
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    // An IP address must not be sent as server name (RFC 6066 §3); the certificate is checked for it all the same.
    ...(isIP(name) === 0
      ? { servername: name }
      : { checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate) }),
  };
}

async function readOne(
  key: TlsFileKey,
  path: string | undefined,
): Promise<readonly (readonly [TlsFileKey, ReadFile])[]> {
  if (path === undefined) return [];
  try {
    return [[key, { path, content: await loadBytes(path) }]];
  } catch (error) {
    if (!(error instanceof OperatorFileError)) throw error;
    return [[key, { path, content: error }]];
  }
}

/** Same text for the same certificate, however it was written. */
export function normalizeFingerprint(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase();
}
