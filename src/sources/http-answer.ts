import type { PipelineResponse } from '@azure/core-rest-pipeline';

/** All bytes of an answer. Each part that arrives sets the clock of `timer` back. */
export function readAll(
  response: PipelineResponse,
  signal: AbortSignal,
  timer: NodeJS.Timeout,
): Promise<Buffer> {
  const stream = response.readableStreamBody;
  if (stream === undefined) return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      timer.refresh();
      chunks.push(chunk);
    });
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('ECONNRESET')));
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

/** The `code` in the body of an error answer: JSON or XML. */
export function errorCode(body: Buffer): string {
  const text = body.subarray(0, 2000).toString('utf8');
  const found = /"code"\s*:\s*"(\w+)"|<(?:\w+:)?code>(\w+)</i.exec(text);
  return found?.[1] ?? found?.[2] ?? '';
}

/** A code that is safe to print; messages of the SDK may hold the whole address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && code !== 'REQUEST_SEND_ERROR') return code;
  return /\b(E[A-Z_]{4,}|CERT[A-Z_]*)\b/.exec(error.message)?.[0] ?? code ?? error.name;
}
