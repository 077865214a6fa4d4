import { readAccountKey } from '../options/account-key.ts';
import { readConnectionString } from '../options/connection-string.ts';
import { defaulted, optional } from '../options/option.ts';
import { readSas } from '../options/sas.ts';
import { pastedSecret } from '../options/secret-types.ts';
import { defaultTable, readTableAccess } from '../options/table-access.ts';
import { choice, decimal, flag, integer, startTime, tableEndpoint, text } from '../options/value-types.ts';
import { datesOf } from './sas-dates.ts';
import { sourceType } from './source-type.ts';

const guid = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** A table that the Azure Diagnostics extension writes. */
export const wadTable = sourceType({
  doc: 'a table written by the Azure Diagnostics extension.',
  options: {
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
    endpoint: optional(tableEndpoint(), {
      doc: 'URL of the table service, if it is not that of the cloud (a private endpoint, Azure Stack, Azurite).',
      example: 'https://contoso.table.core.windows.net',
      otherwise: 'from the URL in `sas`, or from `account` and `cloud`',
    }),
    allowHttp: defaulted(flag(), false, {
      doc: 'Allows `http://` in `endpoint` for another machine. Rows and the signature then travel unencrypted.',
      example: true,
    }),
    table: optional(
      text('3 to 63 letters and digits, not starting with a digit', /^[A-Za-z][A-Za-z0-9]{2,62}$/),
      {
        doc: 'Table with the columns of the Azure Diagnostics extension.',
        example: defaultTable,
        otherwise: `the table that the SAS is for, otherwise \`${defaultTable}\``,
      },
    ),
    accountKey: optional(pastedSecret('a key of the storage account', readAccountKey), {
      doc: 'A key of the storage account.',
      example: { env: 'CONTOSO_KEY' },
    }),
    sas: optional(pastedSecret('a shared access signature', readSas), {
      doc: 'A shared access signature with read permission on the table: the token, or the whole URL that it is part of.',
      example: { file: '/run/secrets/azure-sas' },
    }),
    connectionString: optional(
      pastedSecret('a connection string of the storage account', readConnectionString),
      {
        doc: 'A connection string, instead of `account`, `endpoint`, `accountKey` and `sas`.',
        example: { env: 'CONTOSO_CONNECTION_STRING' },
      },
    ),
    identity: optional(choice('managed', 'workload'), {
      doc: 'Signs in without a secret: with the managed identity of the machine, or the workload identity of a Kubernetes service account. It needs the role Storage Table Data Reader on the account.',
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
    start: defaulted(startTime(), 'now', {
      doc: 'Where the first read begins. After that, reading always resumes where it stopped.',
      example: '2026-01-31T08:00:00Z',
    }),
    pollSeconds: defaulted(decimal(0.1, 3_600), 5, {
      doc: 'Pause between reads when everything has been read.',
      example: 15,
    }),
    settleSeconds: defaulted(decimal(1, 3_600), 5, {
      doc: "How far reading stays behind the server's clock, so that it does not miss rows that are still being written.",
      example: 5,
    }),
    lateHours: defaulted(decimal(0, 720), 24, {
      doc: 'How long azlog looks for late rows in times that it has already read.',
      example: 48,
    }),
    parallel: defaulted(integer(1, 64), 4, { doc: 'Number of reads at the same time.', example: 8 }),
  },
  check({ value, unread, signsIn, now }) {
    const { faults, target } = readTableAccess(value, unread, signsIn);
    const { cloud = target?.cloud ?? 'AzureCloud', table = target?.table ?? defaultTable } = value;
    const signIn = target?.signIn;
    const isFromUrl = signIn?.by === 'sas' && signIn.sas.url !== undefined;
    return {
      faults,
      warnings:
        signIn?.by === 'sas'
          ? datesOf(signIn.sas, value.sas === undefined ? 'connectionString' : 'sas', now)
          : [],
      value: {
        ...value,
        cloud,
        table,
        ...(target !== undefined && isFromUrl ? { endpoint: target.endpoint.url } : {}),
      },
    };
  },
  place: ({ table = defaultTable }) => table,
  create: async (name, settings) => (await import('./wad-table.ts')).createWadTable({ name, ...settings }),
});
