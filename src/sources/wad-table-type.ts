import { defaulted, optional } from '../options/option.ts';
import { defaultTable, readTableAccess } from '../options/table-access.ts';
import { decimal, integer, startTime, text } from '../options/value-types.ts';
import { accountOptions } from './account-options.ts';
import { datesOf } from './sas-dates.ts';
import { sourceType } from './source-type.ts';

/** A table that the Azure Diagnostics extension writes. */
export const wadTable = sourceType({
  doc: 'a table written by the Azure Diagnostics extension.',
  family: 'windows',
  options: {
    ...accountOptions('table'),
    table: optional(
      text('3 to 63 letters and digits, not starting with a digit', /^[A-Za-z][A-Za-z0-9]{2,62}$/),
      {
        doc: 'Table with the columns of the Azure Diagnostics extension.',
        example: defaultTable,
        otherwise: `the table that the SAS is for, otherwise \`${defaultTable}\``,
      },
    ),
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
