import { AzlogError, type ErrorCode } from '../errors.ts';

/** A store as it is named to an operator: kind and address, never a secret. */
export interface StorePlace {
  readonly backend: 'redis' | 'postgres' | 'embedded';
  /** Such as `Redis at 127.0.0.1:6379`. */
  readonly name: string;
}

/** One kind of trouble: its code, and what an operator reads behind the name of the store. */
interface Trouble {
  readonly code: ErrorCode;
  readonly says: string;
  /** Whether the server's own words add nothing to it. */
  readonly whole?: boolean;
}

const untrusted: Trouble = {
  code: 'QUEUE_UNREACHABLE',
  says: 'no authority that azlog trusts has signed its certificate; set queue.caFile to the authority that signed it',
};
const noTls: Trouble = {
  code: 'QUEUE_UNREACHABLE',
  says: 'it does not answer in TLS; check that the port is its TLS port, or use a URL without TLS (redis://, or postgres:// with sslmode=disable) in queue.url',
};
const noAnswer: Trouble = {
  code: 'QUEUE_UNREACHABLE',
  says: 'it does not answer in time; check queue.url, routes and firewalls, and whether it is overloaded or stopped',
};
/** The words of ioredis for it name options that azlog does not have. */
const noConnection: Trouble = {
  code: 'QUEUE_UNREACHABLE',
  says: 'there is no connection to it at present',
  whole: true,
};
const closed: Trouble = {
  code: 'QUEUE_UNREACHABLE',
  says: 'it closed the connection; check its log, and whether it is restarting',
};
const noRoute: Trouble = {
  code: 'QUEUE_UNREACHABLE',
  says: 'there is no route to it; check queue.url and the network',
};
const noRoom: Trouble = {
  code: 'QUEUE_FULL',
  says: 'its disk is full; free space there. Azure keeps the rows meanwhile',
};
const wrongPassword: Trouble = {
  code: 'QUEUE_REFUSED',
  says: 'it refuses the user name or password; check queue.password and the user in queue.url',
};
const wantsPassword: Trouble = {
  code: 'QUEUE_REFUSED',
  says: 'it requires a password; set queue.password (and the user in queue.url, if it has users)',
  // Redis speaks of its own protocol here ("HELLO must be called with …").
  whole: true,
};
const denied: Trouble = {
  code: 'QUEUE_REFUSED',
  says: 'the user has too few permissions there; grant them, or name another user in queue.url',
};
const replica: Trouble = {
  code: 'QUEUE_READ_ONLY',
  says: 'it accepts no writes: it is a replica, or was made read-only; set queue.url to the primary',
};
const busy: Trouble = {
  code: 'QUEUE_NOT_READY',
  says: 'it accepts no more connections; raise its limit (maxclients, max_connections), or find what uses them up',
};
const starting: Trouble = {
  code: 'QUEUE_NOT_READY',
  says: 'it is still starting and loads its data; this ends by itself',
  whole: true,
};
const damaged: Trouble = {
  code: 'QUEUE_DAMAGED',
  says: 'its data is damaged; restore it from a backup, or see "The queue is damaged" in docs/TROUBLESHOOTING.md',
};

/** By the code of an error: the system's, those of TLS, and SQLSTATEs of PostgreSQL. */
const byCode: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: {
    code: 'QUEUE_UNREACHABLE',
    says: 'refuses the connection; is it running? (queue.url)',
    whole: true,
  },
  ENOTFOUND: {
    code: 'QUEUE_UNREACHABLE',
    says: 'the host name is not known; check queue.url and the DNS of this machine',
    whole: true,
  },
  EAI_AGAIN: {
    code: 'QUEUE_UNREACHABLE',
    says: 'the DNS server does not answer; check the DNS settings of this machine',
    whole: true,
  },
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  ECONNRESET: closed,
  EPIPE: closed,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: {
    code: 'QUEUE_UNREACHABLE',
    says: "its certificate, or one above it, has expired; renew it (and check this machine's clock)",
  },
  CERT_NOT_YET_VALID: {
    code: 'QUEUE_UNREACHABLE',
    says: 'its certificate is not valid yet; check the clocks of both machines',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'QUEUE_UNREACHABLE',
    says: 'its certificate is for another name; set queue.serverName to one that it has, if this is the right server',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ENOSPC: noRoom,
  EDQUOT: noRoom,
  '08001': noAnswer,
  '08006': closed,
  '25006': replica,
  '28000': denied,
  '28P01': wrongPassword,
  '3D000': {
    code: 'QUEUE_REFUSED',
    says: 'it has no such database; create it, or name another in queue.url',
  },
  '42501': denied,
  '53100': noRoom,
  '53200': { code: 'QUEUE_FULL', says: 'it is out of memory; give it more' },
  '53300': busy,
  '57P01': closed,
  '57P02': closed,
  '57P03': starting,
  XX001: damaged,
  XX002: damaged,
};

/** By the words of an error. Redis begins its errors with a word of its own. */
const byWords: readonly (readonly [words: RegExp, trouble: Trouble])[] = [
  [/\bWRONGPASS\b|ERR invalid password|ERR AUTH|no password is set/, wrongPassword],
  [/\bNOAUTH\b|client password must be a string|no password supplied/, wantsPassword],
  [/\bNOPERM\b/, denied],
  [
    /\bDENIED\b/,
    { code: 'QUEUE_REFUSED', says: 'it is in protected mode; give it a password, and set queue.password' },
  ],
  [/\bREADONLY\b/, replica],
  [/\bLOADING\b/, starting],
  [
    /\bOOM\b/,
    {
      code: 'QUEUE_FULL',
      says: 'its memory is full; raise its maxmemory to twice queue.budget, or lower queue.budget. Azure keeps the rows meanwhile',
    },
  ],
  [
    /\bMISCONF\b/,
    {
      code: 'QUEUE_FULL',
      says: 'it cannot write to its disk, so it accepts no writes; check its log, free space there. Azure keeps the rows meanwhile',
    },
  ],
  [
    /\bMASTERDOWN\b/,
    { code: 'QUEUE_NOT_READY', says: 'it is a replica that has lost its primary; check the primary' },
  ],
  [
    /\bCLUSTERDOWN\b/,
    {
      code: 'QUEUE_NOT_READY',
      says: 'the cluster does not serve all its slots; check its nodes (redis-cli cluster info)',
    },
  ],
  [
    /\bNOREPLICAS\b/,
    { code: 'QUEUE_NOT_READY', says: 'it accepts no writes while too few replicas follow it; check them' },
  ],
  [/\b(BUSY|TRYAGAIN)\b/, { code: 'QUEUE_NOT_READY', says: 'it is busy; this usually ends by itself' }],
  [/max number of clients/, busy],
  [/does not support SSL/, noTls],
  [
    /no encryption/,
    {
      code: 'QUEUE_REFUSED',
      says: 'it accepts only TLS from here; set queue.caFile, or sslmode in queue.url',
    },
  ],
  [/No space left on device/, noRoom],
  [
    /PGlite failed to initialize/,
    {
      code: 'QUEUE_DAMAGED',
      says: 'its database does not start: its disk is full, or its files are damaged; check the free space first',
    },
  ],
  [/[Tt]imed out|timeout/, noAnswer],
  [
    /Connection is closed|Connection terminated|max retries per request|isn't (ready|writeable)|not queryable/,
    noConnection,
  ],
];

/**
 * What an error of a store's driver, of the system or of TLS means, with the option that fixes it.
 * @param error whatever was thrown; an AzlogError is returned as it is
 */
export function storeError(error: unknown, place: StorePlace): AzlogError {
  if (error instanceof AzlogError) return error;
  const words = wordsOf(error);
  const code = codeOf(error);
  const trouble =
    (code === undefined ? undefined : byCode[code]) ?? byWords.find(([form]) => form.test(words))?.[1];
  if (trouble === undefined) {
    return new AzlogError('QUEUE_UNREACHABLE', `${place.name} failed with an unknown error: ${words}`, {
      cause: error,
    });
  }
  const joint = trouble.says.startsWith('refuses') ? ' ' : ': ';
  const detail = trouble.whole === true || words === '' ? '' : ` (${words})`;
  return new AzlogError(
    trouble.code,
    `${place.name}${joint}${trouble.says}${detail}`,
    trouble === noConnection ? {} : { cause: error },
  );
}

/** The code of an error; of several addresses of one host the first that has one. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== undefined);
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}

/** Redis says why it refused a transaction in the errors before the last one. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return [...new Set(error.errors.map(wordsOf))].join('; ');
  }
  if (!(error instanceof Error)) return String(error);
  const earlier: unknown = 'previousErrors' in error ? error.previousErrors : undefined;
  const causes = Array.isArray(earlier)
    ? earlier.map((cause) => (cause instanceof Error ? cause.message : ''))
    : [];
  return [...new Set([error.message, ...causes])].filter(Boolean).join('; ');
}
