import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { certificatesIn } from '../files/pem.ts';
import type { ProbeFact } from './probe.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A certificate that ends so soon is worth a word at each look. */
const soonDays = 30;
/** No real chain is longer, and one that turns back on itself ends. */
const longestChain = 10;

/** A bundle of a system holds more than a hundred. */
const mostAuthorities = 5;

/** What a TLS connection turned out to be. */
export interface TlsFacts {
  readonly facts: readonly ProbeFact[];
  /** What an operator should mend soon. */
  readonly warnings: readonly string[];
}

/** Version, cipher, the peer's certificates with their dates, and whether their names match `name`. */
export function describeTls(socket: TLSSocket, name: string, now: number): TlsFacts {
  const facts: ProbeFact[] = [
    { name: 'version', value: `${socket.getProtocol() ?? 'unknown'}, ${socket.getCipher().name}` },
  ];
  const warnings: string[] = [];
  const chain = chainOf(socket);
  for (const [index, certificate] of chain.entries()) {
    facts.push({ name: index === 0 ? 'certificate' : 'signed by', value: describe(certificate, now) });
    const warning = expiryWarning(
      index === 0 ? 'its certificate' : 'a certificate above it',
      certificate,
      now,
    );
    if (warning !== undefined) warnings.push(warning);
  }
  const [leaf] = chain;
  if (leaf === undefined) return { facts, warnings };
  const matches = (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
  facts.push(
    {
      name: 'its names',
      value: `${cleanName(leaf.subjectAltName ?? 'none')}; ${name} is ${matches ? '' : 'NOT '}among them`,
    },
    { name: 'its SHA-256', value: leaf.fingerprint256.replaceAll(':', '').toLowerCase() },
  );
  return { facts, warnings };
}

/** Subject, issuer and end of a certificate of ours, in PEM form. */
export function describeOwnCertificate(pem: string, now: number): TlsFacts {
  const certificate = new X509Certificate(pem);
  const warning = expiryWarning('our client certificate', certificate, now);
  return {
    facts: [{ name: 'our certificate (sent where the receiver asks)', value: describe(certificate, now) }],
    warnings: warning === undefined ? [] : [warning],
  };
}

/** The certificates of authorities in PEM form, with their ends, up to a few. */
export function describeAuthorities(pem: string, now: number): readonly ProbeFact[] {
  const all = certificatesIn(pem);
  const shown = all.slice(0, mostAuthorities).map((certificate) => ({
    name: 'trusted (tls.caFile)',
    value: describe(certificate, now),
  }));
  const more = all.length - shown.length;
  return more === 0 ? shown : [...shown, { name: 'trusted (tls.caFile)', value: `and ${more} more` }];
}

/** How long from now until `end`, in words. */
export function daysLeft(end: number, now: number): string {
  const span = Math.abs(end - now);
  const [size, unit] = span < 2 * dayMs ? [hourMs, 'hours'] : [dayMs, 'days'];
  const count = `${Math.floor(span / size)} ${unit}`;
  return end <= now ? `expired ${count} ago` : `${count} left`;
}

/** Whether `end` is so near that an operator should know. */
export function endsSoon(end: number, now: number): boolean {
  return end - now < soonDays * dayMs;
}

function expiryWarning(what: string, certificate: X509Certificate, now: number): string | undefined {
  const end = certificate.validToDate.getTime();
  return endsSoon(end, now) ? `${what}: ${daysLeft(end, now)}; renew it` : undefined;
}

function describe(certificate: X509Certificate, now: number): string {
  const { subject, issuer, validToDate } = certificate;
  const signer = subject === issuer ? 'signed by itself' : `issued by ${cleanName(issuer)}`;
  const end = validToDate.getTime();
  return `${cleanName(subject)}, ${signer}, valid until ${validToDate.toISOString().slice(0, 16)}Z (${daysLeft(end, now)})`;
}

function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < longestChain) {
    const { fingerprint256 } = next;
    if (chain.some((known) => known.fingerprint256 === fingerprint256)) break;
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** A certificate's names are the peer's to choose: nothing of them may steer a terminal. */
export function cleanName(text: string | undefined): string {
  return (text ?? '')
    .trim()
    .replace(/\n/g, ', ')
    .replace(/[^\x20-\x7e]/g, '?');
}
