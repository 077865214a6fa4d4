import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { findRedis } from './install-servers.ts';
import { patience } from './patience.ts';

/** A real redis-server of the test's own, with a log of changes on disk. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Such as SIGSTOP, and SIGCONT after it. */
  signal(name: NodeJS.Signals): void;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** @param args further arguments of redis-server, such as `--maxmemory 20mb` */
export async function startRedis(args: readonly string[] = []): Promise<TestRedis> {
  const program = findRedis();
  if (program === undefined) throw new Error('redis-server is not installed; run: npm run pretest');
  const folder = await mkdtemp(join(tmpdir(), 'azlog-redis-'));
  const port = await freePort();
  let server = await launch();

  async function launch() {
    const child = spawn(
      program ?? '',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'yes',
        '--appendfsync',
        'everysec',
        ...args,
      ],
      { stdio: 'ignore' },
    );
    for (let waited = 0; waited < 10_000 * patience; waited += 20) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      if (await answers(port)) return child;
      await sleep(20);
    }
    child.kill('SIGKILL');
    throw new Error('redis-server did not start');
  }

  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    signal: (name) => void server.kill(name),
    async start() {
      server = await launch();
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a Redis on this port has loaded its data and answers. */
async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(500, () => socket.destroy());
    socket.on('data', (data) => {
      socket.destroy();
      // One that wants a password is there too.
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
