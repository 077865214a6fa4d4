import { type EcsFields, type EcsMapping, type EcsMappings, ecs, subject } from '../../ecs-mapping.ts';

/** The account that something was done to. */
const target: EcsFields = {
  TargetSid: 'user.target.id',
  TargetUserName: 'user.target.name:user',
  TargetDomainName: 'user.target.domain',
};
/** The group that something was done to, and who was put in or taken out. */
const group: EcsFields = {
  TargetSid: ['group.id', 'user.target.group.id'],
  TargetUserName: ['group.name', 'user.target.group.name'],
  TargetDomainName: ['group.domain', 'user.target.group.domain'],
  MemberName: 'user.target.name:cn',
  MemberSid: 'user.target.id',
};
const computer: EcsFields = {
  TargetSid: 'winlog.computerObject.id',
  TargetUserName: 'winlog.computerObject.name',
  TargetDomainName: 'winlog.computerObject.domain',
};

const user = (action: string, type: string): EcsMapping =>
  ecs(action, 'iam', `user ${type}`, subject, target);
const groupOf = (action: string, type: string): EcsMapping =>
  ecs(action, 'iam', `group ${type}`, subject, group);
const machine = (action: string, type: string): EcsMapping =>
  ecs(action, 'iam', `${type} admin`, subject, computer);

const added = groupOf('added-group-account', 'creation');
const modified = groupOf('modified-group-account', 'change');
const deleted = groupOf('deleted-group-account', 'deletion');
const memberAdded = groupOf('added-member-to-group', 'change');
const memberRemoved = groupOf('removed-member-from-group', 'change');
const listAdded = groupOf('added-distribution-group-account', 'creation');
const listChanged = groupOf('changed-distribution-group-account', 'change');
const listDeleted = groupOf('deleted-distribution-group-account', 'deletion');
const listMemberAdded = groupOf('added-member-to-distribution-group', 'change');
const listMemberRemoved = groupOf('removed-member-from-distribution-group', 'change');

/** Users, groups, computers and what they may. */
export const accountEcs: EcsMappings = {
  4717: ecs('system-security-access-granted', 'iam configuration', 'admin change', subject),
  4718: ecs('system-security-access-removed', 'iam configuration', 'admin deletion', subject),
  4720: user('added-user-account', 'creation'),
  4722: user('enabled-user-account', 'change'),
  4723: user('changed-password', 'change'),
  4724: user('reset-password', 'change'),
  4725: user('disabled-user-account', 'deletion'),
  4726: user('deleted-user-account', 'deletion'),
  4727: added,
  4728: memberAdded,
  4729: memberRemoved,
  4730: deleted,
  4731: added,
  4732: memberAdded,
  4733: memberRemoved,
  4734: deleted,
  4735: modified,
  4737: modified,
  4738: user('modified-user-account', 'change'),
  4740: ecs('locked-out-user-account', 'iam', 'user change', subject, {
    TargetSid: 'user.target.id',
    TargetUserName: 'user.target.name:user',
    // Of this event the field is the computer that the tries came from.
    TargetDomainName: ['user.target.domain', 'source.domain'],
  }),
  4741: machine('added-computer-account', 'creation'),
  4742: machine('changed-computer-account', 'change'),
  4743: machine('deleted-computer-account', 'deletion'),
  4744: listAdded,
  4745: listChanged,
  4746: listMemberAdded,
  4747: listMemberRemoved,
  4748: listDeleted,
  4749: listAdded,
  4750: listChanged,
  4751: listMemberAdded,
  4752: listMemberRemoved,
  4753: listDeleted,
  4754: added,
  4755: modified,
  4756: memberAdded,
  4757: memberRemoved,
  4758: deleted,
  4759: listAdded,
  4760: listChanged,
  4761: listMemberAdded,
  4762: listMemberRemoved,
  4763: listDeleted,
  4764: groupOf('type-changed-group-account', 'change'),
  4767: user('unlocked-user-account', 'change'),
  4781: ecs('renamed-user-account', 'iam', 'user change', subject, {
    TargetSid: 'user.target.id',
    TargetDomainName: 'user.target.domain',
    OldTargetUserName: 'user.target.name',
    NewTargetUserName: 'user.changes.name',
  }),
  4797: user('query-existence-of-blank-password', 'info'),
  4798: ecs('group-membership-enumerated', 'iam', 'user info', subject, target, {
    CallerProcessId: 'process.pid:pid',
    CallerProcessName: ['process.executable', 'process.name:base'],
  }),
  4799: ecs('user-member-enumerated', 'iam', 'group info', subject, group, {
    CallerProcessId: 'process.pid:pid',
    CallerProcessName: ['process.executable', 'process.name:base'],
  }),
  5379: ecs('credential-manager-credentials-were-read', 'iam', 'user info', subject),
  5380: ecs('vault-credential-find', 'iam', 'user info', subject),
  5381: ecs('vault-credentials-were-read', 'iam', 'user info', subject),
  5382: ecs('vault-credentials-were-read', 'iam', 'user info', subject),
};
