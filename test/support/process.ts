import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import './compile-cache.ts';
import { patience } from './patience.ts';

export interface ServerProcess {
  readonly pid: number;
  /** What it has written to standard output and standard error so far. */
  output(): string;
  /** Ends it and waits until it is gone. A stopped (SIGSTOP) process takes SIGKILL only. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Tells whether the server takes work; asked again and again for `readyMs`, on a busy machine for longer. */
  readonly ready: (output: string) => boolean | Promise<boolean>;
  readonly readyMs?: number;
}

const running = new Set<ChildProcess>();
// A test file that fails in the middle must not leave its servers behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a server as a child process and waits until it is ready. @throws Error with its output when it is not. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const child = spawn(command.program, command.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...command.env },
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  running.add(child);
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      ended = true;
      output += reason;
      running.delete(child);
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(`\n[ended: ${code ?? signal}]`));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (!ended) child.kill(signal);
    // Longer than any of them takes to drain.
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000 * patience);
    await gone;
    clearTimeout(timer);
  };
  const deadline = Date.now() + (command.readyMs ?? 20_000) * patience;
  while (!(await command.ready(output))) {
    if (ended || Date.now() > deadline) {
      await stop('SIGKILL');
      throw new Error(`${command.program} did not get ready:\n${output}`);
    }
    await sleep(20);
  }
  return { pid: child.pid ?? 0, output: () => output, stop };
}

/** Whether something accepts connections on a port of 127.0.0.1. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
