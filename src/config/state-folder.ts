import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Environment } from './environment.ts';

/** Where a service keeps its state (Filesystem Hierarchy Standard, section 5.8). */
export const systemStateFolder = '/var/lib/azlog';

/**
 * The folder that holds state where no configuration file says where it belongs: what the service manager gives
 * (`STATE_DIRECTORY`, the first of several), /var/lib/azlog for root, else `$XDG_STATE_HOME/azlog`, by default
 * ~/.local/state/azlog. Never the current directory: two commands started in two places must find one queue.
 * @returns an absolute path
 */
export function stateFolder(env: Environment, isRoot = process.getuid?.() === 0): string {
  const [given = ''] = (env['STATE_DIRECTORY'] ?? '').split(':');
  if (isAbsolute(given)) return given;
  if (isRoot) return systemStateFolder;
  const state = env['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(state)) return join(state, 'azlog');
  const home = env['HOME'] ?? '';
  return join(isAbsolute(home) ? home : homedir(), '.local/state/azlog');
}

/**
 * The folder in which the queue is by default, in `data`: that of the configuration file, so that the queue belongs to
 * the configuration. Files below /etc hold configuration only, and services may not write there: for them it is
 * /var/lib/azlog.
 * @param file absolute; undefined where all is from the environment
 */
export function defaultQueueParent(file: string | undefined, env: Environment): string {
  if (file === undefined) return stateFolder(env);
  return file.startsWith('/etc/') ? systemStateFolder : dirname(file);
}
