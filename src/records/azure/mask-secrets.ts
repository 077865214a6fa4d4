/** Stands where a secret was. */
export const maskedSecret = '[redacted]';

/** What a text must hold for any of the patterns to fit; looked for first, since nearly no record has one. */
const signs = /sig(?:=|%|\\u)|bearer|(?:account|sharedaccess)key/i;

/** A character in a URL may be percent-encoded any number of times, and escaped in JSON. */
const percent = '%(?:25)*';
/** Not within a word. The last digits of an encoded character are no part of the word behind it. */
const begin = `(?<=^|[^A-Za-z0-9]|${percent}[0-9a-f]{2}|\\\\u[0-9a-f]{4}|\\\\[nrt])`;
const equals = `(?:=|${percent}3d|\\\\u003d)`;
const blank = `(?:[ +]|${percent}20|\\\\u0020)`;
/** Of base64 in all its spellings, but no `&` or `;`, which ends the value even where it is encoded. */
const secret = `(?:(?!${percent}(?:26|3b))(?:[A-Za-z0-9+/=_.~%-]|\\\\u00(?:2[bf]|3d)|\\\\/))`;

const patterns: readonly (readonly [RegExp, string])[] = [
  // The signature of a SAS, in a URL or in a `SharedAccessSignature`.
  [new RegExp(`(${begin}sig${equals})${secret}+`, 'gi'), `$1${maskedSecret}`],
  // Authorization: Bearer <token>
  [new RegExp(`(${begin}bearer${blank}{1,8})${secret}{16,}`, 'gi'), `$1${maskedSecret}`],
  // Connection strings.
  [
    new RegExp(
      `(${begin}(?:AccountKey|SharedAccessKey)${blank}{0,8}${equals}${blank}{0,8})${secret}{16,}`,
      'gi',
    ),
    `$1${maskedSecret}`,
  ],
];

/**
 * The text of a record without the secrets that services write into it: signatures of SAS URLs, bearer tokens, keys in
 * connection strings; encoded or not. It stays JSON where it was JSON: what stands in their place needs no escape.
 */
export function maskSecrets(text: string): string {
  if (!signs.test(text)) return text;
  let masked = text;
  for (const [pattern, replacement] of patterns) masked = masked.replace(pattern, replacement);
  return masked;
}
