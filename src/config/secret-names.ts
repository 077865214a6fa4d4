import { type Group, optionsOf } from '../options/option.ts';
import { destinationOptions, processOptions, severityOptions, sourceOptions } from './options.ts';

/** Names of the options that are never shown, such as `sas`: the logger hides every field of such a name. */
export function secretNames(): readonly string[] {
  const groups: readonly Group[] = [processOptions, sourceOptions, destinationOptions, severityOptions];
  const names = groups
    .flatMap((group) => optionsOf(group))
    .filter(({ option }) => option.kind.wholeIsSecret)
    .map(({ path }) => path.at(-1) ?? '');
  return [...new Set(names)];
}
