/**
 * Which tests run together. A file's lane follows from what it imports, so nobody has to choose one:
 *
 * - `docker`: everything in `test/docker/`, one file at a time, since they share an engine;
 * - `servers`: whatever starts a process or opens a socket, itself or by a module of the tests; each file is a process;
 * - `pure`: all others, in one process, which saves starting it and loading the same modules sixty times.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const lanes = ['pure', 'servers', 'docker'] as const;
export type Lane = (typeof lanes)[number];

const root = join(import.meta.dirname, '../..');
/** Modules of Node.js with which a test starts something that lives beside it. */
const starters = /^node:(child_process|cluster|dgram|http|http2|https|net|tls|worker_threads)$/;
/** Static imports and re-exports of values; types are gone when it runs. */
const imports = /^(?:import|export)\s(?!type\s)[^;']*?from\s'([^']+)'|^import\s'([^']+)'/gm;

/** Whether the module, or one of the tests' or the demo's that it imports, imports a starter. */
function startsSomething(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  return [...readFileSync(file, 'utf8').matchAll(imports)].some(([, from, alone]) => {
    const name = from ?? alone ?? '';
    if (starters.test(name)) return true;
    if (!name.startsWith('.')) return false;
    const imported = resolve(dirname(file), name);
    // What the program itself can do is started by its tests only with servers that are imported too.
    return /^(test|docker)\//.test(relative(root, imported)) && startsSomething(imported, seen);
  });
}

/** @param file relative to the repository */
export function laneOf(file: string): Lane {
  if (file.startsWith('test/docker/')) return 'docker';
  return startsSomething(join(root, file), new Set()) ? 'servers' : 'pure';
}

/** Every test file, relative to the repository. */
export function testFiles(): readonly string[] {
  return globSync('test/**/*.test.ts', { cwd: root }).sort();
}
