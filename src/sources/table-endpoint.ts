import { AzureNamedKeyCredential, AzureSASCredential, type NamedKeyCredential } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { AzlogError } from '../errors.ts';
import { createIdentity, type IdentityKind } from './identity.ts';

const tableSuffixes = {
  AzureCloud: 'table.core.windows.net',
  AzureUSGovernment: 'table.core.usgovcloudapi.net',
  AzureChinaCloud: 'table.core.chinacloudapi.cn',
} as const;

/** The Azure clouds, each with its own host names. */
export type AzureCloud = keyof typeof tableSuffixes;

/** The account and key that every Azurite serves; `UseDevelopmentStorage=true` means them. Public, and no secret. */
const development = {
  endpoint: 'http://127.0.0.1:10002/devstoreaccount1',
  account: 'devstoreaccount1',
  accountKey: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

/** How to reach an account: one of `accountKey`, `sas`, `connectionString` and `identity`. */
export interface TableAccess {
  readonly cloud?: AzureCloud | undefined;
  readonly account?: string | undefined;
  /** The account's table endpoint, where it is not `https://<account>.<the cloud's suffix>`. */
  readonly endpoint?: string | undefined;
  readonly accountKey?: string | undefined;
  /** A shared access signature, with or without the question mark. */
  readonly sas?: string | undefined;
  readonly connectionString?: string | undefined;
  readonly identity?: IdentityKind | undefined;
  /** Of the identity, where it is not the only one or not in the environment. */
  readonly clientId?: string | undefined;
  readonly tenantId?: string | undefined;
  /** Accept `http:` to hosts other than this one. The traffic and a SAS are then readable on the way. */
  readonly allowHttp?: boolean | undefined;
}

export interface TableEndpoint {
  /** Without query and without a slash at the end. */
  readonly url: string;
  readonly isHttp: boolean;
  readonly credential: NamedKeyCredential | AzureSASCredential | TokenCredential;
  /** The parameters of the SAS, but its signature. */
  readonly sas: ReadonlyMap<string, string> | undefined;
  readonly identity: IdentityKind | undefined;
}

const oneWay = 'set exactly one of accountKey, sas, connectionString and identity';

/** @throws AzlogError `CONFIG_INVALID`; its message names no secret. */
export function resolveEndpoint(source: string, access: TableAccess): TableEndpoint {
  const fail = (problem: string): never => {
    throw new AzlogError('CONFIG_INVALID', `source "${source}": ${problem}`);
  };
  const known = access.connectionString === undefined ? access : fromConnectionString(access, fail);
  const account = known.account ?? accountOf(known.endpoint);
  const suffix = tableSuffixes[known.cloud ?? 'AzureCloud'];
  const address =
    known.endpoint ?? (known.account === undefined ? undefined : `https://${account}.${suffix}`);
  if (address === undefined) return fail('set account, endpoint or connectionString');
  if (!URL.canParse(address)) return fail(`endpoint "${stripQuery(address)}" is not a URL`);
  const url = new URL(address);
  if (url.search !== '') return fail(`endpoint "${stripQuery(address)}?…" has a query: put a SAS into sas`);
  const isHttp = url.protocol === 'http:';
  if (!isHttp && url.protocol !== 'https:') return fail(`endpoint "${address}" must begin with https://`);
  if (isHttp && known.allowHttp !== true && !isLoopback(url.hostname)) {
    return fail(`endpoint "${address}" is not encrypted: use https://, or set allowHttp: true`);
  }
  const plain = url.href.replace(/\/+$/, '');
  const { identity } = known;
  const ways = [known.accountKey, known.sas, identity].filter((way) => way !== undefined);
  if (ways.length !== 1) return fail(oneWay);
  const place = { url: plain, isHttp, sas: undefined, identity };
  if (identity !== undefined) {
    if (isHttp) return fail(`endpoint "${address}" must begin with https://: tokens are sent encrypted only`);
    const { cloud = 'AzureCloud', clientId, tenantId } = known;
    return { ...place, credential: createIdentity(source, { kind: identity, cloud, clientId, tenantId }) };
  }
  if (known.sas !== undefined) {
    const signature = known.sas.trim().replace(/^\?/, '');
    const parameters = new URLSearchParams(signature);
    if (!parameters.has('sig'))
      return fail('sas has no signature: copy the whole token, from its first parameter to its last');
    parameters.delete('sig');
    return { ...place, credential: new AzureSASCredential(signature), sas: new Map(parameters) };
  }
  const key = known.accountKey?.trim() ?? '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) {
    return fail('accountKey is not base64: copy key1 or key2 from the storage account, Access keys');
  }
  if (account === undefined || account === '')
    return fail('set account: an account key is used with its account name');
  return { ...place, credential: new AzureNamedKeyCredential(account, key) };
}

function fromConnectionString(access: TableAccess, fail: (problem: string) => never): TableAccess {
  if (access.accountKey !== undefined || access.sas !== undefined || access.identity !== undefined) {
    return fail(oneWay);
  }
  const parts = new Map<string, string>();
  for (const part of access.connectionString?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0) parts.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim());
  }
  const base = { cloud: access.cloud, allowHttp: access.allowHttp };
  if (parts.get('usedevelopmentstorage')?.toLowerCase() === 'true') return { ...base, ...development };
  const account = access.account ?? parts.get('accountname');
  const accountKey = parts.get('accountkey');
  const sas = accountKey === undefined ? parts.get('sharedaccesssignature') : undefined;
  if (accountKey === undefined && sas === undefined) {
    return fail('connectionString has neither AccountKey nor SharedAccessSignature');
  }
  const protocol = parts.get('defaultendpointsprotocol') ?? 'https';
  const suffix = parts.get('endpointsuffix');
  const built =
    suffix === undefined || account === undefined ? undefined : `${protocol}://${account}.table.${suffix}`;
  const endpoint = access.endpoint ?? parts.get('tableendpoint') ?? built;
  return { ...base, account, endpoint, accountKey, sas };
}

/** `https://name.table.…` or `http://127.0.0.1:10002/name`. */
function accountOf(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || !URL.canParse(endpoint)) return undefined;
  const { hostname, pathname } = new URL(endpoint);
  const [first, second] = hostname.split('.');
  if (second === 'table') return first?.replace(/-secondary$/, '');
  return pathname.split('/')[1];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

function stripQuery(text: string): string {
  return text.replace(/\?.*$/s, '');
}
