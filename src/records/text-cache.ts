import { flatCopy } from './flat-copy.ts';

/** Most characters that one cache holds, keys and texts together. */
const mostCharacters = 1_000_000;
/** Values longer than this are worked out each time. */
const longestKey = 16_000;

/**
 * Keeps what `make` gives for each value, `undefined` too. Emptied when full: values that come again are soon back.
 * Keys are copied, so that none keeps the row alive that it was cut from.
 */
export function cached(make: (value: string) => string | undefined): (value: string) => string | undefined {
  // A value without text is kept as null, so that one look-up tells it from a value that is not known.
  const texts = new Map<string, string | null>();
  let characters = 0;
  return (value) => {
    const known = texts.get(value);
    if (known !== undefined) return known ?? undefined;
    const text = make(value);
    if (value.length > longestKey) return text;
    // Each entry costs about as much as 50 characters besides its own.
    characters += value.length + (text?.length ?? 0) + 50;
    if (characters > mostCharacters) {
      texts.clear();
      characters = value.length + (text?.length ?? 0) + 50;
    }
    texts.set(flatCopy(value), text === undefined ? null : flatCopy(text));
    return text;
  };
}
