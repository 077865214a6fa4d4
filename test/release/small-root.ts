/** A root folder with next to nothing in it: what packages may rely on, and no Node.js. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the Debian package depends on. */
export const dependencies = ['libc6', 'libgcc-s1', 'libstdc++6', 'passwd'] as const;

/** Of essential packages what launcher and maintainer scripts run; of `passwd` what makes accounts. */
const programs = [
  ...['sh', 'dirname', 'readlink', 'stat', 'chmod', 'chown', 'rm', 'rmdir', 'mkdir', 'ln', 'getent'],
  ...['groupadd', 'useradd'],
];
/** Loaded by Node.js. */
const libraries = [
  'libstdc++.so.6',
  'libgcc_s.so.1',
  'libdl.so.2',
  'libm.so.6',
  'libpthread.so.0',
  'libc.so.6',
];

const files: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  'etc/group': 'root:x:0:\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\n',
  'etc/gshadow': 'root:*::\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\n',
};

/** Why this machine cannot make and enter such a folder; undefined where it can. */
export function lacksForRoot(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'only root may enter another root folder';
  if (!existsSync('/usr/bin/dpkg')) return 'dpkg is not installed';
  return undefined;
}

/** Makes the folder. dpkg finds the dependencies of the Debian package installed there, in this system's versions. */
export function makeSmallRoot(root: string): void {
  for (const folder of ['tmp', 'dev', 'run', 'etc', 'usr/bin', 'usr/sbin', 'usr/lib', 'var/lib/dpkg/info'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const folder of ['var/lib/dpkg/updates', 'var/lib/dpkg/triggers', 'usr/local/bin', 'opt'])
    mkdirSync(join(root, folder), { recursive: true });
  // As all systems have it today: /bin is /usr/bin.
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    execFileSync('ln', ['-s', `usr/${name}`, join(root, name)]);
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  for (const [name, minor] of Object.entries({ null: '3', zero: '5', random: '8', urandom: '9' }))
    execFileSync('mknod', ['-m', '666', join(root, 'dev', name), 'c', '1', minor]);
  const found = execFileSync('sh', ['-c', programs.map((name) => `command -v ${name}`).join('\n')], {
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  const paths = found.trim().split('\n');
  const known = execFileSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/sbin:/usr/bin' },
  });
  // The first of each name is the one that this machine loads.
  const loaded = libraries.flatMap((name) => {
    const line = known.split('\n').find((text) => text.trim().startsWith(`${name} `));
    return line?.split(' => ')[1] ?? [];
  });
  const linked = execFileSync('ldd', [...paths, ...loaded], { encoding: 'utf8' });
  const needed = [...linked.matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm)].map(([, path = '']) => path);
  for (const path of new Set([...paths, ...loaded, ...needed])) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(realpathSync(path), join(root, path));
  }
  writeFileSync(
    join(root, 'var/lib/dpkg/status'),
    execFileSync('dpkg-query', ['--status', ...dependencies], { encoding: 'utf8' }),
  );
}
