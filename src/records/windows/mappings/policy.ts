import type { EventMappings } from '../../event-mapping.ts';
import {
  actingProcess,
  actor,
  clientProcess,
  descriptorChange,
  join,
  resultCode,
  type Shape,
  subject,
} from './shapes.ts';

/** Which audits were switched on or off. The GUID of the subcategory stays under an own key. */
const auditPolicy = {
  cef: { SubcategoryId: 'cs5: Subcategory', CategoryId: 'cs6: Category', AuditPolicyChanges: 'act' },
  leef: { SubcategoryId: 'policy', AuditPolicyChanges: 'action' },
} as const satisfies Shape;

/** The domain at the other end of a trust. */
const trust = join(actor, {
  cef: { DomainName: 'cs6: Trusted Domain', DomainSid: 'cs5: Trusted Domain SID' },
  leef: { DomainName: 'realm' },
});

/** What a forest at the other end of a trust is made of. */
const forestEntry = {
  cef: {
    ForestRoot: 'cs5: Forest Root',
    DnsName: 'cs6: DNS Name',
    NetbiosName: 'cs1: NetBIOS Name',
  },
  leef: { ForestRoot: 'realm' },
} as const satisfies Shape;

const policyChange = 'cs6: Policy Change';

const auditSource = join(actor, actingProcess, {
  cef: { AuditSourceName: 'cs6: Audit Source Name', EventSourceId: 'cs5: Event Source ID' },
  leef: { AuditSourceName: 'resource' },
});

const crashOnAuditFail = { cef: { CrashOnAuditFailValue: 'cn2: CrashOnAuditFail' }, leef: {} } as const;

const groupPolicy = join(resultCode('ErrorCode'), {
  cef: { GPOList: 'cs6: Group Policy Objects' },
  leef: { GPOList: 'policy' },
});

/** Policies of audits, domains, trusts and the computer. */
export const policyMappings: EventMappings = {
  // Administrator recovered system from CrashOnAuditFail
  4621: crashOnAuditFail,
  // A new trust was created to a domain
  4706: trust,
  // A trust to a domain was removed
  4707: trust,
  // Kerberos policy was changed
  4713: join(actor, { cef: { KerberosPolicyChange: policyChange } }),
  // Encrypted data recovery policy was changed
  4714: join(actor, { cef: { EfsPolicyChange: policyChange } }),
  // The audit policy (SACL) on an object was changed
  4715: join(actor, descriptorChange),
  // Trusted domain information was modified
  4716: trust,
  // System audit policy was changed
  4719: join(actor, clientProcess, auditPolicy),
  // Domain Policy was changed.
  // Every setting of the domain stands in a field of its own, where it was changed: under own keys.
  4739: join(actor, {
    cef: { DomainPolicyChanged: policyChange, DomainName: 'cs5: Domain Name', PrivilegeList: 'dpriv' },
    leef: { DomainPolicyChanged: 'policy' },
  }),
  // Auditing settings on object were changed
  4817: join(actor, descriptorChange, {
    cef: { ObjectType: 'fileType', ObjectName: ['fname', 'filePath'] },
    leef: { ObjectName: 'resource' },
  }),
  // Central Access Policies on the machine have been changed
  4819: join(actor, {
    cef: {
      ObjectType: 'fileType',
      AddedCAPs: 'cs4: Added Policies',
      DeletedCAPs: 'cs5: Deleted Policies',
      ModifiedCAPs: 'cs6: Modified Policies',
    },
  }),
  // Boot Configuration Data loaded.
  // Each boot option stands under an own key.
  4826: actor,
  // A namespace collision was detected
  4864: join(forestEntry, { cef: { CollisionTargetName: 'cs4: Collision Target' } }),
  // A trusted forest information entry was added
  4865: join(actor, forestEntry),
  // A trusted forest information entry was removed
  4866: join(actor, forestEntry),
  // A trusted forest information entry was modified
  4867: join(actor, forestEntry),
  // The Per-user audit policy table was created
  4902: { cef: { PuaCount: 'cn3: Count', PuaPolicyId: 'cs6: Policy ID' }, leef: {} },
  // An attempt was made to register a security event source
  4904: auditSource,
  // An attempt was made to unregister a security event source
  4905: auditSource,
  // The CrashOnAuditFail value has changed
  4906: crashOnAuditFail,
  // Special Groups Logon table modified
  4908: { cef: { SidList: 'cs5: Special Groups' }, leef: {} },
  // The local policy settings for the TBS were changed
  4909: { cef: { OldBlockedOrdinals: 'cs5: Old Value', NewBlockedOrdinals: 'cs6: New Value' }, leef: {} },
  // The group policy settings for the TBS were changed
  4910: { cef: { OldBlockedOrdinals: 'cs5: Old Value', NewBlockedOrdinals: 'cs6: New Value' }, leef: {} },
  // Per User Audit Policy was changed
  4912: join(subject, auditPolicy, {
    cef: { TargetUserSid: ['duid', 'duser'] },
    leef: { TargetUserSid: 'accountName' },
  }),
  // Security policy in the group policy objects has been applied successfully
  6144: groupPolicy,
  // One or more errors occurred while processing security policy in the group policy objects
  6145: groupPolicy,
  // No published title
  6425: join(actor, {
    cef: {
      TrustedDomainName: 'cs6: Trusted Domain',
      ClientNetworkAddress: ['src', 'shost'],
      LegacyRPCMethodName: 'act',
    },
    leef: { TrustedDomainName: 'realm', ClientNetworkAddress: 'src', LegacyRPCMethodName: 'action' },
  }),
  // No published title
  6430: {
    cef: {
      UserName: 'duser',
      DomainName: 'dntdom',
      UserSid: 'duid',
      ImportFileName: ['fname', 'filePath'],
      PolicyDetails: policyChange,
    },
    leef: { UserName: 'usrName', DomainName: 'domain', ImportFileName: 'resource' },
  },
};
