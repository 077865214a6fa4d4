import { createRequire } from 'node:module';

/**
 * Patterns of the operator. Either a *glob*, which the whole value must fit: `*` stands for any characters, `?` for
 * one, upper and lower case are the same. Or, between slashes, a *regular expression* that is looked for anywhere in
 * the value: `/…/`, or `/…/i` for upper and lower case being the same.
 *
 * Expressions run on values that strangers can choose (a user name, a command line), so none may take long: they are
 * in the syntax of RE2, whose time grows with the length of the value and no faster, and a glob is matched without
 * going back further than its last `*`.
 */

/** Longest pattern, in characters. */
export const mostPatternLength = 500;

/** Tests a value. */
export type Pattern = (value: string) => boolean;

/** Where a pattern cannot be read: why. */
export interface PatternProblem {
  readonly problem: string;
}

const expressionForm = /^\/(.*)\/(i?)$/s;

/** Reads a pattern; what cannot be read comes back as a problem in words. */
export function readPattern(text: string): Pattern | PatternProblem {
  if (text === '') return { problem: 'the pattern is empty' };
  if (text.length > mostPatternLength) {
    return { problem: `the pattern has ${text.length} characters, more than ${mostPatternLength}` };
  }
  if (!text.startsWith('/')) return globOf(text.toLowerCase());
  const [, source = '', flag] = expressionForm.exec(text) ?? [];
  if (flag === undefined)
    return { problem: 'a regular expression begins with `/` but does not end with `/` or `/i`' };
  if (source === '') return { problem: 'the regular expression is empty, so it would match everything' };
  return expressionOf(source, flag === 'i');
}

/**
 * Compiles a pattern that was checked before.
 * @throws Error where it cannot be read
 */
export function patternOf(text: string): Pattern {
  const pattern = readPattern(text);
  if (typeof pattern === 'function') return pattern;
  throw new Error(`pattern ${text}: ${pattern.problem}`);
}

/** Loaded with the first expression only: most configurations have none, and it would double the time of a health check. */
function expressionOf(source: string, ignoreCase: boolean): Pattern | PatternProblem {
  const { RE2JS, RE2JSException }: typeof import('re2js') = createRequire(import.meta.url)('re2js');
  try {
    const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (value) => compiled.test(value);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return {
      problem: `the regular expression cannot be read: ${error.message.replace(/^error parsing regexp: /, '')}`,
    };
  }
}

/** @param glob in lower case */
function globOf(glob: string): Pattern {
  const parts = glob.split('*');
  const [first = '', ...others] = parts;
  if (!glob.includes('?')) {
    const last = others.at(-1);
    if (last === undefined) return (value) => value.length === glob.length && value.toLowerCase() === glob;
    if (parts.every((part) => part === '')) return () => true;
    if (others.length === 1 && first === '') return (value) => value.toLowerCase().endsWith(last);
    if (others.length === 1 && last === '') return (value) => value.toLowerCase().startsWith(first);
  }
  return (value) => fits(glob, value.toLowerCase());
}

const anyCharacters = '*'.charCodeAt(0);
const oneCharacter = '?'.charCodeAt(0);

/** Goes through both once; where they part, the last `*` takes one more character. */
function fits(glob: string, value: string): boolean {
  let g = 0;
  let starAt = -1;
  let starEnd = 0;
  for (let v = 0; v < value.length; ) {
    const wanted = g < glob.length ? glob.charCodeAt(g) : -1;
    if (wanted === anyCharacters) {
      starAt = g++;
      starEnd = v;
    } else if (wanted === oneCharacter || wanted === value.charCodeAt(v)) {
      g++;
      v++;
    } else if (starAt >= 0) {
      g = starAt + 1;
      v = ++starEnd;
    } else {
      return false;
    }
  }
  while (glob.charCodeAt(g) === anyCharacters) g++;
  return g === glob.length;
}
