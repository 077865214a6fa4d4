import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Account Management. */
export const accountManagement: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Account Management',
  subcategories: {
    'User Account Management': {
      4720: {
        title: 'A user account was created.',
        v0: `
          T3 S4 PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath
          ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo
          OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours
        `,
      },
      4722: {
        title: 'A user account was enabled.',
        v0: 'T3 S4',
      },
      4723: {
        title: "An attempt was made to change an account's password.",
        v0: 'T3 S4 PrivilegeList',
      },
      4724: {
        title: "An attempt was made to reset an account's password.",
        criticality: 'medium',
        v0: 'T3 S4',
      },
      4725: {
        title: 'A user account was disabled.',
        v0: 'T3 S4',
      },
      4726: {
        title: 'A user account was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4738: {
        title: 'A user account was changed.',
        v0: `
          Dummy T3 S4 PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath
          ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId
          AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours
        `,
      },
      4740: {
        title: 'A user account was locked out.',
        v0: 'T3 S4',
      },
      4765: {
        title: 'SID History was added to an account.',
        criticality: 'high',
        v0: 'SourceUserName SourceSid T3 S4 PrivilegeList SidList',
      },
      4766: {
        title: 'An attempt to add SID History to an account failed.',
        criticality: 'high',
        v0: 'SourceUserName T3 SubjectUserName SubjectDomainName SubjectLogonId PrivilegeList',
      },
      4767: {
        title: 'A user account was unlocked.',
        v0: 'T3 S4',
      },
      4780: {
        title: 'The ACL was set on accounts which are members of administrators groups.',
        criticality: 'medium',
        v0: 'T3 S4 PrivilegeList',
      },
      4781: {
        title: 'The name of an account was changed.',
        v0: 'OldTargetUserName NewTargetUserName TargetDomainName TargetSid S4 PrivilegeList',
      },
      4794: {
        title: 'An attempt was made to set the Directory Services Restore Mode administrator password.',
        criticality: 'high',
        v0: 'S4 Workstation Status',
      },
      4797: {
        title: 'An attempt was made to query the existence of a blank password for an account.',
        v0: 'S4 Workstation TargetUserName TargetDomainName',
      },
      4798: {
        title: "A user's local group membership was enumerated.",
        v0: 'T3 S4 CallerProcessId CallerProcessName',
      },
      4830: {
        title: 'SID History was removed from an account.',
        v0: 'SourceUserName SourceSid T3 S4 PrivilegeList SidList',
      },
      5376: {
        title: 'Credential Manager credentials were backed up.',
        criticality: 'medium',
        v0: 'S4',
        v1: '+ BackupFileName ProcessCreationTime ClientProcessId',
      },
      5377: {
        title: 'Credential Manager credentials were restored from a backup.',
        criticality: 'medium',
        v0: 'S4',
        v1: '+ BackupFileName ProcessCreationTime ClientProcessId',
      },
      5379: {
        title: 'Credential Manager credentials were read.',
        v0: `
          S4 TargetName Type CountOfCredentialsReturned ReadOperation ReturnCode ProcessCreationTime
          ClientProcessId
        `,
      },
      // Placed beside 5379, 5381 and 5382.
      5380: {
        title: 'Vault credentials were searched for.',
        v0: `
          S4 SearchString SchemaFriendlyName Schema CountOfCredentialsReturned ProcessCreationTime
          ClientProcessId
        `,
      },
      5381: {
        title: 'Vault credentials were read.',
        v0: 'S4 Flags CountOfCredentialsReturned ProcessCreationTime ClientProcessId',
      },
      5382: {
        title: 'Vault credentials were read.',
        v0: `
          S4 SchemaFriendlyName Schema Resource Identity PackageSid Flags ReturnCode ProcessCreationTime
          ClientProcessId
        `,
      },
    },
    'Computer Account Management': {
      4741: {
        title: 'A computer account was created.',
        v0: `
          T3 S4 PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory HomePath ScriptPath
          ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId AllowedToDelegateTo
          OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours DnsHostName
          ServicePrincipalNames
        `,
      },
      4742: {
        title: 'A computer account was changed.',
        v0: `
          ComputerAccountChange T3 S4 PrivilegeList SamAccountName DisplayName UserPrincipalName HomeDirectory
          HomePath ScriptPath ProfilePath UserWorkstations PasswordLastSet AccountExpires PrimaryGroupId
          AllowedToDelegateTo OldUacValue NewUacValue UserAccountControl UserParameters SidHistory LogonHours
          DnsHostName ServicePrincipalNames
        `,
      },
      4743: {
        title: 'A computer account was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
    },
    'Security Group Management': {
      4727: {
        title: 'A security-enabled global group was created.',
        criticality: 'medium',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4728: {
        title: 'A member was added to a security-enabled global group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4729: {
        title: 'A member was removed from a security-enabled global group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4730: {
        title: 'A security-enabled global group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4731: {
        title: 'A security-enabled local group was created.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4732: {
        title: 'A member was added to a security-enabled local group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4733: {
        title: 'A member was removed from a security-enabled local group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4734: {
        title: 'A security-enabled local group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4735: {
        title: 'A security-enabled local group was changed.',
        criticality: 'medium',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4737: {
        title: 'A security-enabled global group was changed.',
        criticality: 'medium',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4754: {
        title: 'A security-enabled universal group was created.',
        criticality: 'medium',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4755: {
        title: 'A security-enabled universal group was changed.',
        criticality: 'medium',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4756: {
        title: 'A member was added to a security-enabled universal group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4757: {
        title: 'A member was removed from a security-enabled universal group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4758: {
        title: 'A security-enabled universal group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4764: {
        title: 'A group’s type was changed.',
        criticality: 'medium',
        v0: 'GroupTypeChange T3 S4 PrivilegeList',
      },
      4799: {
        title: 'A security-enabled local group membership was enumerated.',
        v0: 'T3 S4 CallerProcessId CallerProcessName',
      },
    },
    'Distribution Group Management': {
      4744: {
        title: 'A security-disabled local group was created.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4745: {
        title: 'A security-disabled local group was changed.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4746: {
        title: 'A member was added to a security-disabled local group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4747: {
        title: 'A member was removed from a security-disabled local group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4748: {
        title: 'A security-disabled local group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4749: {
        title: 'A security-disabled global group was created.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4750: {
        title: 'A security-disabled global group was changed.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4751: {
        title: 'A member was added to a security-disabled global group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4752: {
        title: 'A member was removed from a security-disabled global group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4753: {
        title: 'A security-disabled global group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4759: {
        title: 'A security-disabled universal group was created.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4760: {
        title: 'A security-disabled universal group was changed.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4761: {
        title: 'A member was added to a security-disabled universal group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4762: {
        title: 'A member was removed from a security-disabled universal group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4763: {
        title: 'A security-disabled universal group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
    },
    'Application Group Management': {
      4783: {
        title: 'A basic application group was created.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4784: {
        title: 'A basic application group was changed.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4785: {
        title: 'A member was added to a basic application group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
        v1: '+ MembershipExpirationTime',
      },
      4786: {
        title: 'A member was removed from a basic application group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4787: {
        title: 'A non-member was added to a basic application group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4788: {
        title: 'A non-member was removed from a basic application group.',
        v0: 'MemberName MemberSid T3 S4 PrivilegeList',
      },
      4789: {
        title: 'A basic application group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
      4790: {
        title: 'An LDAP query group was created.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4791: {
        title: 'An LDAP query group was changed.',
        v0: 'T3 S4 PrivilegeList SamAccountName SidHistory',
      },
      4792: {
        title: 'An LDAP query group was deleted.',
        v0: 'T3 S4 PrivilegeList',
      },
    },
    'Other Account Management Events': {
      4782: {
        title: 'The password hash of an account was accessed.',
        v0: 'TargetUserName TargetDomainName S4',
      },
      4793: {
        title: 'The Password Policy Checking API was called.',
        v0: 'S4 Workstation TargetUserName Status',
      },
    },
  },
};
