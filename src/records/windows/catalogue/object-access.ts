import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Object Access. */
export const objectAccess: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Object Access',
  subcategories: {
    'File System': {
      4656: {
        title: 'A handle to an object was requested.',
        also: ['Registry', 'Other Object Access Events', 'SAM', 'Kernel Object', 'Removable Storage'],
        v0: `
          S4 ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessMask PrivilegeList
          RestrictedSidCount P2
        `,
        v1: `
          S4 ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessReason AccessMask
          PrivilegeList RestrictedSidCount P2 ResourceAttributes
        `,
      },
      4658: {
        title: 'The handle to an object was closed.',
        also: [
          'Registry',
          'Other Object Access Events',
          'Kernel Object',
          'Removable Storage',
          'Handle Manipulation',
        ],
        v0: 'S4 ObjectServer HandleId P2',
      },
      4659: {
        title: 'A handle to an object was requested with intent to delete.',
        v0: `
          S4 ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessMask PrivilegeList
          ProcessId
        `,
      },
      4660: {
        title: 'An object was deleted.',
        also: ['Registry', 'Other Object Access Events', 'Kernel Object'],
        v0: 'S4 ObjectServer HandleId P2 TransactionId',
      },
      4663: {
        title: 'An attempt was made to access an object.',
        also: ['Registry', 'Kernel Object', 'Removable Storage'],
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId AccessList AccessMask P2',
        v1: '+ ResourceAttributes',
      },
      4664: {
        title: 'An attempt was made to create a hard link.',
        v0: 'S4 FileName LinkName TransactionId',
      },
      4985: {
        title: 'The state of a transaction has changed.',
        also: ['Non Sensitive Privilege Use', 'Other Privilege Use Events', 'Sensitive Privilege Use'],
        v0: 'S4 TransactionId NewState ResourceManager P2',
      },
      5051: {
        title: 'A file was virtualized.',
        v0: 'S4 FileName VirtualFileName P2',
      },
    },
    Registry: {
      4657: {
        title: 'A registry value was modified.',
        v0: `
          S4 ObjectName ObjectValueName HandleId OperationType OldValueType OldValue NewValueType NewValue P2
        `,
      },
      5039: {
        title: 'A registry key was virtualized.',
        v0: 'S4 ObjectPath ObjectVirtualPath P2',
      },
    },
    SAM: {
      4661: {
        title: 'A handle to an object was requested.',
        also: ['Directory Service Access'],
        v0: `
          S4 ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessMask PrivilegeList
          Properties RestrictedSidCount P2
        `,
        v1: `
          S4 ObjectServer ObjectType ObjectName HandleId TransactionId AccessList AccessReason AccessMask
          PrivilegeList Properties RestrictedSidCount P2
        `,
      },
    },
    'Other Object Access Events': {
      4671: {
        title: 'An application attempted to access a blocked ordinal through the TBS.',
        v0: 'CallerUserSid CallerUserName CallerDomainName CallerLogonId Ordinal',
      },
      4691: {
        title: 'Indirect access to an object was requested.',
        v0: 'S4 ObjectType ObjectName AccessList AccessMask ProcessId',
      },
      4698: {
        title: 'A scheduled task was created.',
        v0: 'S4 TaskName TaskContent',
        v1: '+ ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN',
      },
      4699: {
        title: 'A scheduled task was deleted.',
        v0: 'S4 TaskName TaskContent',
        v1: '+ ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN',
      },
      4700: {
        title: 'A scheduled task was enabled.',
        v0: 'S4 TaskName TaskContent',
        v1: '+ ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN',
      },
      4701: {
        title: 'A scheduled task was disabled.',
        v0: 'S4 TaskName TaskContent',
        v1: '+ ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN',
      },
      4702: {
        title: 'A scheduled task was updated.',
        v0: 'S4 TaskName TaskContentNew',
        v1: '+ ClientProcessStartKey ClientProcessId ParentProcessId RpcCallClientLocality FQDN',
      },
      5148: {
        title:
          'The Windows Filtering Platform has detected a DoS attack and entered a defensive mode; packets associated with this attack will be discarded.',
        v0: 'Type',
      },
      5149: {
        title: 'The DoS attack has subsided and normal processing is being resumed.',
        v0: 'Type PacketsDiscarded',
      },
    },
    'Certification Services': {
      4868: {
        title: 'The certificate manager denied a pending certificate request.',
        criticality: 'medium',
        v0: 'RequestId S4',
      },
      4869: {
        title: 'Certificate Services received a resubmitted certificate request.',
        v0: 'RequestId S4',
      },
      4870: {
        title: 'Certificate Services revoked a certificate.',
        criticality: 'medium',
        v0: 'CertificateSerialNumber RevocationReason S4',
      },
      4871: {
        title: 'Certificate Services received a request to publish the certificate revocation list (CRL).',
        v0: 'NextUpdate NextPublishForBaseCRL NextPublishForDeltaCRL S4',
      },
      4872: {
        title: 'Certificate Services published the certificate revocation list (CRL).',
        v0: 'IsBaseCRL CRLNumber KeyContainer NextPublish PublishURLs',
      },
      4873: {
        title: 'A certificate request extension changed.',
        v0: 'RequestId ExtensionName ExtensionDataType ExtensionPolicyFlags ExtensionData S4',
      },
      4874: {
        title: 'One or more certificate request attributes changed.',
        v0: 'RequestId Attributes S4',
      },
      4875: {
        title: 'Certificate Services received a request to shut down.',
        v0: 'S4',
      },
      4876: {
        title: 'Certificate Services backup started.',
        v0: 'BackupType S4',
      },
      4877: {
        title: 'Certificate Services backup completed.',
        v0: 'S4',
      },
      4878: {
        title: 'Certificate Services restore started.',
        v0: '',
      },
      4879: {
        title: 'Certificate Services restore completed.',
        v0: '',
      },
      4880: {
        title: 'Certificate Services started.',
        v0: 'CertificateDatabaseHash PrivateKeyUsageCount CACertificateHash CAPublicKeyHash',
      },
      4881: {
        title: 'Certificate Services stopped.',
        v0: 'CertificateDatabaseHash PrivateKeyUsageCount CACertificateHash CAPublicKeyHash',
      },
      4882: {
        title: 'The security permissions for Certificate Services changed.',
        criticality: 'medium',
        v0: 'SecuritySettings S4',
      },
      4883: {
        title: 'Certificate Services retrieved an archived key.',
        v0: 'RequestId S4',
      },
      4884: {
        title: 'Certificate Services imported a certificate into its database.',
        v0: 'Certificate RequestId S4',
      },
      4885: {
        title: 'The audit filter for Certificate Services changed.',
        criticality: 'medium',
        v0: 'AuditFilter S4',
      },
      4886: {
        title: 'Certificate Services received a certificate request.',
        v0: 'RequestId Requester Attributes',
        v1: `
          + Subject SubjectAlternativeName CertificateTemplate RequestOSVersion RequestCSPProvider
          RequestClientInfo AuthenticationService AuthenticationLevel DCOMorRPC
        `,
      },
      4887: {
        title: 'Certificate Services approved a certificate request and issued a certificate.',
        v0: 'RequestId Requester Attributes Disposition SubjectKeyIdentifier Subject',
        v1: `
          + SubjectAlternativeName CertificateTemplate SerialNumber AuthenticationService AuthenticationLevel
          DCOMorRPC
        `,
      },
      4888: {
        title: 'Certificate Services denied a certificate request.',
        v0: 'RequestId Requester Attributes Disposition SubjectKeyIdentifier Subject',
        v1: '+ AuthenticationService AuthenticationLevel DCOMorRPC',
      },
      4889: {
        title: 'Certificate Services set the status of a certificate request to pending.',
        v0: 'RequestId Requester Attributes Disposition SubjectKeyIdentifier Subject',
        v1: '+ AuthenticationService AuthenticationLevel DCOMorRPC',
      },
      4890: {
        title: 'The certificate manager settings for Certificate Services changed.',
        criticality: 'medium',
        v0: 'EnableRestrictedPermissions RestrictedPermissions S4',
      },
      4891: {
        title: 'A configuration entry changed in Certificate Services.',
        v0: 'Node Entry Value S4',
      },
      4892: {
        title: 'A property of Certificate Services changed.',
        criticality: 'medium',
        v0: 'PropertyName PropertyIndex PropertyType PropertyValue S4',
      },
      4893: {
        title: 'Certificate Services archived a key.',
        v0: 'RequestId Requester KRAHashes',
      },
      4894: {
        title: 'Certificate Services imported and archived a key.',
        v0: 'RequestId S4',
      },
      4895: {
        title: 'Certificate Services published the CA certificate to Active Directory Domain Services.',
        v0: 'CertificateHash ValidFrom ValidTo',
      },
      4896: {
        title: 'One or more rows have been deleted from the certificate database.',
        criticality: 'medium',
        v0: 'TableId Filter RowsDeleted S4',
      },
      4897: {
        title: 'Role separation enabled.',
        criticality: 'high',
        v0: 'RoleSeparationEnabled',
      },
      4898: {
        title: 'Certificate Services loaded a template.',
        v0: `
          TemplateInternalName TemplateVersion TemplateSchemaVersion TemplateOID TemplateDSObjectFQDN
          DCDNSName TemplateContent SecurityDescriptor
        `,
      },
      4899: {
        title: 'A Certificate Services template was updated.',
        v0: `
          TemplateInternalName TemplateVersion TemplateSchemaVersion TemplateOID TemplateDSObjectFQDN
          DCDNSName NewTemplateContent OldTemplateContent
        `,
      },
      4900: {
        title: 'Certificate Services template security was updated.',
        v0: `
          TemplateInternalName TemplateVersion TemplateSchemaVersion TemplateOID TemplateDSObjectFQDN
          DCDNSName NewTemplateContent NewSecurityDescriptor OldTemplateContent OldSecurityDescriptor
        `,
      },
      5120: {
        title: 'OCSP Responder Service Started.',
        criticality: 'medium',
        v0: '',
      },
      5121: {
        title: 'OCSP Responder Service Stopped.',
        criticality: 'medium',
        v0: '',
      },
      5122: {
        title: 'A configuration entry changed in OCSP Responder Service.',
        criticality: 'medium',
        v0: 'CAConfigurationId NewValue S4',
      },
      5123: {
        title: 'A configuration entry changed in OCSP Responder Service.',
        criticality: 'medium',
        v0: 'PropertyName NewValue S4',
      },
      5124: {
        title: 'A security setting was updated on the OCSP Responder Service.',
        criticality: 'high',
        v0: 'NewSecuritySettings S4',
      },
      5125: {
        title: 'A request was submitted to the OCSP Responder Service.',
        v0: 'S4',
        v1: 'SerialNumber CAName Status S4',
      },
      5126: {
        title: 'Signing Certificate was automatically updated by the OCSP Responder Service.',
        v0: 'CAConfigurationId NewSigningCertificateHash',
      },
      5127: {
        title: 'The OCSP Revocation Provider successfully updated the revocation information.',
        v0: `
          CAConfigurationId BaseCRLNumber BaseCRLThisUpdate BaseCRLHash DeltaCRLNumber DeltaCRLIndicator
          DeltaCRLThisUpdate DeltaCRLHash
        `,
      },
    },
    'Application Generated': {
      4665: {
        title: 'An attempt was made to create an application client context.',
        v0: 'AppName AppInstance ClientName ClientDomain ClientLogonId Status',
      },
      4666: {
        title: 'An application attempted an operation.',
        v0: `
          AppName AppInstance ObjectName ScopeName ClientName ClientDomain ClientLogonId Role Group
          OperationName OperationId
        `,
      },
      4667: {
        title: 'An application client context was deleted.',
        v0: 'AppName AppInstance ClientName ClientDomain ClientLogonId',
      },
      4668: {
        title: 'An application was initialized.',
        v0: 'AppName AppInstance ClientName ClientDomain ClientLogonId StoreUrl',
      },
    },
    'Handle Manipulation': {
      4690: {
        title: 'An attempt was made to duplicate a handle to an object.',
        v0: 'S4 SourceHandleId SourceProcessId TargetHandleId TargetProcessId',
      },
    },
    'File Share': {
      5140: {
        title: 'A network share object was accessed.',
        v0: 'S4 IpAddress IpPort ShareName',
        v1: 'S4 ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList',
      },
      5142: {
        title: 'A network share object was added.',
        v0: 'S4 ShareName ShareLocalPath',
      },
      5143: {
        title: 'A network share object was modified.',
        v0: `
          S4 ObjectType ShareName ShareLocalPath OldRemark NewRemark OldMaxUsers NewMaxUsers OldShareFlags
          NewShareFlags OldSD NewSD
        `,
      },
      5144: {
        title: 'A network share object was deleted.',
        v0: 'S4 ShareName ShareLocalPath',
      },
      5168: {
        title: 'SPN check for SMB/SMB2 failed.',
        v0: 'S4 SpnName ErrorCode ServerNames ConfiguredNames IpAddresses',
      },
    },
    'Filtering Platform Packet Drop': {
      5146: {
        title: 'The Windows Filtering Platform has blocked a packet.',
        v0: `
          Direction SourceAddress DestAddress EtherType VlanTag vSwitchID SourcevSwitchPort
          DestinationvSwitchPort FilterRTID LayerName LayerRTID
        `,
      },
      5147: {
        title: 'A more restrictive Windows Filtering Platform filter has blocked a packet.',
        v0: `
          Direction SourceAddress DestAddress EtherType VlanTag vSwitchID SourcevSwitchPort
          DestinationvSwitchPort FilterRTID LayerName LayerRTID
        `,
      },
      5152: {
        title: 'The Windows Filtering Platform blocked a packet.',
        v0: `
          ProcessId Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID
          LayerName LayerRTID
        `,
        v1: `
          ProcessId Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterOrigin
          FilterRTID LayerName LayerRTID
        `,
      },
      5153: {
        title: 'A more restrictive Windows Filtering Platform filter has blocked a packet.',
        v0: `
          ProcessId Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID
          LayerName LayerRTID
        `,
        v1: `
          ProcessId Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterOrigin
          FilterRTID LayerName LayerRTID
        `,
      },
    },
    'Filtering Platform Connection': {
      5031: {
        title:
          'The Windows Firewall Service blocked an application from accepting incoming connections on the network.',
        v0: 'Profiles Application',
      },
      5150: {
        title: 'The Windows Filtering Platform blocked a packet.',
        v0: `
          Direction SourceAddress DestAddress EtherType MediaType InterfaceType VlanTag FilterRTID LayerName
          LayerRTID
        `,
      },
      5151: {
        title: 'A more restrictive Windows Filtering Platform filter has blocked a packet.',
        v0: `
          Direction SourceAddress DestAddress EtherType MediaType InterfaceType VlanTag FilterRTID LayerName
          LayerRTID
        `,
      },
      5154: {
        title:
          'The Windows Filtering Platform has permitted an application or service to listen on a port for incoming connections.',
        v0: 'ProcessId Application SourceAddress SourcePort Protocol FilterRTID LayerName LayerRTID',
      },
      5155: {
        title:
          'The Windows Filtering Platform has blocked an application or service from listening on a port for incoming connections.',
        v0: 'ProcessId Application SourceAddress SourcePort Protocol FilterRTID LayerName LayerRTID',
      },
      5156: {
        title: 'The Windows Filtering Platform has permitted a connection.',
        v0: `
          ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID
          LayerName LayerRTID
        `,
        v1: `
          ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol
          InterfaceIndex FilterOrigin FilterRTID LayerName LayerRTID RemoteUserID RemoteMachineID
        `,
      },
      5157: {
        title: 'The Windows Filtering Platform has blocked a connection.',
        v0: `
          ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol FilterRTID
          LayerName LayerRTID
        `,
        v1: '+ RemoteUserID RemoteMachineID',
        v2: '+ OriginalProfile CurrentProfile IsLoopback',
        v3: `
          ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol
          InterfaceIndex FilterOrigin FilterRTID LayerName LayerRTID RemoteUserID RemoteMachineID
          OriginalProfile CurrentProfile IsLoopback HasRemoteDynamicKeywordAddress
        `,
      },
      5158: {
        title: 'The Windows Filtering Platform has permitted a bind to a local port.',
        v0: 'ProcessId Application SourceAddress SourcePort Protocol FilterRTID LayerName LayerRTID',
      },
      5159: {
        title: 'The Windows Filtering Platform has blocked a bind to a local port.',
        v0: 'ProcessId Application SourceAddress SourcePort Protocol FilterRTID LayerName LayerRTID',
      },
      // Declared since Windows 11 26H1, with no text that is published: title and place by what the fields say.
      5160: {
        title: 'The Windows Filtering Platform handled a connection.',
        v0: `
          ProcessID Application Direction SourceAddress SourcePort DestAddress DestPort Protocol
          InterfaceIndex FilterOrigin FilterRTID LayerName LayerRTID RemoteUserID RemoteMachineID
          OriginalProfile CurrentProfile IsLoopback HasRemoteDynamicKeywordAddress FirewallPolicyStore
          Modifiable CalloutInvolved CalloutID
        `,
      },
    },
    'Detailed File Share': {
      5145: {
        title: 'A network share object was checked to see whether client can be granted desired access.',
        v0: `
          S4 ObjectType IpAddress IpPort ShareName ShareLocalPath RelativeTargetName AccessMask AccessList
          AccessReason
        `,
      },
    },
    'Central Policy Staging': {
      4818: {
        title:
          'Proposed Central Access Policy does not grant the same access permissions as the current Central Access Policy.',
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId P2 AccessReason StagingReason',
      },
    },
  },
};
