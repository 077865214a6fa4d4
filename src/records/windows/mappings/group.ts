import type { EventMappings } from '../../event-mapping.ts';
import { actor, join, type Shape, subject } from './shapes.ts';

/** The group, `DOMAIN\name`, with the SID by which rules know built-in groups in any language. */
const group = {
  cef: { TargetSid: 'cs5: Group SID' },
  leef: {},
  qualified: { cef: 'cs6: Group', leef: 'groupID', domain: 'TargetDomainName', name: 'TargetUserName' },
} as const satisfies Shape;

/** Somebody (source user) manages a group. */
const groupChange = join(subject, group, { cef: { PrivilegeList: 'spriv' } });

/** Somebody (source user) changes who is a member (destination user: its DN, else its SID). */
const memberChange = join(groupChange, {
  cef: { MemberName: 'duser', MemberSid: ['duid', 'duser?'] },
  leef: { MemberName: 'accountName', MemberSid: 'accountName?' },
});

const memberAdded = join(memberChange, {
  cef: { MembershipExpirationTime: 'deviceCustomDate1: Membership Expiration Time' },
});

/** Somebody (destination user, as no other account takes part) looks at an account or a group with a program. */
const enumeration = join(actor, {
  cef: { CallerProcessId: 'cs3: Process ID', CallerProcessName: 'dproc' },
});

/** Groups for permissions, for mail, and of applications. */
export const groupMappings: EventMappings = {
  // A security-enabled global group was created
  4727: groupChange,
  // A member was added to a security-enabled global group
  4728: memberAdded,
  // A member was removed from a security-enabled global group
  4729: memberChange,
  // A security-enabled global group was deleted
  4730: groupChange,
  // A security-enabled local group was created
  4731: groupChange,
  // A member was added to a security-enabled local group
  4732: memberAdded,
  // A member was removed from a security-enabled local group
  4733: memberChange,
  // A security-enabled local group was deleted
  4734: groupChange,
  // A security-enabled local group was changed
  4735: groupChange,
  // A security-enabled global group was changed
  4737: groupChange,
  // A security-disabled local group was created
  4744: groupChange,
  // A security-disabled local group was changed
  4745: groupChange,
  // A member was added to a security-disabled local group
  4746: memberAdded,
  // A member was removed from a security-disabled local group
  4747: memberChange,
  // A security-disabled local group was deleted
  4748: groupChange,
  // A security-disabled global group was created
  4749: groupChange,
  // A security-disabled global group was changed
  4750: groupChange,
  // A member was added to a security-disabled global group
  4751: memberAdded,
  // A member was removed from a security-disabled global group
  4752: memberChange,
  // A security-disabled global group was deleted
  4753: groupChange,
  // A security-enabled universal group was created
  4754: groupChange,
  // A security-enabled universal group was changed
  4755: groupChange,
  // A member was added to a security-enabled universal group
  4756: memberAdded,
  // A member was removed from a security-enabled universal group
  4757: memberChange,
  // A security-enabled universal group was deleted
  4758: groupChange,
  // A security-disabled universal group was created
  4759: groupChange,
  // A security-disabled universal group was changed
  4760: groupChange,
  // A member was added to a security-disabled universal group
  4761: memberAdded,
  // A member was removed from a security-disabled universal group
  4762: memberChange,
  // A security-disabled universal group was deleted
  4763: groupChange,
  // A group's type was changed
  4764: join(groupChange, { cef: { GroupTypeChange: 'cs1: Group Type Change' } }),
  // A basic application group was created
  4783: groupChange,
  // A basic application group was changed
  4784: groupChange,
  // A member was added to a basic application group
  4785: memberAdded,
  // A member was removed from a basic application group
  4786: memberChange,
  // A non-member was added to a basic application group
  4787: memberChange,
  // A non-member was removed from a basic application group
  4788: memberChange,
  // A basic application group was deleted
  4789: groupChange,
  // An LDAP query group was created
  4790: groupChange,
  // An LDAP query group was changed
  4791: groupChange,
  // An LDAP query group was deleted
  4792: groupChange,
  // A user's local group membership was enumerated.
  // The account is looked at, not changed: the one who looks is the destination user, as in 4799.
  4798: join(enumeration, {
    cef: { TargetSid: 'cs5: Account SID' },
    qualified: {
      cef: 'cs6: Account',
      leef: 'accountName',
      domain: 'TargetDomainName',
      name: 'TargetUserName',
    },
  }),
  // A security-enabled local group membership was enumerated
  4799: join(enumeration, group),
};
