import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';

/** A service that begins listings at `startFrom`, which the emulator does not know. */
export interface StartFromFront {
  readonly endpoint: string;
  /** The path and query of every request, decoded. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/**
 * Stands in front of the emulator and does what version 2026-02-06 of the Blob service adds: names before `startFrom`
 * are not listed. Requests must be signed with a SAS, which does not sign the query.
 */
export async function startStartFromFront(target: string): Promise<StartFromFront> {
  const { hostname, port, pathname } = new URL(target);
  const requests: string[] = [];
  const server = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? '/', target);
    requests.push(decodeURIComponent(incoming.url ?? ''));
    const first = url.searchParams.get('startFrom');
    url.searchParams.delete('startFrom');
    const headers = { ...incoming.headers, 'x-ms-version': '2021-12-02' };
    const path = `${url.pathname}${url.search.replaceAll('+', '%20')}`;
    const outgoing = httpRequest({ hostname, port, method: incoming.method, headers, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const whole = Buffer.concat(chunks);
        const body = first === null ? whole : Buffer.from(without(whole.toString('utf8'), first));
        const { 'transfer-encoding': _, ...kept } = response.headers;
        answer.writeHead(response.statusCode ?? 502, { ...kept, 'content-length': body.length });
        answer.end(body);
      });
    });
    outgoing.once('error', () => answer.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}${pathname}`,
    requests,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function without(xml: string, first: string): string {
  return xml.replace(/<Blob>.*?<\/Blob>/gs, (blob) =>
    (/<Name>([^<]*)<\/Name>/.exec(blob)?.[1] ?? '') < first ? '' : blob,
  );
}
