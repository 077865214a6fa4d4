import type { EventMappings } from '../../event-mapping.ts';
import { join, peer, resultCode, type Shape } from './shapes.ts';

/** The account that asks. */
const account = {
  cef: { TargetUserName: 'duser', TargetDomainName: 'dntdom' },
  leef: { TargetUserName: 'usrName', TargetDomainName: 'domain' },
} as const satisfies Shape;

/** Where it fits, the account that asks, without a domain. */
const accountName = {
  cef: { TargetUserName: 'duser' },
  leef: { TargetUserName: 'usrName' },
} as const satisfies Shape;

/** What a ticket is asked for. Options and encryption types are numbers that rules look for: they stay under own keys. */
const service = {
  cef: { ServiceName: 'destinationServiceName' },
  leef: { ServiceName: 'resource' },
} as const satisfies Shape;

const logonGuid = { cef: { LogonGuid: 'cs6: Logon GUID' } } as const satisfies Shape;

/** An authentication policy and its silo. */
const policy = {
  cef: { SiloName: 'cs1: Authentication Silo', PolicyName: 'cs5: Authentication Policy' },
  leef: { PolicyName: 'policy' },
} as const satisfies Shape;

const device = { cef: { DeviceName: 'shost' } } as const satisfies Shape;

const request = join(account, service, peer);

const preAuthentication = join(accountName, service, peer, resultCode('Status'));

const restricted = join(device, resultCode('Status'), {
  cef: { AccountName: 'duser' },
  leef: { AccountName: 'usrName' },
});

/** Kerberos and NTLM on a domain controller: the account that asks is the destination user. */
export const credentialMappings: EventMappings = {
  // A Kerberos authentication ticket (TGT) was requested
  4768: join(request, resultCode('Status')),
  // A Kerberos service ticket was requested
  4769: join(request, logonGuid, resultCode('Status')),
  // A Kerberos service ticket was renewed
  4770: request,
  // Kerberos pre-authentication failed
  4771: preAuthentication,
  // A Kerberos authentication ticket request failed
  4772: join(request, resultCode('FailureCode')),
  // A Kerberos service ticket request failed
  4773: join(request, resultCode('FailureCode')),
  // An account was mapped for logon
  4774: {
    cef: {
      MappingBy: 'cs5: Authentication Package Name',
      ClientUserName: 'duser',
      MappedName: 'cs6: Mapped Name',
    },
    leef: { ClientUserName: 'usrName' },
  },
  // An account could not be mapped for logon.
  // The same two names as in 4774, but the other way round: the first holds the package, the second the account.
  4775: {
    cef: { ClientUserName: 'cs5: Authentication Package Name', MappingBy: 'duser' },
    leef: { MappingBy: 'usrName' },
  },
  // The computer attempted to validate the credentials for an account.
  // Microsoft Defender for Identity reads this event from CEF and looks for the label EventSource.
  4776: join(accountName, resultCode('Status'), {
    cef: { PackageName: 'cs5: Authentication Package Name', Workstation: 'shost' },
    constants: { 'cs3: EventSource': 'Microsoft-Windows-Security-Auditing' },
  }),
  // The domain controller failed to validate the credentials for an account.
  // The field that is called ClientUserName holds the package here.
  4777: join(accountName, resultCode('Status'), {
    cef: { ClientUserName: 'cs5: Authentication Package Name', Workstation: 'shost' },
  }),
  // A Kerberos Ticket-granting-ticket (TGT) was denied because the device does not meet the access control restrictions
  4820: join(request, device, policy, resultCode('Status')),
  // A Kerberos service ticket was denied because the user, device, or both does not meet the access control restrictions
  4821: join(request, device, policy, logonGuid, resultCode('Status')),
  // NTLM authentication failed because the account was a member of the Protected User group
  4822: restricted,
  // NTLM authentication failed because access control restrictions are required
  4823: join(restricted, policy),
  // Kerberos preauthentication by using DES or RC4 failed because the account was a member of the Protected User group
  4824: preAuthentication,
};
