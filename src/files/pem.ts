import { createPrivateKey, X509Certificate } from 'node:crypto';
import { OperatorFileError, textOf } from './text-file.ts';

/** What an option wants of a PEM file. */
export type PemKind = 'certificate' | 'private key';

/** One `-----BEGIN …` block. */
export interface PemBlock {
  /** `CERTIFICATE`, `ENCRYPTED PRIVATE KEY`. */
  readonly label: string;
  /** As OpenSSL reads it, however it was written. */
  readonly pem: string;
  /** Of its beginning in the file, from 1. */
  readonly line: number;
}

const blockPattern = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)(?:-----END \1-----|(?=-----BEGIN )|$)/g;

const wanted: Readonly<Record<PemKind, RegExp>> = {
  certificate: /^(TRUSTED |X509 )?CERTIFICATE$/,
  'private key': /PRIVATE KEY$/,
};

/**
 * The certificates or private keys of a file. They may be in any of the encodings of `decodeText`, among other text,
 * indented, with a missing line break before the next `-----BEGIN`, or with `\n` written as two characters.
 * @throws OperatorFileError where there is none, or one is damaged; it names the form that the file has instead, and the
 * command that converts it
 */
export function pemBlocksOf(path: string, bytes: Uint8Array, kind: PemKind): readonly PemBlock[] {
  const binary = binaryForm(path, bytes, kind);
  if (binary !== undefined) throw new OperatorFileError(path, binary.what, binary.mend);
  const text = textOf(path, bytes);
  const all = Array.from(text.matchAll(blockPattern), (match) => {
    const [whole, label = '', body = ''] = match;
    return { label, body, line: lineOf(text, match.index), closed: whole.endsWith(`-----END ${label}-----`) };
  });
  const blocks = all.filter(({ label }) => wanted[kind].test(label));
  if (blocks.length === 0)
    throw noBlock(
      path,
      kind,
      all.map(({ label }) => label),
    );
  return blocks.map(({ label, body, line, closed }) => {
    if (!closed) {
      throw new OperatorFileError(
        path,
        `is cut off: the ${kind} that begins in line ${line} has no \`-----END ${label}-----\``,
        'Copy the whole file again.',
        line,
      );
    }
    if (label === 'OPENSSH PRIVATE KEY') {
      throw new OperatorFileError(
        path,
        'has a private key in the form of OpenSSH',
        `Convert it: \`ssh-keygen -p -m PEM -f ${path}\`.`,
        line,
      );
    }
    const pem = rewrite(label, body);
    if (pem !== undefined) return { label, pem, line };
    throw damaged(path, kind, line);
  });
}

/** @throws OperatorFileError where a block holds no certificate */
export function certificatesOf(path: string, blocks: readonly PemBlock[]): readonly X509Certificate[] {
  return blocks.map(({ pem, line }) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw damaged(path, 'certificate', line);
    }
  });
}

/** The certificates of text that `pemBlocksOf` wrote. */
export function certificatesIn(pem: string | undefined): readonly X509Certificate[] {
  return Array.from((pem ?? '').matchAll(blockPattern), ([block]) => new X509Certificate(block));
}

function damaged(path: string, kind: PemKind, line: number): OperatorFileError {
  return new OperatorFileError(
    path,
    `is damaged: what begins in line ${line} is no ${kind}`,
    'Copy the whole file again.',
    line,
  );
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Headers, then base64 in lines of 64, as the strictest reader wants it. Undefined for what is not base64. */
function rewrite(label: string, body: string): string | undefined {
  const lines = body
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const headers = lines.filter((line) => line.includes(':'));
  const base64 = lines
    .filter((line) => !line.includes(':'))
    .join('')
    .replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  // OpenSSL no longer knows the name that it had for certificates in its first years.
  const name = label === 'X509 CERTIFICATE' ? 'CERTIFICATE' : label;
  return [
    `-----BEGIN ${name}-----`,
    ...headers,
    ...(headers.length === 0 ? [] : ['']),
    ...(base64.match(/.{1,64}/g) ?? []),
    `-----END ${name}-----`,
    '',
  ].join('\n');
}

function noBlock(path: string, kind: PemKind, labels: readonly string[]): OperatorFileError {
  const there = labels.length === 0 ? '' : `; it has: ${[...new Set(labels)].join(', ')}`;
  const mend =
    labels.includes('PKCS7') || labels.includes('CMS')
      ? `Convert it: \`openssl pkcs7 -print_certs -in ${path} -out ${path}.pem\`, and name that file.`
      : labels.includes('CERTIFICATE REQUEST')
        ? 'A request is not the certificate yet: name the file that the authority sent back.'
        : `Name a file with a \`-----BEGIN …\` line for a ${kind}.`;
  return new OperatorFileError(path, `has no ${kind} in PEM form${there}`, mend);
}

/** OIDs at the beginning of a container: what it is. */
const containers = [
  // 1.2.840.113549.1.7.1 (data) behind the version 3: RFC 7292 §4.
  { marks: '02010330', what: 'PKCS#12 (PFX)', convert: 'pkcs12' },
  // 1.2.840.113549.1.7.2 (signed data): RFC 2315 §11.
  { marks: '06092a864886f70d010702', what: 'PKCS#7 (P7B)', convert: 'pkcs7' },
] as const;

/** The binary forms in which certificates and keys come, with the command that makes PEM of them. */
function binaryForm(
  path: string,
  bytes: Uint8Array,
  kind: PemKind,
): { readonly what: string; readonly mend: string } | undefined {
  const said = (form: string, command: string) => ({
    what: `is in the binary form ${form}, not in PEM form`,
    mend: `Convert it: \`${command}\`, and name that file.`,
  });
  const out = `-out ${path}.pem`;
  const head = Buffer.from(bytes.subarray(0, 40)).toString('hex');
  if (head.startsWith('feedfeed') || head.startsWith('cececece')) {
    return said('of a Java keystore', `keytool -exportcert -rfc -keystore ${path} -file ${path}.pem`);
  }
  if (!head.startsWith('30')) return undefined;
  const container = containers.find(({ marks }) => head.slice(0, 40).includes(marks));
  if (container?.convert === 'pkcs12') {
    const parts = kind === 'certificate' ? '-nokeys' : '-nocerts -noenc';
    return said(container.what, `openssl pkcs12 -in ${path} ${parts} ${out}`);
  }
  if (container !== undefined) {
    return said(container.what, `openssl pkcs7 -inform der -in ${path} -print_certs ${out}`);
  }
  if (isDerCertificate(bytes)) {
    return kind === 'certificate'
      ? said('DER', `openssl x509 -inform der -in ${path} ${out}`)
      : { what: `has no ${kind}: it is a certificate`, mend: 'Name the file of the private key.' };
  }
  return isDerKey(bytes)
    ? kind === 'private key'
      ? said('DER', `openssl pkey -inform der -in ${path} ${out}`)
      : { what: `has no ${kind}: it is a private key`, mend: 'Name the file of the certificate.' }
    : undefined;
}

function isDerCertificate(bytes: Uint8Array): boolean {
  try {
    new X509Certificate(bytes);
    // Text around a PEM block is read, too.
    return !Buffer.from(bytes).includes('-----BEGIN');
  } catch {
    return false;
  }
}

function isDerKey(bytes: Uint8Array): boolean {
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      createPrivateKey({ key: Buffer.from(bytes), format: 'der', type });
      return true;
    } catch (error) {
      // An encrypted key is one all the same.
      return error instanceof Error && 'code' in error && error.code === 'ERR_MISSING_PASSPHRASE';
    }
  });
}
