import type { Decoder } from '../../decoder.ts';
import { type DecoderName, decoders } from './decoders.ts';

/** Which decoder reads which field; fields by their names, in all events of a provider or in those listed. */
export interface FieldDecoding {
  readonly decoder: DecoderName;
  readonly fields: readonly string[];
  /** Event ids; absent for all. */
  readonly events?: readonly number[];
}

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/**
 * Fields in which Windows itself writes codes. A field in which a user's text can stand is here only for the codes that
 * mean "no value". The first line that fits counts.
 */
const securityAuditing: readonly FieldDecoding[] = [
  { decoder: 'desiredAccess', fields: ['AccessMask'], events: [4674] },
  { decoder: 'accessMask', fields: ['AccessMask'] },
  { decoder: 'accessReasons', fields: ['AccessReason', 'StagingReason'] },
  { decoder: 'claims', fields: ['UserClaims', 'DeviceClaims'] },
  { decoder: 'references', fields: ['Action', 'FilterType'], events: [5441, 5447] },
  { decoder: 'references', fields: ['AlgorithmName'], events: [5058, 5059, 5061] },
  {
    decoder: 'references',
    // Object access, accounts, logon, audit policy, keys, directory, boot configuration.
    fields: words(`
      AccessList UserAccountControl
      ElevatedToken FailureReason ImpersonationLevel RemoteCredentialGuard RestrictedAdminMode TokenElevationType VirtualAccount
      AuditPolicyChanges CategoryId SubcategoryId
      CredType KeyType NewValueType OldValueType Operation OperationType ReadOperation Scope
      DSType SidFilteringEnabled TreeDelete
      AdvancedOptions ConfigAccessPolicy DisableIntegrityChecks FlightSigning HypervisorDebug HypervisorLaunchType
      KernelDebug RemoteEventLogging TestSigning VsmLaunchType`),
  },
  {
    decoder: 'references',
    // Windows Filtering Platform and IPsec.
    fields: words(`
      CalloutType ChangeType CurrentProfile Direction HasRemoteDynamicKeywordAddress IsLoopback LayerName OriginalProfile
      ProviderContextType ProviderType SubLayerType
      AhAuthType CipherType DHGroup EMAuthMethod EMImpersonationState EspAuthType FailurePoint KeyModName KeyingModuleName
      MMAuthMethod MMCipherAlg MMImpersonationState MMIntegrityAlg Mode Role State`),
  },
  {
    decoder: 'noValue',
    fields: words(`
      AccountExpires AllowedToDelegateTo DisplayName DnsHostName HomeDirectory HomePath LogonHours PasswordLastSet
      ProfilePath SamAccountName ScriptPath ServicePrincipalNames SidHistory UserParameters UserPrincipalName
      UserWorkstations`),
  },
  { decoder: 'logonType', fields: ['LogonType'] },
  { decoder: 'ntStatus', fields: ['Status', 'SubStatus'], events: [4625, 4776, 4777, 4793, 4794] },
  { decoder: 'exitStatus', fields: ['Status'], events: [4689] },
  { decoder: 'exitStatus', fields: ['ReturnCode', 'ErrorCode'] },
  {
    decoder: 'kerberosResult',
    fields: ['Status', 'FailureCode'],
    events: [4768, 4769, 4770, 4771, 4772, 4773, 4820, 4821, 4824],
  },
  { decoder: 'ticketOptions', fields: ['TicketOptions'] },
  {
    decoder: 'encryptionType',
    fields: ['TicketEncryptionType', 'SessionKeyEncryptionType', 'PreAuthEncryptionType'],
  },
  { decoder: 'preAuthentication', fields: ['PreAuthType'] },
  {
    decoder: 'privileges',
    fields: words('AccessGranted AccessRemoved DisabledPrivilegeList EnabledPrivilegeList PrivilegeList'),
  },
  { decoder: 'samAccountControl', fields: ['OldUacValue', 'NewUacValue'] },
  { decoder: 'primaryGroup', fields: ['PrimaryGroupId'] },
  { decoder: 'sids', fields: ['SidList', 'GroupMembership'] },
  { decoder: 'sid', fields: ['MandatoryLabel', 'RemoteUserID', 'RemoteMachineID'] },
  {
    decoder: 'sddl',
    fields: words('NewSd OldSd NewSD OldSD SecurityDescriptor NewSecurityDescriptor OldSecurityDescriptor'),
  },
  { decoder: 'serviceType', fields: ['ServiceType'] },
  { decoder: 'serviceStartType', fields: ['ServiceStartType'] },
  { decoder: 'trustType', fields: ['TdoType'] },
  { decoder: 'trustDirection', fields: ['TdoDirection'] },
  { decoder: 'trustAttributes', fields: ['TdoAttributes'] },
  { decoder: 'ipProtocol', fields: ['Protocol', 'IpProtocol'] },
  { decoder: 'ldapSyntax', fields: ['AttributeSyntaxOID'] },
  { decoder: 'attributeValue', fields: ['AttributeValue'], events: [5136] },
  { decoder: 'objectClass', fields: ['ObjectType'], events: [4661, 4662] },
  { decoder: 'properties', fields: ['Properties'], events: [4661, 4662] },
  { decoder: 'subcategory', fields: ['SubcategoryGuid'] },
];

/** All that is decoded, by provider. */
export const decodings: ReadonlyMap<string, readonly FieldDecoding[]> = new Map([
  ['Microsoft-Windows-Security-Auditing', securityAuditing],
  ['Microsoft-Windows-Sysmon', [{ decoder: 'grantedAccess', fields: ['GrantedAccess'], events: [10] }]],
]);

/** Providers of the Security channel: each of their fields that ends in `Sid` holds a security identifier. */
const security: ReadonlySet<string> = new Set([
  'Microsoft-Windows-Security-Auditing',
  'Microsoft-Windows-Eventlog',
]);
const sidName = /S(?:id|ID)$/;

/** Fields that hold a list, one entry a line (AccessMask: of 4674, elsewhere a number). */
export const listFields: ReadonlySet<string> = new Set([
  'AccessList',
  'AccessMask',
  'AccessReason',
  'AllowedToDelegateTo',
  'DeviceClaims',
  'DisabledPrivilegeList',
  'EnabledPrivilegeList',
  'GroupMembership',
  'PrivilegeList',
  'Properties',
  'ServicePrincipalNames',
  'SidList',
  'StagingReason',
  'UserAccountControl',
  'UserClaims',
]);

/** The decoder of a field; undefined where Windows writes no codes into it. */
export function decoderOf(provider: string, eventId: number, field: string): Decoder | undefined {
  const found = decodings
    .get(provider)
    ?.find(
      ({ fields, events }) => fields.includes(field) && (events === undefined || events.includes(eventId)),
    );
  if (found !== undefined) return decoders[found.decoder];
  return security.has(provider) && sidName.test(field) ? decoders.sid : undefined;
}
