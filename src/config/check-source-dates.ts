import type { AccessReading } from '../options/table-access.ts';
import type { FileReports } from './check-files.ts';
import type { sourceOptions } from './options.ts';
import { complainer } from './rules.ts';
import type { Scope } from './scope.ts';

/** Warns of a SAS that has expired or is not valid yet: a start is not refused for what only time decides. */
export function checkSourceDates(
  scope: Scope<typeof sourceOptions>,
  { target }: AccessReading,
  { warn, now }: Pick<FileReports, 'warn' | 'now'>,
): void {
  const signIn = target?.signIn;
  if (signIn?.by !== 'sas') return;
  const { startsAt, expiresAt } = signIn.sas;
  const at = scope.value.sas === undefined ? 'connectionString' : 'sas';
  const time = (milliseconds: number): string =>
    `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (expiresAt !== undefined && expiresAt <= now) {
    complainer(scope, warn)(
      at,
      `the SAS expired on ${time(expiresAt)} (se)`,
      'Create a new one and put it here.',
    );
  } else if (startsAt !== undefined && startsAt > now) {
    complainer(scope, warn)(
      at,
      `the SAS is not valid before ${time(startsAt)} (st)`,
      "Check this machine's clock, or create one that is valid now.",
    );
  }
}
