/** The secrets that are taken out of whatever is written; more become known while the program runs. */
export interface KnownSecrets {
  /** A new array whenever one was added. */
  readonly values: readonly string[];
  /** @param of what has these secrets now: a file, or the configuration as a whole */
  add(secrets: readonly string[], of?: string): void;
}

/** As many of the secrets that one and the same had after each other are remembered; an error may name an older one. */
const remembered = 10;

/** @param first those that are known from the start, and stay known */
export function createKnownSecrets(first: readonly string[]): KnownSecrets {
  // By owner, so that one that changes often never displaces what another still has.
  const later = new Map<string, readonly (readonly string[])[]>();
  let values = first;
  return {
    get values() {
      return values;
    },
    add(secrets, of = 'configuration') {
      later.set(of, [secrets, ...(later.get(of) ?? [])].slice(0, remembered));
      values = [...new Set([...first, ...[...later.values()].flat(2)])];
    },
  };
}
