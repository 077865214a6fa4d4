import type { Decoder } from './decoder.ts';
import type { Shape } from './event.ts';
import { trimmed } from './trimmed.ts';

/**
 * What of an event is written: every value as Windows wrote it (`raw`); the text instead of it wherever there is one
 * (`decoded`); or the raw value and, under a key of its own, the text (`both`).
 */
export type Decoding = 'raw' | 'decoded' | 'both';

/** The decoder of one field, with the places of the fields that it looks at besides. */
export interface FieldDecoder {
  readonly decoder: Decoder;
  /** Position of the field that says which table applies, -1 where there is none. */
  readonly byAt: number;
  /** Position of the field that states the same, -1 where there is none. */
  readonly unlessAt: number;
}

/** The decoder of each field, by position; undefined where a field has none. Work it out once for each shape. */
export function fieldDecoders(shape: Shape): readonly (FieldDecoder | undefined)[] {
  const { kind, names } = shape;
  const at = (name: string | undefined): number => (name === undefined ? -1 : names.indexOf(name));
  return names.map((name) => {
    const decoder = kind.decoder(shape, name);
    return decoder && { decoder, byAt: at(decoder.by), unlessAt: at(decoder.unless) };
  });
}

/** Is it Windows' way to say that there is nothing? */
const isNothing = (value: string): boolean => value === '' || value === '-';

/** Does a field of the event say the same already, such as the name of the account whose security identifier this is? */
function isStated(text: string, values: readonly string[]): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined || value.length !== text.length) continue;
    if (value === text || value.toLowerCase() === text.toLowerCase()) return true;
  }
  return false;
}

/**
 * The text of a value; undefined where there is none, or where the event says it already.
 * @param value trimmed, neither '' nor `-`
 * @param values all values of the event, as Windows wrote them
 */
export function textOf(field: FieldDecoder, value: string, values: readonly string[]): string | undefined {
  const { decoder, byAt, unlessAt } = field;
  if (unlessAt !== -1 && !isNothing(trimmed(values[unlessAt] ?? ''))) return undefined;
  const text = byAt === -1 ? decoder.decode(value) : decoder.decode(value, trimmed(values[byAt] ?? ''));
  return text !== undefined && decoder.isName === true && isStated(text, values) ? undefined : text;
}

/**
 * The same for the value at `index`, for formats that write each field at a place of its own (JSON, Snare).
 * @param values all values of the event, as Windows wrote them
 */
export function textAt(field: FieldDecoder, index: number, values: readonly string[]): string | undefined {
  const value = trimmed(values[index] ?? '');
  return isNothing(value) ? undefined : textOf(field, value, values);
}
