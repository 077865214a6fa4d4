import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { repositoryPath } from '../drift/repository-path.ts';

/** What the image and the compose file are made from. */
const parts = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'LICENSE',
  'Dockerfile',
  '.dockerignore',
  'docker-compose.yml',
  '.env.example',
  'src',
  'docker',
  'lab',
] as const;

/**
 * What goes into the layers of the program. As a strict umask leaves a checkout: what its owner alone may read, the user
 * of the image must be able to. The same in each copy, since modes count, and a layer is made once.
 */
const layered = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'src',
  'LICENSE',
];

/** A copy of the repository as a fresh clone has it: without anybody's .env, configuration and secrets. */
export interface Checkout {
  readonly folder: string;
  remove(): void;
}

export function createCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'azlog-docker-'));
  for (const part of parts) {
    cpSync(repositoryPath(part), join(folder, part), {
      recursive: true,
      filter: (path) => basename(path) !== 'node_modules' && !path.includes('/docker/config/'),
    });
  }
  execFileSync('chmod', ['-R', 'go-rwx', ...layered.map((part) => join(folder, part))]);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
