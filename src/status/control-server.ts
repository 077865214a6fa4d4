import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { controlPath } from './control-path.ts';
import type { Status } from './status.ts';
import { type TailChunk, tailRates } from './tail.ts';

export interface ControlHandlers {
  status(): Promise<Status>;
  /** Shows what is proven, until the returned function is called. */
  tail(destination: string, rate: number, show: (chunk: TailChunk) => void): () => void;
}

export interface ControlServer {
  close(): Promise<void>;
}

/** Chunks that wait for one who reads slowly; beyond that they are left out, and counted by the next one's total. */
const mostBufferedBytes = 1024 * 1024;

/**
 * Answers `azlog status` and `azlog tail` on a socket in the folder of an embedded queue, which nobody else can open
 * while this process runs. The caller holds the folder's lock, so a socket that is there already is a dead process's.
 * @throws AzlogError CONFIG_INVALID where the folder's name is too long
 */
export async function startControlServer(folder: string, handlers: ControlHandlers): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(request, response, handlers).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    });
  });
  const { path, close } = await controlPath(folder);
  try {
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o600);
  } catch (error) {
    server.close();
    await close();
    throw error;
  }
  return {
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: ControlHandlers,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://azlog');
  if (url.pathname === '/status') {
    const status = await handlers.status();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(status));
    return;
  }
  if (url.pathname === '/tail') {
    const rate = Number(url.searchParams.get('rate'));
    const bounded = Math.min(tailRates.most, Math.max(tailRates.least, rate || tailRates.usual));
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    const end = handlers.tail(url.searchParams.get('destination') ?? '', bounded, (chunk) => {
      if (response.writableLength < mostBufferedBytes) response.write(`${JSON.stringify(chunk)}\n`);
    });
    response.once('close', end);
    return;
  }
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'there are only /status and /tail' }));
}
