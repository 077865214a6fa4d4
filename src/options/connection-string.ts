import {
  type AccountEndpoint,
  readEndpointOption,
  type StorageService,
  serviceNames,
} from './account-endpoint.ts';
import { readAccountKey } from './account-key.ts';
import { type Fault, fault, lineFault, type Reading, unwrapPasted } from './reading.ts';
import { readSas, type Sas } from './sas.ts';

/** A connection string of a storage account, read. */
export interface ConnectionString {
  readonly account: string | undefined;
  /** Its TableEndpoint or BlobEndpoint, or what EndpointSuffix and AccountName make; undefined where neither is there. */
  readonly endpoint: AccountEndpoint | undefined;
  readonly protocol: 'https' | 'http';
  readonly signIn: { readonly key: string } | { readonly sas: Sas };
}

/** The account and key of the emulator; `UseDevelopmentStorage=true` means them. Public, and no secret. */
const development =
  'AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1';

const copyString = 'Copy the connection string of the storage account (Access keys).';
const accountForm = /^[a-z0-9]{1,63}$/;

/** Reads a connection string of a storage account. Quotes, spaces and line breaks around it are understood. */
export function readConnectionString(
  text: string,
  service: StorageService = 'table',
): Reading<ConnectionString> {
  const endpointName = `${serviceNames[service]}Endpoint`;
  const lines = lineFault(text);
  if (lines !== undefined) return { fault: lines };
  const pasted = unwrapPasted(text);
  if (/^https?:\/\/[^;]*\?/i.test(pasted) || /^\??(sv|sp|se|ss|st|si|spr)=[^;]*&/.test(pasted)) {
    return fault('this is a shared access signature', 'Set it as `sas`.');
  }
  const parts = partsOf(pasted);
  if (parts.get('usedevelopmentstorage')?.toLowerCase() === 'true')
    return readConnectionString(development, service);
  if (parts.has('sharedaccesskey')) {
    return fault('this is a connection string of Event Hubs or Service Bus', copyString);
  }
  const signIn = readSignIn(parts, service);
  if ('fault' in signIn) return signIn;
  const protocol = (parts.get('defaultendpointsprotocol') ?? 'https').toLowerCase();
  if (protocol !== 'https' && protocol !== 'http') {
    return fault(
      'its DefaultEndpointsProtocol is neither https nor http',
      'Write `DefaultEndpointsProtocol=https`.',
    );
  }
  const account = parts.get('accountname');
  if (account !== undefined && !accountForm.test(account)) {
    return fault('its AccountName has characters other than lower-case letters and digits', copyString);
  }
  const common = { account, protocol, signIn: signIn.value } as const;
  const suffix = parts.get('endpointsuffix');
  const built =
    suffix === undefined || account === undefined
      ? undefined
      : `${protocol}://${account}.${service}.${suffix}`;
  const address = parts.get(endpointName.toLowerCase()) ?? built;
  if (address === undefined) {
    if (account !== undefined || ![...parts.keys()].some((name) => name.endsWith('endpoint'))) {
      return { value: { ...common, endpoint: undefined } };
    }
    return fault(
      `it has no ${endpointName}`,
      `Create the SAS for the ${serviceNames[service]} service, and copy its connection string.`,
    );
  }
  const endpoint = readEndpointOption(address, service);
  if ('fault' in endpoint) {
    return inside(parts.has(endpointName.toLowerCase()) ? endpointName : 'EndpointSuffix', endpoint.fault);
  }
  return { value: { ...common, endpoint: endpoint.value } };
}

/** By lower-case name; a key without a value counts as left out. */
function partsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(';').map((part) => {
    const equals = part.indexOf('=');
    return [part.slice(0, Math.max(equals, 0)).trim().toLowerCase(), part.slice(equals + 1).trim()] as const;
  });
  return new Map(pairs.filter(([name, value]) => name !== '' && value !== ''));
}

function readSignIn(
  parts: ReadonlyMap<string, string>,
  service: StorageService,
): Reading<ConnectionString['signIn']> {
  const keyText = parts.get('accountkey');
  if (keyText !== undefined) {
    const key = readAccountKey(keyText);
    return 'fault' in key ? inside('AccountKey', key.fault) : { value: { key: key.value } };
  }
  const sasText = parts.get('sharedaccesssignature');
  if (sasText === undefined) {
    return fault(
      'this is not a connection string: it has neither AccountKey nor SharedAccessSignature',
      copyString,
    );
  }
  const sas = readSas(sasText, service);
  return 'fault' in sas ? inside('SharedAccessSignature', sas.fault) : { value: { sas: sas.value } };
}

function inside(part: string, { what, fix }: Fault): { readonly fault: Fault } {
  return fault(`its ${part}: ${what}`, fix);
}
