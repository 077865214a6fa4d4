import type { EventMappings } from '../../event-mapping.ts';
import { actor, join, resultCode, type Shape } from './shapes.ts';

/** Somebody (destination user) does something with an object of the directory. */
const object = join(actor, { cef: { ObjectGUID: 'fileId', ObjectClass: ['cs5: Object Class', 'fileType'] } });

const namedObject = join(object, { cef: { ObjectDN: 'cs6: Object DN' }, leef: { ObjectDN: 'resource' } });

/** One event a value: a change of one is a deletion and an addition. */
const attributeChange = join(namedObject, {
  cef: { AttributeLDAPDisplayName: 'fname', AttributeValue: 'cs1: Attribute Value', OperationType: 'act' },
  leef: { OperationType: 'action' },
});

const expiringChange = join(attributeChange, {
  cef: { ExpirationTime: 'deviceCustomDate1: Expiration Time' },
});

const movedObject = join(object, {
  cef: { OldObjectDN: 'oldFilePath', NewObjectDN: 'cs6: Object DN' },
  leef: { NewObjectDN: 'resource' },
});

/** The directory servers (by the DN of their settings) that replicate. */
const replica = {
  cef: { DestinationDRA: 'cs5: Destination DRA', SourceDRA: 'cs1: Source DRA' },
} as const satisfies Shape;

const namingContext = {
  cef: { NamingContext: 'cs6: Naming Context' },
  leef: { NamingContext: 'resource' },
} as const satisfies Shape;

const statusCode = resultCode('StatusCode');

/** `SourceAddr` is a DNS name, mostly below `_msdcs`. */
const replicaSource = join(replica, namingContext, statusCode, { cef: { SourceAddr: 'shost' } });

const replicationSession = { cef: { SessionID: 'cn3: Session ID' } } as const satisfies Shape;

const replicationFailure = join(resultCode('AuditStatusCode'), {
  cef: { ReplicationEvent: 'cn2: Replication Event' },
});

/** Changes of the directory and its replication. */
export const directoryMappings: EventMappings = {
  // An Active Directory replica source naming context was established
  4928: replicaSource,
  // An Active Directory replica source naming context was removed
  4929: replicaSource,
  // An Active Directory replica source naming context was modified
  4930: replicaSource,
  // An Active Directory replica destination naming context was modified.
  // What is called the source's address is the destination's here: this computer is the source.
  4931: join(replica, namingContext, statusCode, {
    cef: { SourceAddr: 'dhost' },
    computerIsDestination: false,
  }),
  // Synchronization of a replica of an Active Directory naming context has begun
  4932: join(replica, namingContext, replicationSession),
  // Synchronization of a replica of an Active Directory naming context has ended
  4933: join(replica, namingContext, replicationSession, statusCode),
  // Attributes of an Active Directory object were replicated
  4934: join(replicationSession, statusCode, {
    cef: {
      Object: 'cs6: Object DN',
      Attribute: 'fname',
      NewValue: 'cs1: Attribute Value',
      TypeOfChange: 'act',
    },
    leef: { Object: 'resource', TypeOfChange: 'action' },
  }),
  // Replication failure begins
  4935: replicationFailure,
  // Replication failure ends
  4936: replicationFailure,
  // A lingering object was removed from a replica
  4937: join(replica, statusCode, { cef: { Object: 'cs6: Object DN' }, leef: { Object: 'resource' } }),
  // A directory service object was modified
  5136: attributeChange,
  // A directory service object was created
  5137: namedObject,
  // A directory service object was undeleted
  5138: movedObject,
  // A directory service object was moved
  5139: movedObject,
  // A directory service object was deleted
  5141: namedObject,
  // A directory service object was modified
  5169: expiringChange,
  // A directory service object was modified during a background cleanup task
  5170: expiringChange,
};
