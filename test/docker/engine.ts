/** A Docker engine for the tests: one that answers, else one that is started where that can be done. */
import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryPath } from '../drift/repository-path.ts';
import { patience } from '../support/patience.ts';

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly seconds?: number;
}

export interface Engine {
  /** Runs `docker …` and gives what it printed. @throws Error with its output when it fails */
  docker(args: readonly string[], options?: RunOptions): Promise<string>;
  /** Runs `docker compose …`, or docker-compose where the plugin is not there. */
  compose(args: readonly string[], options: RunOptions): Promise<Output>;
  /** Where the image is not there and a stand-in is, names the stand-in so until the end. */
  standIn(image: string, standIn: string): Promise<void>;
  /** Takes the name of an image away at the end, unless it was there before. */
  untagAtEnd(image: string): Promise<void>;
  /** Takes back what was named here, and ends the engine if it was started here. */
  close(): Promise<void>;
}

/** Starts an engine, with stand-ins for public images, where no registry can be reached. Not part of this repository. */
const offlineImages = join(repositoryPath('.'), '../shared/docker/offline-images');

function run(program: string, args: readonly string[], options: RunOptions): Promise<Output> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: (options.seconds ?? 120) * patience * 1_000,
        env: { ...process.env, ...options.env },
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      },
      (error: ExecFileException | null, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        const why = error !== null && code === -1 ? `\n${program}: ${error.message}` : '';
        resolve({ code, stdout, stderr: stderr + why });
      },
    );
  });
}

async function answers(env: Readonly<Record<string, string>>): Promise<boolean> {
  return (
    (await run('docker', ['version', '--format', '{{.Server.Version}}'], { env, seconds: 20 })).code === 0
  );
}

interface Found {
  readonly env: Readonly<Record<string, string>>;
  /** Whether it was started here. */
  readonly started: boolean;
}

/** Whether an engine runs that somebody else has started, wherever it listens. */
function isRunning(): boolean {
  return readdirSync('/proc').some((entry) => {
    const name = `/proc/${entry}/comm`;
    try {
      return /^\d+$/u.test(entry) && readFileSync(name, 'utf8') === 'dockerd\n';
    } catch {
      // It has ended since.
      return false;
    }
  });
}

/** @returns why there is none, as a string */
async function findEngine(): Promise<Found | string> {
  if (await answers({})) return { env: {}, started: false };
  if (process.getuid?.() !== 0 || !existsSync(offlineImages)) {
    return 'no Docker engine answers (DOCKER_HOST, or the default one), and none can be started here';
  }
  console.log('Starting a Docker engine for the tests; the first time it takes about two minutes.');
  const ran = isRunning();
  // Sourced, since it knows where its engine listens.
  const script = 'set -e; source "$0" >&2; printf %s "$DOCKER_HOST"';
  const { code, stdout, stderr } = await run('bash', ['-c', script, offlineImages], { seconds: 600 });
  if (code !== 0) throw new Error(`the Docker engine could not be started:\n${stderr}`);
  return { env: { DOCKER_HOST: stdout }, started: !ran };
}

/** @returns why the tests cannot run, as a string, where there is no engine */
export async function openEngine(): Promise<Engine | string> {
  const found = await findEngine();
  if (typeof found === 'string') return found;
  const { env, started } = found;
  const names: string[] = [];

  const docker = async (args: readonly string[], options: RunOptions = {}): Promise<string> => {
    const { code, stdout, stderr } = await run('docker', args, {
      ...options,
      env: { ...env, ...options.env },
    });
    if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  };
  const isThere = async (image: string): Promise<boolean> =>
    (await run('docker', ['image', 'inspect', image], { env })).code === 0;
  const hasPlugin = (await run('docker', ['compose', 'version'], { env })).code === 0;
  const [program, first] = hasPlugin ? (['docker', ['compose']] as const) : (['docker-compose', []] as const);

  return {
    docker,
    compose: (args, options) =>
      run(program, [...first, ...args], { ...options, env: { ...env, ...options.env } }),
    async standIn(image, standIn) {
      if ((await isThere(image)) || !(await isThere(standIn))) return;
      await docker(['tag', standIn, image]);
      names.push(image);
    },
    async untagAtEnd(image) {
      if (!(await isThere(image))) names.push(image);
    },
    async close() {
      // The layers stay, as after every build: they are the cache of the next one.
      for (const image of names) if (await isThere(image)) await docker(['rmi', '--no-prune', image]);
      if (!started) return;
      await run('bash', [offlineImages, 'stop'], { seconds: 60 });
      // One that is still ending would be taken for somebody else's by the next file, and be left running.
      for (const end = Date.now() + 60_000 * patience; isRunning() && Date.now() < end; ) await sleep(200);
    },
  };
}
