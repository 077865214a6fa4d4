/** A value that must not be seen anywhere. */
export interface KnownSecret {
  readonly name: string;
  readonly value: string;
}

/** Long enough that no text holds it by chance, and that a part of a secret is still found. */
const pieceLength = 12;

/** The ways in which programs write one text: as it is, in a URL, in JSON, and in base64 at any place of a longer text. */
function formsOf(value: string): readonly string[] {
  const inBase64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${value}`).toString('base64');
    // Without the letters at both ends, which depend on what stands beside it.
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('hex'),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/**
 * Looks for secrets in a text: each form of each secret, and any longer piece of it.
 * @returns where something was found, with what stands before it
 */
export function findSecrets(place: string, text: string, secrets: readonly KnownSecret[]): readonly string[] {
  return secrets.flatMap(({ name, value }) => {
    for (const form of new Set(formsOf(value))) {
      for (let start = 0; start === 0 || start + pieceLength <= form.length; start++) {
        const at = text.indexOf(form.slice(start, start + pieceLength));
        if (at >= 0) return [`${name} in ${place}: …${text.slice(Math.max(0, at - 120), at + 60)}…`];
      }
    }
    return [];
  });
}
