import type { EventMappings } from '../../event-mapping.ts';
import { errorCode, join, type Shape } from './shapes.ts';

/** The other computer is the source, whichever of the two began: this computer is the destination, as everywhere. */
const remote = { cef: { RemoteAddress: 'src' }, leef: { RemoteAddress: 'src' } } as const satisfies Shape;

const local = { cef: { LocalAddress: 'dst' }, leef: { LocalAddress: 'dst' } } as const satisfies Shape;

/** Ports of the negotiation (IKE, AuthIP). */
const negotiationPorts = {
  cef: { RemoteKeyModPort: 'spt', LocalKeyModPort: 'dpt' },
  leef: { RemoteKeyModPort: 'srcPort', LocalKeyModPort: 'dstPort' },
} as const satisfies Shape;

const trafficPorts = {
  cef: { RemotePort: 'spt', LocalPort: 'dpt' },
  leef: { RemotePort: 'srcPort', LocalPort: 'dstPort' },
} as const satisfies Shape;

const keyModule = { cef: { KeyModName: 'app' } } as const satisfies Shape;

const negotiation = join(remote, local, negotiationPorts);

/** Who the two computers say they are. */
const mainModeNames = {
  cef: { RemoteMMPrincipalName: 'suser', LocalMMPrincipalName: 'duser' },
  leef: { RemoteMMPrincipalName: 'usrName' },
} as const satisfies Shape;

const extendedModeNames = {
  cef: { RemoteEMPrincipalName: 'suser', LocalEMPrincipalName: 'duser' },
  leef: { RemoteEMPrincipalName: 'usrName' },
} as const satisfies Shape;

const authentication = { cef: { MMAuthMethod: 'cs5: Authentication Method' } } as const satisfies Shape;

const association = { cef: { MMSAID: 'cn2: Security Association ID' } } as const satisfies Shape;

/** An association that now stands. */
const established = join(association, {
  cef: { MMCipherAlg: 'cs1: Cipher Algorithm', MMIntegrityAlg: 'cs6: Integrity Algorithm' },
});

const failed = {
  cef: { FailureReason: 'msg', FailurePoint: 'cs6: Failure Point' },
  leef: { FailureReason: 'msg' },
} as const satisfies Shape;

const mainMode = join(negotiation, mainModeNames, keyModule, authentication);

/** Main and extended mode together; the names of the extended mode stay under own keys. */
const bothModes = join(negotiation, mainModeNames, established);

const droppedPacket = join(remote, { cef: { SPI: 'cs6: SPI' }, constants: { act: 'dropped' } });

const invalidNegotiation = join(remote, local, keyModule);

/** Settings are told by the id and name of what was changed. */
function setting(what: string, id: string, name: string): Shape {
  return {
    cef: { ProfileChanged: 'cs1: Profile', [id]: `cs5: ${what} ID`, [name]: `cs6: ${what} Name` },
    leef: { [name]: 'policy' },
  };
}

const authenticationSet = join(setting('Authentication Set', 'AuthenticationSetId', 'AuthenticationSetName'));
const connectionRule = join(setting('Rule', 'ConnectionSecurityRuleId', 'ConnectionSecurityRuleName'));
const cryptographicSet = join(setting('Cryptographic Set', 'CryptographicSetId', 'CryptographicSetName'));

const quickMode = join(remote, local, trafficPorts, {
  cef: { IpProtocol: 'proto', QuickModeSaId: 'cn2: Security Association ID' },
  leef: { IpProtocol: 'proto' },
});

const policy = { cef: { Policy: 'cs6: IPsec Policy' }, leef: { Policy: 'policy' } } as const satisfies Shape;

const appliedPolicy = join(policy);
const failedPolicy = join(policy, errorCode('Error'));

/** Texts of the service, in the language of the machine. */
const notice = { cef: { param1: 'msg' }, leef: { param1: 'msg' } } as const;

/** IPsec: negotiations, associations, dropped packets, settings, and the engine that applies policies. */
export const ipsecMappings: EventMappings = {
  // IKE denial-of-service prevention mode started
  4646: { cef: { notification: 'msg' }, leef: { notification: 'msg' } },
  // An IPsec Main Mode security association was established. Extended Mode was not enabled. Certificate authentication was not used
  4650: join(mainMode, established),
  // An IPsec Main Mode security association was established. Extended Mode was not enabled. A certificate was used for authentication
  4651: join(mainMode, established),
  // An IPsec Main Mode negotiation failed
  4652: join(mainMode, failed),
  // An IPsec Main Mode negotiation failed
  4653: join(mainMode, failed),
  // An IPsec Quick Mode negotiation failed
  4654: join(remote, local, trafficPorts, keyModule, association, failed, {
    cef: { Protocol: 'proto' },
    leef: { Protocol: 'proto' },
  }),
  // An IPsec Main Mode security association ended
  4655: join(remote, local, keyModule, association),
  // IPsec Services was started
  4709: notice,
  // IPsec Services was disabled
  4710: notice,
  // PAStore Engine: a policy was applied, or could not be
  4711: notice,
  // IPsec Services encountered a potentially serious failure
  4712: notice,
  // IPsec dropped an inbound packet that failed an integrity check
  4960: droppedPacket,
  // IPsec dropped an inbound packet that failed a replay check
  4961: droppedPacket,
  // IPsec dropped an inbound packet that failed a replay check
  4962: droppedPacket,
  // IPsec dropped an inbound clear text packet that should have been secured
  4963: droppedPacket,
  // IPsec received a packet from a remote computer with an incorrect Security Parameter Index (SPI)
  4965: join(remote, { cef: { SPI: 'cs6: SPI' } }),
  // During Main Mode negotiation, IPsec received an invalid negotiation packet
  4976: invalidNegotiation,
  // During Quick Mode negotiation, IPsec received an invalid negotiation packet
  4977: invalidNegotiation,
  // During Extended Mode negotiation, IPsec received an invalid negotiation packet
  4978: invalidNegotiation,
  // IPsec Main Mode and Extended Mode security associations were established
  4979: join(bothModes, authentication),
  // IPsec Main Mode and Extended Mode security associations were established
  4980: join(bothModes, authentication),
  // IPsec Main Mode and Extended Mode security associations were established
  4981: bothModes,
  // IPsec Main Mode and Extended Mode security associations were established.
  // The local address is missing from this one.
  4982: join(remote, negotiationPorts, mainModeNames, established),
  // An IPsec Extended Mode negotiation failed
  4983: join(negotiation, extendedModeNames, failed),
  // An IPsec Extended Mode negotiation failed
  4984: join(negotiation, extendedModeNames, failed, {
    cef: { EMAuthMethod: 'cs5: Authentication Method' },
  }),
  // A change has been made to IPsec settings. An Authentication Set was added
  5040: authenticationSet,
  // A change has been made to IPsec settings. An Authentication Set was modified
  5041: authenticationSet,
  // A change has been made to IPsec settings. An Authentication Set was deleted
  5042: authenticationSet,
  // A change has been made to IPsec settings. A Connection Security Rule was added
  5043: connectionRule,
  // A change has been made to IPsec settings. A Connection Security Rule was modified
  5044: connectionRule,
  // A change has been made to IPsec settings. A Connection Security Rule was deleted
  5045: connectionRule,
  // A change has been made to IPsec settings. A Crypto Set was added
  5046: cryptographicSet,
  // A change has been made to IPsec settings. A Crypto Set was modified
  5047: cryptographicSet,
  // A change has been made to IPsec settings. A Crypto Set was deleted
  5048: cryptographicSet,
  // An IPsec Security Association was deleted
  5049: join(
    setting('IPsec Security Association', 'IpSecSecurityAssociationId', 'IpSecSecurityAssociationName'),
  ),
  // An IPsec Quick Mode security association was established
  5451: join(quickMode, {
    cef: {
      KeyingModuleName: 'app',
      CipherType: 'cs1: Cipher Algorithm',
      EspAuthType: 'cs6: Integrity Algorithm',
    },
  }),
  // An IPsec Quick Mode security association ended
  5452: quickMode,
  // PAStore Engine applied Active Directory storage IPsec policy on the computer
  5456: appliedPolicy,
  // PAStore Engine failed to apply Active Directory storage IPsec policy on the computer
  5457: failedPolicy,
  // PAStore Engine applied locally cached copy of Active Directory storage IPsec policy on the computer
  5458: appliedPolicy,
  // PAStore Engine failed to apply locally cached copy of Active Directory storage IPsec policy on the computer
  5459: failedPolicy,
  // PAStore Engine applied local registry storage IPsec policy on the computer
  5460: appliedPolicy,
  // PAStore Engine failed to apply local registry storage IPsec policy on the computer
  5461: failedPolicy,
  // PAStore Engine failed to apply some rules of the active IPsec policy on the computer
  5462: failedPolicy,
  // PAStore Engine loaded local storage IPsec policy on the computer
  5471: appliedPolicy,
  // PAStore Engine failed to load local storage IPsec policy on the computer
  5472: failedPolicy,
  // PAStore Engine loaded directory storage IPsec policy on the computer
  5473: appliedPolicy,
  // PAStore Engine failed to load directory storage IPsec policy on the computer
  5474: failedPolicy,
  // PAStore Engine failed to add quick mode filter
  5477: join(errorCode('Error'), {
    cef: { QuickModeFilter: 'cs6: Filter' },
    leef: { QuickModeFilter: 'policy' },
  }),
  // IPsec Services failed to initialize RPC server
  5483: join(errorCode('Error')),
  // IPsec Services has experienced a critical failure and has been shut down
  5484: join(errorCode('Error')),
};
