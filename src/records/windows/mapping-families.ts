import type { EventMappings } from '../event-mapping.ts';
import { mappings } from './mapping.ts';
import { accountMappings } from './mappings/account.ts';
import { certificateMappings } from './mappings/certificate.ts';
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
import { policyMappings } from './mappings/policy.ts';
import { privilegeMappings } from './mappings/privilege.ts';
import { processMappings } from './mappings/process.ts';
import { shareMappings } from './mappings/share.ts';
import { systemMappings } from './mappings/system.ts';

/** A table of mappings with the name that documents call it by. */
export interface MappingFamily {
  readonly provider: string;
  readonly name: string;
  readonly mappings: EventMappings;
}

const security = 'Microsoft-Windows-Security-Auditing';

/** The tables of the provider that has most events, by their files in `mappings/`. */
const securityFamilies: Readonly<Record<string, EventMappings>> = {
  logon: logonMappings,
  credential: credentialMappings,
  account: accountMappings,
  group: groupMappings,
  object: objectMappings,
  share: shareMappings,
  process: processMappings,
  privilege: privilegeMappings,
  policy: policyMappings,
  directory: directoryMappings,
  certificate: certificateMappings,
  cryptography: cryptographyMappings,
  firewall: firewallMappings,
  ipsec: ipsecMappings,
  network: networkMappings,
  nps: npsMappings,
  device: deviceMappings,
  system: systemMappings,
};

/** Every family: those of Security-Auditing, and one for each other provider, named like it. */
export const mappingFamilies: readonly MappingFamily[] = [
  ...Object.entries(securityFamilies).map(([name, ofFamily]) => ({
    provider: security,
    name,
    mappings: ofFamily,
  })),
  ...Object.entries(mappings)
    .filter(([provider]) => provider !== security)
    .map(([provider, ofProvider]) => ({ provider, name: provider, mappings: ofProvider })),
];

/** The family that holds the mapping of an event; undefined for an event without one of its own. */
export function familyOf(provider: string, eventId: number): MappingFamily | undefined {
  return mappingFamilies.find((family) => family.provider === provider && eventId in family.mappings);
}
