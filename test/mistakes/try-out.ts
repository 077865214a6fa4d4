import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { stringify } from 'yaml';
import { configCheck } from '../../src/commands/config-check.ts';
import { destinationTest } from '../../src/commands/destination-test.ts';
import { run } from '../../src/commands/run.ts';
import { sourceTest } from '../../src/commands/source-test.ts';
import type { Environment } from '../../src/config/environment.ts';
import { AzlogError } from '../../src/errors.ts';
import { openQueue, type QueueOptions } from '../../src/queue/open-queue.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';

/** The commands as an operator runs them, in this process. Each gives all that it prints, blanks made single. */

const never = new AbortController().signal;
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export interface Files {
  readonly [name: string]: string | Uint8Array;
}

function folderWith(t: TestContext, files: Files): string {
  const cwd = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

/** `azlog config check` in a folder with these files. */
export function check(t: TestContext, files: Files, env: Environment = {}): string {
  const cwd = folderWith(t, files);
  const { stdout, stderr } = configCheck({ env: { STATE_DIRECTORY: cwd, ...env }, cwd });
  return flat(stderr + stdout);
}

/** `azlog config check` with a source that is right and this destination. */
export function checkDestination(t: TestContext, destination: object, files: Files = {}): string {
  return check(t, {
    'azlog.yaml': stringify({
      sources: [{ account: 'contoso', sas: 'sv=2024-11-04&ss=t&srt=o&sp=rl&sig=c2ln' }],
      destinations: [destination],
    }),
    ...files,
  });
}

function collector(): { readonly output: Writable; text(): string } {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { output, text: () => flat(text) };
}

/** `azlog destination test`. */
export async function tryDestination(
  t: TestContext,
  destination: object,
  files: Files = {},
): Promise<string> {
  const cwd = folderWith(t, {
    'azlog.yaml': stringify({
      sources: [{ account: 'contoso', sas: { file: '/nowhere/sas' } }],
      destinations: [{ name: 'siem', connectTimeoutSeconds: 5, stallSeconds: 5, ...destination }],
    }),
    ...files,
  });
  const { output, text } = collector();
  await destinationTest({ env: {}, cwd }, { json: false, names: [] }, output, never);
  return text();
}

/** `azlog source test`. */
export async function trySource(t: TestContext, source: object): Promise<string> {
  const cwd = folderWith(t, {
    'azlog.yaml': stringify({
      sources: [{ name: 'vms', ...source }],
      destinations: [{ host: 'siem.invalid' }],
    }),
  });
  const { output, text } = collector();
  await sourceTest({ env: {}, cwd }, { json: false, names: [] }, output, never);
  return text();
}

/** What `azlog run` ends with before it works. */
export async function runRefused(t: TestContext, env: Environment): Promise<string> {
  try {
    const cwd = temporaryFolder(t);
    await run('all', { env: { STATE_DIRECTORY: cwd, ...env }, cwd }, never);
  } catch (error) {
    if (error instanceof AzlogError && error.kind === 'config') return flat(error.message);
    throw error;
  }
  throw new Error('it started');
}

/** Why a queue cannot be opened; its warnings where it can. */
export async function tryQueue(options: Omit<QueueOptions, 'prefix'>): Promise<string> {
  const heard: string[] = [];
  const hear = (error: unknown): void =>
    void heard.push(error instanceof Error ? error.message : String(error));
  try {
    const queue = await openQueue({ prefix: '{mistakes}', ...options }, hear);
    try {
      await queue.ping();
      return flat((await queue.warnings()).join('. '));
    } finally {
      await queue.close();
    }
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    return flat([error.message, ...heard].join(' '));
  }
}
