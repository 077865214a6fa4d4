import { isIP } from 'node:net';
import { TlsFileError } from './tls-options.ts';

/** Where a destination goes, as it is named to an operator. */
export interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What a connection of ours ended with when no error of Node's says it. */
export type ConnectionFault =
  | 'PEER_CLOSED'
  | 'PEER_CLOSED_AT_ONCE'
  | 'PEER_RESET_AT_CLOSE'
  | 'CLOSE_UNKNOWN'
  | 'CONNECT_TIMEOUT'
  | 'STALLED'
  | 'CLOSE_UNANSWERED'
  | 'FINGERPRINT_MISMATCH';

export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: ConnectionFault;

  constructor(code: ConnectionFault, message: string) {
    super(message);
    this.code = code;
  }
}

/** An error whose message is a whole sentence for an operator, but for the full stop. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const wrongCa =
  "no certificate authority that azlog trusts has signed the receiver's certificate; set tls.caFile to the authority that signed it";
const wantsCertificate =
  'the receiver requires a client certificate; set tls.certFile and tls.keyFile to one that it accepts';
const refusedCertificate =
  'the receiver refused our client certificate; give it one signed by an authority that it trusts (tls.certFile, tls.keyFile)';
const noCommonVersion =
  'the two sides have no TLS version in common; enable TLS 1.2 or newer on the receiver, or lower tls.minVersion to TLSv1.2';
const notTls =
  'the answer is not TLS; check that the port is the TLS port of the receiver, or set transport: tcp';
const noCommonCipher =
  "no common cipher or signature; check the receiver's TLS settings and log, and whether it requires a client certificate";

/** What happened and how to mend it, for each error code that a connection can end with. */
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'nothing listens there (connection refused); check host and port, and that the receiver is running',
  ECONNRESET:
    "the receiver, or something between, reset the connection; check the receiver's log and firewalls",
  EPIPE: 'the receiver reset the connection; check its log',
  ETIMEDOUT: 'no answer in time; check host, port, routes and firewalls',
  CONNECT_TIMEOUT: 'no answer in time; check host, port, routes and firewalls, and that transport is right',
  EHOSTUNREACH: 'there is no route to the host; check the address and the network',
  ENETUNREACH: 'there is no route to the network; check the address and the network',
  EHOSTDOWN: 'the host is down or not in this network; check the address',
  EADDRNOTAVAIL: 'this machine has no free local port or address for it; check for connections that pile up',
  EMFILE: 'this process has too many files open; raise its limit (ulimit -n)',
  EACCES: 'this process may not open connections there; look at local firewall rules and container policies',
  ENOTFOUND: 'the host name is not known; check its spelling and the DNS of this machine',
  EAI_AGAIN: 'the DNS server does not answer; check the DNS settings of this machine',
  STALLED: 'the receiver accepts no more data; check whether it hangs, or its disk or queue is full',
  PEER_CLOSED: 'the receiver closed the connection',
  PEER_CLOSED_AT_ONCE:
    'the receiver closed the connection at once; check its log, and whether it accepts this machine as a sender',
  PEER_RESET_AT_CLOSE:
    'the receiver closed the connection without reading everything; check whether it is being stopped',
  CLOSE_UNKNOWN:
    'this machine was too busy to see whether the receiver read everything before it closed; nothing is wrong with the receiver, and if it happens often, give this process more CPU time',
  CLOSE_UNANSWERED:
    'the receiver does not close its side when we close ours, so nothing shows that it read the messages; if it always does so, use proof: kernel',
  FINGERPRINT_MISMATCH:
    "the receiver's certificate is not the pinned one; check that this is the right host, then set tls.fingerprint256 to the new certificate's SHA-256",
  CERT_HAS_EXPIRED: "the receiver's certificate has expired; renew it (and check this machine's clock)",
  CERT_NOT_YET_VALID: "the receiver's certificate is not valid yet; check the clocks of both machines",
  SELF_SIGNED_CERT_IN_CHAIN: wrongCa,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${wrongCa}, or configure the receiver to send its whole chain`,
  UNABLE_TO_GET_ISSUER_CERT: wrongCa,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: wrongCa,
  CERT_SIGNATURE_FAILURE: wrongCa,
  CERT_UNTRUSTED: wrongCa,
  INVALID_CA:
    'tls.caFile holds a certificate that may not sign others; give the certificate of the authority',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "the receiver's certificate is self-signed; set tls.caFile to that certificate, or tls.fingerprint256 to its SHA-256",
  INVALID_PURPOSE:
    "the receiver's certificate is not for servers; it needs the extended key usage serverAuth",
  CERT_REVOKED: "the receiver's certificate is revoked; renew it",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the receiver's certificate is for another name; connect by a name in it, or set tls.serverName to one",
  HOSTNAME_MISMATCH:
    "the receiver's certificate is for another name; connect by a name in it, or set tls.serverName to one",
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_HTTP_REQUEST: notTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: noCommonVersion,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: noCommonVersion,
  ALERT_PROTOCOL_VERSION: noCommonVersion,
  ALERT_CERTIFICATE_REQUIRED: wantsCertificate,
  ALERT_UNKNOWN_CA: refusedCertificate,
  ALERT_BAD_CERTIFICATE: refusedCertificate,
  ALERT_CERTIFICATE_UNKNOWN: refusedCertificate,
  ALERT_CERTIFICATE_EXPIRED: 'the receiver says that our client certificate has expired; renew tls.certFile',
  ALERT_CERTIFICATE_REVOKED: 'the receiver says that our client certificate is revoked; renew tls.certFile',
  ALERT_UNSUPPORTED_CERTIFICATE: refusedCertificate,
  ALERT_ACCESS_DENIED: refusedCertificate,
  ALERT_HANDSHAKE_FAILURE: noCommonCipher,
  ALERT_INSUFFICIENT_SECURITY: noCommonCipher,
  ERR_SSL_NO_SHARED_CIPHER: noCommonCipher,
  ALERT_DECRYPT_ERROR: refusedCertificate,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'the receiver has no certificate for this name; set tls.serverName',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH:
    'tls.keyFile is not the key of the certificate in tls.certFile; give the pair that belongs together',
  ERR_OSSL_BAD_DECRYPT: 'tls.keyPassphrase does not open tls.keyFile; check the passphrase',
  ERR_OSSL_EVP_BAD_DECRYPT: 'tls.keyPassphrase does not open tls.keyFile; check the passphrase',
  ERR_OSSL_WRONG_TAG: 'tls.keyFile is damaged, or tls.keyPassphrase is wrong',
  ERR_OSSL_UNSUPPORTED:
    'tls.keyFile or tls.certFile has a form that OpenSSL does not read; convert it to PEM',
  ERR_MISSING_PASSPHRASE: 'tls.keyFile is encrypted; set tls.keyPassphrase',
  ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED: 'tls.keyFile is encrypted; set tls.keyPassphrase',
};

/** OpenSSL names the same alert after different protocol versions, and has changed these names over time. */
const alertPrefix = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS|SSL_TLS)_ALERT_/;

/** One sentence for an operator: destination, place, what happened, and how to mend it. */
export function explain(target: Target, error: unknown): string {
  return `${nameOf(target)}: ${causeOf(error)}.`;
}

/** A destination as a log line begins with it. */
export function nameOf({ name, host, port }: Target): string {
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return `Destination "${name}" (${place})`;
}

/** The same without the destination: what happened, and how to mend it. */
export function causeOf(error: unknown): string {
  if (error instanceof TlsFileError || error instanceof ExplainedError) return error.message;
  const asName = addressAsName(error);
  if (asName !== undefined) return asName;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message.trim().replace(/\s+/g, ' ') : String(error);
  const sentence = code === undefined ? undefined : sentences[code.replace(alertPrefix, 'ALERT_')];
  const names = namesInCertificate(error);
  if (sentence === undefined) return code === undefined ? message : `${message} (${code})`;
  const detail = names === undefined ? ` (${code})` : ` (the certificate is for ${names})`;
  return `${sentence}${error instanceof ConnectionError ? '' : detail}`;
}

/** A common mistake in certificates for an IP address: it is there, as a DNS name, where nobody looks for an address. */
function addressAsName(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('host' in error) || typeof error.host !== 'string') return undefined;
  const { host } = error;
  const names = namesInCertificate(error)?.split(', ') ?? [];
  if (isIP(host) === 0 || !names.includes(`DNS:${host}`)) return undefined;
  return `the receiver's certificate has the IP address ${host} as a DNS name (DNS:${host}), which does not count; have it issued with subjectAltName=IP:${host}, or connect by a name in it`;
}

/** Names that the refused certificate is for, which Node adds to its error. */
function namesInCertificate(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('cert' in error)) return undefined;
  const { cert } = error;
  if (typeof cert !== 'object' || cert === null || !('subjectaltname' in cert)) return undefined;
  return typeof cert.subjectaltname === 'string' ? cert.subjectaltname : undefined;
}

/** The code of an error of the system or of ours. An AggregateError comes from a host with several addresses, of which none answered. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) {
    const codes = error.errors.flatMap((inner) => codeOf(inner) ?? []);
    return codes.find((code) => code === 'ECONNREFUSED') ?? codes[0];
  }
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}
