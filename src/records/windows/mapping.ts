import { accountMappings } from './mappings/account.ts';
import { auditLogMappings } from './mappings/audit-log.ts';
import { certificateMappings } from './mappings/certificate.ts';
import { eventLogMappings } from './mappings/channels/system.ts';
import { credentialMappings } from './mappings/credential.ts';
import { cryptographyMappings } from './mappings/cryptography.ts';
import { deviceMappings } from './mappings/device.ts';
import { directoryMappings } from './mappings/directory.ts';
import { firewallMappings } from './mappings/firewall.ts';
import { groupMappings } from './mappings/group.ts';
import { ipsecMappings } from './mappings/ipsec.ts';
import { logonMappings } from './mappings/logon.ts';
import { networkMappings } from './mappings/network.ts';
import { npsMappings } from './mappings/nps.ts';
import { objectMappings } from './mappings/object.ts';
import { otherChannelMappings } from './mappings/other-channels.ts';
import { policyMappings } from './mappings/policy.ts';
import { privilegeMappings } from './mappings/privilege.ts';
import { processMappings } from './mappings/process.ts';
import { shareMappings } from './mappings/share.ts';
import { systemMappings } from './mappings/system.ts';

/**
 * Where a field of EventData goes: a key, or `key: Label` for a labelled one, or several. A key with `?` at its end
 * takes the value only when no other field gave that key one.
 *
 * The rules that hold for every mapping:
 * - A value of '' or '-' (Windows' "nothing") is omitted. Nothing else of EventData ever is.
 * - A standard key takes a value only if it fits the key's type, and is no placeholder (null SID, zero GUID, `%%1793`).
 * - What no standard key holds exactly as Windows wrote it (not mapped, did not fit, decoded, cut to the key's length)
 *   also stands, as Windows wrote it, under an own key (own-keys.ts). So people find the decoded text under the
 *   standard key and rules the raw one under the own key. A value longer than the standard key allows stands there in
 *   its first part (named in `AzlogShortened`) and whole under the own key.
 * - Which of the two stands where is the choice of the option `decoding` (decoding/decoded-text.ts); this is `both`.
 * - Surrounding white space is not part of a value; in lists, line breaks between entries become `, `.
 */
export type FieldTargets = Readonly<Record<string, string | readonly string[]>>;

/**
 * All that is known of one event id: read it beside the CEF standard and the LEEF guide. Labels are published
 * (test/golden/labels.txt): consumers make field names of them, so they never change.
 */
export interface EventMapping {
  readonly cef: FieldTargets;
  readonly leef: FieldTargets;
  /** A name with its domain, written `DOMAIN\name` into one key. */
  readonly qualified?: {
    readonly cef: string;
    readonly leef: string;
    readonly domain: string;
    readonly name: string;
  };
  /** CEF keys with a text that never changes. */
  readonly constants?: Readonly<Record<string, string>>;
  /** False where the destination is a peer, not the computer that wrote the event. */
  readonly computerIsDestination?: false;
  /** Field whose zero (`0x0`, `0`) means success and anything else failure, where Keywords do not tell. */
  readonly outcomeField?: string;
  /** Field with an address of the computer itself, trusted when the other field has this value (LEEF identity). */
  readonly identity?: { readonly address: string; readonly when: string; readonly is: string };
}

export type EventMappings = Readonly<Record<number, EventMapping>>;

const securityAuditing: EventMappings = {
  ...logonMappings,
  ...credentialMappings,
  ...accountMappings,
  ...groupMappings,
  ...objectMappings,
  ...shareMappings,
  ...processMappings,
  ...privilegeMappings,
  ...policyMappings,
  ...directoryMappings,
  ...certificateMappings,
  ...cryptographyMappings,
  ...firewallMappings,
  ...ipsecMappings,
  ...networkMappings,
  ...npsMappings,
  ...deviceMappings,
  ...systemMappings,
};

/** Mappings by provider and event id. */
export const mappings: Readonly<Record<string, EventMappings>> = {
  'Microsoft-Windows-Security-Auditing': securityAuditing,
  'Microsoft-Windows-Eventlog': { ...auditLogMappings, ...eventLogMappings },
  ...otherChannelMappings,
};

/** For security events without a mapping of their own: only what means the same in all of them. */
const generalSecurity: EventMapping = {
  cef: {
    SubjectUserName: 'suser',
    SubjectDomainName: 'sntdom',
    SubjectLogonId: 'suid',
    IpAddress: 'src',
    IpPort: 'spt',
    ProcessName: 'dproc',
  },
  leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain', IpAddress: 'src', IpPort: 'srcPort' },
};

const general: EventMapping = { cef: {}, leef: {} };

/** The mapping of an event; a general one where it has none of its own. */
export function mappingOf(provider: string, eventId: number): EventMapping {
  return (
    mappings[provider]?.[eventId] ??
    (provider === 'Microsoft-Windows-Security-Auditing' ? generalSecurity : general)
  );
}
