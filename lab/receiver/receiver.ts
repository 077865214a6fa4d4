/**
 * A SIEM's input in small: a TLS syslog receiver that wants a client certificate, counts what it gets and knows each
 * event by its uid, so that losses and repeats show.
 *
 *     node lab/receiver/receiver.ts --ca FILE --cert FILE --key FILE [--port N] [--received FILE]
 *
 * Prints one JSON line when it listens, two a second while it runs, and one at its end (`ReceiverReport`). At its end FILE
 * receives one line a distinct uid: the uid, a space, and how often it came.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type TLSSocket } from 'node:tls';
import { parseArgs } from 'node:util';
import { createSplitter } from './split-messages.ts';

/** What has been received so far; of test events only that they came last. */
export interface ReceiverCounts {
  readonly messages: number;
  readonly distinct: number;
  /** Messages whose uid had come before. */
  readonly duplicates: number;
  /** Messages in which no uid was found. */
  readonly unknown: number;
  readonly connections: number;
  /** What went wrong on connections, newest last: at most five. */
  readonly errors: readonly string[];
  /** The newest messages as they came, at most five. */
  readonly last: readonly string[];
}

/** One line of the program's standard output. */
export interface ReceiverReport extends ReceiverCounts {
  readonly event: 'listening' | 'progress' | 'done';
  readonly port: number;
}

export interface Receiver {
  readonly port: number;
  counts(): ReceiverCounts;
  /** How often each uid came. */
  uids(): ReadonlyMap<string, number>;
  /** Connections whose end has not been seen yet: more may still come from them. */
  openConnections(): number;
  /** Takes no new connections, cuts the open ones. */
  close(): Promise<void>;
}

export interface ReceiverOptions {
  /** PEM: the authority that client certificates must come from, and the receiver's own certificate and key. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** A free one where absent. */
  readonly port?: number;
}

/** The event's uid in a message: 27 characters of base64url under the appliance's own key, in CEF and LEEF alike. */
export function findUid(message: string): string | undefined {
  return /\bAzlogUid=([A-Za-z0-9_-]{27})(?![A-Za-z0-9_-])/iu.exec(message)?.[1];
}

/** Whether a message is that of `azlog destination test`, which is of no row. */
export function isTestEvent(message: string): boolean {
  return /\bAzlogWinMarker=azlog-test-[0-9a-f]{12}\b/u.test(message);
}

const kept = 5;

/** Listens on 127.0.0.1 and resolves when connections are taken. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const seen = new Map<string, number>();
  const sockets = new Set<TLSSocket>();
  const last: string[] = [];
  const errors: string[] = [];
  let messages = 0;
  let duplicates = 0;
  let unknown = 0;
  let connections = 0;
  const onError = (error: Error): void => {
    errors.push(error.message);
    if (errors.length > kept) errors.shift();
  };
  const onMessage = (bytes: Buffer): void => {
    const message = bytes.toString('utf8');
    last.push(message);
    if (last.length > kept) last.shift();
    if (isTestEvent(message)) return;
    messages += 1;
    const uid = findUid(message);
    if (uid === undefined) {
      unknown += 1;
      return;
    }
    const before = seen.get(uid) ?? 0;
    if (before > 0) duplicates += 1;
    seen.set(uid, before + 1);
  };
  const server = createServer(
    {
      ca: options.ca,
      cert: options.certificate,
      key: options.key,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
    (socket) => {
      connections += 1;
      sockets.add(socket);
      const split = createSplitter(onMessage);
      socket.on('data', (bytes: Buffer) => {
        try {
          split(bytes);
        } catch (error) {
          socket.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
      socket.on('error', onError);
      socket.on('close', () => sockets.delete(socket));
    },
  );
  server.on('tlsClientError', onError);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    counts: () => ({
      messages,
      distinct: seen.size,
      duplicates,
      unknown,
      connections,
      errors: [...errors],
      last: [...last],
    }),
    uids: () => seen,
    openConnections: () => sockets.size,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      ca: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      port: { type: 'string', default: '0' },
      received: { type: 'string' },
    },
  });
  const pem = async (name: 'ca' | 'cert' | 'key'): Promise<string> => {
    const file = values[name];
    if (file === undefined) throw new Error(`--${name} FILE is missing`);
    return readFile(file, 'utf8');
  };
  const receiver = await startReceiver({
    ca: await pem('ca'),
    certificate: await pem('cert'),
    key: await pem('key'),
    port: Number(values.port),
  });
  const report = (event: ReceiverReport['event']): void => {
    console.log(
      JSON.stringify({ event, port: receiver.port, ...receiver.counts() } satisfies ReceiverReport),
    );
  };
  report('listening');
  const timer = setInterval(report, 500, 'progress');
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await receiver.close();
    if (values.received !== undefined) {
      const lines = [...receiver.uids()].map(([uid, times]) => `${uid} ${times}\n`);
      await writeFile(values.received, lines.join(''));
    }
    report('done');
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
