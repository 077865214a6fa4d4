import { fault, lineFault, type Reading, unwrapPasted } from './reading.ts';

/** What follows the service in the hosts of an account. */
const cloudSuffixes = {
  AzureCloud: 'core.windows.net',
  AzureUSGovernment: 'core.usgovcloudapi.net',
  AzureChinaCloud: 'core.chinacloudapi.cn',
} as const;

/** The Azure clouds, each with its own host names. */
export type AzureCloud = keyof typeof cloudSuffixes;

/** The services of a storage account that are read. */
export type StorageService = 'table' | 'blob';

/** Their names in Azure's texts. */
export const serviceNames = { table: 'Table', blob: 'Blob' } as const;

/** The host of a service of an account. */
export function serviceHost(account: string, service: StorageService, cloud: AzureCloud): string {
  return `${account}.${service}.${cloudSuffixes[cloud]}`;
}

/** Where a service of an account is. */
export interface AccountEndpoint {
  /** Without query and without a slash at the end. */
  readonly url: string;
  readonly isHttp: boolean;
  /** Whether it is on this machine, where nobody else can read along. */
  readonly isLocal: boolean;
  /** The account, where host or path names it. */
  readonly account: string | undefined;
  /** The cloud, where the host is of one. */
  readonly cloud: AzureCloud | undefined;
  /** The table or container, where the path goes on to one. */
  readonly table: string | undefined;
}

function wantedOf(service: StorageService): string {
  return `Write the URL of the ${serviceNames[service]} service, such as \`https://contoso.${service}.core.windows.net\`.`;
}

/** `contoso.table.core.windows.net`, also of a DNS zone, a private link, a secondary or Azure Stack. */
const storageHost =
  /^([a-z0-9-]+?)(?:-secondary)?\.(?:z\d+\.)?(?:privatelink\.)?(table|blob|queue|file|dfs)\.(.+)$/;
/** Hosts of the emulator and of others that have the account in the path: addresses, and names without a dot. */
const pathStyleHost = /^(\[.*\]|[\d.]+|[a-z0-9_-]+)$/;

/** Reads the URL of a service of an account, with or without a table or container behind it. */
export function readAccountEndpoint(
  text: string,
  wantedService: StorageService = 'table',
): Reading<AccountEndpoint> {
  const wanted = wantedOf(wantedService);
  const lines = lineFault(text);
  if (lines !== undefined) return { fault: lines };
  const pasted = unwrapPasted(text);
  if (/[?#]/.test(pasted)) {
    return fault('it has a query or a fragment', 'A SAS belongs in `sas`: paste the whole URL there.');
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(pasted)) {
    const form = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/\w*)*$/.test(pasted) ? `Write \`https://${pasted}\`.` : wanted;
    return fault('it is not a URL', form);
  }
  if (!URL.canParse(pasted)) return fault('it is not a URL', wanted);
  const url = new URL(pasted);
  if (url.username !== '' || url.password !== '') return fault('it has a user or a password', wanted);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return fault(`it begins with \`${url.protocol}//\``, 'Begin it with `https://`.');
  }
  const host = url.hostname;
  const [, account, service, suffix] = storageHost.exec(host) ?? [];
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const place = {
    isHttp: url.protocol === 'http:',
    isLocal: isLoopback(host),
    cloud: cloudOf(suffix),
  };
  if (service !== undefined) {
    if (service !== wantedService) {
      return fault(
        `it is of another service of the account (${service})`,
        `Write \`https://${host.replace(`.${service}.`, `.${wantedService}.`)}\`.`,
      );
    }
    if (segments.length > 1) return fault('its path has several parts', wanted);
    return { value: { ...place, url: url.origin, account, table: segments[0] } };
  }
  const [pathAccount, table] = segments;
  const isPathStyle = pathStyleHost.test(host);
  if (isPathStyle && segments.length > 2)
    return fault(
      `its path has more parts than account and ${wantedService === 'table' ? 'table' : 'container'}`,
      wanted,
    );
  const path = isPathStyle ? segments.slice(0, 1) : segments;
  return {
    value: {
      ...place,
      url: [url.origin, ...path].join('/'),
      account: pathAccount,
      table: isPathStyle ? table : undefined,
    },
  };
}

/** Reads the option `endpoint`, which names no table or container. */
export function readEndpointOption(
  text: string,
  service: StorageService = 'table',
): Reading<AccountEndpoint> {
  const read = readAccountEndpoint(text, service);
  if ('fault' in read || read.value.table === undefined) return read;
  const { url, table } = read.value;
  const [what, option] = service === 'table' ? ['table', 'table'] : ['container', 'containers'];
  return fault(
    `its path names a ${what}, "${table}"`,
    `Write \`endpoint: ${url}\` and \`${option}: ${table}\`.`,
  );
}

function cloudOf(suffix: string | undefined): AzureCloud | undefined {
  const clouds = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'] as const;
  return clouds.find((cloud) => cloudSuffixes[cloud] === suffix);
}

/** @param host as `URL` has it, which writes every form of an IPv4 address in full */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
