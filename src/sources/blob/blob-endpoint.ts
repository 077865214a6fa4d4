import type { TokenCredential } from '@azure/identity';
import { AzlogError } from '../../errors.ts';
import type { Sas } from '../../options/sas.ts';
import { type AccountAccess, type IdentityKind, readBlobAccess } from '../../options/table-access.ts';
import type { SourceCredential } from '../credential.ts';
import { createIdentity } from '../identity.ts';

/** The Blob service of an account, and what signs in there. */
export interface BlobEndpoint {
  /** Of the account, without query and without a slash at the end. */
  readonly url: string;
  readonly isHttp: boolean;
  readonly signIn: BlobSignIn;
  /** The container that the URL of a SAS names; '' otherwise. */
  readonly container: string;
}

export type BlobSignIn =
  | { readonly by: 'key'; readonly account: string; readonly key: string }
  | { readonly by: 'sas'; readonly sas: Sas }
  | { readonly by: 'identity'; readonly identity: IdentityKind; readonly credential: TokenCredential };

/** @throws AzlogError `CONFIG_INVALID`; its message names no secret. */
export function resolveBlobEndpoint(source: string, access: AccountAccess): BlobEndpoint {
  const { faults, target } = readBlobAccess(access);
  if (target === undefined) {
    const problems = faults.map(({ at, what, fix }) => `${at}: ${what}. ${fix}`);
    throw new AzlogError('CONFIG_INVALID', `source "${source}": ${problems.join(' ')}`);
  }
  const { endpoint, cloud, table, signIn } = target;
  const place = { url: endpoint.url, isHttp: endpoint.isHttp, container: table };
  if (signIn.by !== 'identity') return { ...place, signIn };
  const { identity, clientId, tenantId } = signIn;
  const credential = createIdentity(source, { kind: identity, cloud, clientId, tenantId });
  return { ...place, signIn: { by: 'identity', identity, credential } };
}

/** What an endpoint is signed in to with. */
export function blobCredentialOf({ signIn }: BlobEndpoint): SourceCredential {
  if (signIn.by === 'sas') {
    const { startsAt, expiresAt, policy } = signIn.sas;
    return { kind: 'SAS', startsAt, expiresAt, policy };
  }
  const kind = signIn.by === 'key' ? 'account key' : 'identity';
  return { kind, startsAt: undefined, expiresAt: undefined, policy: undefined };
}

/** Bytes of a whole secret: the digest that ends a SAS (HMAC-SHA256), and the key of an account. */
const wholeBytes = { sas: 32, key: 64, identity: 0 } as const;

/** Whether a secret that has come into a file may be its first half only. */
export function isBlobSecretCutShort(present: BlobEndpoint, next: BlobEndpoint): boolean {
  const bytes = secretBytes(next.signIn);
  return bytes < wholeBytes[next.signIn.by] && bytes < secretBytes(present.signIn);
}

function secretBytes(signIn: BlobSignIn): number {
  if (signIn.by === 'identity') return 0;
  const text = signIn.by === 'key' ? signIn.key : (signIn.sas.signatures.at(-1) ?? '');
  return Buffer.from(text, 'base64').length;
}
