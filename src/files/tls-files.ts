import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { certificatesOf, type PemKind, pemBlocksOf } from './pem.ts';
import { OperatorFileError } from './text-file.ts';

/** The files that a TLS connection uses, by the names of their options. */
export const tlsFileKinds = {
  caFile: 'certificate',
  certFile: 'certificate',
  keyFile: 'private key',
} as const satisfies Readonly<Record<string, PemKind>>;

export type TlsFileKey = keyof typeof tlsFileKinds;

/** What was read of a file: its bytes, or why it could not be. */
export interface ReadFile {
  readonly path: string;
  readonly content: Uint8Array | OperatorFileError;
}

export interface TlsFileProblem {
  readonly key: TlsFileKey;
  /** With the path of the file; of a certificate with its subject. */
  readonly what: string;
  readonly mend: string;
}

/** The files as PEM that OpenSSL reads to its end, and what is to be said of them. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Why no connection can use them. */
  readonly faults: readonly TlsFileProblem[];
  /** What a connection may fail of, and what only time decides. */
  readonly warnings: readonly TlsFileProblem[];
}

export interface TlsFileOptions {
  readonly passphrase?: string | undefined;
  /** Whether the peer's certificate is checked against `caFile`: nobody cares for the dates of what is not used. */
  readonly usesCa: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Say = (problem: TlsFileProblem) => void;

/** Looks at the files of one TLS section together, by file and by certificate. */
export function inspectTlsFiles(
  read: Readonly<Partial<Record<TlsFileKey, ReadFile>>>,
  { passphrase, usesCa, now }: TlsFileOptions,
): TlsFiles {
  const faults: TlsFileProblem[] = [];
  const warnings: TlsFileProblem[] = [];
  const warn: Say = (problem) => warnings.push(problem);
  const attempt = <T>(key: TlsFileKey, mend: string, action: (path: string) => T): T | undefined => {
    try {
      return action(read[key]?.path ?? '');
    } catch (error) {
      if (!(error instanceof OperatorFileError)) throw error;
      faults.push({ key, what: error.what, mend: error.mend === '' ? mend : error.mend });
      return undefined;
    }
  };
  const certificatesAt = (key: 'caFile' | 'certFile'): Certificates | undefined =>
    attempt(key, nameExisting, (path) => {
      if (read[key] === undefined) return undefined;
      const blocks = pemBlocksOf(path, bytesOf(read[key]), tlsFileKinds[key]);
      return { path, pem: blocks.map(({ pem }) => pem).join(''), list: certificatesOf(path, blocks) };
    });

  const ca = certificatesAt('caFile');
  const own = certificatesAt('certFile');
  const privateKey = attempt('keyFile', nameExisting, (path) => {
    if (read.keyFile === undefined) return undefined;
    const [first] = pemBlocksOf(path, bytesOf(read.keyFile), tlsFileKinds.keyFile);
    return first === undefined
      ? undefined
      : { path, pem: first.pem, key: openKey(path, first.pem, passphrase) };
  });
  if (ca !== undefined && usesCa) {
    warnOfDates('caFile', ca, now, warn);
    warnOfAuthorities(ca, warn);
  }
  if (own !== undefined) warnOfDates('certFile', own, now, warn);
  if (own !== undefined && privateKey !== undefined) {
    attempt('keyFile', '', () => checkPair(own, privateKey));
    if (faults.length === 0) warnOfChain(own, warn);
  }
  return { ca: ca?.pem, cert: own?.pem, key: privateKey?.pem, faults, warnings };
}

const nameExisting = 'Name an existing file that this user may read.';

interface Certificates {
  readonly path: string;
  readonly pem: string;
  readonly list: readonly X509Certificate[];
}

interface PrivateKey {
  readonly path: string;
  readonly key: KeyObject;
}

function bytesOf({ content }: ReadFile): Uint8Array {
  if (content instanceof OperatorFileError) throw content;
  return content;
}

/** @throws OperatorFileError without the passphrase, or with a wrong one */
function openKey(path: string, pem: string, passphrase: string | undefined): KeyObject {
  const isEncrypted = pem.includes('ENCRYPTED');
  if (isEncrypted && passphrase === undefined) {
    throw new OperatorFileError(path, 'has an encrypted key', 'Set `tls.keyPassphrase`.');
  }
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw isEncrypted
      ? new OperatorFileError(
          path,
          `cannot be used: the passphrase is not that of the key (${code})`,
          'Set `tls.keyPassphrase` to the one that the key was encrypted with.',
        )
      : new OperatorFileError(
          path,
          `cannot be used: OpenSSL does not accept the key (${code})`,
          'Copy the whole file again, or convert it: `openssl pkey -in KEY -out key.pem`.',
        );
  }
}

/** @throws OperatorFileError where the key is not that of the first certificate, which is the one that is shown */
function checkPair({ path, list }: Certificates, { path: keyPath, key }: PrivateKey): void {
  const index = list.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (index === 0) return;
  if (index > 0) {
    throw new OperatorFileError(
      path,
      `has its chain in the wrong order: the key is that of certificate ${index + 1} (${subjectOf(list[index])}), which must be the first`,
      'Put it first, then the authority that signed it, and so on.',
    );
  }
  throw new OperatorFileError(
    keyPath,
    `has another key: it is not that of the certificate ${subjectOf(list[0])} in ${path}`,
    'Name a certificate and a key that belong together.',
  );
}

/** Receivers that follow RFC 5246 §7.4.2 to the letter want each certificate signed by the next. */
function warnOfChain({ path, list }: Certificates, warn: Say): void {
  for (const [index, certificate] of list.entries()) {
    const next = list[index + 1];
    if (next === undefined || certificate.checkIssued(next)) continue;
    const issuer = list.find((other) => other !== certificate && certificate.checkIssued(other));
    const which = `certificate ${index + 1} (${subjectOf(certificate)}) is not signed by the one behind it (${subjectOf(next)})`;
    warn(
      issuer === undefined
        ? {
            key: 'certFile',
            what: `in the file ${path} ${which}`,
            mend: 'Remove what does not belong to the chain, or add what is missing.',
          }
        : {
            key: 'certFile',
            what: `the file ${path} has its chain in the wrong order: ${which}`,
            mend: `Put ${subjectOf(issuer)} behind ${subjectOf(certificate)}.`,
          },
    );
    return;
  }
}

function warnOfDates(key: TlsFileKey, { path, list }: Certificates, now: number, warn: Say): void {
  for (const certificate of list) {
    const { subject, validFromDate, validToDate } = certificate;
    const which = `the certificate ${subjectOf({ subject })} in the file ${path}`;
    if (validToDate.getTime() <= now) {
      warn({
        key,
        what: `${which} expired on ${dateOf(validToDate)}`,
        mend:
          key === 'caFile'
            ? 'Add its successor to the file and remove it: azlog no longer accepts what it signed.'
            : 'Put its successor there, with its key: receivers that check its dates refuse it.',
      });
    } else if (validFromDate.getTime() > now) {
      warn({
        key,
        what: `${which} is not valid before ${dateOf(validFromDate)}`,
        mend: "Check this machine's clock, or wait until then with this file.",
      });
    }
  }
}

/** OpenSSL accepts a chain only up to a certificate that signed itself, and only signers that may sign. */
function warnOfAuthorities({ path, list }: Certificates, warn: Say): void {
  for (const certificate of list) {
    const isRoot = certificate.checkIssued(certificate);
    if (!certificate.ca && !isRoot) {
      warn({
        key: 'caFile',
        what: `the certificate ${subjectOf(certificate)} in the file ${path} is not that of an authority`,
        mend: `Name the certificate of its issuer: ${oneLine(certificate.issuer)}.`,
      });
    } else if (!isRoot && !list.some((other) => other !== certificate && certificate.checkIssued(other))) {
      warn({
        key: 'caFile',
        what: `the file ${path} has the authority ${subjectOf(certificate)} without the one that signed it`,
        mend: `Add the certificate of ${oneLine(certificate.issuer)}, up to the root.`,
      });
    }
  }
}

function subjectOf(certificate: Pick<X509Certificate, 'subject'> | undefined): string {
  return oneLine(certificate?.subject ?? '');
}

/** A certificate's names are for others to choose: nothing of them may steer a terminal. */
function oneLine(name: string): string {
  const text = name
    .trim()
    .replaceAll('\n', ', ')
    .replaceAll(/[^\x20-\x7e]/g, '?');
  return text === '' ? '(without a name)' : text;
}

function dateOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
