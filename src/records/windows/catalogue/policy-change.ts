import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Policy Change. */
export const policyChange: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Policy Change',
  subcategories: {
    'Audit Policy Change': {
      4715: {
        title: 'The audit policy (SACL) on an object was changed.',
        criticality: 'medium',
        v0: 'S4 OldSd NewSd',
      },
      4719: {
        title: 'System audit policy was changed.',
        criticality: 'high',
        v0: 'S4 CategoryId SubcategoryId SubcategoryGuid AuditPolicyChanges',
        v1: '+ ClientProcessId ClientProcessStartKey',
      },
      4817: {
        title: 'Auditing settings on object were changed.',
        v0: 'S4 ObjectServer ObjectType ObjectName OldSd NewSd',
      },
      4902: {
        title: 'The Per-user audit policy table was created.',
        v0: 'PuaCount PuaPolicyId',
      },
      4904: {
        title: 'An attempt was made to register a security event source.',
        v0: 'S4 AuditSourceName EventSourceId P2',
      },
      4905: {
        title: 'An attempt was made to unregister a security event source.',
        v0: 'S4 AuditSourceName EventSourceId P2',
      },
      4906: {
        title: 'The CrashOnAuditFail value has changed.',
        criticality: 'medium',
        v0: 'CrashOnAuditFailValue',
      },
      4907: {
        title: 'Auditing settings on object were changed.',
        criticality: 'medium',
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId OldSd NewSd P2',
      },
      4908: {
        title: 'Special Groups Logon table modified.',
        criticality: 'medium',
        v0: 'SidList',
      },
      4912: {
        title: 'Per User Audit Policy was changed.',
        criticality: 'medium',
        v0: 'S4 TargetUserSid CategoryId SubcategoryId SubcategoryGuid AuditPolicyChanges',
      },
    },
    'Authentication Policy Change': {
      4706: {
        title: 'A new trust was created to a domain.',
        criticality: 'medium',
        v0: 'DomainName DomainSid S4 TdoType TdoDirection TdoAttributes SidFilteringEnabled',
      },
      4707: {
        title: 'A trust to a domain was removed.',
        v0: 'DomainName DomainSid S4',
      },
      4713: {
        title: 'Kerberos policy was changed.',
        criticality: 'medium',
        v0: 'S4 KerberosPolicyChange',
      },
      4716: {
        title: 'Trusted domain information was modified.',
        criticality: 'medium',
        v0: 'S4 DomainName DomainSid TdoType TdoDirection TdoAttributes SidFilteringEnabled',
      },
      4717: {
        title: 'System security access was granted to an account.',
        v0: 'S4 TargetSid AccessGranted',
      },
      4718: {
        title: 'System security access was removed from an account.',
        v0: 'S4 TargetSid AccessRemoved',
      },
      4739: {
        title: 'Domain Policy was changed.',
        criticality: 'medium',
        v0: `
          DomainPolicyChanged DomainName DomainSid S4 PrivilegeList MinPasswordAge MaxPasswordAge ForceLogoff
          LockoutThreshold LockoutObservationWindow LockoutDuration PasswordProperties MinPasswordLength
          PasswordHistoryLength MachineAccountQuota MixedDomainMode DomainBehaviorVersion OemInformation
        `,
      },
      4864: {
        title: 'A namespace collision was detected.',
        v0: `
          CollisionTargetType CollisionTargetName ForestRoot TopLevelName DnsName NetbiosName DomainSid Flags
        `,
      },
      4865: {
        title: 'A trusted forest information entry was added.',
        criticality: 'medium',
        v0: `
          ForestRoot ForestRootSid OperationId EntryType Flags TopLevelName DnsName NetbiosName DomainSid S4
        `,
      },
      4866: {
        title: 'A trusted forest information entry was removed.',
        criticality: 'medium',
        v0: `
          ForestRoot ForestRootSid OperationId EntryType Flags TopLevelName DnsName NetbiosName DomainSid S4
        `,
      },
      4867: {
        title: 'A trusted forest information entry was modified.',
        criticality: 'medium',
        v0: `
          S4 ForestRoot ForestRootSid OperationId EntryType Flags TopLevelName DnsName NetbiosName DomainSid
        `,
      },
    },
    'Authorization Policy Change': {
      4670: {
        title: 'Permissions on an object were changed.',
        also: ['Authentication Policy Change', 'File System', 'Registry'],
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId OldSd NewSd P2',
      },
      4704: {
        title: 'A user right was assigned.',
        v0: 'S4 TargetSid PrivilegeList',
      },
      4705: {
        title: 'A user right was removed.',
        v0: 'S4 TargetSid PrivilegeList',
      },
      4911: {
        title: 'Resource attributes of the object were changed.',
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId OldSd NewSd P2',
      },
      4913: {
        title: 'Central Access Policy on the object was changed.',
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId OldSd NewSd P2',
      },
    },
    'MPSSVC Rule-Level Policy Change': {
      4944: {
        title: 'The following policy was active when the Windows Firewall started.',
        v0: `
          GroupPolicyApplied Profile OperationMode RemoteAdminEnabled MulticastFlowsEnabled
          LogDroppedPacketsEnabled LogSuccessfulConnectionsEnabled
        `,
      },
      4945: {
        title: 'A rule was listed when the Windows Firewall started.',
        v0: 'ProfileUsed RuleId RuleName',
      },
      4946: {
        title: 'A change has been made to Windows Firewall exception list. A rule was added.',
        v0: 'ProfileChanged RuleId RuleName',
      },
      4947: {
        title: 'A change has been made to Windows Firewall exception list. A rule was modified.',
        v0: 'ProfileChanged RuleId RuleName',
      },
      4948: {
        title: 'A change has been made to Windows Firewall exception list. A rule was deleted.',
        v0: 'ProfileChanged RuleId RuleName',
      },
      4949: {
        title: 'Windows Firewall settings were restored to the default values.',
        v0: '',
      },
      4950: {
        title: 'A Windows Firewall setting has changed.',
        v0: 'ProfileChanged SettingType SettingValue',
      },
      4951: {
        title:
          'A rule has been ignored because its major version number was not recognized by Windows Firewall.',
        v0: 'Profile RuleId RuleName',
      },
      4952: {
        title:
          'Parts of a rule have been ignored because its minor version number was not recognized by Windows Firewall.',
        v0: 'Profile RuleId RuleName',
      },
      4953: {
        title: 'Windows Firewall ignored a rule because it could not be parsed.',
        v0: 'Profile ReasonForRejection RuleId RuleName',
      },
      4954: {
        title: 'Windows Firewall Group Policy settings have changed. The new settings have been applied.',
        v0: '',
      },
      4956: {
        title: 'Windows Firewall has changed the active profile.',
        v0: 'ActiveProfile',
      },
      4957: {
        title: 'Windows Firewall did not apply the following rule.',
        v0: 'RuleId RuleName RuleAttr',
      },
      4958: {
        title:
          'Windows Firewall did not apply the following rule because the rule referred to items not configured on this computer.',
        v0: 'RuleId RuleName Error Reason',
      },
      5050: {
        title: 'An attempt was made to disable the Windows Firewall through its programming interface.',
        v0: 'CallerProcessName ProcessId Publisher',
      },
    },
    'Filtering Platform Policy Change': {
      4709: {
        title: 'IPsec Services was started.',
        v0: 'param1 param2 param3',
      },
      4710: {
        title: 'IPsec Services was disabled.',
        v0: 'param1 param2',
      },
      4711: {
        title: 'PAStore Engine reported a change to IPsec policy.',
        v0: 'param1',
      },
      4712: {
        title: 'IPsec Services encountered a potentially serious failure.',
        v0: 'param1',
      },
      5040: {
        title: 'A change has been made to IPsec settings. An Authentication Set was added.',
        v0: 'ProfileChanged AuthenticationSetId AuthenticationSetName',
      },
      5041: {
        title: 'A change has been made to IPsec settings. An Authentication Set was modified.',
        v0: 'ProfileChanged AuthenticationSetId AuthenticationSetName',
      },
      5042: {
        title: 'A change has been made to IPsec settings. An Authentication Set was deleted.',
        v0: 'ProfileChanged AuthenticationSetId AuthenticationSetName',
      },
      5043: {
        title: 'A change has been made to IPsec settings. A Connection Security Rule was added.',
        v0: 'ProfileChanged ConnectionSecurityRuleId ConnectionSecurityRuleName',
      },
      5044: {
        title: 'A change has been made to IPsec settings. A Connection Security Rule was modified.',
        v0: 'ProfileChanged ConnectionSecurityRuleId ConnectionSecurityRuleName',
      },
      5045: {
        title: 'A change has been made to IPsec settings. A Connection Security Rule was deleted.',
        v0: 'ProfileChanged ConnectionSecurityRuleId ConnectionSecurityRuleName',
      },
      5046: {
        title: 'A change has been made to IPsec settings. A Crypto Set was added.',
        v0: 'ProfileChanged CryptographicSetId CryptographicSetName',
      },
      5047: {
        title: 'A change has been made to IPsec settings. A Crypto Set was modified.',
        v0: 'ProfileChanged CryptographicSetId CryptographicSetName',
      },
      5048: {
        title: 'A change has been made to IPsec settings. A Crypto Set was deleted.',
        v0: 'ProfileChanged CryptographicSetId CryptographicSetName',
      },
      5440: {
        title:
          'The following callout was present when the Windows Filtering Platform Base Filtering Engine started.',
        v0: `
          ProviderKey ProviderName CalloutKey CalloutName CalloutType CalloutId LayerKey LayerName LayerId
        `,
      },
      5441: {
        title:
          'The following filter was present when the Windows Filtering Platform Base Filtering Engine started.',
        v0: `
          ProviderKey ProviderName FilterKey FilterName FilterType FilterId LayerKey LayerName LayerId Weight
          Conditions Action CalloutKey CalloutName
        `,
      },
      5442: {
        title:
          'The following provider was present when the Windows Filtering Platform Base Filtering Engine started.',
        v0: 'ProviderKey ProviderName ProviderType',
      },
      5443: {
        title:
          'The following provider context was present when the Windows Filtering Platform Base Filtering Engine started.',
        v0: 'ProviderKey ProviderName ProviderContextKey ProviderContextName ProviderContextType',
      },
      5444: {
        title:
          'The following sub-layer was present when the Windows Filtering Platform Base Filtering Engine started.',
        v0: 'ProviderKey ProviderName SubLayerKey SubLayerName SubLayerType Weight',
      },
      5446: {
        title: 'A Windows Filtering Platform callout has been changed.',
        v0: `
          ProcessId UserSid UserName ProviderKey ProviderName ChangeType CalloutKey CalloutName CalloutType
          CalloutId LayerKey LayerName LayerId
        `,
      },
      5448: {
        title: 'A Windows Filtering Platform provider has been changed.',
        v0: 'ProcessId UserSid UserName ChangeType ProviderKey ProviderName ProviderType',
      },
      5449: {
        title: 'A Windows Filtering Platform provider context has been changed.',
        v0: `
          ProcessId UserSid UserName ProviderKey ProviderName ChangeType ProviderContextKey
          ProviderContextName ProviderContextType
        `,
      },
      5450: {
        title: 'A Windows Filtering Platform sub-layer has been changed.',
        v0: `
          ProcessId UserSid UserName ProviderKey ProviderName ChangeType SubLayerKey SubLayerName SubLayerType
          Weight
        `,
      },
      5456: {
        title: 'PAStore Engine applied Active Directory storage IPsec policy on the computer.',
        v0: 'Policy',
      },
      5457: {
        title: 'PAStore Engine failed to apply Active Directory storage IPsec policy on the computer.',
        v0: 'Policy Error',
      },
      5458: {
        title:
          'PAStore Engine applied locally cached copy of Active Directory storage IPsec policy on the computer.',
        v0: 'Policy',
      },
      5459: {
        title:
          'PAStore Engine failed to apply locally cached copy of Active Directory storage IPsec policy on the computer.',
        v0: 'Policy Error',
      },
      5460: {
        title: 'PAStore Engine applied local registry storage IPsec policy on the computer.',
        v0: 'Policy',
      },
      5461: {
        title: 'PAStore Engine failed to apply local registry storage IPsec policy on the computer.',
        v0: 'Policy Error',
      },
      5462: {
        title: 'PAStore Engine failed to apply some rules of the active IPsec policy on the computer.',
        v0: 'Policy Error',
      },
      5463: {
        title: 'PAStore Engine polled for changes to the active IPsec policy and detected no changes.',
        v0: '',
      },
      5464: {
        title:
          'PAStore Engine polled for changes to the active IPsec policy, detected changes, and applied them to IPsec Services.',
        v0: '',
      },
      5465: {
        title:
          'PAStore Engine received a control for forced reloading of IPsec policy and processed the control successfully.',
        v0: '',
      },
      5466: {
        title:
          'PAStore Engine polled for changes to the Active Directory IPsec policy, determined that Active Directory cannot be reached, and will use the cached copy of the Active Directory IPsec policy instead.',
        v0: '',
      },
      5467: {
        title:
          'PAStore Engine polled for changes to the Active Directory IPsec policy, determined that Active Directory can be reached, and found no changes to the policy.',
        v0: '',
      },
      5468: {
        title:
          'PAStore Engine polled for changes to the Active Directory IPsec policy, determined that Active Directory can be reached, found changes to the policy, and applied those changes.',
        v0: '',
      },
      5471: {
        title: 'PAStore Engine loaded local storage IPsec policy on the computer.',
        v0: 'Policy',
      },
      5472: {
        title: 'PAStore Engine failed to load local storage IPsec policy on the computer.',
        v0: 'Policy Error',
      },
      5473: {
        title: 'PAStore Engine loaded directory storage IPsec policy on the computer.',
        v0: 'Policy',
      },
      5474: {
        title: 'PAStore Engine failed to load directory storage IPsec policy on the computer.',
        v0: 'Policy Error',
      },
      5477: {
        title: 'PAStore Engine failed to add quick mode filter.',
        v0: 'QuickModeFilter Error',
      },
    },
    'Other Policy Change Events': {
      4714: {
        title: 'Encrypted data recovery policy was changed.',
        criticality: 'medium',
        v0: 'S4 EfsPolicyChange',
      },
      4819: {
        title: 'Central Access Policies on the machine have been changed.',
        v0: 'S4 ObjectServer ObjectType AddedCAPs DeletedCAPs ModifiedCAPs AsIsCAPs',
      },
      4826: {
        title: 'Boot Configuration Data loaded.',
        v0: `
          S4 LoadOptions AdvancedOptions ConfigAccessPolicy RemoteEventLogging KernelDebug VsmLaunchType
          TestSigning FlightSigning DisableIntegrityChecks HypervisorLoadOptions HypervisorLaunchType
          HypervisorDebug
        `,
      },
      4909: {
        title: 'The local policy settings for the TBS were changed.',
        v0: 'OldBlockedOrdinals NewBlockedOrdinals',
      },
      4910: {
        title: 'The group policy settings for the TBS were changed.',
        v0: `
          OldIgnoreDefaultSettings NewIgnoreDefaultSettings OldIgnoreLocalSettings NewIgnoreLocalSettings
          OldBlockedOrdinals NewBlockedOrdinals
        `,
      },
      5063: {
        title: 'A cryptographic provider operation was attempted.',
        v0: 'S4 ProviderName ModuleName Operation ReturnCode',
      },
      5064: {
        title: 'A cryptographic context operation was attempted.',
        v0: 'S4 Scope ContextName Operation ReturnCode',
      },
      5065: {
        title: 'A cryptographic context modification was attempted.',
        v0: 'S4 Scope ContextName OldValue NewValue ReturnCode',
      },
      5066: {
        title: 'A cryptographic function operation was attempted.',
        v0: 'S4 Scope ContextName InterfaceId FunctionName Position Operation ReturnCode',
      },
      5067: {
        title: 'A cryptographic function modification was attempted.',
        v0: 'S4 Scope ContextName InterfaceId FunctionName OldValue NewValue ReturnCode',
      },
      5068: {
        title: 'A cryptographic function provider operation was attempted.',
        v0: 'S4 Scope ContextName InterfaceId FunctionName ProviderName Position Operation ReturnCode',
      },
      5069: {
        title: 'A cryptographic function property operation was attempted.',
        v0: 'S4 Scope ContextName InterfaceId FunctionName PropertyName Operation Value ReturnCode',
      },
      5070: {
        title: 'A cryptographic function property modification was attempted.',
        v0: 'S4 Scope ContextName InterfaceId FunctionName PropertyName OldValue NewValue ReturnCode',
      },
      5447: {
        title: 'A Windows Filtering Platform filter has been changed.',
        v0: `
          ProcessId UserSid UserName ProviderKey ProviderName ChangeType FilterKey FilterName FilterType
          FilterId LayerKey LayerName LayerId Weight Conditions Action CalloutKey CalloutName
        `,
      },
      6144: {
        title: 'Security policy in the group policy objects has been applied successfully.',
        v0: 'ErrorCode GPOList',
      },
      6145: {
        title: 'One or more errors occurred while processing security policy in the group policy objects.',
        criticality: 'medium',
        v0: 'ErrorCode GPOList',
      },
    },
  },
};
