import { AzlogError } from '../errors.ts';
import { sasTime } from '../options/sas.ts';
import type { IdentityKind } from '../options/table-access.ts';

/** What an error says about where it happened. */
export interface TablePlace {
  readonly source: string;
  readonly host: string;
  readonly table: string;
  /** The parameters of the SAS in use, but its signature; undefined without one. */
  readonly sas: ReadonlyMap<string, string> | undefined;
  /** Undefined with an account key or a SAS. */
  readonly identity: IdentityKind | undefined;
}

/** The parts of an answer that tell what is wrong. */
export interface RefusedAnswer {
  readonly status: number;
  /** `x-ms-error-code`, or the code in the body. */
  readonly code: string;
  readonly date: string | undefined;
  readonly retryAfter: string | undefined;
}

/** Beyond this the service refuses requests signed with a key. */
export const skewLimitMs = 15 * 60_000;
const longestRetryAfterMs = 3_600_000;

/** The error for an answer other than 200. `wallClock`: this machine's time, milliseconds since 1970. */
export function answerError(place: TablePlace, answer: RefusedAnswer, wallClock: number): AzlogError {
  const { status } = answer;
  const what = `${prefix(place)} answered ${status}${answer.code === '' ? '' : ` ${answer.code}`}`;
  if (status === 401 || status === 403) {
    return new AzlogError('SOURCE_REFUSED', `${what}: ${refusal(place, answer, wallClock)}`);
  }
  if (status === 404) {
    const advice = 'check the name, and that diagnostics are switched on and have sent their first rows';
    return new AzlogError('SOURCE_NOT_FOUND', `${what}: the table does not exist (yet); ${advice}`);
  }
  const retryAfterMs = parseRetryAfter(answer.retryAfter, serverTime(answer) ?? wallClock);
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429 || status === 503) {
    return new AzlogError('SOURCE_THROTTLED', `${what}: it asks for fewer requests (throttling)`, options);
  }
  const advice =
    status < 400
      ? 'azlog does not follow redirects; check the endpoint'
      : 'retrying; check the storage account’s health if it lasts';
  return new AzlogError('SOURCE_UNREACHABLE', `${what}: ${advice}`, options);
}

/** The error for a request that got no whole answer. `code` is the socket's or TLS's own code. */
export function connectionError(place: TablePlace, code: string): AzlogError {
  return new AzlogError('SOURCE_UNREACHABLE', `${prefix(place)} gave no answer: ${connectionReason(code)}`);
}

/** A code of a socket or of TLS, with what it means where that is known. */
export function connectionReason(code: string): string {
  const reason = Object.entries(connectionReasons).find(([key]) => code.includes(key))?.[1];
  return reason === undefined ? code : `${code}, ${reason}`;
}

/** The error for an answer 200 that is not a table's. */
export function malformedError(place: TablePlace, problem: string): AzlogError {
  return new AzlogError('SOURCE_UNREACHABLE', `${prefix(place)} answered, but not with rows: ${problem}`);
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, section 10.2.3), an hour at most. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(Math.max(wait, 0), longestRetryAfterMs);
}

const untrusted = 'its TLS certificate is not trusted: is there a proxy in between (NODE_EXTRA_CA_CERTS)?';

const connectionReasons = {
  ENOTFOUND: 'the host name is unknown: check account, cloud and DNS',
  EAI_AGAIN: 'the DNS server did not answer',
  ECONNREFUSED: 'nothing listens there: check the endpoint, firewall and private endpoint',
  ECONNRESET: 'the connection was interrupted',
  ETIMEDOUT: 'the network did not answer in time',
  TIMEOUT: 'the service did not answer in time',
  ALTNAME: 'its TLS certificate is for another name: check the endpoint',
  UNABLE_TO: untrusted,
  WRONG_VERSION: 'it does not speak TLS: check the endpoint and its port',
  EPROTO: 'its TLS is faulty: check the endpoint and its port',
  CERT_HAS_EXPIRED:
    'its TLS certificate has expired, or that of an authority above it (one of NODE_EXTRA_CA_CERTS?), or this machine’s clock is wrong',
  CERT_NOT_YET_VALID:
    'its TLS certificate is not valid yet, or that of an authority above it, or this machine’s clock is wrong',
  CERT: untrusted,
} as const;

const refusals: Readonly<Record<string, string>> = {
  AuthorizationSourceIPMismatch: 'the SAS is not valid from this IP address (sip)',
  AuthorizationProtocolMismatch: 'the SAS is for https only (spr)',
  AuthorizationServiceMismatch: 'the SAS is for other services: it needs ss=t (Table)',
  AuthorizationPermissionMismatch:
    'the SAS lacks the permission to read (sp=r for a table’s SAS, sp=rl for an account’s)',
  InsufficientAccountPermissions: 'the account does not allow this operation',
  AccountIsDisabled: 'the storage account is disabled',
  KeyBasedAuthenticationNotPermitted:
    'the account does not allow shared keys (Allow storage account key access)',
};

function refusal(place: TablePlace, answer: RefusedAnswer, wallClock: number): string {
  const now = serverTime(answer) ?? wallClock;
  const { sas, identity } = place;
  if (identity !== undefined) return identityRefusal(identity, answer);
  const skew = wallClock - now;
  if (sas === undefined && Math.abs(skew) > skewLimitMs) {
    const minutes = Math.round(Math.abs(skew) / 60_000);
    return `this machine’s clock is ${minutes} minutes ${skew > 0 ? 'ahead of' : 'behind'} the service’s: set it right (NTP)`;
  }
  const expiry = sas?.get('se');
  const expiresAt = sasTime(expiry);
  if (expiresAt !== undefined && expiresAt <= now)
    return `the SAS expired at ${expiry} (se): create a new one`;
  const begin = sas?.get('st');
  const startsAt = sasTime(begin);
  if (startsAt !== undefined && startsAt > now) {
    const seconds = Math.ceil((startsAt - now) / 1000);
    return `the SAS is valid only from ${begin} (st) on, in ${seconds} s by the service's clock; start the next one 15 minutes earlier, because clocks differ`;
  }
  const types = sas?.get('srt');
  if (types !== undefined && answer.code === 'AuthorizationResourceTypeMismatch') {
    return `the SAS is for other resource types (srt=${types}): create one with ${types.includes('o') ? 'srt=sco (Service, Container, Object)' : 'srt=o (Object)'}`;
  }
  const listed = refusals[answer.code];
  if (listed !== undefined) return listed;
  const missing = sas === undefined ? undefined : missingRight(sas, place.table);
  if (missing !== undefined) return missing;
  const firewall = 'or the account’s firewall refuses this network (Networking)';
  if (sas === undefined) return `the account key is wrong or was rotated, ${firewall}`;
  return `the SAS is wrong, was revoked or signed with a rotated key, ${firewall}`;
}

function identityRefusal(identity: IdentityKind, { status, code }: RefusedAnswer): string {
  if (status === 401) {
    return `the token of the ${identity} identity is not accepted: is the identity of the tenant that the account belongs to?`;
  }
  const listed = code === 'AuthorizationPermissionMismatch' ? undefined : refusals[code];
  if (listed !== undefined) return listed;
  const role = 'Storage Table Data Reader';
  return `the ${identity} identity lacks the role "${role}" on the account (a new assignment takes up to ten minutes), or the account’s firewall refuses this network (Networking)`;
}

function missingRight(sas: ReadonlyMap<string, string>, table: string): string | undefined {
  const lacks = (name: string, letter: string) => sas.get(name)?.includes(letter) === false;
  if (lacks('ss', 't')) return `the SAS is for other services (ss=${sas.get('ss')}): it needs ss=t (Table)`;
  if (lacks('srt', 'o'))
    return `the SAS is for other resource types (srt=${sas.get('srt')}): it needs srt=o (Object)`;
  if (lacks('sp', 'r')) return `the SAS lacks the permission to read (sp=${sas.get('sp')}): it needs sp=r`;
  const name = sas.get('tn');
  const isOther = name !== undefined && name.toLowerCase() !== table.toLowerCase();
  return isOther ? `the SAS is for the table "${name}" (tn)` : undefined;
}

function serverTime(answer: RefusedAnswer): number | undefined {
  const time = Date.parse(answer.date ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function prefix(place: TablePlace): string {
  return `source "${place.source}": ${place.host}, table ${place.table},`;
}
