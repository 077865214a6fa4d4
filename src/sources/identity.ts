import type { TokenCredential } from '@azure/identity';
import { AzlogError } from '../errors.ts';
import type { AzureCloud } from '../options/account-endpoint.ts';
import type { IdentityKind } from '../options/table-access.ts';

export interface IdentityOptions {
  readonly kind: IdentityKind;
  readonly cloud: AzureCloud;
  /** Of a user-assigned identity or an application. */
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/**
 * Gets tokens by `@azure/identity`, which is loaded with the first of them: it takes a good part of the memory of a
 * small process, and most have no use for it. What the platform sets in the environment (AZURE_FEDERATED_TOKEN_FILE,
 * AZURE_AUTHORITY_HOST, IDENTITY_ENDPOINT and others) it reads itself.
 */
export function createIdentity(source: string, options: IdentityOptions): TokenCredential {
  let credential: TokenCredential | undefined;
  return {
    async getToken(scopes, request) {
      try {
        credential ??= await loadCredential(options);
        return await credential.getToken(scopes, request);
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') throw error;
        // The SDK's error is not attached: its request may hold an assertion.
        throw identityError(source, options.kind, error);
      }
    },
  };
}

async function loadCredential({
  kind,
  cloud,
  clientId,
  tenantId,
}: IdentityOptions): Promise<TokenCredential> {
  const { AzureAuthorityHosts, ManagedIdentityCredential, WorkloadIdentityCredential } = await import(
    '@azure/identity'
  );
  const client = clientId === undefined ? {} : { clientId };
  // Who calls decides when to try again.
  const retryOptions = { maxRetries: 0 };
  if (kind === 'managed') return new ManagedIdentityCredential({ ...client, retryOptions });
  const authorityHosts = {
    AzureCloud: undefined,
    AzureUSGovernment: AzureAuthorityHosts.AzureGovernment,
    AzureChinaCloud: AzureAuthorityHosts.AzureChina,
  };
  const authorityHost = authorityHosts[cloud];
  return new WorkloadIdentityCredential({
    ...client,
    retryOptions,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(authorityHost === undefined ? {} : { authorityHost }),
    // The authority is the configuration's or the platform's; asking the public cloud whether it is real would fail
    // where only that authority can be reached.
    disableInstanceDiscovery: true,
  });
}

interface Explanation {
  readonly form: RegExp;
  readonly why: string;
}

const webhook =
  'let the workload identity webhook set it (label azure.workload.identity/use: "true" on the pod, and the annotated service account)';

/** What the SDK, Entra and the identity endpoint say, in words; the first that fits. */
const explanations: readonly Explanation[] = [
  {
    form: /clientId is a required/,
    why: `the client id is not known: set clientId, or ${webhook}`,
  },
  {
    form: /tenantId is a required/,
    why: `the tenant id is not known: set tenantId, or ${webhook}`,
  },
  {
    form: /federatedTokenFilePath is a required/,
    why: `AZURE_FEDERATED_TOKEN_FILE is not set: ${webhook}`,
  },
  {
    form: /ENOENT|EACCES|No content on the file/,
    why: 'the file that AZURE_FEDERATED_TOKEN_FILE names cannot be read or is empty: check the projected volume of the service account token',
  },
  {
    form: /AADSTS(70021|700211|700212|700213)\b/,
    why: 'no federated credential of the identity matches the token of this service account: check its issuer, subject (system:serviceaccount:NAMESPACE:NAME) and audience',
  },
  {
    form: /AADSTS700024\b/,
    why: 'the token of the service account is not valid at this time: check the clock of the machine (NTP)',
  },
  {
    form: /AADSTS700016\b/,
    why: 'the tenant has no application or identity with this client id: check clientId and tenantId',
  },
  { form: /AADSTS90002\b/, why: 'there is no such tenant: check tenantId and cloud' },
  {
    form: /Identity not found|invalid_request|no_identity|Unable to resolve/i,
    why: 'this machine has no such managed identity: assign it (for a user-assigned one: with this clientId)',
  },
  {
    form: /network_error|Network unreachable|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ETIMEDOUT|REQUEST_SEND_ERROR|ENOTFOUND|EAI_AGAIN|endpoints_resolution/i,
    why: 'the token service cannot be reached',
  },
];

const reachAdvice: Readonly<Record<IdentityKind, string>> = {
  managed:
    'only Azure machines with a managed identity have it, and a proxy or firewall must let 169.254.169.254 through',
  workload:
    'check DNS, proxy and firewall towards the authority (login.microsoftonline.com in the public cloud)',
};

/** @returns an error whose text holds no token and no assertion. */
function identityError(source: string, kind: IdentityKind, error: unknown): AzlogError {
  const text = textOf(error);
  const found = explanations.find(({ form }) => form.test(text));
  const unreachable = found !== undefined && found === explanations.at(-1);
  const code = /AADSTS\d+/.exec(text)?.[0];
  const why = found?.why ?? `received no token: ${summary(text)}`;
  const advice = unreachable ? `: ${reachAdvice[kind]}` : '';
  return new AzlogError(
    unreachable ? 'SOURCE_UNREACHABLE' : 'SOURCE_REFUSED',
    `source "${source}": ${kind} identity: ${why}${advice}${code === undefined ? '' : ` (${code})`}`,
  );
}

/** An error, and what is behind it, in one text. */
function textOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < 10; at = at.cause) {
    parts.push(at.name, at.message);
    if ('code' in at) parts.push(String(at.code));
    if ('errorCode' in at) parts.push(String(at.errorCode));
  }
  return parts.join(' ');
}

/** Tokens are long runs without a space: none of such is shown. */
function summary(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\w.+/=~-]{40,}/g, '…')
    .slice(0, 300);
}
