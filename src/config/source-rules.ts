import { type Group, optionsOf } from '../options/option.ts';
import type { SourceType } from '../sources/source-type.ts';
import type { FileReports } from './check-files.ts';
import { complainer } from './rules.ts';
import type { Scope } from './scope.ts';

/**
 * Lets the type of a source check its options, and reports what it finds.
 * @param signsIn whether there must be something to sign in with: only the poller does
 * @returns the options with what follows from others
 */
export function checkSource(
  scope: Scope<Group>,
  type: SourceType,
  signsIn: boolean,
  { report, warn, now }: FileReports,
): object {
  const { originOf, refused } = scope;
  const given = new Map(Object.entries(scope.value).filter(([name]) => Object.hasOwn(type.options, name)));
  const value = Object.fromEntries(given);
  // Secrets that this process does not read, and what was refused by itself.
  const unread = optionsOf(type.options)
    .map(({ path }) => path.join('.'))
    .filter((name) => refused.has(name) || (originOf(name) !== undefined && given.get(name) === undefined));
  const checked = type.check({ value, unread: new Set(unread), signsIn, now });
  const complain = complainer(scope, report);
  for (const { at, what, fix } of checked.faults) complain(at, what, fix);
  for (const { at, what, fix } of checked.warnings) complainer(scope, warn)(at, what, fix);
  return checked.value;
}
