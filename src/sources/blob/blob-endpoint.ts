import type { TokenCredential } from '@azure/identity';
import type { Sas } from '../../options/sas.ts';

/** The Blob service of an account, and what signs in there. */
export interface BlobEndpoint {
  /** Of the account, without query and without a slash at the end. */
  readonly url: string;
  readonly isHttp: boolean;
  readonly signIn: BlobSignIn;
}

export type BlobSignIn =
  | { readonly by: 'key'; readonly account: string; readonly key: string }
  | { readonly by: 'sas'; readonly sas: Sas }
  | { readonly by: 'identity'; readonly identity: string; readonly credential: TokenCredential };
