import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Account Logon. */
export const accountLogon: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Account Logon',
  subcategories: {
    'Credential Validation': {
      4774: {
        title: 'An account was mapped for logon.',
        v0: 'MappingBy ClientUserName MappedName',
      },
      4775: {
        title: 'An account could not be mapped for logon.',
        v0: 'ClientUserName MappingBy',
      },
      4776: {
        title: 'The computer attempted to validate the credentials for an account.',
        v0: 'PackageName TargetUserName Workstation Status',
      },
      4777: {
        title: 'The domain controller failed to validate the credentials for an account.',
        v0: 'ClientUserName TargetUserName Workstation Status',
      },
      4822: {
        title: 'NTLM authentication failed because the account was a member of the Protected User group.',
        v0: 'AccountName DeviceName Status',
      },
      4823: {
        title: 'NTLM authentication failed because access control restrictions are required.',
        v0: 'AccountName DeviceName Status SiloName PolicyName',
      },
    },
    'Kerberos Service Ticket Operations': {
      4769: {
        title: 'A Kerberos service ticket was requested.',
        v0: `
          TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress
          IpPort Status LogonGuid TransmittedServices
        `,
        v1: '+ RequestTicketHash ResponseTicketHash',
        v2: `
          + AccountSupportedEncryptionTypes AccountAvailableKeys ServiceSupportedEncryptionTypes
          ServiceAvailableKeys DCSupportedEncryptionTypes DCAvailableKeys ClientAdvertizedEncryptionTypes
          SessionKeyEncryptionType
        `,
      },
      4770: {
        title: 'A Kerberos service ticket was renewed.',
        v0: `
          TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions TicketEncryptionType IpAddress
          IpPort
        `,
        v1: '+ RequestTicketHash ResponseTicketHash',
      },
      4773: {
        title: 'A Kerberos service ticket request failed.',
        v0: 'TargetUserName TargetDomainName ServiceName TicketOptions FailureCode IpAddress IpPort',
      },
      4821: {
        title:
          'A Kerberos service ticket was denied because the user, device, or both does not meet the access control restrictions.',
        v0: `
          TargetUserName TargetDomainName DeviceName ServiceName ServiceSid TicketOptions TicketEncryptionType
          IpAddress IpPort Status LogonGuid TransitedServices SiloName PolicyName
        `,
      },
    },
    'Kerberos Authentication Service': {
      4768: {
        title: 'A Kerberos authentication ticket (TGT) was requested.',
        v0: `
          T3 ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType IpAddress IpPort
          CertIssuerName CertSerialNumber CertThumbprint
        `,
        v1: '+ ResponseTicket',
        v2: `
          + AccountSupportedEncryptionTypes AccountAvailableKeys ServiceSupportedEncryptionTypes
          ServiceAvailableKeys DCSupportedEncryptionTypes DCAvailableKeys ClientAdvertizedEncryptionTypes
          SessionKeyEncryptionType PreAuthEncryptionType
        `,
      },
      4771: {
        title: 'Kerberos pre-authentication failed.',
        v0: `
          TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort
          CertIssuerName CertSerialNumber CertThumbprint
        `,
      },
      4772: {
        title: 'A Kerberos authentication ticket request failed.',
        v0: 'TargetUserName TargetDomainName ServiceName TicketOptions FailureCode IpAddress IpPort',
      },
      4820: {
        title:
          'A Kerberos Ticket-granting-ticket (TGT) was denied because the device does not meet the access control restrictions.',
        v0: `
          T3 DeviceName ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType IpAddress
          IpPort CertIssuerName CertSerialNumber CertThumbprint SiloName PolicyName TGTLifetime
        `,
      },
      4824: {
        title:
          'Kerberos preauthentication by using DES or RC4 failed because the account was a member of the Protected User group.',
        v0: `
          TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort
          CertIssuerName CertSerialNumber CertThumbprint
        `,
      },
    },
  },
};
