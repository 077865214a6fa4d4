import type { EventMappings } from '../../event-mapping.ts';
import { actingProcess, actor, join, type Shape } from './shapes.ts';

/** COM+ writes its domain field by another name. */
const catalogActor = {
  cef: { SubjectUserName: 'duser', SubjectUserDomainName: 'dntdom', SubjectLogonId: 'duid' },
  leef: { SubjectUserName: 'usrName', SubjectUserDomainName: 'domain' },
} as const satisfies Shape;

/** An object of the COM+ catalog, in the collection that it belongs to. */
const catalogObject = join(catalogActor, {
  cef: { ObjectCollectionName: 'cs5: Collection', ObjectIdentifyingProperties: 'cs6: Object' },
  leef: { ObjectCollectionName: 'resource' },
});

const catalogObjectProperties = join(catalogObject, { cef: { ObjectProperties: 'cs1: Object Properties' } });

/** A file whose signature is not as it should be. */
const imageFile = { cef: { param1: ['fname', 'filePath'] }, leef: { param1: 'resource' } } as const;

/** Security packages and the state of the system. */
export const systemMappings: EventMappings = {
  // An authentication package has been loaded by the Local Security Authority
  4610: { cef: { AuthenticationPackageName: 'cs5: Authentication Package Name' }, leef: {} },
  // A trusted logon process has been registered with the Local Security Authority
  4611: join(actor, { cef: { LogonProcessName: 'deviceProcessName' } }),
  // Internal resources allocated for the queuing of audit messages have been exhausted, leading to the loss of some audits
  4612: { cef: { AuditsDiscarded: 'cn3: Count' }, leef: {} },
  // A notification package has been loaded by the Security Account Manager
  4614: { cef: { NotificationPackageName: 'cs6: Notification Package' }, leef: {} },
  // Invalid use of LPC port
  4615: join(actor, actingProcess, {
    cef: { InvalidCallName: 'cs6: Invalid Call', ServerPortName: 'destinationServiceName' },
    leef: { ServerPortName: 'resource' },
  }),
  // The system time was changed.
  // Version 0 writes date and time as texts in the language of the machine: under own keys.
  4616: join(actor, actingProcess, {
    cef: {
      PreviousTime: 'deviceCustomDate1: Previous Time',
      NewTime: 'deviceCustomDate2: New Time',
    },
  }),
  // A monitored security event pattern has occurred
  4618: {
    cef: {
      EventId: 'cn2: Event ID',
      ComputerName: 'shost',
      TargetUserName: 'duser',
      TargetUserDomain: 'dntdom',
      TargetLogonId: 'duid',
      EventCount: 'cnt',
    },
    leef: { TargetUserName: 'usrName', TargetUserDomain: 'domain' },
  },
  // A security package has been loaded by the Local Security Authority
  4622: { cef: { SecurityPackageName: 'cs6: Security Package' }, leef: {} },
  // Code integrity determined that the image hash of a file is not valid
  5038: imageFile,
  // An object in the COM+ Catalog was modified
  5888: join(catalogObject, { cef: { ModifiedObjectProperties: 'cs1: Object Properties' } }),
  // An object was deleted from the COM+ Catalog
  5889: catalogObjectProperties,
  // An object was added to the COM+ Catalog
  5890: catalogObjectProperties,
  // Code Integrity determined that the page hashes of an image file are not valid
  6281: imageFile,
  // Code integrity determined that a file does not meet the security requirements to load into a process
  6410: imageFile,
};
