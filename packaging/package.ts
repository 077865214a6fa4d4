/**
 * A program: makes what is installed on servers, for amd64 and arm64: the npm package, and with Node.js in them a Debian
 * package and a tar archive. The same sources give the same bytes.
 *
 *     npm run package [-- --output FOLDER] [--architecture amd64|arm64] [--quick] [--node FOLDER]
 *
 * --quick compresses little or nothing, for trying. --node takes Node.js from a folder that has `bin/node` and `LICENSE`, in place
 * of downloading the one that packaging/node.json names. Needs npm, tar, gzip and dpkg-deb.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Architecture, architectures, isArchitecture } from './architectures.ts';
import { makeDeb, makeTar } from './archives.ts';
import { fetchNode, nodePins } from './node-binary.ts';
import { runProgram } from './run-program.ts';
import { stageProgram } from './stage.ts';

const root = join(import.meta.dirname, '..');

export interface PackageOptions {
  readonly output: string;
  readonly architectures: readonly Architecture[];
  readonly quick: boolean;
  readonly node: string | undefined;
  readonly epoch: number;
}

/** Makes all packages. @returns their paths, the npm package first */
export function makePackages(options: PackageOptions): readonly string[] {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Otherwise the modes of built files, and with them the bytes of packages, depend on the calling shell.
  process.umask(0o022);
  mkdirSync(options.output, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'azlog-packages-'));
  try {
    runProgram('npm', ['pack', '--silent', '--pack-destination', options.output], root);
    const tarball = join(options.output, `azlog-forwarder-${version}.tgz`);
    const node = nodePins().version;
    const sbom = partsList(runProgram('npm', ['run', '--silent', 'sbom'], root), node, options.epoch);
    const made = options.architectures.flatMap((architecture) => {
      const place = join(work, architecture);
      const nodeFolder = options.node ?? join(place, 'node');
      if (options.node === undefined) fetchNode(architecture, nodeFolder);
      const program = join(place, 'program');
      stageProgram(tarball, nodeFolder, architecture, program);
      writeFileSync(join(program, 'sbom.cdx.json'), sbom);
      const build = {
        version,
        node,
        architecture,
        program,
        work: place,
        output: options.output,
        epoch: options.epoch,
        quick: options.quick,
      };
      return [makeDeb(build), makeTar(build)];
    });
    return [tarball, ...made];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

interface Bom {
  readonly metadata: object;
  readonly components: readonly object[];
}

/**
 * The bill of materials (CycloneDX) of the npm package with Node.js in it, and without what differs each time it is made.
 * @param text as npm writes it
 */
function partsList(text: string, node: string, epoch: number): string {
  const bom: Bom = JSON.parse(text, (key, value: unknown) => (key === 'serialNumber' ? undefined : value));
  const program = {
    type: 'platform',
    name: 'node',
    version: node,
    purl: `pkg:generic/node@${node}`,
    licenses: [{ license: { name: 'LICENSE.node' } }],
  };
  const metadata = { ...bom.metadata, timestamp: new Date(epoch * 1000).toISOString() };
  return `${JSON.stringify({ ...bom, metadata, components: [...bom.components, program] }, null, 2)}\n`;
}

/** When the sources were last changed, in seconds: SOURCE_DATE_EPOCH, otherwise the time of the last commit. */
export function sourceEpoch(): number {
  const given = process.env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && given !== '') return Number(given);
  return Number(runProgram('git', ['log', '-1', '--format=%ct'], root));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      output: { type: 'string', default: 'packages' },
      architecture: { type: 'string', multiple: true, default: Object.keys(architectures) },
      quick: { type: 'boolean', default: false },
      node: { type: 'string' },
    },
  });
  const chosen = values.architecture.filter(isArchitecture);
  if (chosen.length < values.architecture.length) {
    console.error(`--architecture: allowed are ${Object.keys(architectures).join(', ')}`);
    process.exit(64);
  }
  const made = makePackages({
    output: resolve(values.output),
    architectures: chosen,
    quick: values.quick,
    node: values.node === undefined ? undefined : resolve(values.node),
    epoch: sourceEpoch(),
  });
  for (const path of made) console.log(path);
}
