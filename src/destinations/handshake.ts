import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { certificatesIn } from '../files/pem.ts';
import { cleanName, daysLeft } from '../probe/certificate-facts.ts';
import { codeOf, ExplainedError } from './explain.ts';
import type { TlsConnectionOptions } from './tls-options.ts';

/** What a receiver showed in a handshake, known before its certificate is judged. */
export interface Handshake {
  /** Its certificate, linked to those above it; empty in a session that is resumed. */
  readonly certificate: Partial<DetailedPeerCertificate>;
  /** Whether it asked for a client certificate. */
  readonly asksForCertificate: boolean;
}

/** A receiver that ends a connection so soon, before anything is proven, may do so because of who we are. */
const soonMs = 5_000;

/**
 * Listens to a handshake that begins.
 * @returns what was shown, once it was
 */
export function watchHandshake(socket: TLSSocket): () => Handshake | undefined {
  let shown: Handshake | undefined;
  // Before Node's own listener, which destroys the connection of a certificate that it refuses, and all that is known of it.
  socket.prependOnceListener('secure', () => {
    shown = {
      // Not `getPeerX509Certificate`, behind which Node itself no longer finds the names in the certificate.
      certificate: socket.getPeerCertificate(true),
      asksForCertificate: asksForCertificate(socket),
    };
  });
  return () => shown;
}

/** A server tells which signatures it can read from us when it asks for a certificate (RFC 8446 §4.3.2), and never else. */
export function asksForCertificate(socket: TLSSocket): boolean {
  return socket.getSharedSigalgs().length > 0;
}

export interface Ended {
  readonly handshake: Handshake | undefined;
  readonly tls: TlsConnectionOptions;
  /** How long the connection was open, in milliseconds; undefined where it never was. */
  readonly openMs: number | undefined;
  readonly hasProven: boolean;
}

/** What ended a TLS connection, in words, where more is known than the error says; else the error itself. */
export function tlsFailure(error: Error, { handshake, tls, openMs, hasProven }: Ended): Error {
  const code = codeOf(error) ?? '';
  if (code in datesFaults) return dateFailure(code, error, handshake, tls) ?? error;
  if (code.endsWith('ALERT_HANDSHAKE_FAILURE') && tls.files.cert === undefined) {
    return new ExplainedError(
      'HANDSHAKE_REFUSED',
      `the receiver refused the TLS handshake; either it requires a client certificate, and none is set (tls.certFile, tls.keyFile), or both sides have no cipher or signature in common: its log says which (${code})`,
    );
  }
  const mayBeOurs = openMs !== undefined && openMs < soonMs && !hasProven && endedByPeer.has(code);
  if (!mayBeOurs || handshake === undefined || !handshake.asksForCertificate) return error;
  const [own] = certificatesIn(tls.files.cert);
  if (own === undefined) {
    return new ExplainedError(
      'CLIENT_CERTIFICATE_MISSING',
      'the receiver asked for a client certificate, none is set, and it ended the connection; set tls.certFile and tls.keyFile to a certificate that it accepts',
    );
  }
  return new ExplainedError(
    'CLIENT_CERTIFICATE_REFUSED',
    `the receiver asked for a client certificate, received ours (${cleanName(own.subject)}, issued by ${cleanName(own.issuer)}), and ended the connection; check its log, and whether it accepts this certificate and its issuer (tls.certFile)`,
  );
}

const endedByPeer: ReadonlySet<string> = new Set([
  'PEER_CLOSED',
  'PEER_CLOSED_AT_ONCE',
  'PEER_RESET_AT_CLOSE',
  'ECONNRESET',
  'EPIPE',
]);

const datesFaults: Readonly<Record<string, (certificate: X509Certificate, now: number) => boolean>> = {
  CERT_HAS_EXPIRED: ({ validToDate }, now) => validToDate.getTime() <= now,
  CERT_NOT_YET_VALID: ({ validFromDate }, now) => validFromDate.getTime() > now,
};

/** Node's error does not say whose dates are meant; the receiver's own is what everybody looks at first. */
function dateFailure(
  code: string,
  error: Error,
  handshake: Handshake | undefined,
  tls: TlsConnectionOptions,
): ExplainedError | undefined {
  const now = Date.now();
  const isBad = (certificate: X509Certificate): boolean => datesFaults[code]?.(certificate, now) ?? false;
  const chain = chainOf(handshake?.certificate);
  const [leaf] = chain;
  if (leaf === undefined) return undefined;
  const authorities = certificatesIn(tls.files.ca);
  const known = new Set(authorities.map(({ fingerprint256 }) => fingerprint256));
  const end = chain.findIndex(({ fingerprint256 }) => known.has(fingerprint256));
  const shown = end === -1 ? chain : chain.slice(0, end);
  const top = shown.at(-1);
  const signers = authorities.filter(
    (authority) => chain[end]?.fingerprint256 === authority.fingerprint256 || top?.checkIssued(authority),
  );
  const when = (certificate: X509Certificate): string =>
    code === 'CERT_HAS_EXPIRED'
      ? `has expired (${dateOf(certificate.validToDate)}, ${daysLeft(certificate.validToDate.getTime(), now)})`
      : `is not valid before ${dateOf(certificate.validFromDate)}`;
  const [signer] = signers;
  if (signer !== undefined && signers.every(isBad)) {
    return new ExplainedError(
      'CA_DATES',
      `the certificate authority ${cleanName(signer.subject)} in tls.caFile (${tls.files.caFile}) ${when(signer)}; put its successor into that file, and have the receiver's certificate (${cleanName(leaf.subject)}) signed by it; check this machine's clock too (${code})`,
      { cause: error },
    );
  }
  const above = shown.slice(1).find(isBad);
  if (above === undefined) return undefined;
  return new ExplainedError(
    'CHAIN_DATES',
    `the certificate ${cleanName(above.subject)}, which is above the receiver's own (${cleanName(leaf.subject)}), ${when(above)}; configure the receiver to send its successor, or have another authority sign its certificate; check this machine's clock too (${code})`,
    { cause: error },
  );
}

/** No real chain is longer, and one that turns back on itself ends. */
const longestChain = 10;

function chainOf(certificate: Partial<DetailedPeerCertificate> | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = certificate;
  while (next?.raw !== undefined && chain.length < longestChain) {
    chain.push(new X509Certificate(next.raw));
    if (next.issuerCertificate === next) break;
    next = next.issuerCertificate;
  }
  return chain;
}

function dateOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
