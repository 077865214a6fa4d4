import { AzlogError } from '../../errors.ts';
import { sasTime } from '../../options/sas.ts';
import { connectionReason, parseRetryAfter, type RefusedAnswer, skewLimitMs } from '../table-errors.ts';
import type { BlobSignIn } from './blob-endpoint.ts';

/** What an error says about where it happened. */
export interface BlobPlace {
  readonly source: string;
  readonly host: string;
  /** Undefined where the containers of an account are listed. */
  readonly container: string | undefined;
  readonly signIn: BlobSignIn;
}

/** The role that suffices, on the account or on the containers. */
const role = 'Storage Blob Data Reader';

/** The error for an answer other than success. `wallClock`: this machine's time, milliseconds since 1970. */
export function answerError(place: BlobPlace, answer: RefusedAnswer, wallClock: number): AzlogError {
  const { status, code } = answer;
  const what = `${prefix(place)} answered ${status}${code === '' ? '' : ` ${code}`}`;
  if (status === 401 || status === 403) {
    return new AzlogError('SOURCE_REFUSED', `${what}: ${refusal(place, answer, wallClock)}`);
  }
  if (status === 404) {
    const why =
      place.container === undefined
        ? 'the account has no Blob service at this address; check account and endpoint'
        : 'the container does not exist (yet); check the name, and that Azure has written its first blob';
    return new AzlogError('SOURCE_NOT_FOUND', `${what}: ${why}`);
  }
  const retryAfterMs = parseRetryAfter(answer.retryAfter, serverTime(answer) ?? wallClock);
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429 || status === 503) {
    return new AzlogError('SOURCE_THROTTLED', `${what}: it asks for fewer requests (throttling)`, options);
  }
  if (status === 409 && code === 'ContainerBeingDeleted') {
    return new AzlogError('SOURCE_NOT_FOUND', `${what}: the container is being deleted`);
  }
  const advice =
    status < 400
      ? 'azlog does not follow redirects; check the endpoint'
      : 'retrying; check the storage account’s health if it lasts';
  return new AzlogError('SOURCE_UNREACHABLE', `${what}: ${advice}`, options);
}

/** The error for a request that got no whole answer. `code` is the socket's or TLS's own code. */
export function connectionError(place: BlobPlace, code: string): AzlogError {
  return new AzlogError('SOURCE_UNREACHABLE', `${prefix(place)} gave no answer: ${connectionReason(code)}`);
}

/** The error for a successful answer that is not what was asked for. */
export function malformedError(place: BlobPlace, problem: string): AzlogError {
  return new AzlogError(
    'SOURCE_UNREACHABLE',
    `${prefix(place)} answered, but not as the Blob service: ${problem}`,
  );
}

const refusals: Readonly<Record<string, string>> = {
  AuthorizationSourceIPMismatch: 'the SAS is not valid from this IP address (sip)',
  AuthorizationProtocolMismatch: 'the SAS is for https only (spr)',
  AuthorizationServiceMismatch: 'the SAS is for other services: it needs ss=b (Blob)',
  AccountIsDisabled: 'the storage account is disabled',
  KeyBasedAuthenticationNotPermitted:
    'the account does not allow shared keys (Allow storage account key access)',
  InsufficientAccountPermissions: 'the account does not allow this operation',
};

const firewall = 'or the account’s firewall refuses this network (Networking)';

function refusal(place: BlobPlace, answer: RefusedAnswer, wallClock: number): string {
  const { signIn } = place;
  switch (signIn.by) {
    case 'identity':
      return identityRefusal(signIn.identity, answer);
    case 'key':
      return keyRefusal(answer, wallClock);
    case 'sas':
      return sasRefusal(place, signIn.sas.parameters, answer, wallClock);
  }
}

function identityRefusal(identity: string, { status, code }: RefusedAnswer): string {
  if (status === 401) {
    return `the token of the ${identity} identity is not accepted: is the identity of the tenant that the account belongs to?`;
  }
  const listed = refusals[code];
  if (listed !== undefined) return listed;
  return `the ${identity} identity lacks the role "${role}" on the account or container (a new assignment takes up to ten minutes), ${firewall}`;
}

function keyRefusal(answer: RefusedAnswer, wallClock: number): string {
  const skew = wallClock - (serverTime(answer) ?? wallClock);
  if (Math.abs(skew) > skewLimitMs) {
    const minutes = Math.round(Math.abs(skew) / 60_000);
    return `this machine’s clock is ${minutes} minutes ${skew > 0 ? 'ahead of' : 'behind'} the service’s: set it right (NTP)`;
  }
  return refusals[answer.code] ?? `the account key is wrong or was rotated, ${firewall}`;
}

function sasRefusal(
  place: BlobPlace,
  sas: ReadonlyMap<string, string>,
  answer: RefusedAnswer,
  wallClock: number,
): string {
  const now = serverTime(answer) ?? wallClock;
  const expiry = sas.get('se');
  const expiresAt = sasTime(expiry);
  if (expiresAt !== undefined && expiresAt <= now) {
    return `the SAS expired at ${expiry} (se): create a new one`;
  }
  const begin = sas.get('st');
  const startsAt = sasTime(begin);
  if (startsAt !== undefined && startsAt > now) {
    const seconds = Math.ceil((startsAt - now) / 1000);
    return `the SAS is valid only from ${begin} (st) on, in ${seconds} s by the service's clock; start the next one 15 minutes earlier, because clocks differ`;
  }
  const listed = refusals[answer.code];
  if (listed !== undefined) return listed;
  const missing = missingRight(sas, place.container === undefined);
  if (missing !== undefined) return missing;
  const policy = sas.has('si') ? ', its stored access policy lacks a right' : '';
  return `the SAS is wrong, was revoked or signed with a rotated key${policy}, ${firewall}`;
}

/** @param ofAccount whether the containers of the account were listed */
function missingRight(sas: ReadonlyMap<string, string>, ofAccount: boolean): string | undefined {
  const lacks = (name: string, letter: string) => sas.get(name)?.includes(letter) === false;
  if (lacks('ss', 'b')) return `the SAS is for other services (ss=${sas.get('ss')}): it needs ss=b (Blob)`;
  if (lacks('sp', 'l')) {
    return `the SAS lacks the permission to list (sp=${sas.get('sp')}): it needs sp=rl (Read, List)`;
  }
  if (lacks('sp', 'r')) {
    return `the SAS lacks the permission to read (sp=${sas.get('sp')}): it needs sp=rl (Read, List)`;
  }
  if (sas.get('sr') === 'b') return 'the SAS is for a single blob (sr=b): it needs sr=c (Container)';
  if (ofAccount && sas.has('sr')) {
    return 'the SAS of one container cannot list the containers of the account: name the container in `containers`, without `*`';
  }
  const types = sas.get('srt');
  const needed = ofAccount ? 'sco' : 'co';
  if (types !== undefined && ![...needed].every((type) => types.includes(type))) {
    return `the SAS is for other resource types (srt=${types}): it needs srt=${needed} (${ofAccount ? 'Service, ' : ''}Container, Object)`;
  }
  return undefined;
}

function serverTime(answer: RefusedAnswer): number | undefined {
  const time = Date.parse(answer.date ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function prefix({ source, host, container }: BlobPlace): string {
  return `source "${source}": ${host},${container === undefined ? '' : ` container ${container},`}`;
}
