import type { RecordKind } from '../../records/event.ts';

/**
 * Own keys: what no standard key takes is kept under the prefix of its kind of record and its name (`AzlogWin<Name>`),
 * the form that the CEF standard gives for keys of a producer's own (vendor, product, explanatory name; letters and
 * digits only). Keys for what surrounds the event's data (`AzlogUid`, `AzlogRecordId`, ...) never begin with such a
 * prefix, so the two cannot meet.
 */

/** Longest name part; Windows' own names stay far below. */
const longestName = 64;

/** Letters and digits stay; after anything else the next letter is capital; beyond ASCII, `U` and hexadecimal digits. */
function sanitised(name: string, isCapital: boolean): string {
  let out = '';
  let capital = isCapital;
  for (const char of name) {
    if (/[A-Za-z0-9]/.test(char)) {
      out += capital ? char.toUpperCase() : char;
      capital = false;
    } else if (char > '\x7f') {
      out += `U${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
      capital = true;
    } else {
      capital = isCapital || out !== '';
    }
    if (out.length >= longestName) break;
  }
  return out === '' ? 'Data' : out.slice(0, longestName);
}

/**
 * Readers of CEF take a key that ends in `Label` for the label of another key, and Splunk Connect for Syslog then leaves
 * its value out.
 */
function unlabelled(key: string): string {
  return key.endsWith('Label') ? `${key}Value` : key;
}

/**
 * An own key for each name. Keys that would be equal (repeated names, names that differ only in case or in characters
 * that a key cannot have) get a number: the first keeps the plain key, the next is 2. The same names in the same
 * order always give the same keys.
 */
export function ownKeys(
  names: readonly string[],
  { keyPrefix, hasCapitalKeys }: Pick<RecordKind, 'keyPrefix' | 'hasCapitalKeys'>,
): readonly string[] {
  const bases = names.map((name) => unlabelled(keyPrefix + sanitised(name, hasCapitalKeys)));
  // Plain keys are given out before numbers, so a name that ends in a digit keeps its plain key.
  const taken = new Set(bases.map((base) => base.toLowerCase()));
  const seen = new Set<string>();
  const next = new Map<string, number>();
  return bases.map((base) => {
    const lower = base.toLowerCase();
    if (!seen.has(lower)) {
      seen.add(lower);
      return base;
    }
    let number = next.get(lower) ?? 2;
    while (taken.has(`${lower}${number}`)) number++;
    next.set(lower, number + 1);
    taken.add(`${lower}${number}`);
    return `${base}${number}`;
  });
}
