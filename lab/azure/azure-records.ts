/**
 * Makes records as Azure Monitor streams them: sign-ins and audits of an invented tenant, its Activity Log, key vaults,
 * storage accounts, firewalls and alerts. The same seed and the same times give the same records.
 */
import { createRandom, type Random } from '../random.ts';

/** A record and what finds it again in whatever is made of it. */
export interface MadeRecord {
  /** As the JSON of a message or a line: an object. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Its correlation id: unique, and nothing else looks like one of these (see `findRecordId`). */
  readonly id: string;
  /** Container or hub that Azure Monitor would write it to, such as `insights-logs-signinlogs`. */
  readonly stream: string;
}

export interface RecordGenerator {
  /** @param timeMs the time of the event, whole milliseconds since 1970 (UTC) */
  next(timeMs: number): MadeRecord;
}

/** The first group of every correlation id that a generator gives. */
const idBeginning = '0a21d0e5';
const idForm = new RegExp(`${idBeginning}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`);

/** The correlation id of the record that a message was made of, in any format; undefined for any other message. */
export function findRecordId(message: string): string | undefined {
  return idForm.exec(message)?.[0];
}

const tenant = '6f1d2c3b-0000-4000-8000-00000000beef';
const subscription = '2b7e1516-0000-4000-8000-00000000cafe';

interface Person {
  readonly name: string;
  readonly upn: string;
  readonly oid: string;
}

const people: readonly [Person, ...Person[]] = [
  person('Anna Berg', 'anna.berg', 1),
  person('Jörg Müller', 'joerg.mueller', 2),
  person('山田 太郎', 'taro.yamada', 3),
  person("Seán O'Connor", 'sean.oconnor', 4),
  person('Zoë Dubois', 'zoe.dubois', 5),
  person('Ольга Петрова', 'olga.petrova', 6),
];

function person(name: string, account: string, number: number): Person {
  return {
    name,
    upn: `${account}@nordwind.example`,
    oid: `0b1ec700-0000-4000-8000-${String(number).padStart(12, '0')}`,
  };
}

interface Occasion {
  readonly random: Random;
  readonly time: string;
  readonly id: string;
}

interface Sort {
  readonly stream: string;
  /** Of 100 records, how many are of this sort. */
  readonly weight: number;
  readonly make: (occasion: Occasion) => Readonly<Record<string, unknown>>;
}

function address(random: Random): string {
  if (random.chance(0.15)) return `2001:db8:${random.hex(4).toLowerCase()}::${random.between(1, 99)}`;
  return `${random.pick(['198.51.100', '203.0.113'])}.${random.between(1, 254)}`;
}

function resource(provider: string, type: string, name: string): string {
  return `/SUBSCRIPTIONS/${subscription}/RESOURCEGROUPS/RG-NORDWIND/PROVIDERS/${provider}/${type}/${name}`.toUpperCase();
}

function signIn(category: string, { random, time, id }: Occasion): Readonly<Record<string, unknown>> {
  const { name, upn, oid } = random.pick(people);
  const ip = address(random);
  const failed = random.chance(0.1);
  return {
    time,
    resourceId: `/tenants/${tenant}/providers/Microsoft.aadiam`,
    operationName: 'Sign-in activity',
    operationVersion: '1.0',
    category,
    tenantId: tenant,
    resultType: failed ? '50126' : '0',
    resultSignature: failed ? 'FAILURE' : 'SUCCESS',
    ...(failed
      ? { resultDescription: 'Invalid username or password or Invalid on-premise username or password.' }
      : {}),
    durationMs: 0,
    callerIpAddress: ip,
    correlationId: id,
    identity: name,
    Level: 4,
    location: 'DE',
    properties: {
      id: random.guid(),
      createdDateTime: time,
      userDisplayName: name,
      userPrincipalName: upn,
      userId: oid,
      appId: random.guid(),
      appDisplayName: random.pick(['Azure Portal', 'Office 365 Exchange Online', 'Nordwind Intranet']),
      resourceDisplayName: 'Microsoft Graph',
      ipAddress: ip,
      status: failed
        ? {
            errorCode: 50126,
            failureReason: 'Error validating credentials due to invalid username or password.',
          }
        : { errorCode: 0 },
      clientAppUsed: random.pick(['Browser', 'Mobile Apps and Desktop clients', 'IMAP4']),
      userAgent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      deviceDetail: {
        deviceId: '',
        displayName: `PC-${random.hex(4)}`,
        operatingSystem: 'Windows 11',
        browser: 'Chrome 140.0.0',
      },
      location: {
        city: 'Kiel',
        state: 'Schleswig-Holstein',
        countryOrRegion: 'DE',
        geoCoordinates: { latitude: 54.32, longitude: 10.13 },
      },
      conditionalAccessStatus: random.pick(['success', 'notApplied', 'failure']),
      appliedConditionalAccessPolicies: [
        {
          id: random.guid(),
          displayName: 'Require multifactor authentication',
          enforcedGrantControls: ['Mfa'],
          result: 'success',
        },
      ],
      isInteractive: category === 'SignInLogs',
      riskLevelAggregated: 'none',
      riskLevelDuringSignIn: random.chance(0.03) ? 'high' : 'none',
      riskState: 'none',
      riskEventTypes_v2: [],
      authenticationRequirement: 'multiFactorAuthentication',
      tokenIssuerType: 'AzureAD',
    },
  };
}

function audit({ random, time, id }: Occasion): Readonly<Record<string, unknown>> {
  const actor = random.pick(people);
  const target = random.pick(people);
  const operation = random.pick([
    'Update user',
    'Add member to role',
    'Reset user password',
    'Add owner to application',
  ]);
  return {
    time,
    resourceId: `/tenants/${tenant}/providers/Microsoft.aadiam`,
    operationName: operation,
    operationVersion: '1.0',
    category: 'AuditLogs',
    tenantId: tenant,
    resultSignature: 'None',
    durationMs: 0,
    callerIpAddress: address(random),
    correlationId: id,
    identity: actor.name,
    Level: 4,
    properties: {
      id: `Directory_${random.guid()}`,
      category: 'UserManagement',
      result: 'success',
      resultReason: '',
      activityDisplayName: operation,
      activityDateTime: time,
      loggedByService: 'Core Directory',
      initiatedBy: {
        user: {
          id: actor.oid,
          displayName: actor.name,
          userPrincipalName: actor.upn,
          ipAddress: address(random),
        },
      },
      targetResources: [
        {
          id: target.oid,
          displayName: target.name,
          type: 'User',
          userPrincipalName: target.upn,
          modifiedProperties: [{ displayName: 'Department', oldValue: '["Sales"]', newValue: '["Finance"]' }],
        },
      ],
      additionalDetails: [{ key: 'UserType', value: 'Member' }],
    },
  };
}

function administrative({ random, time, id }: Occasion): Readonly<Record<string, unknown>> {
  const { name, upn, oid } = random.pick(people);
  const [provider, type, action] = random.pick([
    ['MICROSOFT.AUTHORIZATION', 'ROLEASSIGNMENTS', 'WRITE'],
    ['MICROSOFT.NETWORK', 'NETWORKSECURITYGROUPS', 'WRITE'],
    ['MICROSOFT.STORAGE', 'STORAGEACCOUNTS', 'LISTKEYS/ACTION'],
    ['MICROSOFT.COMPUTE', 'VIRTUALMACHINES', 'DELETE'],
  ]);
  const failed = random.chance(0.08);
  return {
    time,
    resourceId: resource(provider, type, `nordwind${random.between(1, 40)}`),
    operationName: `${provider}/${type}/${action}`,
    category: 'Administrative',
    resultType: failed ? 'Failure' : 'Success',
    resultSignature: failed ? 'Failed.Forbidden' : 'Succeeded.OK',
    durationMs: String(random.between(0, 900)),
    callerIpAddress: address(random),
    correlationId: id,
    identity: {
      authorization: {
        scope: `/subscriptions/${subscription}/resourceGroups/rg-nordwind`,
        action: `${provider}/${type}/${action}`,
        evidence: {
          role: random.pick(['Owner', 'Contributor', 'User Access Administrator']),
          principalId: oid,
          principalType: 'User',
        },
      },
      claims: {
        aud: 'https://management.azure.com/',
        'http://schemas.microsoft.com/identity/claims/objectidentifier': oid,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': upn,
        name,
        ipaddr: address(random),
      },
    },
    level: failed ? 'Error' : 'Information',
    location: 'global',
    properties: {
      eventCategory: 'Administrative',
      hierarchy: `${tenant}/${subscription}`,
      entity: `/subscriptions/${subscription}`,
    },
  };
}

function keyVault({ random, time, id }: Occasion): Readonly<Record<string, unknown>> {
  const { upn, oid } = random.pick(people);
  const refused = random.chance(0.1);
  const secret = `https://nordwind-kv.vault.azure.net/secrets/db-${random.between(1, 30)}`;
  return {
    time,
    category: 'AuditEvent',
    operationName: random.pick(['SecretGet', 'SecretList', 'KeyDecrypt', 'SecretDelete']),
    operationVersion: '7.4',
    resultType: 'Success',
    resultSignature: refused ? 'Forbidden' : 'OK',
    resultDescription: '',
    durationMs: String(random.between(3, 90)),
    callerIpAddress: address(random),
    correlationId: id,
    identity: { claim: { oid, upn, appid: random.guid() } },
    resourceId: resource('Microsoft.KeyVault', 'vaults', 'nordwind-kv'),
    properties: {
      id: secret,
      clientInfo: 'azsdk-net-Security.KeyVault.Secrets/4.6.0',
      requestUri: `${secret}?api-version=7.4`,
      httpStatusCode: refused ? 403 : 200,
      isAccessPolicyMatch: !refused,
    },
  };
}

function storage({ random, time, id }: Occasion): Readonly<Record<string, unknown>> {
  const object = `/nordwindlogs/archive/report-${random.between(1, 500)}.csv`;
  return {
    time,
    resourceId: `${resource('Microsoft.Storage', 'storageAccounts', 'nordwindlogs')}/blobServices/default`,
    category: 'StorageRead',
    operationName: 'GetBlob',
    operationVersion: '2025-01-05',
    schemaVersion: '1.0',
    statusCode: 200,
    statusText: 'Success',
    durationMs: random.between(2, 60),
    callerIpAddress: `${address(random)}:${random.between(1_025, 65_000)}`,
    correlationId: id,
    identity: { type: 'SAS', tokenHash: `key1(${random.hex(64)})` },
    location: 'West Europe',
    properties: {
      accountName: 'nordwindlogs',
      userAgentHeader: 'AzCopy/10.27',
      serviceType: 'blob',
      objectKey: object,
      metricResponseType: 'Success',
    },
    uri: `https://nordwindlogs.blob.core.windows.net:443${object}?sv=2025-01-05&sr=b&sig=${random.hex(40)}%3D`,
    protocol: 'HTTPS',
    resourceType: 'Microsoft.Storage/storageAccounts/blobServices',
  };
}

function firewall({ random, time, id }: Occasion): Readonly<Record<string, unknown>> {
  return {
    time,
    category: 'AZFWNetworkRule',
    resourceId: resource('Microsoft.Network', 'azureFirewalls', 'nordwind-fw'),
    correlationId: id,
    properties: {
      Protocol: random.pick(['TCP', 'UDP']),
      SourceIp: `10.20.${random.between(0, 3)}.${random.between(4, 250)}`,
      SourcePort: random.between(1_025, 65_000),
      DestinationIp: address(random),
      DestinationPort: random.pick([443, 53, 445, 22]),
      Action: random.chance(0.2) ? 'Deny' : 'Allow',
      Policy: 'nordwind-policy',
      RuleCollectionGroup: 'DefaultNetworkRuleCollectionGroup',
      RuleCollection: 'outbound',
      Rule: random.pick(['allow-web', 'allow-dns', '']),
      ActionReason: '',
    },
  };
}

const sorts: readonly [Sort, ...Sort[]] = [
  { stream: 'insights-logs-signinlogs', weight: 20, make: (on) => signIn('SignInLogs', on) },
  {
    stream: 'insights-logs-noninteractiveusersigninlogs',
    weight: 30,
    make: (on) => signIn('NonInteractiveUserSignInLogs', on),
  },
  { stream: 'insights-logs-auditlogs', weight: 10, make: audit },
  { stream: 'insights-activity-logs', weight: 12, make: administrative },
  { stream: 'insights-logs-auditevent', weight: 12, make: keyVault },
  { stream: 'insights-logs-storageread', weight: 8, make: storage },
  { stream: 'insights-logs-azfwnetworkrule', weight: 8, make: firewall },
];

/** @param options.streams only records of these streams; all where absent */
export function createRecordGenerator(options: {
  readonly seed: number;
  readonly streams?: readonly string[];
}): RecordGenerator {
  const random = createRandom(options.seed);
  const offered = sorts.filter(({ stream }) => options.streams?.includes(stream) ?? true);
  const tickets = offered.flatMap((sort) => Array.from({ length: sort.weight }, () => sort));
  return {
    next(timeMs) {
      const sort = tickets[random.between(0, tickets.length - 1)] ?? sorts[0];
      const id = `${idBeginning}${random.guid().slice(8)}`;
      const digits = String(random.between(0, 9_999)).padStart(4, '0');
      const time = `${new Date(timeMs).toISOString().slice(0, -1)}${digits}Z`;
      return { record: sort.make({ random, time, id }), id, stream: sort.stream };
    },
  };
}

/** Splits records into bodies of messages as Azure Monitor makes them: `{"records":[…]}` of up to `maxBytes`. */
export function toMessages(records: readonly MadeRecord[], maxBytes = 200_000): readonly string[] {
  const bodies: string[] = [];
  let open: string[] = [];
  let size = 0;
  const close = (): void => {
    if (open.length > 0) bodies.push(`{"records":[${open.join(',')}]}`);
    open = [];
    size = 0;
  };
  for (const { record } of records) {
    const text = JSON.stringify(record);
    const bytes = Buffer.byteLength(text) + 1;
    if (size + bytes > maxBytes) close();
    open.push(text);
    size += bytes;
  }
  close();
  return bodies;
}
