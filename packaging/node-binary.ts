import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Architecture, architectures } from './architectures.ts';
import { runProgram } from './run-program.ts';

/** The Node.js that packages bring, and the digest of its npm package for each machine. */
export type NodePins = { readonly version: string } & Readonly<Record<Architecture, string>>;

export function nodePins(): NodePins {
  const pins: NodePins = JSON.parse(readFileSync(join(import.meta.dirname, 'node.json'), 'utf8'));
  return pins;
}

/**
 * Downloads Node.js for a machine and unpacks its program and its license.
 * @param folder where to; it holds `bin/node` and `LICENSE` afterwards
 * @throws Error where what comes is not what packaging/node.json names
 */
export function fetchNode(architecture: Architecture, folder: string): void {
  const pins = nodePins();
  mkdirSync(folder, { recursive: true });
  const name = `node-linux-${architectures[architecture]}`;
  runProgram('npm', ['pack', '--silent', `${name}@${pins.version}`], folder);
  const archive = `${name}-${pins.version}.tgz`;
  checkIntegrity(readFileSync(join(folder, archive)), pins[architecture], `${name}@${pins.version}`);
  runProgram('tar', ['-xzf', archive, '--strip-components=1', 'package/bin/node', 'package/LICENSE'], folder);
}

/**
 * @param integrity `sha512-<base64>`, as in a lock file
 * @throws Error that names both digests where they differ
 */
export function checkIntegrity(content: Uint8Array, integrity: string, what: string): void {
  const found = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  if (found === integrity) return;
  throw new Error(
    `${what} is not what packaging/node.json names: ${found}, expected ${integrity}. Run node packaging/pin-node.ts if the version has changed; otherwise do not use it.`,
  );
}
