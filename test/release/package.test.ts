import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { stringify } from 'yaml';
import { type Lab, minute, openLab } from '../pipeline/lab.ts';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/process.ts';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What runs, what describes its configuration, and what a package must say of itself. */
const allowed = [
  /^dist\/[a-z][\w-]*(\/[a-z][\w-]*)*\.js$/,
  /^docs\/(azlog\.1|configuration\.(md|schema\.json))$/,
  /^(package\.json|README\.md|LICENSE)$/,
] as const;

suite('the package', () => {
  let folder: string;
  let lab: Lab;
  let tarball: string;
  let files: readonly string[];
  /** npm scripts find the Node.js that the program is meant for. */
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'azlog-package-'));
    lab = await openLab(29);
    // Packed from a copy: packing builds, and the checkout's own `dist` is not the test's to change.
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const name of [
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'src',
      'docs',
      'README.md',
      'LICENSE',
    ])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    // Left from an earlier build, of a source that is gone.
    mkdirSync(join(copy, 'dist'));
    writeFileSync(join(copy, 'dist/gone.js'), '');
    const [packed] = JSON.parse(jsonOf(npm(['pack', '--json', '--pack-destination', folder], copy)));
    tarball = join(folder, packed.filename);
    files = packed.files.map(({ path }: { readonly path: string }) => path);
  });
  after(async () => {
    await lab.close();
    rmSync(folder, { recursive: true });
  });

  test('contains only what runs', () => {
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
    for (const file of [
      'dist/main.js',
      'dist/queue/create-embedded.js',
      'LICENSE',
      'docs/configuration.schema.json',
    ])
      assert.ok(files.includes(file), file);
  });

  test('installed into an empty folder it says its version, checks a configuration, and delivers', async (context) => {
    const place = join(folder, 'installed');
    mkdirSync(place);
    writeFileSync(join(place, 'package.json'), '{"private":true}');
    npm(
      [
        'install',
        '--prefer-offline',
        '--omit=dev',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--engine-strict=false',
        tarball,
      ],
      place,
    );
    const azlog = join(place, 'node_modules/.bin/azlog');
    const run = (...args: readonly string[]): string =>
      execFileSync(azlog, args, { cwd: place, env, encoding: 'utf8' });
    assert.equal(run('--version'), `${manifest.version}\n`);
    assert.ok(!existsSync(join(place, 'node_modules/typescript')), 'no development dependency is needed');

    const [uid = ''] = await lab.write(10, Date.now() - 2 * minute, Date.now() - minute);
    const port = await freePort();
    const config = {
      queue: { url: 'embedded:./queue' },
      sources: [lab.source()],
      destinations: [{ name: 'screen', type: 'stdout' }],
      http: { port },
    };
    writeFileSync(join(place, 'azlog.yaml'), stringify(config));
    assert.match(run('config', 'check'), /^configuration is valid/);
    const running = await startServer({
      program: azlog,
      args: ['run'],
      cwd: place,
      env: { PATH: env.PATH },
      ready: (output) => output.includes(`AzlogUid=${uid}`),
      readyMs: 60_000,
    });
    context.diagnostic(`${files.length} files`);
    await running.stop();
    assert.match(running.output(), /"msg":"stopped"/);
  });
});

// `npm sbom --omit=dev` leaves out packages that some package names among its own development dependencies: more than
// twenty that run here. So the script takes these out of a copy of the manifest first.
test('the SBOM names every production package of the lock file, with its version, and no other', () => {
  const bom: {
    bomFormat: string;
    metadata: { component: { name: string; version: string } };
    components: readonly { name: string; group?: string; version: string }[];
  } = JSON.parse(
    jsonOf(
      execFileSync('npm', ['run', '--silent', 'sbom'], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 64 * 2 ** 20,
      }),
    ),
  );
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

/** npm's JSON without what scripts have printed before it. */
function jsonOf(output: string): string {
  return output.slice(output.search(/^[[{]/m));
}
