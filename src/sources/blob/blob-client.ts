import type { Socket } from 'node:net';
import {
  bearerTokenAuthenticationPolicy,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  decompressResponsePolicyName,
  type Pipeline,
  type PipelinePolicy,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { AzlogError } from '../../errors.ts';
import { codeOf, errorCode, readAll } from '../http-answer.ts';
import { createDirectClient } from '../http-client.ts';
import { type Clocks, createServerTime } from '../server-time.ts';
import type { BlobEndpoint } from './blob-endpoint.ts';
import { answerError, type BlobPlace, connectionError, malformedError } from './blob-errors.ts';
import { type Listing, readListing } from './read-listing.ts';
import { sharedKeyAuthorization } from './shared-key.ts';

export interface ListQuery {
  readonly container: string;
  readonly prefix: string;
  /** Only up to the next slash: what follows it is summed up as `prefixes`. */
  readonly byFolder?: boolean | undefined;
  /**
   * The first name that is wanted. A service that does not know this lists from the beginning of the prefix; then, and
   * from then on, `startsListings()` is false.
   */
  readonly startFrom?: string | undefined;
  readonly marker?: string | undefined;
}

export interface RangeQuery {
  readonly container: string;
  readonly blob: string;
  /** Positions of the first byte, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Only this version of the blob, as a listing wrote its ETag. */
  readonly etag?: string | undefined;
}

/**
 * What a range gave: its bytes, or why there are none: the blob was deleted, is another version or shorter now, or is
 * in the archive tier.
 */
export type RangeAnswer =
  | { readonly state: 'read'; readonly bytes: Buffer }
  | { readonly state: 'gone' }
  | { readonly state: 'changed' }
  | { readonly state: 'archived' };

/** The calls of the Blob service that reading needs. None of them writes. */
export interface BlobClient {
  /** What errors say of an account, and of a container where one is given. */
  place(container?: string): BlobPlace;
  /** Signs in by another credential from the next request on. */
  use(endpoint: BlobEndpoint): void;
  /** Begins a connection of its own as requests make it. Whoever asks ends it. */
  connect(): Socket;
  /** @throws AzlogError `SOURCE_…`, or `STOPPING` when `signal` is aborted. The same for the others. */
  listContainers(prefix: string, marker: string | undefined, signal: AbortSignal): Promise<Listing>;
  listBlobs(query: ListQuery, signal: AbortSignal): Promise<Listing>;
  readRange(query: RangeQuery, signal: AbortSignal): Promise<RangeAnswer>;
  /** Whether the service begins a listing at `startFrom`; true until it has shown that it does not. */
  startsListings(): boolean;
  /** How far this machine's clock is ahead of the service's, in milliseconds; undefined before the first answer. */
  skewMs(): number | undefined;
}

/** The oldest with all that is used here, and the first that knows `startFrom`. */
const versions = { usual: '2021-12-02', startFrom: '2026-02-06' } as const;
/** An answer that stands still for so long is given up. */
const stallMs = 40_000;
/** Entries of a page: the service's most for folders, less for blobs, whose entries are larger. */
const pageEntries = { folders: 5000, blobs: 1000 } as const;
const scope = 'https://storage.azure.com/.default';
const noRetries = { maxRetries: 0 };

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly body: Buffer;
  readonly response: PipelineResponse;
}

/** @param source its name in errors */
export function createBlobClient(
  source: string,
  endpoint: BlobEndpoint,
  clocks: Clocks,
  timeoutMs: number = stallMs,
): BlobClient {
  const http = createDirectClient();
  const time = createServerTime(clocks);
  let access = accessBy(endpoint);
  let startsListings = true;

  function place(container?: string): BlobPlace {
    const { url, signIn } = access.endpoint;
    return { source, host: new URL(url).host, container, signIn };
  }

  /** @param path from the account on, encoded */
  async function get(
    path: string,
    parameters: Readonly<Record<string, string | undefined>>,
    headers: Readonly<Record<string, string>>,
    where: BlobPlace,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { endpoint: used, pipeline } = access;
    const query = Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
    );
    if (used.signIn.by === 'sas') query.push(used.signIn.sas.token);
    const url = `${used.url}${path}${query.length === 0 ? '' : '?'}${query.join('&')}`;
    const ask = () => getOnce(url, used.isHttp, pipeline, headers, where, signal);
    try {
      return await ask();
    } catch (error) {
      // The service may have closed an idle connection just as it was used again: a fresh one decides.
      if (codeOf(error) !== 'ECONNRESET') throw explain(error, where, signal);
    }
    return await ask().catch((error: unknown) => {
      throw explain(error, where, signal);
    });
  }

  async function getOnce(
    url: string,
    isHttp: boolean,
    pipeline: Pipeline,
    headers: Readonly<Record<string, string>>,
    where: BlobPlace,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (signal.aborted) throw stopped(source);
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const request = createPipelineRequest({
        url,
        method: 'GET',
        headers: createHttpHeaders({ 'x-ms-version': versions.usual, ...headers }),
        abortSignal: abort.signal,
        allowInsecureConnection: isHttp,
        streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
      });
      const response = await pipeline.sendRequest(http, request);
      const body = await readAll(response, abort.signal, timer);
      time.note(response.headers.get('date'));
      const { status } = response;
      const code = status < 300 ? '' : (response.headers.get('x-ms-error-code') ?? errorCode(body));
      return { status, code, body, response };
    } catch (error) {
      if (abort.signal.aborted && !signal.aborted) throw connectionError(where, 'TIMEOUT');
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The package's error is not attached: its request holds the signature. */
  function explain(error: unknown, where: BlobPlace, signal: AbortSignal): AzlogError {
    if (signal.aborted) return stopped(source);
    return error instanceof AzlogError ? error : connectionError(where, codeOf(error));
  }

  function refused({ status, code, response: { headers } }: Answer, where: BlobPlace): AzlogError {
    const answer = { status, code, date: headers.get('date'), retryAfter: headers.get('retry-after') };
    return answerError(where, answer, clocks.wall());
  }

  function toListing(answer: Answer, where: BlobPlace): Listing {
    if (answer.status !== 200) throw refused(answer, where);
    const listing = readListing(answer.body.toString('utf8'));
    if (listing === undefined) throw malformedError(where, `${answer.body.length} bytes that are no listing`);
    return listing;
  }

  async function listBlobs(query: ListQuery, signal: AbortSignal): Promise<Listing> {
    const { container, prefix, byFolder, startFrom, marker } = query;
    const where = place(container);
    const isStarted = startFrom !== undefined && startsListings;
    const answer = await get(
      `/${encodeURIComponent(container)}`,
      {
        restype: 'container',
        comp: 'list',
        prefix,
        delimiter: byFolder ? '/' : undefined,
        marker,
        startFrom: isStarted ? startFrom : undefined,
        maxresults: `${byFolder ? pageEntries.folders : pageEntries.blobs}`,
      },
      isStarted ? { 'x-ms-version': versions.startFrom } : {},
      where,
      signal,
    );
    if (isStarted && answer.status === 400) {
      // It knows the parameter or the version not.
      startsListings = false;
      return listBlobs(query, signal);
    }
    const listing = toListing(answer, where);
    const isIgnored = ({ name }: { readonly name: string }) => startFrom !== undefined && name < startFrom;
    if (isStarted && listing.blobs.some(isIgnored)) startsListings = false;
    return listing;
  }

  return {
    place,
    use(next) {
      access = accessBy(next);
    },
    connect: () => http.connect(new URL(access.endpoint.url)),
    async listContainers(prefix, marker, signal) {
      const where = place();
      return toListing(await get('/', { comp: 'list', prefix, marker }, {}, where, signal), where);
    },
    listBlobs,
    async readRange({ container, blob, from, to, etag }, signal) {
      const where = place(container);
      const path = `/${[container, ...blob.split('/')].map(encodeURIComponent).join('/')}`;
      const headers: Record<string, string> = { range: `bytes=${from}-${to - 1}` };
      if (etag !== undefined) headers['if-match'] = `"${etag}"`;
      const answer = await get(path, {}, headers, where, signal);
      if (answer.code === 'BlobNotFound') return { state: 'gone' };
      if (answer.code === 'BlobArchived' || answer.code === 'BlobBeingRehydrated')
        return { state: 'archived' };
      // Shorter than listed: another blob of that name.
      if (answer.status === 412 || answer.status === 416) return { state: 'changed' };
      if (answer.status !== 206 && !(answer.status === 200 && from === 0)) throw refused(answer, where);
      const bytes = answer.body;
      if (bytes.length !== to - from) {
        if (bytes.length < to - from) return { state: 'changed' };
        throw malformedError(where, `${bytes.length} bytes for a range of ${to - from}`);
      }
      return { state: 'read', bytes };
    },
    startsListings: () => startsListings,
    skewMs: time.skew,
  };
}

/** What requests are made by, as long as the credential is the same. */
function accessBy(endpoint: BlobEndpoint): { readonly endpoint: BlobEndpoint; readonly pipeline: Pipeline } {
  const pipeline = createPipelineFromOptions({
    retryOptions: noRetries,
    redirectOptions: noRetries,
    userAgentOptions: { userAgentPrefix: 'azlog-forwarder' },
  });
  // What is read is not compressed, and decompression loses the error of a broken connection.
  pipeline.removePolicy({ name: decompressResponsePolicyName });
  const { signIn } = endpoint;
  if (signIn.by === 'identity') {
    const { credential } = signIn;
    pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }), { phase: 'Sign' });
  } else if (signIn.by === 'key') pipeline.addPolicy(signBy(signIn.account, signIn.key), { phase: 'Sign' });
  return { endpoint, pipeline };
}

function signBy(account: string, key: string): PipelinePolicy {
  return {
    name: 'sharedKeyPolicy',
    sendRequest(request, next) {
      request.headers.set('x-ms-date', new Date().toUTCString());
      request.headers.set('authorization', sharedKeyAuthorization(request, account, key));
      return next(request);
    },
  };
}

/** The reason of a stop. */
export function stopped(source: string): AzlogError {
  return new AzlogError('STOPPING', `source "${source}": reading was stopped`);
}
