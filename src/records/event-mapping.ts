/**
 * Where a field of EventData goes: a key, or `key: Label` for a labelled one, or several. A key with `?` at its end
 * takes the value only when no other field gave that key one.
 *
 * The rules that hold for every mapping:
 * - A value of '' or '-' (Windows' "nothing") is omitted. Nothing else of EventData ever is.
 * - A standard key takes a value only if it fits the key's type, and is no placeholder (null SID, zero GUID, `%%1793`).
 * - What no standard key holds exactly as Windows wrote it (not mapped, did not fit, decoded, cut to the key's length)
 *   also stands, as Windows wrote it, under an own key (own-keys.ts). So people find the decoded text under the
 *   standard key and rules the raw one under the own key. A value longer than the standard key allows stands there in
 *   its first part (named in `AzlogShortened`) and whole under the own key.
 * - Which of the two stands where is the choice of the option `decoding` (decoding/decoded-text.ts); this is `both`.
 * - Surrounding white space is not part of a value; in lists, line breaks between entries become `, `.
 */
export type FieldTargets = Readonly<Record<string, string | readonly string[]>>;

/**
 * All that is known of one event id: read it beside the CEF standard and the LEEF guide. Labels are published
 * (test/golden/labels.txt): consumers make field names of them, so they never change.
 */
export interface EventMapping {
  readonly cef: FieldTargets;
  readonly leef: FieldTargets;
  /** A name with its domain, written `DOMAIN\name` into one key. */
  readonly qualified?: {
    readonly cef: string;
    readonly leef: string;
    readonly domain: string;
    readonly name: string;
  };
  /** CEF keys with a text that never changes. */
  readonly constants?: Readonly<Record<string, string>>;
  /** False where the destination is a peer, not the computer that wrote the event. */
  readonly computerIsDestination?: false;
  /** Field whose zero (`0x0`, `0`) means success and anything else failure, where Keywords do not tell. */
  readonly outcomeField?: string;
  /** Field with an address of the computer itself, trusted when the other field has this value (LEEF identity). */
  readonly identity?: { readonly address: string; readonly when: string; readonly is: string };
}

export type EventMappings = Readonly<Record<number, EventMapping>>;
