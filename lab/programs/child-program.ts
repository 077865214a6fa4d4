import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program started by the demo, under the same Node. */
export interface ChildProgram {
  readonly name: string;
  readonly pid: number;
  /** The last lines of its standard error, and of its standard output that were not JSON; for when it fails. */
  readonly complaints: readonly string[];
  /** Resolves with the exit code, or the signal's name, when it has ended. */
  readonly ended: Promise<number | string>;
  readonly running: boolean;
  /** Asks it to stop; kills it where it has not within the time. */
  stop(withinMs: number): Promise<void>;
}

const keptLines = 20;
const living = new Set<ChildProcess>();

// Whatever ends this process, nothing it started lives on.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/**
 * Starts a program under the same Node, or another command.
 * @param options.onReport receives each line of its standard output that is a JSON object
 */
export function startProgram(options: {
  readonly name: string;
  /** Node where absent. */
  readonly command?: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly onReport?: (report: object) => void;
  readonly onComplaint?: (line: string) => void;
}): ChildProgram {
  const child = spawn(options.command ?? process.execPath, options.arguments, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches the demo alone, which then stops its children in their order.
    detached: true,
  });
  living.add(child);
  const complaints: string[] = [];
  let running = true;
  const complain = (line: string): void => {
    complaints.push(line);
    if (complaints.length > keptLines) complaints.shift();
    options.onComplaint?.(line);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const report = parseObject(line);
    if (report === undefined) complain(line);
    else options.onReport?.(report);
  });
  createInterface({ input: child.stderr }).on('line', complain);
  const ended = new Promise<number | string>((resolve) => {
    const end = (result: number | string): void => {
      running = false;
      living.delete(child);
      resolve(result);
    };
    child.once('error', (error) => {
      complain(error.message);
      end('could not be started');
    });
    child.once('close', (code, signal) => end(code ?? signal ?? 'unknown'));
  });
  return {
    name: options.name,
    pid: child.pid ?? 0,
    complaints,
    ended,
    get running() {
      return running;
    },
    async stop(withinMs) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function parseObject(line: string): object | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
