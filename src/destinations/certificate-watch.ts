import type { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import { certificatesIn } from '../files/pem.ts';
import { endsSoon } from '../probe/certificate-facts.ts';
import type { CertificateExpiry } from './destination.ts';
import type { DestinationTelemetry } from './destination-telemetry.ts';
import type { SyslogTlsOptions } from './tls-options.ts';

const dayMs = 86_400_000;

type Role = CertificateExpiry['certificate'];

/** Follows when the certificates of one destination expire, and warns of it in time. */
export interface CertificateWatch {
  /** Takes what `tls.certFile` and `tls.caFile` hold. Told the same `digest` again, it looks at nothing. */
  takeFiles(
    contents: { readonly cert: string | undefined; readonly ca: string | undefined },
    digest: string,
  ): void;
  /** Takes the chain that the receiver showed in a whole handshake. */
  takePeer(leaf: DetailedPeerCertificate): void;
  /** Logs what expires soon, or has expired: each certificate at most once a day. */
  warn(): void;
  readonly expiries: readonly CertificateExpiry[];
}

/** @param now the time in milliseconds since 1970 */
export function createCertificateWatch(
  name: string,
  tls: SyslogTlsOptions,
  log: DestinationTelemetry['log'],
  now: () => number = Date.now,
): CertificateWatch {
  let lastDigest: string | undefined;
  let clientEnd: number | undefined;
  /** The ends of the certificates in `tls.caFile`, by fingerprint. */
  let caEnds: ReadonlyMap<string, number> = new Map();
  let serverEnd: number | undefined;
  let usedCa: string | undefined;
  const warned = new Map<string, number>();
  // Dates of what is not checked matter to nobody; that of a pinned certificate does, since its successor has another
  // fingerprint.
  const checksServer = tls.verify || tls.fingerprint256 !== undefined;
  const checksSigner = tls.verify && tls.fingerprint256 === undefined;

  /** Of several authorities the one that signs for the receiver counts; as long as it is unknown, the last to expire. */
  const caEnd = (): number | undefined => {
    if (!checksSigner || caEnds.size === 0) return undefined;
    return (usedCa === undefined ? undefined : caEnds.get(usedCa)) ?? Math.max(...caEnds.values());
  };

  const expiries = (): readonly CertificateExpiry[] => {
    const ends: readonly (readonly [certificate: Role, expiresAt: number | undefined])[] = [
      ['server', checksServer ? serverEnd : undefined],
      ['client', clientEnd],
      ['ca', caEnd()],
    ];
    return ends.flatMap(([certificate, expiresAt]) =>
      expiresAt === undefined ? [] : [{ certificate, expiresAt }],
    );
  };

  return {
    takeFiles({ cert, ca }, digest) {
      if (digest === lastDigest) return;
      lastDigest = digest;
      const ends = certificatesIn(cert).map(endOf);
      clientEnd = ends.length === 0 ? undefined : Math.min(...ends);
      caEnds = new Map(
        certificatesIn(ca).map((certificate) => [certificate.fingerprint256, endOf(certificate)]),
      );
    },
    takePeer(leaf) {
      let earliest = Date.parse(leaf.valid_to);
      let current = leaf;
      while (!caEnds.has(current.fingerprint256)) {
        const issuer: DetailedPeerCertificate | undefined = current.issuerCertificate;
        // A root of the system's own store comes last; its end is the system's business.
        if (issuer === undefined || issuer.fingerprint256 === current.fingerprint256) break;
        if (current !== leaf) earliest = Math.min(earliest, Date.parse(current.valid_to));
        current = issuer;
      }
      serverEnd = earliest;
      usedCa = caEnds.has(current.fingerprint256) ? current.fingerprint256 : undefined;
    },
    warn() {
      const time = now();
      for (const { certificate, expiresAt } of expiries()) {
        const key = `${certificate} ${expiresAt}`;
        if (!endsSoon(expiresAt, time) || time - (warned.get(key) ?? Number.NEGATIVE_INFINITY) < dayMs)
          continue;
        warned.set(key, time);
        const what = {
          server: "the receiver's certificate",
          client: file(tls.certFile),
          ca: file(tls.caFile),
        };
        log(
          'warn',
          `Destination "${name}": ${what[certificate]} ${whenOf(expiresAt, time)}; ${mendOf(certificate, tls)}`,
          { destination: name, certificate, expiresAt: new Date(expiresAt).toISOString() },
        );
      }
    },
    get expiries() {
      return expiries();
    },
  };
}

function file(path: string | undefined): string {
  return `the certificate in ${path}`;
}

function whenOf(expiresAt: number, time: number): string {
  const date = `${new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (expiresAt <= time) return `expired on ${date}`;
  return `expires on ${date}, in ${Math.floor((expiresAt - time) / dayMs)} days`;
}

function mendOf(certificate: Role, { fingerprint256 }: SyslogTlsOptions): string {
  const mends: Record<Role, string> = {
    server:
      fingerprint256 === undefined
        ? 'have it renewed at the receiver, or azlog cannot deliver after that'
        : 'it is pinned, so set tls.fingerprint256 to the new fingerprint when it is renewed at the receiver',
    client: 'put its successor there (tls.certFile, tls.keyFile); the next connection uses it',
    ca: "add its successor to the file (tls.caFile) before it signs the receiver's certificate; the next connection uses it",
  };
  return mends[certificate];
}

function endOf({ validTo }: X509Certificate): number {
  return Date.parse(validTo);
}
