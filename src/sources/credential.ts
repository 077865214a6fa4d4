const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The last part of a lifetime is for replacing it: a quarter, and two weeks at most. */
const lastPart = 1 / 4;
const longestNoticeMs = 14 * dayMs;
/** Notice of one that does not say when it began. */
const usualNoticeMs = 7 * dayMs;

/** What a source signs in with, as far as it says itself. Times in milliseconds since 1970. */
export interface SourceCredential {
  readonly kind: 'account key' | 'SAS' | 'identity';
  /** Undefined where it says nothing of its beginning. */
  readonly startsAt: number | undefined;
  /** Undefined where it has no end, or where a stored access policy has it. */
  readonly expiresAt: number | undefined;
  /** The stored access policy that has what the SAS does not say itself. */
  readonly policy: string | undefined;
}

export type CredentialState = 'valid' | 'not-yet-valid' | 'ends-soon' | 'ended';

/**
 * From when on it should be replaced: in the last quarter of its lifetime, at most 14 days before its end, so that none
 * is due on its first day; 7 days before the end of one that does not say when it began. Undefined without a known end.
 */
export function renewalDueAt({ startsAt, expiresAt }: SourceCredential): number | undefined {
  if (expiresAt === undefined) return undefined;
  const lifetime = startsAt === undefined ? undefined : Math.max(0, expiresAt - startsAt);
  const notice = lifetime === undefined ? usualNoticeMs : Math.min(longestNoticeMs, lifetime * lastPart);
  return expiresAt - notice;
}

/** @param now the service's time, milliseconds since 1970: it decides, not this machine's */
export function credentialState(credential: SourceCredential, now: number): CredentialState {
  const { startsAt, expiresAt } = credential;
  const dueAt = renewalDueAt(credential);
  if (expiresAt !== undefined && expiresAt <= now) return 'ended';
  if (startsAt !== undefined && startsAt > now) return 'not-yet-valid';
  return dueAt !== undefined && dueAt <= now ? 'ends-soon' : 'valid';
}
