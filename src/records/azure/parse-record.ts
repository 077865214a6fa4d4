/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A number of so many digits, or with an exponent, may be one that a double cannot hold; the same in a text does no harm. */
const longNumber = /[:[,]\s*-?(?:\d{16}|\d[\d.]*e)/i;

/** Texts that a number cannot hold are kept as their digits. The reviver's third argument is that of ES2025. */
function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value;
  return !Number.isFinite(value) || /^-?\d+$/.test(context.source) ? context.source : value;
}

function parse(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
}

/** Control characters as services write them into strings, although JSON forbids them. */
const control = /\p{Cc}/gu;

/**
 * Makes JSON of what services write instead of it: raw control characters inside of strings, and strings in single
 * quotes outside of them. One pass; everything else stays as it is.
 */
function repaired(text: string): string {
  let out = '';
  let from = 0;
  let open = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (open === '') {
      if (char !== '"' && char !== "'") continue;
      out += `${text.slice(from, i)}"`;
      open = char;
      from = i + 1;
    } else if (char === '\\') {
      i++;
    } else if (char === open) {
      out += `${stringBody(text.slice(from, i), open)}"`;
      open = '';
      from = i + 1;
    }
  }
  return out + text.slice(from);
}

function stringBody(body: string, quote: string): string {
  const escaped = body.replace(control, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (quote === '"') return escaped;
  return escaped.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"');
}

/**
 * The object that a text is, read as it is meant: with raw control characters or single quotes, too. Integers that a
 * double cannot hold are texts with their digits.
 * @returns undefined for a text that is no JSON object
 */
export function parseRecord(text: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    try {
      value = parse(repaired(text));
    } catch {
      return undefined;
    }
  }
  return isObject(value) ? value : undefined;
}

/** The object or list that a text of a record is; undefined for any other text. */
export function parseNested(text: string): JsonObject | readonly unknown[] | undefined {
  const first = text.charCodeAt(0) <= 0x20 ? text.trimStart()[0] : text[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    const value = parse(text);
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
