import type { EventMappings } from '../../event-mapping.ts';
import {
  actingProcess,
  actor,
  affected,
  join,
  peer,
  resultCode,
  type Shape,
  subject,
  target,
} from './shapes.ts';

/** The account that asks for a logon, often the computer's own. LEEF has one user: that is the one who logs on. */
const requester = { cef: subject.cef } as const satisfies Shape;

/** How an account logs on, and from where. */
const logonAttempt = join(peer, actingProcess, {
  cef: {
    LogonType: 'cn1: LogonType',
    LogonProcessName: 'deviceProcessName',
    AuthenticationPackageName: 'cs5: Authentication Package Name',
    WorkstationName: 'shost',
  },
});

/** What further events tell of a logon. */
const logonDetail = join(requester, target, { cef: { LogonType: 'cn1: LogonType' } });

/** An account whose logon id the event does not tell. */
const targetName = {
  cef: { TargetUserName: 'duser', TargetDomainName: 'dntdom' },
  leef: { TargetUserName: 'usrName', TargetDomainName: 'domain' },
} as const satisfies Shape;

/** A remote session of an account. */
const session = {
  cef: { AccountName: 'duser', AccountDomain: 'dntdom', LogonID: 'duid', ClientAddress: 'src' },
  leef: { AccountName: 'usrName', AccountDomain: 'domain', ClientAddress: 'src' },
} as const satisfies Shape;

const namedSession = join(session, { cef: { SessionName: 'cs5: Session Name', ClientName: 'shost' } });

const workstation = join(target, { cef: { SessionId: 'cn3: Session ID' } });

/** The computer asks a network to let it in: the network is the other end, so the computer is not the destination. */
const networkLogon = join(actor, resultCode('ReasonCode'), {
  cef: {
    Identity: 'cs5: Identity',
    ReasonCode: ['cs4: Reason or Error Code', 'reason'],
    ReasonText: 'msg',
  },
  leef: { ReasonText: 'msg' },
  computerIsDestination: false,
});

/** Logon, logoff and sessions: the account that logs on or off is the destination user, its logon id `duid`. */
export const logonMappings: EventMappings = {
  // An account was successfully logged on.
  // No identSrc/identHostName in LEEF: the name and, behind gateways, the address are what the client claims, and
  // QRadar would write them into its asset database.
  4624: join(requester, target, logonAttempt, {
    cef: { LogonGuid: 'cs6: Logon GUID', ImpersonationLevel: 'cs1: Impersonation Level' },
    leef: { ImpersonationLevel: 'impersonationLevel' },
  }),
  // An account failed to log on.
  // SubStatus says more than Status, and is zero where there is no more to say.
  4625: join(requester, targetName, logonAttempt, {
    cef: {
      Status: ['cs4: Reason or Error Code', 'reason?'],
      SubStatus: 'reason',
      FailureReason: 'msg',
    },
    leef: { FailureReason: 'msg' },
    outcomeField: 'Status',
  }),
  // User/Device claims information
  4626: join(logonDetail, { cef: { UserClaims: 'cs5: User Claims', DeviceClaims: 'cs6: Device Claims' } }),
  // Group membership information
  4627: join(logonDetail, { cef: { GroupMembership: 'cs6: Group Membership' } }),
  // An account was logged off
  4634: join(target, { cef: { LogonType: 'cn1: LogonType' } }),
  // User initiated logoff
  4647: target,
  // A logon was attempted using explicit credentials.
  // The account whose credentials are used is the destination user. Its logon is another event, so there is no `duid`.
  4648: join(subject, affected, peer, actingProcess, {
    cef: { LogonGuid: 'cs6: Logon GUID', TargetServerName: 'destinationServiceName' },
    leef: { TargetServerName: 'resource' },
  }),
  // A replay attack was detected
  4649: join(requester, targetName, actingProcess, {
    cef: {
      RequestType: 'cs1: Request Type',
      LogonProcessName: 'deviceProcessName',
      AuthenticationPackage: 'cs5: Authentication Package Name',
      WorkstationName: 'shost',
    },
  }),
  // Special privileges assigned to new logon
  4672: join(actor, { cef: { PrivilegeList: 'dpriv' } }),
  // SIDs were filtered
  4675: join(targetName, { cef: { TdoSid: 'cs5: Trusted Domain SID', SidList: 'cs6: Filtered SIDs' } }),
  // A session was reconnected to a Window Station
  4778: namedSession,
  // A session was disconnected from a Window Station
  4779: namedSession,
  // The workstation was locked
  4800: workstation,
  // The workstation was unlocked
  4801: workstation,
  // The screen saver was invoked
  4802: workstation,
  // The screen saver was dismissed
  4803: workstation,
  // A user was denied the access to Remote Desktop
  4825: session,
  // Special groups have been assigned to a new logon.
  // The logon GUID is that of the new logon, as in its 4624; the subject's own stays under an own key.
  4964: join(requester, target, {
    cef: { TargetLogonGuid: 'cs6: Logon GUID', SidList: 'cs5: Special Groups' },
  }),
  // The requested credentials delegation was disallowed by policy
  5378: join(subject, {
    cef: {
      Package: 'cs5: Authentication Package Name',
      UserUPN: 'duser',
      TargetServer: 'destinationServiceName',
      CredType: 'cs1: Credential Type',
    },
    leef: { UserUPN: 'accountName', TargetServer: 'resource' },
  }),
  // A request was made to authenticate to a wireless network
  5632: join(networkLogon, {
    cef: { SSID: 'cs6: SSID', PeerMac: 'dmac', LocalMac: 'smac' },
    leef: { SSID: 'resource', PeerMac: 'dstMAC', LocalMac: 'srcMAC' },
  }),
  // A request was made to authenticate to a wired network
  5633: join(networkLogon, {
    cef: { InterfaceName: 'cs6: Interface Name' },
    leef: { InterfaceName: 'resource' },
  }),
  // No published title
  6427: join(logonDetail, { cef: { SystemAccessRightRequiredForLogon: 'cs5: Logon Right' } }),
  // No published title
  6428: join(requester, targetName, {
    cef: { LogonType: 'cn1: LogonType', DenySystemAccessRight: 'cs5: Logon Right' },
  }),
  // No published title
  6429: join(requester, targetName, {
    cef: { LogonType: 'cn1: LogonType', AllowSystemAccessRight: 'cs5: Logon Right' },
  }),
};
