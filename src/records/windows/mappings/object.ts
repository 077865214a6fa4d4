import type { EventMappings } from '../../event-mapping.ts';
import { actingProcess, actor, descriptorChange, join, resultCode, type Shape } from './shapes.ts';

const object = {
  cef: { ObjectType: 'fileType', ObjectName: ['fname', 'filePath'] },
  leef: { ObjectName: 'resource' },
} as const satisfies Shape;

const handle = { cef: { HandleId: 'fileId' } } as const satisfies Shape;

const accesses = {
  cef: { AccessList: 'cs1: Accesses' },
  leef: { AccessList: 'accesses' },
} as const satisfies Shape;

const privileges = { cef: { PrivilegeList: 'dpriv' } } as const satisfies Shape;

/** Somebody does something with an object by a handle, with a process. */
const handled = join(actor, object, handle, actingProcess);

const permissionChange = join(handled, descriptorChange);

/**
 * A program that keeps its own roles asks Windows to note what its client does. What is called the client's logon id is
 * the id of a context within the program, so it stays under an own key.
 */
const application = {
  cef: {
    AppName: 'destinationServiceName',
    ClientName: 'duser',
    ClientDomain: 'dntdom',
  },
  leef: { AppName: 'resource', ClientName: 'usrName', ClientDomain: 'domain' },
} as const satisfies Shape;

/** Files, registry keys and other objects: who acts is the destination user. */
export const objectMappings: EventMappings = {
  // A handle to an object was requested
  4656: join(handled, accesses, privileges),
  // A registry value was modified.
  // The object is the key; the value is named like a file in a folder.
  4657: join(actor, handle, actingProcess, {
    cef: {
      ObjectName: 'filePath',
      ObjectValueName: 'fname',
      OperationType: 'act',
      OldValue: 'cs5: Old Value',
      NewValue: 'cs6: New Value',
    },
    leef: { ObjectName: 'resource', OperationType: 'action' },
  }),
  // The handle to an object was closed
  4658: join(actor, handle, actingProcess),
  // A handle to an object was requested with intent to delete
  4659: join(actor, object, handle, accesses, privileges, { cef: { ProcessId: 'cs3: Process ID' } }),
  // An object was deleted
  4660: join(actor, handle, actingProcess),
  // A handle to an object was requested
  4661: join(handled, accesses, privileges, { cef: { Properties: 'cs6: Properties' } }),
  // An operation was performed on an object.
  // The type is mostly the GUID of a class, no kind of file.
  4662: join(actor, handle, accesses, {
    cef: {
      ObjectType: 'cs5: Object Type',
      ObjectName: 'fname',
      OperationType: 'act',
      Properties: 'cs6: Properties',
    },
    leef: { ObjectName: 'resource', OperationType: 'action' },
  }),
  // An attempt was made to access an object
  4663: join(handled, accesses),
  // An attempt was made to create a hard link
  4664: join(actor, { cef: { FileName: 'filePath', LinkName: 'fname' }, leef: { FileName: 'resource' } }),
  // An attempt was made to create an application client context
  4665: join(application, resultCode('Status')),
  // An application attempted an operation
  4666: join(application, {
    cef: {
      ObjectName: 'fname',
      ScopeName: 'cs5: Application Scope',
      Role: 'cs1: Role',
      Group: 'cs6: Group',
      OperationName: 'act',
    },
    leef: { Role: 'role', OperationName: 'action' },
  }),
  // An application client context was deleted
  4667: application,
  // An application was initialized
  4668: join(application, { cef: { StoreUrl: 'request' }, leef: { StoreUrl: 'url' } }),
  // Permissions on an object were changed
  4670: permissionChange,
  // An application attempted to access a blocked ordinal through the TBS
  4671: {
    cef: {
      CallerUserName: 'duser',
      CallerDomainName: 'dntdom',
      CallerLogonId: 'duid',
      Ordinal: 'cn2: Ordinal',
    },
    leef: { CallerUserName: 'usrName', CallerDomainName: 'domain' },
  },
  // An attempt was made to duplicate a handle to an object
  4690: join(actor, {
    cef: {
      SourceHandleId: 'fileId',
      SourceProcessId: ['cs3: Process ID', 'spid'],
      TargetProcessId: 'dpid',
    },
  }),
  // Indirect access to an object was requested
  4691: join(actor, object, accesses, { cef: { ProcessId: 'cs3: Process ID' } }),
  // Proposed Central Access Policy does not grant the same access permissions as the current Central Access Policy.
  // The accesses that the proposed policy would not grant are told by long lists of reasons: under own keys.
  4818: handled,
  // Auditing settings on object were changed
  4907: permissionChange,
  // Resource attributes of the object were changed
  4911: permissionChange,
  // Central Access Policy on the object was changed
  4913: permissionChange,
  // The state of a transaction has changed
  4985: join(actor, actingProcess, {
    cef: { TransactionId: 'cs6: Transaction ID', NewState: 'cs5: New State' },
  }),
  // A registry key was virtualized
  5039: join(actor, actingProcess, {
    cef: { ObjectPath: ['fname', 'filePath'], ObjectVirtualPath: 'cs6: Virtual Path' },
    leef: { ObjectPath: 'resource' },
  }),
  // A file was virtualized
  5051: join(actor, actingProcess, {
    cef: { FileName: ['fname', 'filePath'], VirtualFileName: 'cs6: Virtual Path' },
    leef: { FileName: 'resource' },
  }),
};
