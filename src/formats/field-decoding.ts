/** Gives the text for a coded value of one field: `%%1833` and its like. */
export interface FieldDecoder {
  /** Undefined where the value has no text. */
  decode(value: string): string | undefined;
}

/** Whether a format writes coded values, their text, or both, and where the texts come from. */
export interface FieldDecoding {
  readonly choice: 'raw' | 'decoded' | 'both';
  /** Undefined for a field whose values are no codes. Asked once for each shape of event. */
  readonly decoderOf: (provider: string, eventId: number, field: string) => FieldDecoder | undefined;
}

/** Every value as Windows wrote it. */
export const noDecoding: FieldDecoding = { choice: 'raw', decoderOf: () => undefined };
