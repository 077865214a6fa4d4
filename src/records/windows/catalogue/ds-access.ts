import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category DS Access. */
export const dsAccess: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'DS Access',
  subcategories: {
    'Directory Service Access': {
      4662: {
        title: 'An operation was performed on an object.',
        also: ['Other Object Access Events'],
        v0: `
          S4 ObjectServer ObjectType ObjectName OperationType HandleId AccessList AccessMask Properties
          AdditionalInfo AdditionalInfo2
        `,
      },
    },
    'Directory Service Changes': {
      5136: {
        title: 'A directory service object was modified.',
        v0: `
          OpCorrelationID AppCorrelationID S4 DSName DSType ObjectDN ObjectGUID ObjectClass
          AttributeLDAPDisplayName AttributeSyntaxOID AttributeValue OperationType
        `,
      },
      5137: {
        title: 'A directory service object was created.',
        v0: 'OpCorrelationID AppCorrelationID S4 DSName DSType ObjectDN ObjectGUID ObjectClass',
      },
      5138: {
        title: 'A directory service object was undeleted.',
        v0: `
          OpCorrelationID AppCorrelationID S4 DSName DSType OldObjectDN NewObjectDN ObjectGUID ObjectClass
        `,
      },
      5139: {
        title: 'A directory service object was moved.',
        v0: `
          OpCorrelationID AppCorrelationID S4 DSName DSType OldObjectDN NewObjectDN ObjectGUID ObjectClass
        `,
      },
      5141: {
        title: 'A directory service object was deleted.',
        v0: 'OpCorrelationID AppCorrelationID S4 DSName DSType ObjectDN ObjectGUID ObjectClass TreeDelete',
      },
      5169: {
        title: 'A directory service object was modified.',
        v0: `
          OpCorrelationID AppCorrelationID S4 DSName DSType ObjectDN ObjectGUID ObjectClass
          AttributeLDAPDisplayName AttributeSyntaxOID AttributeValue ExpirationTime OperationType
        `,
      },
      5170: {
        title: 'A directory service object was modified during a background cleanup task.',
        v0: `
          OpCorrelationID AppCorrelationID S4 DSName DSType ObjectDN ObjectGUID ObjectClass
          AttributeLDAPDisplayName AttributeSyntaxOID AttributeValue ExpirationTime OperationType
        `,
      },
    },
    'Directory Service Replication': {
      4932: {
        title: 'Synchronization of a replica of an Active Directory naming context has begun.',
        v0: 'DestinationDRA SourceDRA NamingContext Options SessionID StartUSN',
        v1: '+ ',
      },
      4933: {
        title: 'Synchronization of a replica of an Active Directory naming context has ended.',
        v0: 'DestinationDRA SourceDRA NamingContext Options SessionID EndUSN StatusCode',
        v1: '+ ',
      },
    },
    'Detailed Directory Service Replication': {
      4928: {
        title: 'An Active Directory replica source naming context was established.',
        v0: 'DestinationDRA SourceDRA SourceAddr NamingContext Options StatusCode',
        v1: '+ ',
      },
      4929: {
        title: 'An Active Directory replica source naming context was removed.',
        v0: 'DestinationDRA SourceDRA SourceAddr NamingContext Options StatusCode',
        v1: '+ ',
      },
      4930: {
        title: 'An Active Directory replica source naming context was modified.',
        v0: 'DestinationDRA SourceDRA SourceAddr NamingContext Options StatusCode',
        v1: '+ ',
      },
      4931: {
        title: 'An Active Directory replica destination naming context was modified.',
        v0: 'DestinationDRA SourceDRA SourceAddr NamingContext Options StatusCode',
        v1: '+ ',
      },
      4934: {
        title: 'Attributes of an Active Directory object were replicated.',
        v0: 'SessionID Object Attribute TypeOfChange NewValue USN StatusCode',
      },
      4935: {
        title: 'Replication failure begins.',
        v0: 'ReplicationEvent AuditStatusCode',
      },
      4936: {
        title: 'Replication failure ends.',
        v0: 'ReplicationEvent AuditStatusCode ReplicationStatusCode',
      },
      4937: {
        title: 'A lingering object was removed from a replica.',
        v0: 'DestinationDRA SourceDRA Object Options StatusCode',
        v1: '+ ',
      },
    },
  },
};
