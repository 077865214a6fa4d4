import type { EventMapping, EventMappings } from '../event-mapping.ts';
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
