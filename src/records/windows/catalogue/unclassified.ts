import type { CompactCatalogue } from './compact.ts';

/**
 * Events of no known audit category. Most stand here because Microsoft's list of events to monitor names them: those of
 * Windows before Vista (source `Security`) and some of the System channel.
 */
export const unclassified: readonly CompactCatalogue[] = [
  {
    provider: 'Security',
    category: '',
    subcategories: {
      '': {
        550: {
          title: 'Possible denial-of-service (DoS) attack.',
          criticality: 'mediumHigh',
        },
        561: {
          title: 'A handle to an object was requested.',
        },
        563: {
          title: 'Object open for delete.',
        },
        613: {
          title: 'IPsec policy agent started.',
        },
        614: {
          title: 'IPsec policy agent disabled.',
        },
        615: {
          title: 'IPsec policy agent.',
        },
        616: {
          title: 'IPsec policy agent encountered a potential serious failure.',
        },
        619: {
          title: 'Quality of Service Policy changed.',
          criticality: 'medium',
        },
        625: {
          title: 'User Account Type Changed.',
        },
        640: {
          title: 'General account database changed.',
          criticality: 'medium',
        },
      },
    },
  },
  {
    provider: 'Microsoft-Windows-Security-Auditing',
    category: '',
    subcategories: {
      '': {
        // Named by published lists in the place of 4985; Windows itself declares no such id.
        4685: {
          title: 'Transaction state changed.',
        },
        // Declared since Windows 11 26H1, with no text that is published: titles by what the fields say.
        6425: {
          title: 'A network client used a legacy RPC method on a trusted domain object.',
          v0: 'S4 TrustedDomainName TrustedDomainId ClientNetworkAddress LegacyRPCMethodName',
        },
        6426: {
          title: 'Access rights were removed from an access mask.',
          v0: `
            S4 TargetSid OriginalAccessRightsMask OriginalAccessRights GrantedAccessRightsMask
            GrantedAccessRights RemovedAccessRightsMask RemovedAccessRights FinalAccessRightsMask
            FinalAccessRights
          `,
        },
        6427: {
          title: 'System access rights for a logon were evaluated.',
          v0: `
            S4 T4 LogonType SystemAccessRightRequiredForLogon SystemAccessRightRequiredForLogonUlong
            EventIndex EventCountTotal SystemAccessRightSidList LocalSystemAccessRightSidList
          `,
        },
        6428: {
          title: 'A logon was denied by a system access right.',
          v0: `
            S4 TargetUserSid TargetUserName TargetDomainName LogonType DenySystemAccessRight
            DenySystemAccessRightUlong EventIndex EventCountTotal DenySystemAccessRightsSidList
            DenyLocalSystemAccessRightsSidList
          `,
        },
        6429: {
          title: 'A logon was allowed by a system access right.',
          v0: `
            S4 TargetUserSid TargetUserName TargetDomainName LogonType AllowSystemAccessRight
            AllowSystemAccessRightUlong
          `,
        },
        6430: {
          title: 'A policy was imported from a file.',
          v0: 'UserSid UserName DomainName ImportFileName PolicyDetails',
        },
        // Only marks the end of the range of ids.
        8191: {
          title: 'Highest System-Defined Audit Message Value.',
          v0: '',
        },
      },
    },
  },
  {
    provider: 'Microsoft-Windows-BitLocker-Driver',
    category: '',
    subcategories: {
      '': {
        24577: {
          title: 'Encryption of volume started.',
        },
        24578: {
          title: 'Encryption of volume stopped.',
        },
        24579: {
          title: 'Encryption of volume completed.',
        },
        24580: {
          title: 'Decryption of volume started.',
        },
        24581: {
          title: 'Decryption of volume stopped.',
        },
        24582: {
          title: 'Decryption of volume completed.',
        },
        24583: {
          title: 'Conversion worker thread for volume started.',
        },
        24584: {
          title: 'Conversion worker thread for volume temporarily stopped.',
        },
        24586: {
          title: 'An error was encountered converting volume.',
          criticality: 'medium',
        },
        24588: {
          title: 'The conversion of a volume met a bad sector.',
        },
        24592: {
          title: 'An attempt to restart the conversion of a volume failed.',
          criticality: 'medium',
        },
        24593: {
          title: 'A volume returned errors while its metadata was written.',
          criticality: 'medium',
        },
        24594: {
          title: 'A copy of the metadata could not be written to a volume.',
          criticality: 'medium',
        },
        24595: {
          title: 'A volume contains bad clusters, which are skipped during conversion.',
        },
        24621: {
          title: 'The initial state check met a conversion transaction that was rolling.',
        },
      },
    },
  },
];
