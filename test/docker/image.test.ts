import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { nodeFlags } from '../../lab/programs/node-flags.ts';
import { repositoryPath } from '../drift/repository-path.ts';
import { createCheckout } from './checkout.ts';
import { type Engine, openEngine } from './engine.ts';

const base = 'node:24-bookworm-slim';
const image = `azlog-forwarder-test:${process.pid}`;
const mostBytes = 150_000_000;
const secret = 'KnownSecretValueOfTheImageTest';

/** What a careless folder holds when somebody builds in it. */
const secretFiles = [
  '.env',
  'azlog.yaml',
  'docker/config/azlog.yaml',
  'secrets/source/sas',
  'data/key',
] as const;

/** Whether a file has it; layers are tars, compressed by some engines. */
function holds(file: string, text: string): boolean {
  const content = readFileSync(file);
  return (content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content).includes(text);
}

const engine = await openEngine();
if (typeof engine === 'string') it('the image', { skip: engine });
else describe('the image', () => testImage(engine));

function testImage({ docker, untagAtEnd, close }: Engine): void {
  const checkout = createCheckout();
  const inspect = async (format: string, of = image): Promise<string> =>
    (await docker(['image', 'inspect', '--format', format, of])).trim();
  const azlog = (options: readonly string[], args: readonly string[]): Promise<string> =>
    docker([
      'run',
      '--rm',
      '--read-only',
      '--cap-drop',
      'ALL',
      '--network',
      'none',
      ...options,
      image,
      ...args,
    ]);

  before(async () => {
    for (const file of secretFiles) {
      mkdirSync(dirname(join(checkout.folder, file)), { recursive: true });
      writeFileSync(join(checkout.folder, file), secret);
    }
    await untagAtEnd(image);
    await docker(['build', '--network=host', '--tag', image, '--build-arg', 'REVISION=abc123', '.'], {
      cwd: checkout.folder,
      seconds: 540,
    });
  });
  after(async () => {
    checkout.remove();
    await close();
  });

  it('adds less than 150 MB to Node.js', async (t) => {
    const added = Number(await inspect('{{.Size}}')) - Number(await inspect('{{.Size}}', base));
    t.diagnostic(`${(added / 1e6).toFixed(1)} MB added to ${base}`);
    assert.ok(added > 0 && added < mostBytes, `${added} bytes`);
  });

  it('has a numeric user who is not root, and the flags of the program', async () => {
    assert.equal(await inspect('{{.Config.User}}'), '10001:10001');
    const entry: unknown = JSON.parse(await inspect('{{json .Config.Entrypoint}}'));
    assert.deepEqual(entry, ['node', ...nodeFlags, '/app/dist/main.js']);
    const check: unknown = JSON.parse(await inspect('{{json .Config.Healthcheck.Test}}'));
    assert.deepEqual(check, ['CMD', 'node', '/app/dist/main.js', 'health']);
  });

  it('is labelled, with the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
      version: string;
    };
    const labels = JSON.parse(await inspect('{{json .Config.Labels}}')) as Record<string, string>;
    assert.equal(labels['org.opencontainers.image.version'], version);
    assert.equal(labels['org.opencontainers.image.revision'], 'abc123');
    assert.equal(labels['org.opencontainers.image.licenses'], 'MIT');
    assert.equal(await azlog([], ['--version']), `${version}\n`);
  });

  it('runs on a read-only root, and its user can change nothing of the program', async () => {
    const settings = ['-e', 'AZLOG_SOURCE_ACCOUNT=contoso', '-e', 'AZLOG_SOURCE_ACCOUNT_KEY=a2V5'];
    // The folder of the embedded queue is all that has to be written to.
    const queue = ['--tmpfs', '/var/lib/azlog:uid=10001,gid=10001'];
    const checked = await azlog(
      [...settings, ...queue, '-e', 'AZLOG_DESTINATION_TYPE=stdout'],
      ['config', 'check'],
    );
    assert.match(checked, /configuration is valid[\s\S]*host: 0\.0\.0\.0/u);
    const script = `require('node:fs').writeFileSync('/app/dist/main.js', '')`;
    await assert.rejects(
      docker(['run', '--rm', '--network', 'none', '--entrypoint', 'node', image, '-e', script]),
      /EACCES: permission denied/u,
    );
  });

  it('holds only what runs, and says what that is', async () => {
    const list = `const { readdirSync } = require('node:fs');
      process.stdout.write(readdirSync('/app', { recursive: true }).join('\\n'))`;
    const files = (
      await docker(['run', '--rm', '--network', 'none', '--entrypoint', 'node', image, '-e', list])
    ).split('\n');
    assert.ok(files.includes('dist/main.js') && files.includes('LICENSE'));
    for (const unwanted of [/\.map$/u, /\.d\.[cm]?ts$/u, /^node_modules\/(?:azurite|typescript|node)\//u]) {
      assert.deepEqual(
        files.filter((file) => unwanted.test(file)),
        [],
      );
    }
    const text = await docker([
      'run',
      '--rm',
      '--network',
      'none',
      '--entrypoint',
      'cat',
      image,
      '/app/sbom.cdx.json',
    ]);
    const sbom = JSON.parse(text) as {
      readonly bomFormat: string;
      readonly metadata: { readonly component: { readonly name: string } };
      readonly components: readonly { readonly name: string; readonly version: string }[];
    };
    assert.equal(sbom.bomFormat, 'CycloneDX');
    assert.equal(sbom.metadata.component.name, 'azlog-forwarder');
    const named = new Set(sbom.components.map(({ name }) => name));
    assert.ok(named.has('bullmq') && named.has('@azure/data-tables') && !named.has('azurite'));
  });

  it('has no secret of the folder that it was built in, in no layer and not in its history', async () => {
    const folder = join(checkout.folder, 'saved');
    const tar = join(checkout.folder, 'image.tar');
    mkdirSync(folder);
    await docker(['save', '--output', tar, image]);
    execFileSync('tar', ['-xf', tar, '-C', folder]);
    const layers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => statSync(file).isFile());
    assert.ok(layers.length >= 5, `${layers.length} files were saved`);
    assert.deepEqual(
      layers.filter((file) => holds(file, secret)),
      [],
    );
    // Else the search would find nothing wherever it looked.
    assert.ok(layers.some((file) => holds(file, 'CycloneDX')));
    assert.ok(!(await docker(['history', '--no-trunc', image])).includes(secret));
  });
}
