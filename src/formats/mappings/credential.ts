import type { EventMapping, EventMappings } from '../mapping.ts';

/** Kerberos: the account that asks is the destination user, the service what it asks for. */
const ticket: EventMapping = {
  cef: {
    TargetUserName: 'duser',
    TargetDomainName: 'dntdom',
    ServiceName: 'destinationServiceName',
    Status: 'cs4: Reason or Error Code',
    IpAddress: 'src',
    IpPort: 'spt',
  },
  leef: {
    TargetUserName: 'usrName',
    TargetDomainName: 'domain',
    ServiceName: 'resource',
    IpAddress: 'src',
    IpPort: 'srcPort',
  },
  outcomeField: 'Status',
};

/** Kerberos and NTLM on a domain controller. */
export const credentialMappings: EventMappings = {
  // A Kerberos authentication ticket (TGT) was requested
  4768: ticket,
  // A Kerberos service ticket was requested
  4769: ticket,
  // Kerberos pre-authentication failed
  4771: ticket,
  // The computer attempted to validate the credentials for an account
  4776: {
    cef: {
      PackageName: 'cs5: Authentication Package Name',
      TargetUserName: 'duser',
      Workstation: 'shost',
      Status: 'cs4: Reason or Error Code',
    },
    leef: { TargetUserName: 'usrName' },
    // Microsoft Defender for Identity reads this event from CEF and looks for this label.
    constants: { 'cs3: EventSource': 'Microsoft-Windows-Security-Auditing' },
    outcomeField: 'Status',
  },
};
