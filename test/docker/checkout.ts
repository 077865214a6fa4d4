import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { repositoryPath } from '../drift/generate.ts';

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
] as const;

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
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
