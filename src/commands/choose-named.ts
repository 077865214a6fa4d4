import { AzlogError } from '../errors.ts';

/**
 * The entries with the given names, in their order; all where none is given.
 * @throws AzlogError CONFIG_INVALID for a name that no entry has
 */
export function chooseNamed<Entry extends { readonly name: string }>(
  kind: 'destination' | 'source',
  entries: readonly Entry[],
  names: readonly string[],
): readonly Entry[] {
  if (names.length === 0) return entries;
  return [...new Set(names)].map((name) => {
    const entry = entries.find((one) => one.name === name);
    if (entry !== undefined) return entry;
    const known = entries.map((one) => one.name).join(', ');
    throw new AzlogError(
      'CONFIG_INVALID',
      `there is no ${kind} "${name}" in the configuration; there are: ${known}`,
    );
  });
}
