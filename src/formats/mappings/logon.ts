import type { EventMappings } from '../mapping.ts';

const logon = {
  SubjectUserName: 'suser',
  SubjectDomainName: 'sntdom',
  SubjectLogonId: 'suid',
  TargetUserName: 'duser',
  TargetDomainName: 'dntdom',
  LogonType: 'cn1: LogonType',
  LogonProcessName: 'deviceProcessName',
  AuthenticationPackageName: 'cs5: Authentication Package Name',
  WorkstationName: 'shost',
  IpAddress: 'src',
  IpPort: 'spt',
  ProcessName: 'dproc',
  ProcessId: 'cs3: Process ID',
} as const;

const logonLeef = {
  TargetUserName: 'usrName',
  TargetDomainName: 'domain',
  IpAddress: 'src',
  IpPort: 'srcPort',
} as const;

const target = { TargetUserName: 'duser', TargetDomainName: 'dntdom', TargetLogonId: 'duid' } as const;

/** Logon, logoff and sessions: the account that logs on or off is the destination user, its logon id `duid`. */
export const logonMappings: EventMappings = {
  // An account was successfully logged on
  4624: {
    cef: {
      ...logon,
      TargetLogonId: 'duid',
      LogonGuid: 'cs6: Logon GUID',
      ImpersonationLevel: 'cs1: Impersonation Level',
    },
    // No identSrc/identHostName here: the name and, behind gateways, the address are what the client claims, and
    // QRadar would write them into its asset database.
    leef: { ...logonLeef, ImpersonationLevel: 'impersonationLevel' },
  },
  // An account failed to log on
  4625: {
    cef: {
      ...logon,
      Status: ['cs4: Reason or Error Code', 'reason?'],
      SubStatus: 'reason',
      FailureReason: 'msg',
    },
    leef: { ...logonLeef, FailureReason: 'msg' },
  },
  // An account was logged off
  4634: {
    cef: { ...target, LogonType: 'cn1: LogonType' },
    leef: { TargetUserName: 'usrName', TargetDomainName: 'domain' },
  },
  // User initiated logoff
  4647: { cef: target, leef: { TargetUserName: 'usrName', TargetDomainName: 'domain' } },
  // A logon was attempted using explicit credentials
  4648: {
    cef: {
      SubjectUserName: 'suser',
      SubjectDomainName: 'sntdom',
      SubjectLogonId: 'suid',
      LogonGuid: 'cs6: Logon GUID',
      TargetUserName: 'duser',
      TargetDomainName: 'dntdom',
      TargetServerName: 'destinationServiceName',
      ProcessId: 'cs3: Process ID',
      ProcessName: 'dproc',
      IpAddress: 'src',
      IpPort: 'spt',
    },
    leef: {
      SubjectUserName: 'usrName',
      SubjectDomainName: 'domain',
      TargetUserName: 'accountName',
      TargetServerName: 'resource',
      IpAddress: 'src',
      IpPort: 'srcPort',
    },
  },
  // Special privileges assigned to new logon
  4672: {
    cef: {
      SubjectUserName: 'duser',
      SubjectDomainName: 'dntdom',
      SubjectLogonId: 'duid',
      PrivilegeList: 'dpriv',
    },
    leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain' },
  },
  // A session was reconnected to a Window Station
  4778: {
    cef: {
      AccountName: 'duser',
      AccountDomain: 'dntdom',
      LogonID: 'duid',
      SessionName: 'cs5: Session Name',
      ClientName: 'shost',
      ClientAddress: 'src',
    },
    leef: { AccountName: 'usrName', AccountDomain: 'domain', ClientAddress: 'src' },
  },
};
