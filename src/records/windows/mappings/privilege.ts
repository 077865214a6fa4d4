import type { EventMappings } from '../../event-mapping.ts';
import { actingProcess, actor, join, subject } from './shapes.ts';

const privilegeUse = join(actor, actingProcess, { cef: { PrivilegeList: 'dpriv' } });

/** Somebody (source user) changes what an account may do; the account is known by its SID only. */
const rights = join(subject, {
  cef: { TargetSid: ['duid', 'duser'] },
  leef: { TargetSid: 'accountName' },
});

const rightChange = join(rights, { cef: { PrivilegeList: 'dpriv' } });

/** Privileges, and the rights of accounts. */
export const privilegeMappings: EventMappings = {
  // A privileged service was called
  4673: join(privilegeUse, { cef: { Service: 'destinationServiceName' }, leef: { Service: 'resource' } }),
  // An operation was attempted on a privileged object.
  // What other events call AccessList is in AccessMask here.
  4674: join(privilegeUse, {
    cef: {
      ObjectType: 'fileType',
      ObjectName: ['fname', 'filePath'],
      HandleId: 'fileId',
      AccessMask: 'cs1: Accesses',
    },
    leef: { ObjectName: 'resource', AccessMask: 'accesses' },
  }),
  // A user right was adjusted
  4703: join(subject, actingProcess, {
    cef: {
      TargetUserName: 'duser',
      TargetDomainName: 'dntdom',
      TargetLogonId: 'duid',
      EnabledPrivilegeList: 'dpriv',
      DisabledPrivilegeList: 'cs6: Disabled Privileges',
    },
    leef: { TargetUserName: 'accountName' },
  }),
  // A user right was assigned
  4704: rightChange,
  // A user right was removed
  4705: rightChange,
  // System security access was granted to an account
  4717: join(rights, { cef: { AccessGranted: 'dpriv' } }),
  // System security access was removed from an account
  4718: join(rights, { cef: { AccessRemoved: 'dpriv' } }),
  // No published title
  6426: join(rights, {
    cef: {
      FinalAccessRights: 'dpriv',
      OriginalAccessRights: 'cs1: Original Access Rights',
      GrantedAccessRights: 'cs5: Granted Access Rights',
      RemovedAccessRights: 'cs6: Removed Access Rights',
    },
  }),
};
