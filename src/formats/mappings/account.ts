import type { EventMapping, EventMappings } from '../mapping.ts';

const actor = { SubjectUserName: 'suser', SubjectDomainName: 'sntdom', SubjectLogonId: 'suid' } as const;
const actorLeef = { SubjectUserName: 'usrName', SubjectDomainName: 'domain' } as const;

/** Somebody (source user) manages an account (destination user, whose SID is `duid`). */
const accountChange: EventMapping = {
  cef: {
    TargetUserName: 'duser',
    TargetDomainName: 'dntdom',
    TargetSid: 'duid',
    ...actor,
    UserAccountControl: 'cs1: User Account Control',
  },
  leef: { ...actorLeef, TargetUserName: 'accountName', UserAccountControl: 'userAccountControl' },
};

/** Somebody (source user) adds a member (destination user: its DN, else its SID) to a group (`DOMAIN\name`). */
const memberAdded: EventMapping = {
  cef: { MemberName: 'duser', MemberSid: ['duid', 'duser?'], ...actor },
  leef: { MemberName: 'accountName', MemberSid: 'accountName?', ...actorLeef },
  qualified: { cef: 'cs6: Group', leef: 'groupID', domain: 'TargetDomainName', name: 'TargetUserName' },
};

/** Accounts and groups. */
export const accountMappings: EventMappings = {
  // A user account was created
  4720: accountChange,
  // A user account was enabled
  4722: accountChange,
  // An attempt was made to change an account's password
  4723: accountChange,
  // An attempt was made to reset an account's password
  4724: accountChange,
  // A user account was disabled
  4725: accountChange,
  // A user account was deleted
  4726: accountChange,
  // A member was added to a security-enabled global, local, universal group
  4728: memberAdded,
  4732: memberAdded,
  4756: memberAdded,
  // A user account was changed
  4738: accountChange,
  // A user account was locked out: TargetDomainName is the computer that the attempts came from
  4740: {
    cef: {
      TargetUserName: 'duser',
      TargetDomainName: 'shost',
      TargetSid: 'duid',
      SubjectUserName: 'suser',
      SubjectDomainName: ['sntdom', 'dntdom'],
      SubjectLogonId: 'suid',
    },
    leef: { ...actorLeef, TargetUserName: 'accountName', TargetDomainName: 'callerComputer' },
  },
};
