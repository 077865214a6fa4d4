import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Detailed Tracking. */
export const detailedTracking: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Detailed Tracking',
  subcategories: {
    'Process Creation': {
      4688: {
        title: 'A new process has been created.',
        v0: 'S4 NewProcessId NewProcessName TokenElevationType ProcessId',
        v1: '+ CommandLine',
        v2: '+ T4 ParentProcessName MandatoryLabel',
      },
      4696: {
        title: 'A primary token was assigned to process.',
        v0: 'S4 T4 TargetProcessId TargetProcessName P2',
      },
    },
    'Process Termination': {
      4689: {
        title: 'A process has exited.',
        v0: 'S4 Status P2',
      },
    },
    'DPAPI Activity': {
      4692: {
        title: 'Backup of data protection master key was attempted.',
        criticality: 'medium',
        v0: 'S4 MasterKeyId RecoveryServer RecoveryKeyId FailureReason',
      },
      4693: {
        title: 'Recovery of data protection master key was attempted.',
        criticality: 'medium',
        v0: 'S4 MasterKeyId RecoveryReason RecoveryServer RecoveryKeyId FailureId',
      },
      4694: {
        title: 'Protection of auditable protected data was attempted.',
        v0: 'S4 DataDescription MasterKeyId ProtectedDataFlags CryptoAlgorithms FailureReason',
      },
      4695: {
        title: 'Unprotection of auditable protected data was attempted.',
        v0: 'S4 DataDescription MasterKeyId ProtectedDataFlags CryptoAlgorithms FailureReason',
      },
    },
    'RPC Events': {
      5712: {
        title: 'A Remote Procedure Call (RPC) was attempted.',
        v0: `
          S4 P2 RemoteIpAddress RemotePort InterfaceUuid ProtocolSequence AuthenticationService
          AuthenticationLevel
        `,
        v1: '+ OpNum Endpoint RemoteHost',
      },
    },
    'Plug and Play Events': {
      6416: {
        title: 'A new external device was recognized by the System.',
        v0: 'S4 ClassId VendorIds CompatibleIds LocationInformation',
        v1: 'S4 DeviceId DeviceDescription ClassId ClassName VendorIds CompatibleIds LocationInformation',
      },
      6419: {
        title: 'A request was made to disable a device.',
        v0: 'S4 DeviceId DeviceDescription ClassId ClassName HardwareIds CompatibleIds LocationInformation',
      },
      6420: {
        title: 'A device was disabled.',
        v0: 'S4 DeviceId DeviceDescription ClassId ClassName HardwareIds CompatibleIds LocationInformation',
      },
      6421: {
        title: 'A request was made to enable a device.',
        v0: 'S4 DeviceId DeviceDescription ClassId ClassName HardwareIds CompatibleIds LocationInformation',
      },
      6422: {
        title: 'A device was enabled.',
        v0: 'S4 DeviceId DeviceDescription ClassId ClassName HardwareIds CompatibleIds LocationInformation',
      },
      6423: {
        title: 'The installation of this device is forbidden by system policy.',
        v0: 'S4 DeviceId DeviceDescription ClassId ClassName HardwareIds CompatibleIds LocationInformation',
      },
      6424: {
        title:
          'The installation of this device was allowed, after having previously been forbidden by policy.',
        v0: 'S4 DeviceId DeviceDescription ClassId ClassName HardwareIds CompatibleIds LocationInformation',
      },
    },
    'Token Right Adjusted Events': {
      4703: {
        title: 'A user right was adjusted.',
        also: ['Authorization Policy Change'],
        v0: 'S4 T4 ProcessName ProcessId EnabledPrivilegeList DisabledPrivilegeList',
      },
    },
  },
};
