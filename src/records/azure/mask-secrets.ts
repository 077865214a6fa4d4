/** Stands where a secret was. */
export const maskedSecret = '[redacted]';

/** What a text must hold for any of the patterns to fit; looked for first, since nearly no record has one. */
const signs = /sig(?:=|%3d|nature=)|bearer(?: |%20|\+)|(?:account|sharedaccess)key(?:=|%3d)/i;

const patterns: readonly (readonly [RegExp, string])[] = [
  // The signature of a SAS in a URL (`sig=`) or of a service (`SharedAccessSignature sr=…&sig=…`), encoded or not.
  [/(\bsig(?:=|%3d))[^&"'\\\s,;)<>]+/gi, `$1${maskedSecret}`],
  // Authorization: Bearer <token>
  [/(\bbearer(?: |%20|\+))[A-Za-z0-9._~+/=-]{16,}/gi, `$1${maskedSecret}`],
  // Connection strings.
  [/(\b(?:AccountKey|SharedAccessKey)(?:=|%3d))[A-Za-z0-9+/%=]{16,}/gi, `$1${maskedSecret}`],
];

/**
 * The text of a record without the secrets that services write into it: signatures of SAS URLs, bearer tokens, keys in
 * connection strings. It stays JSON where it was JSON: what stands in their place needs no escape.
 */
export function maskSecrets(text: string): string {
  if (!signs.test(text)) return text;
  let masked = text;
  for (const [pattern, replacement] of patterns) masked = masked.replace(pattern, replacement);
  return masked;
}
