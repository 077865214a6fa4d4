import type { StorageService } from '../options/account-endpoint.ts';
import { readAccountKey } from '../options/account-key.ts';
import { readConnectionString } from '../options/connection-string.ts';
import { defaulted, type Group, optional } from '../options/option.ts';
import { readSas } from '../options/sas.ts';
import { pastedSecret } from '../options/secret-types.ts';
import { choice, flag, storageEndpoint, text } from '../options/value-types.ts';

const guid = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** What differs between the services of an account. */
const words = {
  table: {
    role: 'Storage Table Data Reader',
    rights: 'read permission on the table',
    read: 'Rows',
  },
  blob: {
    role: 'Storage Blob Data Reader',
    rights: 'permission to read and to list (`sp=rl`), of the account or of one container',
    read: 'Records',
  },
} as const;

/** Options that say which storage account is read, and with what: those of `AccountAccess`. */
export function accountOptions(service: StorageService) {
  const { role, rights, read } = words[service];
  return {
    cloud: optional(choice('AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'), {
      doc: "Azure cloud of the account; it decides the account's host name.",
      example: 'AzureUSGovernment',
      otherwise: 'that of `endpoint`, otherwise `AzureCloud`',
    }),
    account: optional(text('3 to 24 lower-case letters and digits', /^[a-z0-9]{3,24}$/), {
      doc: 'Name of the storage account.',
      example: 'contosodiagnostics',
      otherwise: 'from `connectionString`, or the URL in `sas`',
    }),
    endpoint: optional(storageEndpoint(service), {
      doc: `URL of the ${service} service, if it is not that of the cloud (a private endpoint, Azure Stack, Azurite).`,
      example: `https://contoso.${service}.core.windows.net`,
      otherwise: 'from the URL in `sas`, or from `account` and `cloud`',
    }),
    allowHttp: defaulted(flag(), false, {
      doc: `Allows \`http://\` in \`endpoint\` for another machine. ${read} and the signature then travel unencrypted.`,
      example: true,
    }),
    accountKey: optional(pastedSecret('a key of the storage account', readAccountKey), {
      doc: 'A key of the storage account.',
      example: { env: 'CONTOSO_KEY' },
    }),
    sas: optional(
      pastedSecret('a shared access signature', (value) => readSas(value, service)),
      {
        doc: `A shared access signature with ${rights}: the token, or the whole URL that it is part of.`,
        example: { file: '/run/secrets/azure-sas' },
      },
    ),
    connectionString: optional(
      pastedSecret('a connection string of the storage account', (value) =>
        readConnectionString(value, service),
      ),
      {
        doc: 'A connection string, instead of `account`, `endpoint`, `accountKey` and `sas`.',
        example: { env: 'CONTOSO_CONNECTION_STRING' },
      },
    ),
    identity: optional(choice('managed', 'workload'), {
      doc: `Signs in without a secret: with the managed identity of the machine, or the workload identity of a Kubernetes service account. It needs the role ${role} on the account.`,
      example: 'workload',
      otherwise: 'a key, a signature or a connection string signs in',
    }),
    clientId: optional(text('a client id: 32 hexadecimal digits with hyphens', guid), {
      doc: 'Client id of the identity: of a user-assigned managed identity, or of a workload identity.',
      example: '0f0e6ad8-9f6b-4f0e-8e0f-3c1f5a0f2b11',
      otherwise: 'the one identity of the machine; for `workload` AZURE_CLIENT_ID',
    }),
    tenantId: optional(text('a tenant id: 32 hexadecimal digits with hyphens', guid), {
      doc: 'Tenant of a workload identity.',
      example: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      otherwise: 'AZURE_TENANT_ID, which the platform sets',
    }),
  } as const satisfies Group;
}
