import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Logon/Logoff. */
export const logonLogoff: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Logon/Logoff',
  subcategories: {
    Logon: {
      4624: {
        title: 'An account was successfully logged on.',
        v0: `
          S4 T4 LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid
          TransmittedServices LmPackageName KeyLength P2 IpAddress IpPort
        `,
        v1: '+ ImpersonationLevel',
        v2: `
          + RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount
          TargetLinkedLogonId ElevatedToken
        `,
        v3: `
          S4 T4 LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid
          TransmittedServices LmPackageName KeyLength P2 IpAddress IpPort ImpersonationLevel
          RestrictedAdminMode RemoteCredentialGuard TargetOutboundUserName TargetOutboundDomainName
          VirtualAccount TargetLinkedLogonId ElevatedToken
        `,
      },
      4625: {
        title: 'An account failed to log on.',
        also: ['Account Lockout'],
        v0: `
          S4 TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType
          LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices LmPackageName
          KeyLength P2 IpAddress IpPort
        `,
      },
      4648: {
        title: 'A logon was attempted using explicit credentials.',
        v0: `
          S4 LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo P2
          IpAddress IpPort
        `,
      },
      4675: {
        title: 'SIDs were filtered.',
        criticality: 'medium',
        v0: 'TargetUserSid TargetUserName TargetDomainName TdoDirection TdoAttributes TdoType TdoSid SidList',
      },
    },
    Logoff: {
      4634: {
        title: 'An account was logged off.',
        v0: 'T4 LogonType',
      },
      4647: {
        title: 'User initiated logoff.',
        v0: 'T4',
      },
    },
    'IPsec Main Mode': {
      4646: {
        title: 'IKE DoS-prevention mode started.',
        v0: 'notification',
      },
      4650: {
        title:
          'An IPsec Main Mode security association was established. Extended Mode was not enabled. Certificate authentication was not used.',
        v0: `
          LocalMMPrincipalName RemoteMMPrincipalName LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort KeyModName MMAuthMethod MMCipherAlg MMIntegrityAlg DHGroup MMLifetime QMLimit Role
          MMImpersonationState MMFilterID MMSAID
        `,
      },
      4651: {
        title:
          'An IPsec Main Mode security association was established. Extended Mode was not enabled. A certificate was used for authentication.',
        v0: `
          LocalMMPrincipalName LocalMMCertHash LocalMMIssuingCA LocalMMRootCA RemoteMMPrincipalName
          RemoteMMCertHash RemoteMMIssuingCA RemoteMMRootCA LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort KeyModName MMAuthMethod MMCipherAlg MMIntegrityAlg DHGroup MMLifetime QMLimit Role
          MMImpersonationState MMFilterID MMSAID
        `,
      },
      4652: {
        title: 'An IPsec Main Mode negotiation failed.',
        v0: `
          LocalMMPrincipalName LocalMMCertHash LocalMMIssuingCA LocalMMRootCA RemoteMMPrincipalName
          RemoteMMCertHash RemoteMMIssuingCA RemoteMMRootCA LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort KeyModName FailurePoint FailureReason MMAuthMethod State Role MMImpersonationState
          MMFilterID InitiatorCookie ResponderCookie
        `,
      },
      4653: {
        title: 'An IPsec Main Mode negotiation failed.',
        v0: `
          LocalMMPrincipalName RemoteMMPrincipalName LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort KeyModName FailurePoint FailureReason MMAuthMethod State Role MMImpersonationState
          MMFilterID InitiatorCookie ResponderCookie
        `,
      },
      4655: {
        title: 'An IPsec Main Mode security association ended.',
        v0: 'LocalAddress RemoteAddress KeyModName MMSAID',
      },
      4976: {
        title: 'During Main Mode negotiation, IPsec received an invalid negotiation packet.',
        criticality: 'medium',
        v0: 'LocalAddress RemoteAddress KeyModName',
      },
      5049: {
        title: 'An IPsec Security Association was deleted.',
        v0: 'ProfileChanged IpSecSecurityAssociationId IpSecSecurityAssociationName',
      },
      5453: {
        title:
          'An IPsec negotiation with a remote computer failed because the IKE and AuthIP IPsec Keying Modules (IKEEXT) service is not started.',
        criticality: 'medium',
        v0: '',
      },
    },
    'Special Logon': {
      4672: {
        title: 'Special privileges assigned to new logon.',
        v0: 'S4 PrivilegeList',
      },
      4964: {
        title: 'Special groups have been assigned to a new logon.',
        criticality: 'high',
        v0: 'S4 LogonGuid T4 TargetLogonGuid SidList',
      },
    },
    'IPsec Extended Mode': {
      4978: {
        title: 'During Extended Mode negotiation, IPsec received an invalid negotiation packet.',
        criticality: 'medium',
        v0: 'LocalAddress RemoteAddress KeyModName',
      },
      4979: {
        title: 'IPsec Main Mode and Extended Mode security associations were established.',
        v0: `
          LocalMMPrincipalName RemoteMMPrincipalName LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort MMAuthMethod MMCipherAlg MMIntegrityAlg DHGroup MMLifetime QMLimit Role
          MMImpersonationState MMFilterID MMSAID LocalEMPrincipalName RemoteEMPrincipalName EMAuthMethod
          EMImpersonationState QMFilterID
        `,
      },
      4980: {
        title: 'IPsec Main Mode and Extended Mode security associations were established.',
        v0: `
          LocalMMPrincipalName RemoteMMPrincipalName LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort MMAuthMethod MMCipherAlg MMIntegrityAlg DHGroup MMLifetime QMLimit Role
          MMImpersonationState MMFilterID MMSAID LocalEMPrincipalName LocalEMCertHash LocalEMIssuingCA
          LocalEMRootCA RemoteEMPrincipalName RemoteEMCertHash RemoteEMIssuingCA RemoteEMRootCA
          EMImpersonationState QMFilterID
        `,
      },
      4981: {
        title: 'IPsec Main Mode and Extended Mode security associations were established.',
        v0: `
          LocalMMPrincipalName LocalMMCertHash LocalMMIssuingCA LocalMMRootCA RemoteMMPrincipalName
          RemoteMMCertHash RemoteMMIssuingCA RemoteMMRootCA LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort MMCipherAlg MMIntegrityAlg DHGroup MMLifetime QMLimit Role MMImpersonationState
          MMFilterID MMSAID LocalEMPrincipalName RemoteEMPrincipalName EMAuthMethod EMImpersonationState
          QMFilterID
        `,
      },
      4982: {
        title: 'IPsec Main Mode and Extended Mode security associations were established.',
        v0: `
          LocalMMPrincipalName LocalMMCertHash LocalMMIssuingCA LocalMMRootCA RemoteMMPrincipalName
          RemoteMMCertHash RemoteMMIssuingCA RemoteMMRootCA LocalKeyModPort RemoteAddress RemoteKeyModPort
          MMCipherAlg MMIntegrityAlg DHGroup MMLifetime QMLimit Role MMImpersonationState MMFilterID MMSAID
          LocalEMPrincipalName LocalEMCertHash LocalEMIssuingCA LocalEMRootCA RemoteEMPrincipalName
          RemoteEMCertHash RemoteEMIssuingCA RemoteEMRootCA EMImpersonationState QMFilterID
        `,
      },
      4983: {
        title:
          'An IPsec Extended Mode negotiation failed. The corresponding Main Mode security association has been deleted.',
        criticality: 'medium',
        v0: `
          LocalEMPrincipalName LocalEMCertHash LocalEMIssuingCA LocalEMRootCA RemoteEMPrincipalName
          RemoteEMCertHash RemoteEMIssuingCA RemoteEMRootCA LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort FailurePoint FailureReason State Role EMImpersonationState QMFilterID
        `,
      },
      4984: {
        title:
          'An IPsec Extended Mode negotiation failed. The corresponding Main Mode security association has been deleted.',
        criticality: 'medium',
        v0: `
          LocalEMPrincipalName RemoteEMPrincipalName LocalAddress LocalKeyModPort RemoteAddress
          RemoteKeyModPort FailurePoint FailureReason EMAuthMethod State Role EMImpersonationState QMFilterID
        `,
      },
    },
    'IPsec Quick Mode': {
      4654: {
        title: 'An IPsec Quick Mode negotiation failed.',
        v0: `
          LocalAddress LocalAddressMask LocalPort LocalTunnelEndpoint RemoteAddress RemoteAddressMask
          RemotePort RemoteTunnelEndpoint Protocol RemotePrivateAddress KeyModName FailurePoint FailureReason
          Mode State Role MessageID QMFilterID MMSAID
        `,
        v1: '+ TunnelId TrafficSelectorId',
      },
      4977: {
        title: 'During Quick Mode negotiation, IPsec received an invalid negotiation packet.',
        criticality: 'medium',
        v0: 'LocalAddress RemoteAddress KeyModName',
      },
      5451: {
        title: 'An IPsec Quick Mode security association was established.',
        v0: `
          LocalAddress LocalAddressMask LocalPort LocalTunnelEndpoint RemoteAddress RemoteAddressMask
          RemotePort PeerPrivateAddress RemoteTunnelEndpoint IpProtocol KeyingModuleName AhAuthType
          EspAuthType CipherType LifetimeSeconds LifetimeKilobytes LifetimePackets Mode Role TransportFilterId
          MainModeSaId QuickModeSaId InboundSpi OutboundSpi
        `,
        v1: '+ TunnelId TrafficSelectorId',
      },
      5452: {
        title: 'An IPsec Quick Mode security association ended.',
        v0: `
          LocalAddress LocalPort LocalTunnelEndpoint RemoteAddress RemotePort RemoteTunnelEndpoint IpProtocol
          QuickModeSaId
        `,
        v1: `
          LocalAddress LocalAddressMask LocalPort LocalTunnelEndpoint RemoteAddress RemoteAddressMask
          RemotePort RemoteTunnelEndpoint IpProtocol QuickModeSaId TunnelId TrafficSelectorId
        `,
      },
    },
    'Other Logon/Logoff Events': {
      4649: {
        title: 'A replay attack was detected.',
        criticality: 'high',
        v0: `
          S4 TargetUserName TargetDomainName RequestType LogonProcessName AuthenticationPackage
          WorkstationName TransmittedServices P2
        `,
      },
      4778: {
        title: 'A session was reconnected to a Window Station.',
        v0: 'AccountName AccountDomain LogonID SessionName ClientName ClientAddress',
      },
      4779: {
        title: 'A session was disconnected from a Window Station.',
        v0: 'AccountName AccountDomain LogonID SessionName ClientName ClientAddress',
      },
      4800: {
        title: 'The workstation was locked.',
        v0: 'T4 SessionId',
      },
      4801: {
        title: 'The workstation was unlocked.',
        v0: 'T4 SessionId',
      },
      4802: {
        title: 'The screen saver was invoked.',
        v0: 'T4 SessionId',
      },
      4803: {
        title: 'The screen saver was dismissed.',
        v0: 'T4 SessionId',
      },
      4825: {
        title: 'A user was denied the access to Remote Desktop.',
        v0: 'AccountName AccountDomain LogonID ClientAddress',
      },
      5378: {
        title: 'The requested credentials delegation was disallowed by policy.',
        v0: 'S4 Package UserUPN TargetServer CredType',
      },
      5632: {
        title: 'A request was made to authenticate to a wireless network.',
        v0: `
          SSID Identity SubjectUserName SubjectDomainName SubjectLogonId PeerMac LocalMac IntfGuid ReasonCode
          ReasonText ErrorCode
        `,
        v1: '+ EAPReasonCode EapRootCauseString EAPErrorCode',
      },
      5633: {
        title: 'A request was made to authenticate to a wired network.',
        v0: `
          InterfaceName Identity SubjectUserName SubjectDomainName SubjectLogonId ReasonCode ReasonText
          ErrorCode
        `,
      },
    },
    'Network Policy Server': {
      6272: {
        title: 'Network Policy Server granted access to a user.',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier QuarantineState QuarantineSessionIdentifier
        `,
        v1: '+ LoggingResult',
        v2: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName CalledStationID CallingStationID NASIPv4Address
          NASIPv6Address NASIdentifier NASPortType NASPort ClientName ClientIPAddress ProxyPolicyName
          NetworkPolicyName AuthenticationProvider AuthenticationServer AuthenticationType EAPType
          AccountSessionIdentifier LoggingResult
        `,
      },
      6273: {
        title: 'Network Policy Server denied access to a user.',
        criticality: 'medium',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier ReasonCode Reason
        `,
        v1: '+ LoggingResult',
        v2: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName CalledStationID CallingStationID NASIPv4Address
          NASIPv6Address NASIdentifier NASPortType NASPort ClientName ClientIPAddress ProxyPolicyName
          NetworkPolicyName AuthenticationProvider AuthenticationServer AuthenticationType EAPType
          AccountSessionIdentifier ReasonCode Reason LoggingResult
        `,
      },
      6274: {
        title: 'Network Policy Server discarded the request for a user.',
        criticality: 'medium',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier ReasonCode Reason
        `,
        v1: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName CalledStationID CallingStationID NASIPv4Address
          NASIPv6Address NASIdentifier NASPortType NASPort ClientName ClientIPAddress ProxyPolicyName
          NetworkPolicyName AuthenticationProvider AuthenticationServer AuthenticationType EAPType
          AccountSessionIdentifier ReasonCode Reason
        `,
      },
      6275: {
        title: 'Network Policy Server discarded the accounting request for a user.',
        criticality: 'medium',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier ReasonCode Reason
        `,
        v1: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName CalledStationID CallingStationID NASIPv4Address
          NASIPv6Address NASIdentifier NASPortType NASPort ClientName ClientIPAddress ProxyPolicyName
          NetworkPolicyName AuthenticationProvider AuthenticationServer AuthenticationType EAPType
          AccountSessionIdentifier ReasonCode Reason
        `,
      },
      6276: {
        title: 'Network Policy Server quarantined a user.',
        criticality: 'medium',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier QuarantineState ExtendedQuarantineState
          QuarantineSessionID QuarantineHelpURL QuarantineSystemHealthResult
        `,
      },
      6277: {
        title:
          'Network Policy Server granted access to a user but put it on probation because the host did not meet the defined health policy.',
        criticality: 'medium',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier QuarantineState ExtendedQuarantineState
          QuarantineSessionID QuarantineHelpURL QuarantineSystemHealthResult QuarantineGraceTime
        `,
      },
      6278: {
        title:
          'Network Policy Server granted full access to a user because the host met the defined health policy.',
        criticality: 'medium',
        v0: `
          SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName SubjectMachineSID
          SubjectMachineName FullyQualifiedSubjectMachineName MachineInventory CalledStationID
          CallingStationID NASIPv4Address NASIPv6Address NASIdentifier NASPortType NASPort ClientName
          ClientIPAddress ProxyPolicyName NetworkPolicyName AuthenticationProvider AuthenticationServer
          AuthenticationType EAPType AccountSessionIdentifier QuarantineState ExtendedQuarantineState
          QuarantineSessionID QuarantineHelpURL QuarantineSystemHealthResult
        `,
      },
      6279: {
        title:
          'Network Policy Server locked the user account due to repeated failed authentication attempts.',
        criticality: 'medium',
        v0: 'SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName',
      },
      6280: {
        title: 'Network Policy Server unlocked the user account.',
        criticality: 'medium',
        v0: 'SubjectUserSid SubjectUserName SubjectDomainName FullyQualifiedSubjectUserName',
      },
    },
    'User / Device Claims': {
      4626: {
        title: 'User/Device claims information.',
        v0: 'S4 T4 LogonType EventIdx EventCountTotal UserClaims DeviceClaims',
      },
    },
    'Group Membership': {
      4627: {
        title: 'Group membership information.',
        v0: 'S4 T4 LogonType EventIdx EventCountTotal GroupMembership',
      },
    },
  },
};
