/**
 * Fields whose line breaks are not kept: they part the entries of a list. Stated once more than in the program, so that a
 * field which becomes a list there by mistake is seen here.
 */
export const lists: ReadonlySet<string> = new Set([
  'AccessList',
  'AccessMask',
  'AccessReason',
  'AllowedToDelegateTo',
  'DeviceClaims',
  'DisabledPrivilegeList',
  'EnabledPrivilegeList',
  'GroupMembership',
  'PrivilegeList',
  'Properties',
  'ServicePrincipalNames',
  'SidList',
  'StagingReason',
  'UserAccountControl',
  'UserClaims',
]);
