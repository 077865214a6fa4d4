import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';

/** What the proxy does with a query, instead of or beside passing it on. */
export type Fault =
  /** Answers by itself. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** An empty page with a continuation token; with it, the query goes on where it would have been. */
  | { readonly kind: 'empty-page' }
  /** Breaks the connection, after so many bytes of the real answer's body where given. */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Falls silent, after so many bytes of the real answer's body where given. */
  | { readonly kind: 'stall'; readonly afterBytes?: number }
  /** Passes on so many milliseconds later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Passes on with other headers. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> };

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query, decoded. */
  readonly url: string;
  readonly filter: string;
  /** The service's time at which it came. */
  readonly at: number;
}

/**
 * A proxy in front of a table service (Azurite) that can fail on demand, and whose clock can be moved on: `advance`
 * is seen in the `Date` of answers and in what `Timestamp` means in filters, as if the service's clock had moved.
 */
export interface FaultProxy {
  readonly endpoint: string;
  /** Every query (GET) so far. */
  readonly requests: readonly ProxiedRequest[];
  /** The next `times` queries that match meet the fault. Faults given first are used up first. */
  inject(fault: Fault, times?: number, matches?: (request: ProxiedRequest) => boolean): void;
  /** Forgets the faults not used up; their number. */
  calm(): number;
  advance(milliseconds: number): void;
  /** The service's time, milliseconds since 1970. */
  now(): number;
  stop(): Promise<void>;
}

const emptyPageMark = 'emptypage-';

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port, pathname } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const clock = createShiftedClock();
  const requests: ProxiedRequest[] = [];
  let faults: { fault: Fault; left: number; matches: (request: ProxiedRequest) => boolean }[] = [];

  const server = createServer((incoming, answer) => {
    incoming.once('error', () => answer.destroy());
    const url = new URL(incoming.url ?? '/', target);
    resumeAfterEmptyPage(url);
    const filter = url.searchParams.get('$filter') ?? '';
    const method = incoming.method ?? '';
    const seen = { method, url: decodeURIComponent(incoming.url ?? ''), filter, at: clock.now() };
    const entry = method === 'GET' ? faults.find(({ matches }) => matches(seen)) : undefined;
    if (method === 'GET') requests.push(seen);
    if (entry !== undefined) {
      entry.left -= 1;
      faults = faults.filter(({ left }) => left > 0);
    }
    const fault = entry?.fault;
    if (fault?.kind === 'answer') return reply(answer, fault.status, { ...fault.headers }, fault.body ?? '');
    if (fault?.kind === 'empty-page') return reply(answer, 200, emptyPage(url), '{"value":[]}');
    if (fault?.kind === 'reset' && fault.afterBytes === undefined) return incoming.socket.destroy();
    if (fault?.kind === 'stall' && fault.afterBytes === undefined) return;
    setTimeout(() => pass(incoming, answer, url, fault), fault?.kind === 'slow' ? fault.delayMs : 0);
  });
  // A query's answer may outlast any default limit; the tests decide.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  function reply(
    answer: ServerResponse,
    status: number,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): void {
    answer.writeHead(status, { 'content-type': 'application/json', date: clock.dateHeader(), ...headers });
    answer.end(body);
  }

  function pass(incoming: IncomingMessage, answer: ServerResponse, url: URL, fault: Fault | undefined): void {
    const filter = url.searchParams.get('$filter');
    if (filter !== null) {
      const inRealTime = filter.replace(
        /datetime'([^']+)'/g,
        (_, text: string) => `datetime'${new Date(clock.realAt(Date.parse(text))).toISOString()}'`,
      );
      url.searchParams.set('$filter', inRealTime);
    }
    const options = { hostname, port, agent, method: incoming.method, headers: incoming.headers };
    const query = url.search.replaceAll('+', '%20');
    const outgoing = httpRequest({ ...options, path: `${url.pathname}${query}` }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        const headers: IncomingHttpHeaders = { ...response.headers, date: clock.dateHeader() };
        delete headers['transfer-encoding'];
        delete headers['connection'];
        delete headers['keep-alive'];
        headers['content-length'] = body.length.toString();
        if (fault?.kind === 'headers') Object.assign(headers, fault.headers);
        answer.writeHead(response.statusCode ?? 502, headers);
        if (fault?.kind === 'reset' || fault?.kind === 'stall') {
          answer.write(body.subarray(0, fault.afterBytes), () => {
            if (fault.kind === 'reset') answer.destroy();
          });
          return;
        }
        answer.end(body);
      });
    });
    outgoing.once('error', () => answer.destroy());
    incoming.pipe(outgoing);
  }

  return {
    endpoint: `http://127.0.0.1:${address.port}${pathname}`,
    requests,
    inject(fault, times = 1, matches = () => true) {
      faults.push({ fault, left: times, matches });
    },
    calm() {
      const left = faults.length;
      faults = [];
      return left;
    },
    advance: clock.advance,
    now: clock.now,
    async stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

/** Real time with jumps forward. */
function createShiftedClock() {
  const jumps: { readonly realAt: number; readonly shift: number }[] = [{ realAt: 0, shift: 0 }];
  const now = () => Date.now() + (jumps.at(-1)?.shift ?? 0);
  return {
    now,
    dateHeader: () => new Date(now()).toUTCString(),
    advance(milliseconds: number) {
      jumps.push({ realAt: Date.now(), shift: (jumps.at(-1)?.shift ?? 0) + milliseconds });
    },
    /** The real time at which the shifted clock showed `shifted`; times that it jumped over: just before the jump. */
    realAt(shifted: number): number {
      const index = jumps.findLastIndex(({ realAt, shift }) => shifted >= realAt + shift);
      const real = shifted - (jumps[index]?.shift ?? 0);
      const next = jumps[index + 1];
      return next === undefined ? real : Math.min(real, next.realAt - 1);
    },
  };
}

function emptyPage(url: URL): Readonly<Record<string, string>> {
  const from = JSON.stringify([url.searchParams.get('NextPartitionKey'), url.searchParams.get('NextRowKey')]);
  const token = emptyPageMark + Buffer.from(from).toString('base64url');
  return { 'x-ms-continuation-NextPartitionKey': token };
}

function resumeAfterEmptyPage(url: URL): void {
  const token = url.searchParams.get('NextPartitionKey');
  if (!token?.startsWith(emptyPageMark)) return;
  const parsed: unknown = JSON.parse(
    Buffer.from(token.slice(emptyPageMark.length), 'base64url').toString('utf8'),
  );
  const [partitionKey, rowKey] = Array.isArray(parsed) ? parsed : [];
  for (const [name, value] of [
    ['NextPartitionKey', partitionKey],
    ['NextRowKey', rowKey],
  ]) {
    if (typeof value === 'string') url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
}
