/**
 * Makes sure that the real servers which the tests run against are on this machine, and installs those that are missing.
 * Run as a script: `node test/support/install-servers.ts`. Exits 1 with the one line to run where it may not install.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneAtATime } from './one-at-a-time.ts';

/**
 * What was unpacked or built for the tests. Outside of the checkout, because `npm ci` empties `node_modules`, and
 * building Helm and the API server of Kubernetes takes minutes. Shared by all checkouts of this user.
 */
export const serverCache = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'azlog-forwarder',
);
/** Debian's rsyslog and syslog-ng conflict, so syslog-ng is unpacked here and not installed. */
const syslogNgFolder = join(serverCache, 'syslog-ng');
/** Of Debian's package with the Prometheus server only the programs are of use here. */
const prometheusPrograms = ['prometheus', 'promtool'] as const;

/** Where Debian and its relatives put what is looked for. */
function firstExisting(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

function inFolders(parent: string, rest: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent).map((entry) => join(parent, entry, rest));
}

export function findRsyslog(): string | undefined {
  return firstExisting(['/usr/sbin/rsyslogd', '/sbin/rsyslogd']);
}

/** Folder of rsyslog's TLS driver, which is its own package. */
function findRsyslogTls(): string | undefined {
  return firstExisting(['/usr/lib/rsyslog/lmnsd_gtls.so', ...inFolders('/usr/lib', 'rsyslog/lmnsd_gtls.so')]);
}

/** Program and, where it was unpacked, the folder it was unpacked into. */
export function findSyslogNg(): { readonly program: string; readonly root: string | undefined } | undefined {
  const unpacked = join(syslogNgFolder, 'usr/sbin/syslog-ng');
  if (existsSync(unpacked)) return { program: unpacked, root: syslogNgFolder };
  const installed = firstExisting(['/usr/sbin/syslog-ng', '/sbin/syslog-ng']);
  return installed === undefined ? undefined : { program: installed, root: undefined };
}

/** The server, or its own checker of rules and of what a scrape gives. */
export function findPrometheus(program: (typeof prometheusPrograms)[number]): string | undefined {
  return firstExisting([join(serverCache, program), `/usr/bin/${program}`, `/usr/local/bin/${program}`]);
}

export function findRedis(): string | undefined {
  return firstExisting(['/usr/bin/redis-server', '/usr/local/bin/redis-server']);
}

/** Folder that holds `initdb` and `postgres`. */
export function findPostgresBin(): string | undefined {
  const folders = inFolders('/usr/lib/postgresql', 'bin').sort().reverse();
  return [...folders, '/usr/local/bin', '/usr/bin'].find((folder) => existsSync(join(folder, 'initdb')));
}

/** Packages to install, each with the test that it is there. */
const wanted = [
  { packages: ['redis-server'], found: findRedis },
  { packages: ['rsyslog', 'rsyslog-gnutls'], found: () => findRsyslog() && findRsyslogTls() },
  { packages: ['postgresql'], found: findPostgresBin },
  // The guides' recipe for certificates is run as it stands.
  { packages: ['openssl'], found: () => firstExisting(['/usr/bin/openssl', '/usr/local/bin/openssl']) },
] as const;

function run(program: string, args: readonly string[], cwd?: string): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

/** Installs with services kept from starting: the tests start their own, on free ports. */
function installPackages(packages: readonly string[]): void {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    run('apt-get', [
      '-o',
      'DPkg::Lock::Timeout=300',
      'install',
      '--yes',
      '--no-install-recommends',
      ...packages,
    ]);
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

/** Downloads syslog-ng and the libraries that it lacks, and unpacks them into the cache; needs no root. */
function unpackSyslogNg(): void {
  const plan = run('apt-get', ['install', '--simulate', '--no-install-recommends', 'syslog-ng-core']);
  const packages = [...plan.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
  unpack(packages, (folder) => {
    rmSync(syslogNgFolder, { recursive: true, force: true });
    renameSync(folder, syslogNgFolder);
  });
}

function unpackPrometheus(): void {
  unpack(['prometheus'], (folder) => {
    for (const program of prometheusPrograms)
      renameSync(join(folder, 'usr/bin', program), join(serverCache, program));
  });
}

/**
 * Downloads packages and unpacks them beside their place: what was cut off in the middle must not be taken for whole.
 * @param use moves what it wants out of the folder that they were unpacked into
 */
function unpack(packages: readonly string[], use: (folder: string) => void): void {
  mkdirSync(serverCache, { recursive: true });
  const downloads = mkdtempSync(join(tmpdir(), 'azlog-debs-'));
  const unpacked = mkdtempSync(join(serverCache, 'unpacking-'));
  try {
    // Into a folder that apt's own user may not enter: downloaded as whoever runs this, or apt warns of it.
    run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...packages], downloads);
    for (const file of readdirSync(downloads).filter((name) => name.endsWith('.deb'))) {
      run('dpkg-deb', ['-x', join(downloads, file), unpacked]);
    }
    use(unpacked);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
    rmSync(downloads, { recursive: true, force: true });
  }
}

/** Installs what is missing. @returns the line to run as root where that is not allowed, else undefined. */
export function installServers(): string | undefined {
  const missing = wanted.filter((server) => !server.found()).flatMap((server) => server.packages);
  const needsSyslogNg = findSyslogNg() === undefined;
  const needsPrometheus = prometheusPrograms.some((program) => findPrometheus(program) === undefined);
  if (missing.length === 0 && !needsSyslogNg && !needsPrometheus) return undefined;
  if (!existsSync('/usr/bin/apt-get')) {
    const names = [
      ...missing,
      ...(needsSyslogNg ? ['syslog-ng'] : []),
      ...(needsPrometheus ? ['prometheus'] : []),
    ].join(', ');
    return `install with this system's package manager: ${names}`;
  }
  const root = process.getuid?.() === 0;
  if (missing.length > 0) {
    if (!root) return `sudo apt-get update && sudo apt-get install --yes ${missing.join(' ')}`;
    console.log(`Installing ${missing.join(', ')} for the tests.`);
  }
  if (root) run('apt-get', ['-q', 'update']);
  if (missing.length > 0) installPackages(missing);
  if (needsSyslogNg) {
    console.log(`Unpacking syslog-ng for the tests into ${syslogNgFolder}.`);
    unpackSyslogNg();
  }
  if (needsPrometheus) {
    console.log(`Unpacking Prometheus for the tests into ${serverCache}.`);
    unpackPrometheus();
  }
  return undefined;
}

if (import.meta.main) {
  oneAtATime(import.meta.filename, serverCache, () => {
    const line = installServers();
    if (line !== undefined) {
      console.error(
        `The tests need servers that are not installed. Run this line, then try again:\n\n  ${line}\n`,
      );
      process.exitCode = 1;
    }
  });
}
