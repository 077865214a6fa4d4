import type { Source } from '../../src/sources/source.ts';

const key = { kind: 'account key', startsAt: undefined, expiresAt: undefined, policy: undefined } as const;

/** What a source has that signs in with a key which nobody changes. */
export const fixedCredential: Pick<Source, 'credential' | 'now' | 'renew'> = {
  credential: () => key,
  now: () => Date.now(),
  renew() {},
};
