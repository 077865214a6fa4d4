import type { SourceCredential } from './credential.ts';
import type { TableEndpoint } from './table-endpoint.ts';

/** What an endpoint is signed in to with. */
export function credentialOf({ validity, identity }: TableEndpoint): SourceCredential {
  if (validity !== undefined) return { kind: 'SAS', ...validity };
  const kind = identity === undefined ? 'account key' : 'identity';
  return { kind, startsAt: undefined, expiresAt: undefined, policy: undefined };
}

/** Bytes of a whole secret: the digest that ends a SAS (HMAC-SHA256), and the key of an account. */
const wholeBytes = { signature: 32, key: 64 } as const;

/** Whether a secret that has come into a file may be its first half only. */
export function isCutShort(present: TableEndpoint, next: TableEndpoint): boolean {
  const bytes = secretBytes(next.credential);
  const whole = 'key' in next.credential ? wholeBytes.key : wholeBytes.signature;
  return bytes < whole && bytes < secretBytes(present.credential);
}

function secretBytes(credential: TableEndpoint['credential']): number {
  const text =
    'key' in credential
      ? credential.key
      : 'signature' in credential
        ? (new URLSearchParams(credential.signature).get('sig') ?? '')
        : '';
  return Buffer.from(text, 'base64').length;
}
