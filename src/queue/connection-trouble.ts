const wrongCa =
  'the server is not verified by the certificates that are trusted here: set queue.caFile to the authority that signed its certificate';
const hints: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: wrongCa,
  DEPTH_ZERO_SELF_SIGNED_CERT: wrongCa,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: wrongCa,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: wrongCa,
  CERT_HAS_EXPIRED: "the server's certificate has expired: renew it (and check this machine's clock)",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the server's certificate is for another name: set queue.serverName to one that it has, if this is the right server",
};

/** Why there is no connection to the queue's server, with what to do where the certificate is the reason. */
export function connectionTrouble(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = 'code' in error && typeof error.code === 'string' ? hints[error.code] : undefined;
  return hint === undefined ? error.message : `${error.message}; ${hint}`;
}
