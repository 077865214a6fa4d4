/**
 * A program: writes the version of the development dependency `node`, and the digests of its packages for each machine,
 * into packaging/node.json. To be run after that dependency has changed.
 *
 *     node packaging/pin-node.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectures } from './architectures.ts';
import { runProgram } from './run-program.ts';

const root = join(import.meta.dirname, '..');
const { packages }: { packages: Readonly<Record<string, { readonly version: string }>> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
const version = packages['node_modules/node']?.version ?? '';
const digests = Object.entries(architectures).map(([architecture, cpu]) => {
  const name = `node-linux-${cpu}@${version}`;
  return [architecture, runProgram('npm', ['view', name, 'dist.integrity'], root).trim()] as const;
});
const pins = { version, ...Object.fromEntries(digests) };
writeFileSync(join(import.meta.dirname, 'node.json'), `${JSON.stringify(pins, null, 2)}\n`);
console.log(`Node.js ${version}`);
