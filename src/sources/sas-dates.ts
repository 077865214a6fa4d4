import type { Sas } from '../options/sas.ts';
import type { SettingFault } from './source-type.ts';

/**
 * Warns of a SAS that has expired or is not valid yet: a start is not refused for what only time decides.
 * @param at the option that has it
 * @param now milliseconds since 1970
 */
export function datesOf({ startsAt, expiresAt }: Sas, at: string, now: number): readonly SettingFault[] {
  const time = (milliseconds: number): string =>
    `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (expiresAt !== undefined && expiresAt <= now) {
    return [
      { at, what: `the SAS expired on ${time(expiresAt)} (se)`, fix: 'Create a new one and put it here.' },
    ];
  }
  if (startsAt === undefined || startsAt <= now) return [];
  return [
    {
      at,
      what: `the SAS is not valid before ${time(startsAt)} (st)`,
      fix: "Check this machine's clock, or create one that is valid now.",
    },
  ];
}
