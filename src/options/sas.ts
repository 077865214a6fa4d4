import { type StorageService, serviceNames } from './account-endpoint.ts';
import { type Fault, fault, lineFault, type Reading, unwrapPasted } from './reading.ts';

/** A shared access signature for a service of a storage account, as it was pasted: a token, or the URL that ends in one. */
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
const makeNew = {
  table: 'Create a SAS for the Table service with permission to read (`sp=r`).',
  blob: 'Create a SAS for the Blob service with permission to read and to list (`sp=rl`).',
} as const;

/**
 * Reads a shared access signature. A leading `?`, quotes, spaces and line breaks around it, `&amp;` for `&`, and the
 * URL before it are understood. What can never read the service is refused; whether it has expired is not looked at.
 */
export function readSas(text: string, service: StorageService = 'table'): Reading<Sas> {
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
  const useless = service === 'table' ? uselessForTables(parameters) : uselessForBlobs(parameters);
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
function uselessForTables(parameters: ReadonlyMap<string, string>): Fault | undefined {
  const value = (name: string): string => parameters.get(name) ?? '';
  if (parameters.has('sr')) {
    return { what: `this SAS is for blobs or files (sr=${value('sr')})`, fix: makeNew.table };
  }
  const other = otherService(parameters, 'table');
  if (other !== undefined) return other;
  // The Table service asks for `o`, its emulator for `c`.
  if (parameters.has('srt') && !/[oc]/.test(value('srt'))) {
    return {
      what: `this SAS is for other resource types (srt=${value('srt')})`,
      fix: `${makeNew.table} It has \`srt=o\` (Object).`,
    };
  }
  if (parameters.has('sp') && !value('sp').includes('r')) {
    return { what: `this SAS lacks the permission to read (sp=${value('sp')})`, fix: makeNew.table };
  }
  return undefined;
}

/** What a SAS is for that lets no container be listed and read. */
function uselessForBlobs(parameters: ReadonlyMap<string, string>): Fault | undefined {
  const value = (name: string): string => parameters.get(name) ?? '';
  const lacks = (name: string, letters: string): boolean =>
    parameters.has(name) && ![...letters].every((letter) => value(name).includes(letter));
  if (parameters.has('tn')) return { what: `this SAS is for a table (tn=${value('tn')})`, fix: makeNew.blob };
  if (parameters.has('sr') && value('sr') !== 'c') {
    return {
      what: `this SAS is for a part of a container or for files (sr=${value('sr')})`,
      fix: `${makeNew.blob} For one container it has \`sr=c\`.`,
    };
  }
  const other = otherService(parameters, 'blob');
  if (other !== undefined) return other;
  if (lacks('srt', 'co')) {
    return {
      what: `this SAS is for other resource types (srt=${value('srt')})`,
      fix: `${makeNew.blob} It has \`srt=sco\` (Service, Container, Object).`,
    };
  }
  if (lacks('sp', 'rl')) {
    return {
      what: `this SAS lacks the permission to ${lacks('sp', 'r') ? 'read' : 'list'} (sp=${value('sp')})`,
      fix: makeNew.blob,
    };
  }
  return undefined;
}

function otherService(parameters: ReadonlyMap<string, string>, service: StorageService): Fault | undefined {
  const services = parameters.get('ss');
  const letter = service.charAt(0);
  if (services === undefined || services.includes(letter)) return undefined;
  return {
    what: `this SAS is for other services (ss=${services})`,
    fix: `${makeNew[service]} It has \`ss=${letter}\` (${serviceNames[service]}).`,
  };
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
