import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** NTLM from this computer to another: the account that called stands on the source's side, the one used is the destination's. */
const outgoing: EventMapping = {
  cef: {
    TargetName: 'destinationServiceName',
    UserName: 'duser',
    DomainName: 'dntdom',
    CallerPID: 'spid',
    ProcessName: 'sproc',
    ClientLUID: 'suid',
    ClientUserName: 'suser',
    ClientDomainName: 'sntdom',
  },
  leef: { TargetName: 'resource', UserName: 'usrName', DomainName: 'domain' },
  computerIsDestination: false,
};

/** NTLM to this computer. */
const incoming: EventMapping = {
  cef: {
    CallerPID: 'dpid',
    ProcessName: 'dproc',
    ClientLUID: 'suid',
    ClientUserName: 'suser',
    ClientDomainName: 'sntdom',
  },
  leef: { ProcessName: 'resource', ClientUserName: 'usrName', ClientDomainName: 'domain' },
};

/** NTLM of an account of the domain, seen by a domain controller. */
const ofDomain: EventMapping = {
  cef: {
    UserName: 'duser',
    DomainName: 'dntdom',
    Workstation: 'shost',
    CallerPID: 'dpid',
    ProcessName: 'dproc',
    LogonType: 'cn1: LogonType',
  },
  leef: { UserName: 'usrName', DomainName: 'domain' },
};

/** The domain controller's own view: which computer asked it. */
const throughController: EventMapping = {
  cef: { SChannelName: 'dhost', UserName: 'duser', DomainName: 'dntdom', WorkstationName: 'shost' },
  leef: { UserName: 'usrName', DomainName: 'domain' },
  computerIsDestination: false,
};

const restricted: EventMapping = {
  cef: { AccountName: 'duser', DeviceName: 'shost', Status: 'reason' },
  leef: { AccountName: 'usrName' },
};

const audited = { act: 'audited' } as const;
const blocked = { act: 'blocked' } as const;

/** NTLM's Operational channel. */
export const ntlmMappings: EventMappings = {
  // Refused: a member of Protected Users, an authentication policy
  100: { ...restricted, constants: blocked },
  101: { ...restricted, constants: blocked },
  // Blocked: outgoing, incoming, of the domain, in the domain
  4001: { ...outgoing, constants: blocked },
  4002: { ...incoming, constants: blocked },
  4003: { ...ofDomain, constants: blocked },
  4004: { ...throughController, constants: blocked },
  // Would have been refused as a member of Protected Users
  4012: { cef: { AccountName: 'duser', DeviceName: 'shost' }, leef: { AccountName: 'usrName' } },
  // Version 1 was tried
  4013: outgoing,
  // Audited: outgoing, incoming, of the domain, in the domain
  8001: { ...outgoing, constants: audited },
  8002: { ...incoming, constants: audited },
  8003: { ...ofDomain, constants: audited },
  8004: { ...throughController, constants: audited },
};

const fromClient: EventMapping = {
  cef: {
    UserName: 'duser',
    ClientName: 'shost',
    ShareName: ['fname', 'filePath'],
    Status: 'reason',
    SessionId: 'cs3: SMB Session ID',
  },
  leef: { UserName: 'usrName', ShareName: 'resource' },
};

/** The SMB server. `ClientAddress` is a socket address in hexadecimal: it stays under its own key. */
export const smbServerMappings: EventMappings = {
  // A session could not be authenticated
  551: { ...fromClient, constants: { outcome: 'failure' } },
  // Access to a share was denied, anonymous access was denied
  1006: { ...fromClient, constants: { outcome: 'failure' } },
  1007: { ...fromClient, constants: { outcome: 'failure' } },
  // SMB1 was used, was refused
  1001: fromClient,
  3000: fromClient,
};

const toServer: EventMapping = {
  cef: {
    ServerName: 'dhost',
    UserName: 'duser',
    Status: 'reason',
    Reason: 'cs4: Reason or Error Code',
    ShareName: ['fname', 'filePath'],
  },
  leef: { ServerName: 'resource', UserName: 'usrName' },
  computerIsDestination: false,
};

/** The SMB client: the destination is the server. */
export const smbClientMappings: EventMappings = {
  // Connectivity: name resolution, connection, session, share failed
  30800: toServer,
  30803: toServer,
  30804: toServer,
  30805: toServer,
  30806: toServer,
  30807: toServer,
  // A logon failed, a share could not be connected
  31001: toServer,
  31010: toServer,
  // An insecure guest logon was refused, allowed
  31017: { ...toServer, constants: blocked },
  31018: toServer,
};
