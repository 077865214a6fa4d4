import { domainAccounts, wellKnownSids } from './sids.ts';

/** Longest last number of a well-known account of a domain. */
const longestRelative = 3;

/**
 * Name of a well-known security identifier; undefined for any other, and for the null SID, which names nobody.
 * Names are English on every machine, unlike the account names that Windows writes.
 */
export function sidText(sid: string): string | undefined {
  if (!sid.startsWith('S-1-')) return undefined;
  if (!sid.startsWith('S-1-5-21-')) {
    return sid === 'S-1-0-0' ? undefined : (wellKnownSids.get(sid) ?? logonSession(sid));
  }
  const last = sid.lastIndexOf('-') + 1;
  if (sid.length - last > longestRelative) return undefined;
  return domainAccounts.get(sid.slice(last));
}

/** `S-1-5-5-X-Y` names the session of one logon. */
function logonSession(sid: string): string | undefined {
  return /^S-1-5-5-\d+-\d+$/.test(sid) ? 'Logon Session' : undefined;
}
