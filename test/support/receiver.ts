/**
 * A syslog receiver in a process of its own, so that it can be killed and stopped, and told to behave badly. What its
 * program has read it writes at once to a file for each connection; a message that is in none of them was not read.
 * Told what to do by messages from its parent (`ReceiverCommand`); answers `{ port }` when it listens.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import './compile-cache.ts';

export interface ReceiverOptions {
  readonly port: number;
  readonly folder: string;
  readonly tls?: {
    readonly cert: string;
    readonly key: string;
    readonly ca?: string;
    readonly maxVersion?: 'TLSv1.2';
  };
}

/**
 * `pause`: reads no more. `drop`: closes with what came unread. `goodbye-and-drop`: says goodbye (close_notify, FIN)
 * and then drops what came unread. `finish`: says goodbye and reads on to the end. `deaf`: reads, never closes. `stop` and
 * `die`: SIGSTOP and SIGKILL, but never between reading and writing, so that what was read is what the file shows.
 */
export type ReceiverCommand = 'pause' | 'drop' | 'goodbye-and-drop' | 'finish' | 'deaf' | 'stop' | 'die';

export interface Receiver {
  readonly pid: number;
  tell(command: ReceiverCommand): void;
  /** Tells it to `die`, and waits until it has. */
  die(): Promise<void>;
  kill(): Promise<void>;
}

export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const child = fork(import.meta.filename, [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const end = (): boolean => child.kill('SIGKILL');
  process.once('exit', end);
  await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('the receiver ended before it listened'))),
  ]);
  return {
    pid: child.pid ?? 0,
    tell: (command) => void child.send(command),
    async die() {
      child.send('die');
      await exited;
      process.off('exit', end);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
      process.off('exit', end);
    },
  };
}

/** Whole lines that receivers wrote into `folder`: how often each came. */
export function countLines(folder: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync(folder)) {
    if (!file.startsWith('connection-')) continue;
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    lines.pop();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

function writeAll(file: number, chunk: Buffer): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
}

function serve(options: ReceiverOptions): void {
  const sockets = new Set<Socket>();
  let deaf = false;
  let number = 0;
  const take = (socket: Socket): void => {
    number += 1;
    const file = openSync(join(options.folder, `connection-${process.pid}-${number}.log`), 'a');
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => writeAll(file, chunk));
    socket.on('error', () => undefined);
    socket.on('end', () => {
      if (!deaf) socket.end();
    });
    socket.on('close', () => sockets.delete(socket));
  };
  const server =
    options.tls === undefined
      ? createServer({ allowHalfOpen: true }, take)
      : createTlsServer(
          {
            cert: readFileSync(options.tls.cert),
            key: readFileSync(options.tls.key),
            ...(options.tls.ca === undefined
              ? {}
              : { ca: readFileSync(options.tls.ca), requestCert: true, rejectUnauthorized: true }),
            ...(options.tls.maxVersion === undefined ? {} : { maxVersion: options.tls.maxVersion }),
            allowHalfOpen: true,
          },
          take,
        );
  /** What Node has read ahead counts as read by this program, so it is written; what is left is with the kernel. */
  const destroy = (socket: Socket): void => {
    // Calls the listener of 'data'.
    socket.read();
    socket.destroy();
  };
  const signals = { stop: 'SIGSTOP', die: 'SIGKILL' } as const;
  const behave: Record<Exclude<ReceiverCommand, keyof typeof signals>, (socket: Socket) => void> = {
    pause: (socket) => socket.pause(),
    drop: destroy,
    'goodbye-and-drop': (socket) => {
      socket.pause();
      socket.end(() => destroy(socket));
    },
    finish: (socket) => socket.end(),
    deaf: () => {
      deaf = true;
    },
  };
  process.on('message', (command: ReceiverCommand) => {
    if (command === 'stop' || command === 'die') {
      process.kill(process.pid, signals[command]);
      return;
    }
    for (const socket of sockets) behave[command](socket);
    if (command === 'deaf') deaf = true;
  });
  process.once('disconnect', () => process.exit(0));
  server.listen(options.port, '127.0.0.1', () => process.send?.({ port: options.port }));
}

const [options] = process.argv.slice(2);
if (import.meta.main && options !== undefined) serve(JSON.parse(options));
