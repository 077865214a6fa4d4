import type { EventMappings } from '../../event-mapping.ts';
import { affected, join, resultCode, type Shape, subject } from './shapes.ts';

/** Somebody (source user) manages an account (destination user, whose SID is `duid`). */
const management = join(subject, affected, { cef: { TargetSid: 'duid' } });

/** The privileges that the one who acts made use of. */
const usedPrivileges = { cef: { PrivilegeList: 'spriv' } } as const satisfies Shape;

/** The account as it is now. Raw account control values stay under own keys. */
const properties = join(management, usedPrivileges, {
  cef: {
    UserAccountControl: 'cs1: User Account Control',
    AllowedToDelegateTo: 'cs5: Allowed To Delegate To',
    UserPrincipalName: 'cs6: User Principal Name',
  },
  leef: { UserAccountControl: 'userAccountControl' },
});

const managementWithPrivileges = join(management, usedPrivileges);

/** The account that SID history was taken from. */
const sidHistory = join(managementWithPrivileges, {
  cef: {
    SourceUserName: 'cs5: Source Account',
    SourceSid: 'cs6: Source SID',
    SidList: 'cs1: SID List',
  },
});

/** A program asks about an account: on whose behalf, and from which computer. */
const inquiry = join(subject, { cef: { Workstation: 'shost' } });

/** Accounts of users and computers. */
export const accountMappings: EventMappings = {
  // A user account was created
  4720: properties,
  // A user account was enabled
  4722: management,
  // An attempt was made to change an account's password
  4723: managementWithPrivileges,
  // An attempt was made to reset an account's password
  4724: management,
  // A user account was disabled
  4725: management,
  // A user account was deleted
  4726: managementWithPrivileges,
  // A user account was changed
  4738: properties,
  // A user account was locked out.
  // TargetDomainName is no domain but the computer that the attempts came from; the account is of the domain that
  // locks it out, the subject's.
  4740: join(subject, {
    cef: {
      TargetUserName: 'duser',
      TargetDomainName: 'shost',
      TargetSid: 'duid',
      SubjectDomainName: ['sntdom', 'dntdom'],
    },
    leef: { TargetUserName: 'accountName', TargetDomainName: 'callerComputer' },
  }),
  // A computer account was created
  4741: properties,
  // A computer account was changed
  4742: properties,
  // A computer account was deleted
  4743: managementWithPrivileges,
  // SID History was added to an account
  4765: sidHistory,
  // An attempt to add SID History to an account failed
  4766: join(managementWithPrivileges, { cef: { SourceUserName: 'cs5: Source Account' } }),
  // A user account was unlocked
  4767: management,
  // The ACL was set on accounts which are members of administrators groups
  4780: managementWithPrivileges,
  // The name of an account was changed.
  // After the event the account has its new name.
  4781: join(subject, usedPrivileges, {
    cef: {
      OldTargetUserName: 'cs5: Old Account Name',
      NewTargetUserName: ['cs6: New Account Name', 'duser'],
      TargetDomainName: 'dntdom',
      TargetSid: 'duid',
    },
    leef: { NewTargetUserName: 'accountName' },
  }),
  // The password hash of an account was accessed
  4782: join(subject, affected),
  // The Password Policy Checking API was called
  4793: join(inquiry, resultCode('Status'), {
    cef: { TargetUserName: 'duser' },
    leef: { TargetUserName: 'accountName' },
  }),
  // An attempt was made to set the Directory Services Restore Mode administrator password
  4794: join(inquiry, resultCode('Status')),
  // An attempt was made to query the existence of a blank password for an account
  4797: join(inquiry, affected),
  // SID History was removed from an account
  4830: sidHistory,
};
