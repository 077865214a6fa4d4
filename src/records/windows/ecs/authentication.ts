import { actingProcess, type EcsFields, type EcsMappings, ecs, peer, subject } from '../../ecs-mapping.ts';

/** Who logs on: the user of the event is the account that is signed in, and not the service that asked for it. */
const signedIn: EcsFields = {
  TargetUserSid: 'user.id',
  TargetSid: 'user.id',
  TargetUserName: 'user.name:user',
  TargetDomainName: 'user.domain',
  LogonType: 'winlog.logon.type:logonType',
};
/** The program that asked for the logon, under the account that it runs as. */
const asker: EcsFields = { SubjectLogonId: 'winlog.logon.id', SubjectUserName: 'related.user' };
const ended: EcsFields = { TargetLogonId: 'winlog.logon.id' };
const effective: EcsFields = {
  TargetUserSid: 'user.effective.id',
  TargetUserName: 'user.effective.name:user',
  TargetDomainName: 'user.effective.domain',
};
const session: EcsFields = {
  AccountName: 'user.name',
  AccountDomain: 'user.domain',
  LogonID: 'winlog.logon.id',
  ClientAddress: 'source.ip:ip',
  ClientName: 'source.domain',
};
const ticket: EcsFields = { ...signedIn, ...peer, ServiceName: 'service.name' };

/** Logons, sessions, tickets. */
export const authenticationEcs: EcsMappings = {
  4624: ecs('logged-in', 'authentication', 'start', signedIn, asker, actingProcess, peer),
  4625: ecs('logon-failed', 'authentication', 'start', signedIn, asker, actingProcess, peer),
  4634: ecs('logged-out', 'authentication', 'end', signedIn, ended),
  4647: ecs('logged-out', 'authentication', 'end', signedIn, ended),
  4648: ecs('logged-in-explicit', 'authentication', 'start', subject, effective, actingProcess, peer),
  4672: ecs('logged-in-special', 'iam', 'admin', subject),
  4768: ecs('kerberos-authentication-ticket-requested', 'authentication', 'start', ticket),
  4769: ecs('kerberos-service-ticket-requested', 'authentication', 'start', ticket),
  4770: ecs('kerberos-service-ticket-renewed', 'authentication', 'start', ticket),
  4771: ecs('kerberos-preauth-failed', 'authentication', 'start', ticket),
  4776: ecs('credential-validated', 'authentication', 'start', signedIn, { Workstation: 'source.domain' }),
  4778: ecs('session-reconnected', 'authentication session', 'start', session),
  4779: ecs('session-disconnected', 'authentication session', 'end', session),
  4964: ecs('logged-in-special', 'iam', 'admin group', signedIn, ended),
};
