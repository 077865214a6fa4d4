import type { Socket } from 'node:net';
import {
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicyName,
  type HttpHeaders,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { TableClient as SdkTableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { AzlogError } from '../errors.ts';
import { codeOf, errorCode, readAll } from './http-answer.ts';
import { createDirectClient } from './http-client.ts';
import { type Clocks, createServerTime } from './server-time.ts';
import type { TableEndpoint } from './table-endpoint.ts';
import { answerError, connectionError, malformedError, type TablePlace } from './table-errors.ts';
import type { ContinuationToken } from './wad-cursor.ts';

export interface TableQuery {
  readonly filter: string;
  /** Rows at most: 1 to 1,000. */
  readonly top: number;
  readonly select?: string | undefined;
  readonly token?: ContinuationToken | undefined;
}

export interface TableAnswer {
  readonly rows: number;
  /** The bytes as the service wrote them: `{"value":[…]}`, OData without metadata. */
  readonly body: Buffer;
  /** Where the next page begins, undefined at the end. It may follow an empty page. */
  readonly token: ContinuationToken | undefined;
}

export interface TableClient {
  readonly place: TablePlace;
  /** Signs in by another credential from the next request on. */
  use(endpoint: TableEndpoint): void;
  /** Begins a connection of its own as requests make it, with TLS where the endpoint has it. Whoever asks ends it. */
  connect(): Socket;
  /**
   * Asks for one page.
   * @throws AzlogError `SOURCE_…`, or `STOPPING` when `signal` is aborted.
   */
  query(query: TableQuery, signal: AbortSignal): Promise<TableAnswer>;
  /** The service's time in milliseconds since 1970, never ahead of it; undefined before its second answer. */
  serverNow(): number | undefined;
  /** How far this machine's clock is ahead of the service's, in milliseconds; undefined before the first answer. */
  skewMs(): number | undefined;
}

/** An answer that stands still for so long is given up. The service itself works 5 s on a page, 30 s at most. */
const stallMs = 40_000;
const noRetries = { maxRetries: 0 };
const marker = Buffer.from('"PartitionKey":');
const bodyStart = Buffer.from('{');
const bodyEnd = Buffer.from(']}');

/**
 * A client for one table, on the SDK's pipeline (signatures, user agent), with the SDK's own retries switched off:
 * who calls decides when to try again.
 */
export function createTableClient(
  source: string,
  table: string,
  endpoint: TableEndpoint,
  clocks: Clocks,
  timeoutMs: number = stallMs,
): TableClient {
  const http = createDirectClient();
  const time = createServerTime(clocks);
  let access = accessBy(source, table, endpoint);

  async function query(query: TableQuery, signal: AbortSignal): Promise<TableAnswer> {
    // What is refused is explained by what was sent, also where another has come into use meanwhile.
    const used = access;
    const url = `${used.url}/${table}()?${queryString(query)}`;
    try {
      return await queryOnce(url, used, signal);
    } catch (error) {
      // The service may have closed an idle connection just as it was used again: a fresh one decides.
      if (codeOf(error) !== 'ECONNRESET') throw explain(error, used.place, signal);
    }
    return await queryOnce(url, used, signal).catch((error: unknown) => {
      throw explain(error, used.place, signal);
    });
  }

  async function queryOnce(
    url: string,
    { isHttp, pipeline, place }: TableAccessParts,
    signal: AbortSignal,
  ): Promise<TableAnswer> {
    if (signal.aborted) throw stopping(source);
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const request = createPipelineRequest({
        url,
        method: 'GET',
        headers: createHttpHeaders({
          accept: 'application/json;odata=nometadata',
          'x-ms-version': '2019-02-02',
          dataserviceversion: '3.0',
        }),
        abortSignal: abort.signal,
        allowInsecureConnection: isHttp,
        streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
      });
      const response = await pipeline.sendRequest(http, request);
      const body = await readAll(response, abort.signal, timer);
      time.note(response.headers.get('date'));
      return toAnswer(response, body, place);
    } catch (error) {
      if (abort.signal.aborted && !signal.aborted) throw connectionError(place, 'TIMEOUT');
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** The SDK's error is not attached: its request holds the signature. */
  function explain(error: unknown, place: TablePlace, signal: AbortSignal): AzlogError {
    if (signal.aborted) return stopping(source);
    return error instanceof AzlogError ? error : connectionError(place, codeOf(error));
  }

  function toAnswer({ status, headers }: PipelineResponse, body: Buffer, place: TablePlace): TableAnswer {
    if (status !== 200) {
      const answer = {
        status,
        code: headers.get('x-ms-error-code') ?? errorCode(body),
        date: headers.get('date'),
        retryAfter: headers.get('retry-after'),
      };
      throw answerError(place, answer, clocks.wall());
    }
    const type = headers.get('content-type') ?? 'no content type';
    if (!type.includes('json')) throw malformedError(place, type);
    const text = body.subarray(0, 200);
    const isWhole = text.subarray(0, 1).equals(bodyStart) && text.includes('"value":[') && endsRows(body);
    if (!isWhole) throw malformedError(place, `${body.length} bytes that are not {"value":[…]}`);
    return { rows: countRows(body), body, token: tokenOf(headers) };
  }

  return {
    get place() {
      return access.place;
    },
    use(next) {
      access = accessBy(source, table, next);
    },
    connect: () => http.connect(new URL(access.url)),
    query,
    serverNow: time.now,
    skewMs: time.skew,
  };
}

/** What requests are made by, as long as the credential is the same. */
interface TableAccessParts {
  readonly url: string;
  readonly isHttp: boolean;
  readonly pipeline: Pipeline;
  readonly place: TablePlace;
}

function accessBy(source: string, table: string, endpoint: TableEndpoint): TableAccessParts {
  const { url, isHttp, sas, identity } = endpoint;
  const { pipeline } = createSdkClient(table, endpoint, {
    allowInsecureConnection: isHttp,
    retryOptions: noRetries,
    redirectOptions: noRetries,
    userAgentOptions: { userAgentPrefix: 'azlog-forwarder' },
  });
  // The service does not compress, and the SDK's decompression loses the error of a broken connection.
  pipeline.removePolicy({ name: decompressResponsePolicyName });
  return { url, isHttp, pipeline, place: { source, host: new URL(url).host, table, sas, identity } };
}

/** One call for each kind of credential: the SDK's constructor takes no union of them. */
function createSdkClient(
  table: string,
  { url, credential }: TableEndpoint,
  options: TableServiceClientOptions,
): SdkTableClient {
  if ('getToken' in credential) return new SdkTableClient(url, table, credential, options);
  if ('key' in credential) return new SdkTableClient(url, table, credential, options);
  return new SdkTableClient(url, table, credential, options);
}

/** Counts rows without parsing: inside a JSON string the quotes of the marker would be escaped. */
export function countRows(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(marker); at !== -1; at = body.indexOf(marker, at + marker.length)) count += 1;
  return count;
}

/** The reason of a stop, for whoever waits. */
export function stopping(source: string): AzlogError {
  return new AzlogError('STOPPING', `source "${source}": reading was stopped`);
}

function queryString({ filter, top, select, token }: TableQuery): string {
  const parameters: (readonly [string, string | null | undefined])[] = [
    ['$filter', filter],
    ['$top', top.toString()],
    ['$select', select],
    ['NextPartitionKey', token?.nextPartitionKey],
    ['NextRowKey', token?.nextRowKey],
  ];
  return parameters
    .flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : []))
    .join('&');
}

function tokenOf(headers: HttpHeaders): ContinuationToken | undefined {
  const nextPartitionKey = headers.get('x-ms-continuation-nextpartitionkey');
  if (!nextPartitionKey) return undefined;
  return { nextPartitionKey, nextRowKey: headers.get('x-ms-continuation-nextrowkey') ?? null };
}

function endsRows(body: Buffer): boolean {
  let end = body.length;
  while (end > 0 && (body[end - 1] ?? 0) <= 0x20) end -= 1;
  return body.subarray(end - bodyEnd.length, end).equals(bodyEnd);
}
