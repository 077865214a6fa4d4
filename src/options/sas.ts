import { type Fault, fault, lineFault, type Reading, unwrapPasted } from './reading.ts';

/** A shared access signature for tables, as it was pasted: a token, or the URL that ends in one. */
export interface Sas {
  /** `sv=…&sig=…`, without a question mark, as it is sent. Secret. */
  readonly token: string;
  /** The signature, as the token has it and decoded. Secret. */
  readonly signatures: readonly string[];
  /** All parameters except the signature, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  /** When it ends (`se`), in milliseconds since 1970; undefined where a stored access policy (`si`) says that. */
  readonly expiresAt: number | undefined;
  /** When it begins (`st`), in milliseconds since 1970. */
  readonly startsAt: number | undefined;
  /** Letters of its permissions (`sp`); undefined where a stored access policy has them. */
  readonly permissions: string | undefined;
  /** Letters of the services that an account SAS is for (`ss`); undefined for the SAS of a table. */
  readonly services: string | undefined;
  /** Letters of the resource types that an account SAS is for (`srt`); undefined for the SAS of a table. */
  readonly resourceTypes: string | undefined;
  /** The table that the SAS of a table is for (`tn`). */
  readonly table: string | undefined;
  /** The stored access policy (`si`). */
  readonly policy: string | undefined;
  /** What precedes the question mark, where a URL was pasted. */
  readonly url: string | undefined;
}

const copyToken = 'Copy the whole token, from its first parameter to its last.';
const makeNew = 'Create a SAS for the Table service with permission to read (`sp=r`).';

/**
 * Reads a shared access signature. A leading `?`, quotes, spaces and line breaks around it, `&amp;` for `&`, and the
 * URL before it are understood. What can never read a table is refused; whether it has expired is not looked at.
 */
export function readSas(text: string): Reading<Sas> {
  const lines = lineFault(text);
  if (lines !== undefined) return { fault: lines };
  const pasted = unwrapPasted(text)
    .replace(/^SharedAccessSignature=/i, '')
    .replaceAll('&amp;', '&');
  const other = otherThing(pasted);
  if (other !== undefined) return { fault: other };
  const question = pasted.indexOf('?');
  const url = question > 0 ? pasted.slice(0, question) : undefined;
  // In a query a plus sign means a space, which no signature has.
  const token = pasted
    .slice(question + 1)
    .replace(/(?<=(?:^|&)sig=)[^&]*/, (signature) => signature.replaceAll('+', '%2B'));
  const all = new URLSearchParams(token);
  const signature = all.get('sig') ?? '';
  if (signature === '') return fault('this is not a shared access signature: it has no `sig`', copyToken);
  if (/\s/.test(token)) return fault('it has a space inside', copyToken);
  if (url !== undefined && !/^https?:\/\//i.test(url)) {
    return fault(
      'the text before the `?` is not a URL',
      'Begin with `https://`, or leave out the text before the `?`.',
    );
  }
  all.delete('sig');
  const parameters = new Map(all);
  const useless = uselessFor(parameters);
  if (useless !== undefined) return { fault: useless };
  return {
    value: {
      token,
      signatures: [...new Set([/(?:^|&)sig=([^&]*)/.exec(token)?.[1] ?? signature, signature])],
      parameters,
      expiresAt: sasTime(parameters.get('se')),
      startsAt: sasTime(parameters.get('st')),
      permissions: parameters.get('sp'),
      services: parameters.get('ss'),
      resourceTypes: parameters.get('srt'),
      table: parameters.get('tn'),
      policy: parameters.get('si'),
      url,
    },
  };
}

/** Other secrets of a storage account that are pasted here. */
function otherThing(pasted: string): Fault | undefined {
  if (/(^|;)\s*(AccountName|AccountKey|SharedAccessSignature|\w+Endpoint)\s*=/i.test(pasted)) {
    return { what: 'this is a connection string', fix: 'Set it as `connectionString`.' };
  }
  if (/^[A-Za-z0-9+/]{60,}={0,2}$/.test(pasted)) {
    return { what: 'this is an account key', fix: 'Set it as `accountKey`.' };
  }
  return undefined;
}

/** What a SAS is for that lets no table be read: signed into it, so only another one helps. */
function uselessFor(parameters: ReadonlyMap<string, string>): Fault | undefined {
  const value = (name: string): string => parameters.get(name) ?? '';
  if (parameters.has('sr')) {
    return { what: `this SAS is for blobs or files (sr=${value('sr')})`, fix: makeNew };
  }
  if (parameters.has('ss') && !value('ss').includes('t')) {
    return { what: `this SAS is for other services (ss=${value('ss')})`, fix: `${makeNew} It has \`ss=t\`.` };
  }
  // The Table service asks for `o`, its emulator for `c`.
  if (parameters.has('srt') && !/[oc]/.test(value('srt'))) {
    return {
      what: `this SAS is for other resource types (srt=${value('srt')})`,
      fix: `${makeNew} It has \`srt=o\` (Object).`,
    };
  }
  if (parameters.has('sp') && !value('sp').includes('r')) {
    return { what: `this SAS lacks the permission to read (sp=${value('sp')})`, fix: makeNew };
  }
  return undefined;
}

/**
 * Reads `st` or `se`: a date, or a date and time; without a zone it is UTC, whatever the zone of this machine. Decoding
 * turns the plus sign of an offset that was not encoded into a space.
 * @returns milliseconds since 1970; undefined for what is no time
 */
export function sasTime(text: string | undefined): number | undefined {
  const [, date, clock = 'T00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(
      text?.trim().replace(' ', '+') ?? '',
    ) ?? [];
  const time = date === undefined ? Number.NaN : Date.parse(`${date}${clock}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}
