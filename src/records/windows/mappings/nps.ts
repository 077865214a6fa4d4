import type { EventMappings } from '../../event-mapping.ts';
import { join, type Shape } from './shapes.ts';

/** Who wants in; the event has a SID but no logon id. */
const user = {
  cef: { SubjectUserName: 'duser', SubjectDomainName: 'dntdom', SubjectUserSid: 'duid' },
  leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain' },
} as const satisfies Shape;

/**
 * The user's device is the source, the access server (the RADIUS client) that it wants to pass is the destination: so
 * the computer, which only decides, is not. A calling station is a MAC address, an address or a telephone number; the
 * client's name is what an administrator called it, no host name, and the machine's name is that of its account.
 */
const access = join(user, {
  cef: {
    CallingStationID: ['cs1: Calling Station ID', 'smac', 'src'],
    NASIPv4Address: 'dst?',
    NASIdentifier: 'cs3: NAS Identifier',
    ClientName: 'destinationServiceName',
    ClientIPAddress: 'dst',
    ProxyPolicyName: 'flexString1: Connection Request Policy',
    NetworkPolicyName: 'cs6: Network Policy',
    AuthenticationType: 'cs5: Authentication Type',
    EAPType: 'flexString2: EAP Type',
  },
  leef: {
    CallingStationID: ['srcMAC', 'src'],
    NASIPv4Address: 'dst?',
    ClientName: 'resource',
    ClientIPAddress: 'dst',
    NetworkPolicyName: 'policy',
  },
  computerIsDestination: false,
});

/** ReasonCode 0 to 312 are codes of the server's own, no NTSTATUS. */
const refusal = {
  cef: { ReasonCode: ['cs4: Reason or Error Code', 'reason'], Reason: 'msg' },
  leef: { Reason: 'msg' },
} as const satisfies Shape;

const quarantine = join(access, { cef: { QuarantineState: 'cs4: Quarantine State' } });

/** Network Policy Server (RADIUS). */
export const npsMappings: EventMappings = {
  // Network Policy Server granted access to a user
  6272: join(access, { constants: { act: 'granted' } }),
  // Network Policy Server denied access to a user
  6273: join(access, refusal, { constants: { act: 'denied' } }),
  // Network Policy Server discarded the request for a user
  6274: join(access, refusal, { constants: { act: 'discarded' } }),
  // Network Policy Server discarded the accounting request for a user
  6275: join(access, refusal, { constants: { act: 'discarded' } }),
  // Network Policy Server quarantined a user
  6276: join(quarantine, { constants: { act: 'quarantined' } }),
  // Network Policy Server granted access to a user but put it on probation because the host did not meet the defined health policy
  6277: join(quarantine, { constants: { act: 'probation' } }),
  // Network Policy Server granted full access to a user because the host met the defined health policy
  6278: join(quarantine, { constants: { act: 'granted' } }),
  // Network Policy Server locked the user account due to repeated failed authentication attempts
  6279: join(user, { constants: { act: 'locked' } }),
  // Network Policy Server unlocked the user account
  6280: join(user, { constants: { act: 'unlocked' } }),
};
