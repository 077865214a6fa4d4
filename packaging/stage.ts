import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine } from '../src/commands/command-line.ts';
import { commandTree } from '../src/commands/command-tree.ts';
import { completionScript } from '../src/commands/completion/completion.ts';
import type { Shell } from '../src/commands/completion/shells.ts';
import { type Architecture, architectures } from './architectures.ts';
import { runProgram } from './run-program.ts';

const root = join(import.meta.dirname, '..');

/**
 * What Node.js never reads: sources in TypeScript, source maps, builds for browsers and phones, tests and documents of
 * packages, and what development tools keep in files that begin with a dot. Half of all files.
 */
const unread =
  /\.map$|\.[mc]?ts$|\/\.[^/]+$|\/dist\/(browser|react-native)\/|\/node_modules\/(@[^/]+\/)?[^/]+\/(test|tests|docs|doc|example|examples|bench|benchmark|benchmarks)\//;

/**
 * The program with what it needs to run on one machine: `bin/azlog`, `bin/node`, `dist`, `node_modules`.
 * @param tarball of the npm package
 * @param node folder with `bin/node` and `LICENSE`
 * @param folder to be made
 */
export function stageProgram(
  tarball: string,
  node: string,
  architecture: Architecture,
  folder: string,
): void {
  mkdirSync(folder, { recursive: true });
  runProgram(
    'tar',
    ['-xzf', tarball, '--strip-components=1', 'package/dist', 'package/package.json', 'package/LICENSE'],
    folder,
  );
  copyFileSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  // Of optional packages npm takes those for the machine that is named.
  runProgram(
    'npm',
    [
      ...['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'],
      ...['--engine-strict=false', '--os=linux', `--cpu=${architectures[architecture]}`, '--libc=glibc'],
    ],
    folder,
  );
  for (const left of ['package-lock.json', 'node_modules/.package-lock.json', 'node_modules/.bin'])
    rmSync(join(folder, left), { recursive: true, force: true });
  for (const path of filesBelow(join(folder, 'node_modules'))) if (unread.test(path)) rmSync(path);
  runProgram('find', ['node_modules', '-type', 'd', '-empty', '-delete'], folder);
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(node, 'bin/node'), join(folder, 'bin/node'));
  chmodSync(join(folder, 'bin/node'), 0o755);
  copyFileSync(join(node, 'LICENSE'), join(folder, 'LICENSE.node'));
  const [firstLine = ''] = readFileSync(join(root, 'src/main.ts'), 'utf8').split('\n', 1);
  const flags = firstLine.split(' ').filter((word) => word.startsWith('--'));
  place(
    readFileSync(join(import.meta.dirname, 'azlog.sh'), 'utf8').replace('@FLAGS@', flags.join(' ')),
    join(folder, 'bin/azlog'),
  );
  chmodSync(join(folder, 'bin/azlog'), 0o755);
}

/** Where a kind of installation has its files, from its root. */
export interface Layout {
  readonly program: string;
  readonly link: string;
  readonly service: string;
  readonly sysusers: string;
  readonly configuration: string;
  readonly manual: string;
  readonly completions: Readonly<Record<Shell, string>>;
}

/**
 * Lays the program, its service, manual page and completions out as one kind of installation has them.
 * @param program as `stageProgram` has made it; it is moved by hard links
 * @param command where the service finds the command
 */
export function layOut(program: string, folder: string, layout: Layout, command: string): void {
  runProgram('mkdir', ['-p', dirname(join(folder, layout.program))], '/');
  // Node.js is a hundred megabytes: linked, not copied.
  runProgram('cp', ['-al', program, join(folder, layout.program)], '/');
  mkdirSync(dirname(join(folder, layout.link)), { recursive: true });
  symlinkSync(`../${layout.program.replace(/^usr\//, '')}/bin/azlog`, join(folder, layout.link));
  const own = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
  const service = own('azlog.service').replace(/^ExecStart=\S+/m, `ExecStart=${command}`);
  place(service, join(folder, layout.service));
  place(own('azlog.sysusers'), join(folder, layout.sysusers));
  place(own('azlog.yaml'), join(folder, layout.configuration));
  place(readFileSync(join(root, 'docs/azlog.1'), 'utf8'), join(folder, layout.manual));
  const tree = commandTree(commandLine(new AbortController().signal).program);
  for (const [shell, path] of Object.entries(layout.completions) as [Shell, string][])
    place(completionScript(shell, tree), join(folder, path));
}

/** Writes a file, with its folders. */
export function place(content: string | Uint8Array, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Absolute paths of all files below a folder, sorted. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
