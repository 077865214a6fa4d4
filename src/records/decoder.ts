/** Puts a readable text for the codes that Windows writes into one field of an event. Pure. */
export interface Decoder {
  /** What it decodes, for documents: `logon type`. */
  readonly name: string;
  /**
   * `key`: the text is what a person wants under the standard key, and the raw value stands under the own key.
   * `beside`: rules match on the raw value, which keeps its key; the text stands beside it under an own key.
   */
  readonly place: 'key' | 'beside';
  /** Field of the same event whose value says which of several tables applies. */
  readonly by?: string;
  /** Field of the same event that states the same: where it has a value, this one needs no text. */
  readonly unless?: string;
  /**
   * The text is a name, which says less than the identifier and never takes its place. Where any other field holds the
   * same, letters of either case, the event needs no text.
   */
  readonly isName?: true;
  /**
   * The text; undefined where nothing of the value is known. In a list every known entry becomes its text, others stay
   * as they are; entries are separated by `, `.
   * @param value as Windows wrote it, without white space around it
   * @param by the value of the field that `by` names, or ''
   */
  decode(value: string, by?: string): string | undefined;
}
