import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category System. */
export const system: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'System',
  subcategories: {
    'Security State Change': {
      4608: {
        title: 'Windows is starting up.',
        v0: '',
      },
      4609: {
        title: 'Windows is shutting down.',
        v0: '',
      },
      4616: {
        title: 'The system time was changed.',
        v0: 'S4 PreviousDate PreviousTime NewDate NewTime P2',
        v1: 'S4 PreviousTime NewTime P2',
      },
      4621: {
        title: 'Administrator recovered system from CrashOnAuditFail.',
        criticality: 'medium',
        v0: 'CrashOnAuditFailValue',
      },
    },
    'Security System Extension': {
      4610: {
        title: 'An authentication package has been loaded by the Local Security Authority.',
        v0: 'AuthenticationPackageName',
      },
      4611: {
        title: 'A trusted logon process has been registered with the Local Security Authority.',
        v0: 'S4 LogonProcessName',
      },
      4614: {
        title: 'A notification package has been loaded by the Security Account Manager.',
        v0: 'NotificationPackageName',
      },
      4622: {
        title: 'A security package has been loaded by the Local Security Authority.',
        v0: 'SecurityPackageName',
      },
      4697: {
        title: 'A service was installed in the system.',
        v0: 'S4 ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount',
        v1: '+ ClientProcessStartKey ClientProcessId ParentProcessId',
      },
    },
    'System Integrity': {
      4612: {
        title:
          'Internal resources allocated for the queuing of audit messages have been exhausted, leading to the loss of some audits.',
        v0: 'AuditsDiscarded',
      },
      4615: {
        title: 'Invalid use of LPC port.',
        v0: 'S4 InvalidCallName ServerPortName P2',
      },
      4618: {
        title: 'A monitored security event pattern has occurred.',
        criticality: 'high',
        v0: `
          EventId ComputerName TargetUserSid TargetUserName TargetUserDomain TargetLogonId EventCount Duration
        `,
      },
      4816: {
        title: 'RPC detected an integrity violation while decrypting an incoming message.',
        criticality: 'medium',
        v0: 'param1 param2 param3',
        v1: 'PeerName ProtocolSequence SecurityError',
      },
      5038: {
        title: 'Code integrity determined that the image hash of a file is not valid.',
        criticality: 'medium',
        v0: 'param1',
      },
      5056: {
        title: 'A cryptographic self-test was performed.',
        v0: 'S4 Module ReturnCode',
      },
      5057: {
        title: 'A cryptographic primitive operation failed.',
        v0: 'S4 ProviderName AlgorithmName Reason ReturnCode',
      },
      5060: {
        title: 'Verification operation failed.',
        v0: 'S4 ProviderName AlgorithmName KeyName KeyType Reason ReturnCode',
      },
      5061: {
        title: 'Cryptographic operation.',
        v0: 'S4 ProviderName AlgorithmName KeyName KeyType Operation ReturnCode',
      },
      5062: {
        title: 'A kernel-mode cryptographic self-test was performed.',
        v0: 'Module ReturnCode',
      },
      5888: {
        title: 'An object in the COM+ Catalog was modified.',
        also: ['Other Object Access Events'],
        v0: `
          SubjectUserSid SubjectUserName SubjectUserDomainName SubjectLogonId ObjectCollectionName
          ObjectIdentifyingProperties ModifiedObjectProperties
        `,
      },
      5889: {
        title: 'An object was deleted from the COM+ Catalog.',
        also: ['Other Object Access Events'],
        v0: `
          SubjectUserSid SubjectUserName SubjectUserDomainName SubjectLogonId ObjectCollectionName
          ObjectIdentifyingProperties ObjectProperties
        `,
      },
      5890: {
        title: 'An object was added to the COM+ Catalog.',
        also: ['Other Object Access Events'],
        v0: `
          SubjectUserSid SubjectUserName SubjectUserDomainName SubjectLogonId ObjectCollectionName
          ObjectIdentifyingProperties ObjectProperties
        `,
      },
      6281: {
        title: 'Code Integrity determined that the page hashes of an image file are not valid.',
        v0: 'param1',
      },
      6410: {
        title:
          'Code integrity determined that a file does not meet the security requirements to load into a process.',
        v0: 'param1',
      },
      6417: {
        title: 'The FIPS mode crypto selftests succeeded.',
        v0: 'P2',
      },
      6418: {
        title: 'The FIPS mode crypto selftests failed.',
        v0: 'P2 FatalCode',
      },
    },
    'IPsec Driver': {
      4960: {
        title: 'IPsec dropped an inbound packet that failed an integrity check.',
        criticality: 'medium',
        v0: 'RemoteAddress SPI',
      },
      4961: {
        title: 'IPsec dropped an inbound packet that failed a replay check.',
        criticality: 'medium',
        v0: 'RemoteAddress SPI',
      },
      4962: {
        title:
          'IPsec dropped an inbound packet that failed a replay check. The inbound packet had too low a sequence number to ensure it was not a replay.',
        criticality: 'medium',
        v0: 'RemoteAddress SPI',
      },
      4963: {
        title: 'IPsec dropped an inbound clear text packet that should have been secured.',
        criticality: 'medium',
        v0: 'RemoteAddress SPI',
      },
      4965: {
        title:
          'IPsec received a packet from a remote computer with an incorrect Security Parameter Index (SPI).',
        criticality: 'medium',
        v0: 'RemoteAddress SPI',
      },
      5478: {
        title: 'IPsec Services has started successfully.',
        v0: '',
      },
      5479: {
        title: 'IPsec Services has been shut down successfully.',
        v0: '',
      },
      5480: {
        title: 'IPsec Services failed to get the complete list of network interfaces on the computer.',
        criticality: 'medium',
        v0: '',
      },
      5483: {
        title: 'IPsec Services failed to initialize RPC server. IPsec Services could not be started.',
        criticality: 'medium',
        v0: 'Error',
      },
      5484: {
        title: 'IPsec Services has experienced a critical failure and has been shut down.',
        criticality: 'medium',
        v0: 'Error',
      },
      5485: {
        title:
          'IPsec Services failed to process some IPsec filters on a plug-and-play event for network interfaces.',
        criticality: 'medium',
        v0: '',
      },
    },
    'Other System Events': {
      5024: {
        title: 'The Windows Firewall Service has started successfully.',
        v0: '',
      },
      5025: {
        title: 'The Windows Firewall Service has been stopped.',
        v0: '',
      },
      5027: {
        title:
          'The Windows Firewall Service was unable to retrieve the security policy from the local storage.',
        criticality: 'medium',
        v0: 'ErrorCode',
      },
      5028: {
        title:
          'The Windows Firewall Service was unable to parse the new security policy. The service will continue with currently enforced policy.',
        criticality: 'medium',
        v0: 'ErrorCode',
      },
      5029: {
        title:
          'The Windows Firewall Service failed to initialize the driver. The service will continue to enforce the current policy.',
        criticality: 'medium',
        v0: 'ErrorCode',
      },
      5030: {
        title: 'The Windows Firewall Service failed to start.',
        criticality: 'medium',
        v0: 'ErrorCode',
      },
      5032: {
        title:
          'Windows Firewall was unable to notify the user that it blocked an application from accepting incoming connections on the network.',
        v0: 'ErrorCode',
      },
      5033: {
        title: 'The Windows Firewall Driver has started successfully.',
        v0: '',
      },
      5034: {
        title: 'The Windows Firewall Driver was stopped.',
        v0: '',
      },
      5035: {
        title: 'The Windows Firewall Driver failed to start.',
        criticality: 'medium',
        v0: 'ErrorCode',
      },
      5037: {
        title: 'The Windows Firewall Driver detected critical runtime error. Terminating.',
        criticality: 'medium',
        v0: 'ErrorCode',
      },
      5058: {
        title: 'Key file operation.',
        v0: 'S4 ProviderName AlgorithmName KeyName KeyType KeyFilePath Operation ReturnCode',
        v1: `
          S4 ClientProcessId ClientCreationTime ProviderName AlgorithmName KeyName KeyType KeyFilePath
          Operation ReturnCode
        `,
      },
      5059: {
        title: 'Key migration operation.',
        v0: 'S4 ProviderName AlgorithmName KeyName KeyType Operation ReturnCode',
        v1: `
          S4 ClientProcessId ClientCreationTime ProviderName AlgorithmName KeyName KeyType Operation
          ReturnCode
        `,
      },
      5071: {
        title: 'Key access denied by Microsoft key distribution service.',
        v0: 'S4 SecurityDescriptor',
      },
      6400: {
        title:
          'BranchCache: Received an incorrectly formatted response while discovering availability of content.',
        v0: 'ClientIPAddress',
      },
      6401: {
        title: 'BranchCache: Received invalid data from a peer. Data discarded.',
        v0: 'ClientIPAddress',
      },
      6402: {
        title: 'BranchCache: The message to the hosted cache offering it data is incorrectly formatted.',
        v0: 'ClientIPAddress',
      },
      6403: {
        title: 'BranchCache: The hosted cache sent an incorrectly formatted response to the client.',
        v0: 'HostedCacheName',
      },
      6404: {
        title: 'BranchCache: Hosted cache could not be authenticated using the provisioned SSL certificate.',
        v0: 'HostedCacheName ErrorCode',
      },
      6405: {
        title: 'BranchCache: instances of an event occurred.',
        v0: 'EventId Count',
      },
      6406: {
        title: 'A product registered to Windows Firewall to control filtering.',
        v0: 'ProductName Categories',
      },
      6407: {
        title: 'A product that controls Windows Firewall filtering reported its state.',
        v0: 'Message',
      },
      6408: {
        title: 'A registered product failed and Windows Firewall now controls the filtering.',
        v0: 'ProductName Categories',
      },
      6409: {
        title: 'BranchCache: A service connection point object could not be parsed.',
        v0: 'GUID',
      },
    },
  },
};
