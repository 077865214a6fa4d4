import { unwrapPasted } from '../options/reading.ts';
import type { JsonSchema } from '../options/value-type.ts';
import { nearest } from './problem.ts';

/** What a refused value asks for: how it is read, what is allowed. */
export interface Expected {
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown) => boolean;
  readonly fromText: (text: string) => unknown;
  readonly read: (value: unknown, folder: string) => unknown;
}

/** What other programs, and earlier YAML, write for a flag. */
const flagWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** A word that is most likely meant is not shorter than this. */
const leastLetters = 3;

/** What else to do about a value that was refused, as a sentence with a blank before it; '' where nobody knows. */
export function hintFor(value: unknown, expected: Expected): string {
  if (typeof value === 'number' && expected.accepts(String(value))) return ' Put quotes around it.';
  if (typeof value !== 'string') return '';
  const text = unwrapPasted(value);
  const meant = expected.read(expected.fromText(text), '');
  if (typeof meant !== 'string' && expected.accepts(meant)) {
    if (Array.isArray(meant)) return ` Write it as a list: \`[${meant.map(String).join(', ')}]\`.`;
    return text === value ? ' Write it without quotes.' : ' Write it without the quotes or blanks around it.';
  }
  const { type } = expected.schema;
  const flag = type === 'boolean' ? flagWords[text.toLowerCase()] : undefined;
  if (flag !== undefined) return ` Did you mean \`${flag}\`?`;
  const word = nearestWord(value, wordsOf(expected.schema));
  return word === undefined ? '' : ` Did you mean \`${word}\`?`;
}

function wordsOf({ enum: words }: JsonSchema): readonly string[] {
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

/** The word of a list that is near, or that alone begins as this one does, or that this one begins with. */
export function nearestWord(text: string, words: readonly string[]): string | undefined {
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const given = plain(text);
  const near = nearest(text, words);
  if (near !== undefined || given.length < leastLetters) return near;
  const related = words.filter((word) => {
    const known = plain(word);
    return known.startsWith(given) || (known.length >= leastLetters && given.startsWith(known));
  });
  const longest = related.toSorted((a, b) => b.length - a.length)[0];
  return related.length === 1 || given.startsWith(plain(longest ?? '')) ? longest : undefined;
}
