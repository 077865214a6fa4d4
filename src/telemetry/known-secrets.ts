/** The secrets that are taken out of whatever is written; more become known while the program runs. */
export interface KnownSecrets {
  /** A new array whenever one was added. */
  readonly values: readonly string[];
  add(secrets: readonly string[]): void;
}

/** Secrets that came later and are remembered: the newest, since they change as long as the program runs. */
const mostLater = 100;

/** @param first those that are known from the start, and stay known */
export function createKnownSecrets(first: readonly string[]): KnownSecrets {
  let later: readonly string[] = [];
  let values = first;
  return {
    get values() {
      return values;
    },
    add(secrets) {
      later = [...new Set([...secrets, ...later])].slice(0, mostLater);
      values = [...new Set([...first, ...later])];
    },
  };
}
