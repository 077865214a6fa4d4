import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Architecture } from './architectures.ts';
import { runProgram } from './run-program.ts';
import { filesBelow, type Layout, layOut, place } from './stage.ts';

const debian = join(import.meta.dirname, 'debian');

const debianLayout: Layout = {
  program: 'usr/lib/azlog',
  link: 'usr/bin/azlog',
  service: 'usr/lib/systemd/system/azlog.service',
  sysusers: 'usr/lib/sysusers.d/azlog.conf',
  configuration: 'etc/azlog/azlog.yaml',
  manual: 'usr/share/man/man1/azlog.1',
  completions: {
    bash: 'usr/share/bash-completion/completions/azlog',
    zsh: 'usr/share/zsh/vendor-completions/_azlog',
    fish: 'usr/share/fish/vendor_completions.d/azlog.fish',
  },
};

const tarLayout: Layout = {
  program: 'lib/azlog',
  link: 'bin/azlog',
  service: 'service/azlog.service',
  sysusers: 'service/azlog.sysusers',
  configuration: 'service/azlog.yaml',
  manual: 'share/man/man1/azlog.1',
  completions: {
    bash: 'share/bash-completion/completions/azlog',
    zsh: 'share/zsh/site-functions/_azlog',
    fish: 'share/fish/vendor_completions.d/azlog.fish',
  },
};

export interface Build {
  readonly version: string;
  readonly node: string;
  readonly architecture: Architecture;
  /** The program, as `stageProgram` has made it. */
  readonly program: string;
  /** Where to work; removed by the caller. */
  readonly work: string;
  /** Where the archive goes. */
  readonly output: string;
  /** The time of every file, in seconds. */
  readonly epoch: number;
  /** Little or no compression, for trying. */
  readonly quick: boolean;
}

/** Makes the Debian package. @returns its path */
export function makeDeb(build: Build): string {
  const folder = join(build.work, 'deb');
  layOut(build.program, folder, debianLayout, '/usr/bin/azlog');
  mkdirSync(join(folder, 'etc/azlog/secrets'));
  const compressed = (path: string): void => {
    place(gzipSync(readFileSync(path), { level: 9 }), `${path}.gz`);
    runProgram('rm', [path], folder);
  };
  compressed(join(folder, debianLayout.manual));
  const docs = join(folder, 'usr/share/doc/azlog-forwarder');
  const root = join(import.meta.dirname, '..');
  place(readFileSync(join(root, 'CHANGELOG.md')), join(docs, 'CHANGELOG.md'));
  compressed(join(docs, 'CHANGELOG.md'));
  // The text of the license follows the line that names it, in the form of that file.
  const license = readFileSync(join(root, 'LICENSE'), 'utf8').split('\n').slice(4).join('\n').trimEnd();
  const quoted = license.replaceAll(/^(?=.)/gm, ' ').replaceAll(/^$/gm, ' .');
  place(`${readFileSync(join(debian, 'copyright'), 'utf8')}${quoted}\n`, join(docs, 'copyright'));

  const files = filesBelow(folder);
  const size = files.reduce((sum, path) => sum + Math.ceil(lstatSync(path).size / 1024), 0);
  const sums = files
    .map((path) => ({ path: relative(folder, path), content: readFileSync(path) }))
    .filter(({ path }) => !path.startsWith('etc/'))
    .map(({ path, content }) => `${createHash('md5').update(content).digest('hex')}  ${path}\n`);
  place(sums.join(''), join(folder, 'DEBIAN/md5sums'));
  const fill: Readonly<Record<string, string>> = {
    // A pre-release sorts before its release.
    VERSION: build.version.replace('-', '~'),
    ARCHITECTURE: build.architecture,
    SIZE: String(size),
    NODE: build.node,
  };
  for (const name of readdirSync(debian).filter((one) => one !== 'copyright')) {
    const text = readFileSync(join(debian, name), 'utf8');
    place(
      text.replaceAll(/@(\w+)@/g, (whole, key: string) => fill[key] ?? whole),
      join(folder, 'DEBIAN', name),
    );
  }
  makeUniform(folder);
  for (const name of ['postinst', 'prerm', 'postrm']) chmodSync(join(folder, 'DEBIAN', name), 0o755);
  chmodSync(join(folder, 'etc/azlog/secrets'), 0o750);
  const archive = join(build.output, `azlog-forwarder_${build.version}_${build.architecture}.deb`);
  const compression = build.quick ? ['-Znone'] : ['-Zxz'];
  runProgram(
    'dpkg-deb',
    ['--build', '--root-owner-group', ...compression, folder, archive],
    build.work,
    build.epoch,
  );
  return archive;
}

/** Makes the archive for systems without dpkg. @returns its path */
export function makeTar(build: Build): string {
  const name = `azlog-forwarder-${build.version}`;
  const folder = join(build.work, 'tar', name);
  layOut(build.program, folder, tarLayout, '/usr/local/bin/azlog');
  const root = join(import.meta.dirname, '..');
  for (const file of ['LICENSE', 'CHANGELOG.md']) place(readFileSync(join(root, file)), join(folder, file));
  place(readFileSync(join(root, 'docs/install.md')), join(folder, 'INSTALL.md'));
  makeUniform(folder);
  const archive = join(build.output, `${name}-linux-${build.architecture}.tar.gz`);
  runProgram(
    'tar',
    [
      ...['--create', '--file', archive, '--directory', join(build.work, 'tar')],
      ...['--sort=name', '--format=gnu', '--owner=root:0', '--group=root:0', '--numeric-owner'],
      ...[`--mtime=@${build.epoch}`, '--use-compress-program', `gzip -n -${build.quick ? 1 : 9}`, name],
    ],
    build.work,
  );
  return archive;
}

/** The same modes whatever the umask was: what is run is 755, everything else 644. */
function makeUniform(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, /\/azlog\/bin\/\w+$/.test(path) ? 0o755 : 0o644);
  }
  chmodSync(folder, 0o755);
}
