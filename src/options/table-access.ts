import {
  type AccountEndpoint,
  type AzureCloud,
  readAccountEndpoint,
  readEndpointOption,
  type StorageService,
  serviceHost,
  serviceNames,
} from './account-endpoint.ts';
import { readAccountKey } from './account-key.ts';
import { type ConnectionString, readConnectionString } from './connection-string.ts';
import type { Fault, Reading } from './reading.ts';
import { readSas, type Sas } from './sas.ts';

/** Whose token signs in: that of the machine (`managed`), or of a Kubernetes service account (`workload`). */
export type IdentityKind = 'managed' | 'workload';

/** How to reach a storage account, as it is configured: one of `accountKey`, `sas`, `connectionString`, `identity`. */
export interface AccountAccess {
  /** That of the endpoint unless given, otherwise AzureCloud. */
  readonly cloud?: AzureCloud | undefined;
  readonly account?: string | undefined;
  /** The endpoint of the service, where it is not `https://<account>.<service>.<the cloud's suffix>`. */
  readonly endpoint?: string | undefined;
  readonly accountKey?: string | undefined;
  /** A shared access signature, or the URL that ends in one. */
  readonly sas?: string | undefined;
  readonly connectionString?: string | undefined;
  readonly identity?: IdentityKind | undefined;
  /** Of the identity, where it is not the only one or not in the environment. */
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
  /** Accept `http:` to hosts other than this one. The traffic and a SAS are then readable on the way. */
  readonly allowHttp?: boolean | undefined;
}

/** How to reach a table. */
export interface TableAccess extends AccountAccess {
  /** That of the SAS unless given, otherwise `WADWindowsEventLogsTable`. */
  readonly table?: string | undefined;
}

/** What signs in. */
export type SignIn =
  | { readonly by: 'key'; readonly account: string; readonly key: string }
  | { readonly by: 'sas'; readonly sas: Sas }
  | {
      readonly by: 'identity';
      readonly identity: IdentityKind;
      readonly clientId: string | undefined;
      readonly tenantId: string | undefined;
    };

/** A table or the containers of an account, and what signs in there. */
export interface TableTarget {
  readonly endpoint: AccountEndpoint;
  readonly cloud: AzureCloud;
  /** Of containers: the one that the URL in `sas` names, or ''. */
  readonly table: string;
  readonly signIn: SignIn;
}

export interface AccessFault extends Fault {
  /** The option to change. */
  readonly at: keyof TableAccess;
}

export interface AccessReading {
  readonly faults: readonly AccessFault[];
  /** Undefined where there are faults, or where something was not read. */
  readonly target: TableTarget | undefined;
}

type Complain = (at: keyof TableAccess, what: string, fix: string) => void;
type Has = (name: keyof TableAccess) => boolean;

/** What the values say, each read by itself. */
interface Values {
  readonly key: string | undefined;
  readonly sas: Sas | undefined;
  readonly strings: ConnectionString | undefined;
  readonly endpoint: AccountEndpoint | undefined;
  /** Of the URL that ends in the SAS. */
  readonly sasPlace: AccountEndpoint | undefined;
}

export const defaultTable = 'WADWindowsEventLogsTable';

const tableForm = /^[A-Za-z][A-Za-z0-9]{2,62}$/;

/**
 * Reads how a table is reached: each value by itself, then whether they agree. Configuration and source both ask here,
 * so whatever the one accepts the other can use.
 * @param unread options that are set, and whose value is not at hand (secrets that this process does not read)
 * @param signsIn whether there must be something to sign in with
 */
export function readTableAccess(
  access: TableAccess,
  unread: ReadonlySet<string> = new Set(),
  signsIn = true,
): AccessReading {
  return readAccess(access, 'table', unread, signsIn);
}

/** The same for the Blob service of an account. */
export function readBlobAccess(
  access: AccountAccess,
  unread: ReadonlySet<string> = new Set(),
  signsIn = true,
): AccessReading {
  return readAccess(access, 'blob', unread, signsIn);
}

function readAccess(
  access: TableAccess,
  service: StorageService,
  unread: ReadonlySet<string>,
  signsIn: boolean,
): AccessReading {
  const faults: AccessFault[] = [];
  const complain: Complain = (at, what, fix) => faults.push({ at, what, fix });
  const has: Has = (name) => access[name] !== undefined || unread.has(name);
  const values = readValues(access, service, complain);
  if (access.table !== undefined && !tableForm.test(access.table)) {
    complain(
      'table',
      `"${access.table}" is not the name of a table`,
      'Write 3 to 63 letters and digits, beginning with a letter.',
    );
  }
  checkWays(has, service, signsIn, values, complain);
  checkIdentity(access, has, complain);
  const isWhole = faults.length === 0 && unread.size === 0 && signsIn;
  checkAccounts(access, values, complain);
  checkClouds(access, values, complain);
  const table = service === 'table' ? readTable(access, values, complain) : (values.sasPlace?.table ?? '');
  const endpoint = endpointOf(access, service, values);
  if (endpoint !== undefined) checkEncryption(access, service, values, endpoint, complain);
  const signIn = signInOf(access, values, endpoint);
  if (isWhole && signIn === undefined) {
    complain(
      'account',
      'it is not set, and an account key needs the name of the account',
      'Set `account` to the name of the storage account.',
    );
  }
  if (!isWhole || faults.length > 0 || endpoint === undefined || signIn === undefined) {
    return { faults, target: undefined };
  }
  const cloud = access.cloud ?? endpoint.cloud ?? 'AzureCloud';
  return { faults, target: { endpoint, cloud, table, signIn } };
}

function readValues(access: TableAccess, service: StorageService, complain: Complain): Values {
  const read = <T>(
    at: keyof TableAccess,
    text: string | undefined,
    reader: (text: string, service: StorageService) => Reading<T>,
  ): T | undefined => {
    const found = text === undefined ? undefined : reader(text, service);
    if (found === undefined) return undefined;
    if ('value' in found) return found.value;
    complain(at, found.fault.what, found.fault.fix);
    return undefined;
  };
  const sas = read('sas', access.sas, readSas);
  return {
    key: read('accountKey', access.accountKey, readAccountKey),
    sas,
    strings: read('connectionString', access.connectionString, readConnectionString),
    endpoint: read('endpoint', access.endpoint, readEndpointOption),
    sasPlace: read('sas', sas?.url, readAccountEndpoint),
  };
}

/** One way to sign in, and a place to do it. */
function checkWays(
  has: Has,
  service: StorageService,
  signsIn: boolean,
  { sasPlace, strings }: Values,
  complain: Complain,
): void {
  const ways = (['accountKey', 'sas', 'identity'] as const).filter(has);
  if (has('connectionString')) {
    const repeated = (['account', 'endpoint', ...ways] as const).filter(has);
    for (const at of repeated) {
      complain(at, 'the connection string sets this already', `Remove \`${at}\`, or \`connectionString\`.`);
    }
    const hasPlace = strings === undefined || strings.account !== undefined || strings.endpoint !== undefined;
    if (repeated.length === 0 && !hasPlace) {
      complain(
        'connectionString',
        `it has neither AccountName nor ${serviceNames[service]}Endpoint`,
        'Copy the whole connection string.',
      );
    }
    return;
  }
  const [way, ...others] = ways;
  for (const other of others) {
    complain(
      other,
      `there is \`${way}\` to sign in with too`,
      'Keep one of `accountKey`, `sas` and `identity`.',
    );
  }
  if (!signsIn) return;
  if (way === undefined) {
    complain(
      'accountKey',
      'no credential is set',
      'Set one of `accountKey`, `sas`, `connectionString` and `identity` (in the environment of a single source: AZLOG_SOURCE_ACCOUNT_KEY, AZLOG_SOURCE_SAS, AZLOG_SOURCE_CONNECTION_STRING, AZLOG_SOURCE_IDENTITY).',
    );
  }
  if (!has('account') && !has('endpoint') && sasPlace === undefined) {
    complain('account', 'it is not set', 'Set `account` to the name of the storage account, or `endpoint`.');
  }
}

/** What only an identity uses, and what it cannot use. */
function checkIdentity({ identity }: TableAccess, has: Has, complain: Complain): void {
  if (!has('identity')) {
    for (const at of (['clientId', 'tenantId'] as const).filter(has)) {
      complain(at, 'only an identity has one', `Remove \`${at}\`, or set \`identity\`.`);
    }
  } else if (identity === 'managed' && has('tenantId')) {
    complain('tenantId', 'a managed identity has the tenant of its machine', 'Remove it.');
  }
}

/** Whatever names an account names the same. A connection string stands alone. */
function checkAccounts({ account }: TableAccess, { endpoint, sasPlace }: Values, complain: Complain): void {
  const differs = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && other !== undefined && one !== other;
  if (differs(account, endpoint?.account)) {
    complain(
      'account',
      `\`endpoint\` is of the account "${endpoint?.account}"`,
      'Remove `account`, or `endpoint`, or make them agree.',
    );
  }
  if (sasPlace === undefined) return;
  const at = account === undefined ? 'endpoint' : 'account';
  const known = account ?? endpoint?.account;
  if (differs(known, sasPlace.account)) {
    complain(
      at,
      `the URL in \`sas\` is of the account "${sasPlace.account}"`,
      `Remove \`${at}\`, or set the SAS of this account.`,
    );
  } else if (endpoint !== undefined && endpoint.account === undefined && endpoint.url !== sasPlace.url) {
    complain(
      'endpoint',
      `the URL in \`sas\` has another host (${new URL(sasPlace.url).host})`,
      'Remove `endpoint`, or leave only what follows the `?` in `sas`.',
    );
  }
}

function checkClouds(
  { cloud }: TableAccess,
  { endpoint, strings, sasPlace }: Values,
  complain: Complain,
): void {
  const known = cloud ?? endpoint?.cloud;
  const at = cloud === undefined ? 'endpoint' : 'cloud';
  const places = [
    ['`endpoint`', endpoint],
    ['the connection string', strings?.endpoint],
    ['the URL in `sas`', sasPlace],
  ] as const;
  for (const [name, place] of places) {
    const other = place?.cloud;
    if (known === undefined || other === undefined || other === known) continue;
    const fix = at === 'cloud' ? `Remove \`cloud\`, or set it to \`${other}\`.` : 'Remove one of the two.';
    complain(at, `it is of ${known}, and ${name} is of ${other}`, fix);
  }
}

function readTable({ table }: TableAccess, { sas, strings, sasPlace }: Values, complain: Complain): string {
  const inString = strings !== undefined && 'sas' in strings.signIn ? strings.signIn.sas : undefined;
  const given = table ?? sasPlace?.table ?? sas?.table ?? inString?.table ?? defaultTable;
  const at = inString === undefined ? 'sas' : 'connectionString';
  for (const name of new Set([sasPlace?.table, sas?.table, inString?.table])) {
    // Names of tables are the same in upper and lower case.
    if (name === undefined || name.toLowerCase() === given.toLowerCase()) continue;
    complain(
      at,
      `its SAS is for the table "${name}", and \`table\` is "${given}"`,
      `Set \`table: ${name}\`, or create a SAS for "${given}".`,
    );
  }
  return given;
}

/** The first that is said, from the most to the least explicit. */
function endpointOf(
  access: TableAccess,
  service: StorageService,
  { endpoint, strings, sasPlace }: Values,
): AccountEndpoint | undefined {
  const said = endpoint ?? strings?.endpoint ?? sasPlace;
  if (said !== undefined) return said;
  const account = access.account ?? strings?.account;
  if (account === undefined) return undefined;
  const { cloud = 'AzureCloud' } = access;
  const host = serviceHost(account, service, cloud);
  const read = readAccountEndpoint(`${strings?.protocol ?? 'https'}://${host}`, service);
  return 'value' in read ? read.value : undefined;
}

function checkEncryption(
  access: TableAccess,
  service: StorageService,
  values: Values,
  place: AccountEndpoint,
  complain: Complain,
): void {
  if (!place.isHttp) return;
  const at =
    values.endpoint !== undefined ? 'endpoint' : values.strings !== undefined ? 'connectionString' : 'sas';
  if (access.identity !== undefined) {
    complain(
      at,
      `"${place.url}" is not encrypted, and an identity signs in over TLS only`,
      'Begin it with `https://`.',
    );
    return;
  }
  const inString =
    values.strings !== undefined && 'sas' in values.strings.signIn ? values.strings.signIn.sas : undefined;
  const sas = values.sas ?? inString;
  if (sas?.parameters.get('spr') === 'https') {
    complain(
      at,
      `"${place.url}" is not encrypted, and the SAS is for https only (spr=https)`,
      'Write `https://`.',
    );
  }
  if (access.allowHttp === true || place.isLocal) return;
  const form =
    at === 'connectionString'
      ? `Write \`DefaultEndpointsProtocol=https\` (or \`${serviceNames[service]}Endpoint=https://…\`)`
      : 'Begin it with `https://`';
  complain(at, `"${place.url}" is not encrypted`, `${form}, or set \`allowHttp: true\`.`);
}

function signInOf(
  access: TableAccess,
  { key, sas, strings }: Values,
  place: AccountEndpoint | undefined,
): SignIn | undefined {
  const { identity, clientId, tenantId } = access;
  if (identity !== undefined) return { by: 'identity', identity, clientId, tenantId };
  const found = strings?.signIn ?? (sas === undefined ? undefined : { sas });
  if (found !== undefined && 'sas' in found) return { by: 'sas', sas: found.sas };
  const used = found?.key ?? key;
  const account = access.account ?? strings?.account ?? place?.account;
  return used === undefined || account === undefined ? undefined : { by: 'key', account, key: used };
}
