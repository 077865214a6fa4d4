import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMetrics } from '../../lab/programs/read-metrics.ts';
import { until } from '../pipeline/lab.ts';
import { createCheckout } from './checkout.ts';
import { type Engine, type Output, openEngine } from './engine.ts';

const stages = ['poller', 'formatter', 'sender'] as const;
const secret = 'sv=2024-01-01&sp=r&sig=KnownSecretValueOfTheComposeTest';
const volume = '/run/azlog-demo';
/** How long all that was written may take to arrive, after kills and with the pauses before new connections. */
const drainSeconds = 90;

/** The images that the compose file builds. */
const image = `azlog-forwarder-test:compose-${process.pid}`;
const demoImages = ['azlog-forwarder-demo', 'azlog-forwarder-demo-siem'] as const;

interface Container {
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly RestartCount: number;
  readonly Config: { readonly User: string };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly Memory: number;
    readonly RestartPolicy: { readonly Name: string };
    readonly LogConfig: { readonly Config: Readonly<Record<string, string>> };
    readonly PortBindings: object | null;
  };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> };
}

const engine = await openEngine();
if (typeof engine === 'string') it('docker-compose.yml', { skip: engine });
else describe('docker-compose.yml', () => testCompose(engine));

function testCompose({ docker, compose, standIn, untagAtEnd, close }: Engine): void {
  const checkout = createCheckout();
  const project = `azlog-test-${process.pid}`;
  const env = {
    COMPOSE_PROJECT_NAME: project,
    AZLOG_IMAGE: image,
    AZLOG_BUILD_NETWORK: 'host',
    DEMO_EVENTS: '1000000',
    DEMO_RATE: '100',
  };
  /** With the demo's services, which are then known by name. */
  const tryDemo = (args: readonly string[], seconds = 120): Promise<Output> =>
    compose(['--profile', 'demo', ...args], { cwd: checkout.folder, env, seconds });
  const demo = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await tryDemo(args);
    assert.equal(code, 0, `${args.join(' ')}:\n${stdout}${stderr}`);
    return stdout;
  };
  const plain = (args: readonly string[]): Promise<Output> =>
    compose(args, { cwd: checkout.folder, env, seconds: 120 });
  const down = (): Promise<string> => demo('down', '--volumes', '--remove-orphans', '--timeout', '5');
  /** Asked of the engine, by the labels that compose gives: starting docker-compose takes a second of CPU time. */
  const idsOf = async (service: string): Promise<readonly string[]> => {
    const labels = [`project=${project}`, `service=${service}`, 'oneoff=False'];
    const filters = labels.flatMap((label) => ['--filter', `label=com.docker.compose.${label}`]);
    const ids = await docker(['ps', '--all', '--quiet', '--no-trunc', ...filters]);
    return ids.split('\n').filter((line) => line !== '');
  };
  const idOf = async (service: string): Promise<string> => {
    const [id] = await idsOf(service);
    assert.ok(id, `${service} has no container`);
    return id;
  };
  const inspect = async (service: string): Promise<Container> => {
    const [container] = JSON.parse(await docker(['inspect', await idOf(service)])) as readonly Container[];
    assert.ok(container);
    return container;
  };
  const exec = async (service: string, ...command: readonly string[]): Promise<string> =>
    docker(['exec', await idOf(service), ...command]);
  const metricsOf = async (id: string): Promise<ReadonlyMap<string, number>> => {
    const script = `fetch('http://127.0.0.1:9600/metrics').then((answer) => answer.text()).then((text) => process.stdout.write(text))`;
    return readMetrics(await docker(['exec', id, 'node', '-e', script]));
  };
  const fileOf = (name: string): Promise<string> => exec('demo-view', 'cat', join(volume, name));
  const writtenUids = async (): Promise<readonly string[]> =>
    (await fileOf('written.txt')).split('\n').filter((line) => line !== '');
  const receivedUids = async (format: 'cef' | 'leef'): Promise<ReadonlySet<string>> => {
    const text = await fileOf(`siem/${format}.log`);
    return new Set([...text.matchAll(/AzlogUid=([\w-]{27})/gu)].map(([, uid = '']) => uid));
  };
  /** What was written and has not arrived, in both formats. */
  const missing = async (): Promise<readonly string[]> => {
    const written = await writtenUids();
    const received = [await receivedUids('cef'), await receivedUids('leef')] as const;
    return written.filter((uid) => received.some((uids) => !uids.has(uid)));
  };
  const wroteMoreThan = async (rows: number): Promise<void> => {
    await until(`more than ${rows} rows`, async () => (await writtenUids()).length > rows, 60);
  };
  /** Ends the writing and waits until all that was written is at the SIEM. */
  const reconcile = async (): Promise<number> => {
    await demo('stop', 'demo-generator');
    await until(
      'all rows at the SIEM',
      async () => (await missing()).length === 0,
      drainSeconds,
      async () => `missing are ${(await missing()).length} of ${(await writtenUids()).length}`,
    );
    return (await writtenUids()).length;
  };

  before(async () => {
    for (const name of [image, ...demoImages]) await untagAtEnd(name);
    await standIn('mcr.microsoft.com/azure-storage/azurite:3.35.0', 'azurite');
    const { code, stdout, stderr } = await tryDemo(['build'], 600);
    assert.equal(code, 0, `build:\n${stdout}${stderr}`);
  });
  after(async () => {
    await down();
    checkout.remove();
    await close();
  });

  it('tells every problem of an unfilled .env once, before any stage is started', async () => {
    writeFileSync(join(checkout.folder, '.env'), readFileSync(join(checkout.folder, '.env.example')));
    try {
      const { code } = await plain(['up', '--detach']);
      assert.notEqual(code, 0);
      const said = (await plain(['logs', '--no-color', 'check'])).stdout;
      for (const problem of [
        'the file /run/secrets/source/sas does not exist',
        'sources[0].account',
        'no destination is configured',
      ]) {
        assert.equal(said.split(problem).length - 1, 1, `${problem} in:\n${said}`);
      }
      assert.equal((await inspect('check')).State.ExitCode, 78);
      for (const stage of stages) {
        for (const id of await idsOf(stage)) {
          assert.equal(
            (await docker(['inspect', '--format', '{{.State.StartedAt}}', id])).trim(),
            '0001-01-01T00:00:00Z',
          );
        }
      }
    } finally {
      await down();
      rmSync(join(checkout.folder, '.env'));
    }
  });

  describe('with .env filled in', () => {
    before(async () => {
      const settings = {
        AZLOG_SOURCE_ACCOUNT: 'contosodiagnostics',
        AZLOG_SOURCE_ENDPOINT: 'https://contosodiagnostics.invalid',
        AZLOG_SOURCE_SAS_FILE: '/run/secrets/source/sas',
        AZLOG_DESTINATION_PRESET: 'splunk',
        AZLOG_DESTINATION_HOST: 'siem.invalid',
      };
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
      writeFileSync(join(checkout.folder, '.env'), lines.join(''));
      mkdirSync(join(checkout.folder, 'secrets/source'), { recursive: true });
      writeFileSync(join(checkout.folder, 'secrets/source/sas'), `${secret}\n`, { mode: 0o644 });
    });
    after(async () => {
      await down();
      for (const file of ['.env', 'secrets']) rmSync(join(checkout.folder, file), { recursive: true });
    });

    it('the demo refuses, names what is set, and starts no generator and no SIEM', async () => {
      const { code } = await tryDemo(['up', '--detach']);
      assert.notEqual(code, 0);
      assert.equal((await inspect('demo-setup')).State.ExitCode, 78);
      const said = await demo('logs', '--no-color', 'demo-setup');
      assert.match(
        said,
        /The demo does not start[\s\S]*AZLOG_DESTINATION_HOST[\s\S]*must not get to a real SIEM/u,
      );
      for (const service of ['demo-generator', 'demo-siem', 'demo-view']) {
        for (const id of await idsOf(service)) {
          assert.equal((await docker(['inspect', '--format', '{{.State.Status}}', id])).trim(), 'created');
        }
      }
    });

    it('the stages run with what is in it, and the secret is nowhere to be seen', async () => {
      await until(
        'the poller runs',
        async () => (await demo('logs', '--no-color', 'poller')).includes('"running"'),
        60,
      );
      // It was read: without it the configuration is refused.
      assert.match(await demo('logs', '--no-color', 'check'), /sas: \(hidden\)/u);
      const places = [await demo('config'), await demo('logs', '--no-color')];
      for (const service of ['check', ...stages]) {
        const id = await idOf(service);
        places.push(await docker(['inspect', id]));
        if (service !== 'check') places.push(await docker(['top', id, '-eo', 'pid,args']));
      }
      assert.equal(places.length, 9);
      for (const place of places) assert.ok(!place.includes('KnownSecretValue'), place);
      // Only the poller has the file at all.
      for (const stage of ['formatter', 'sender']) {
        await assert.rejects(exec(stage, 'cat', '/run/secrets/source/sas'), /No such file/u);
      }
    });
  });

  describe('the demo', () => {
    before(async () => {
      const started = Date.now();
      await demo('up', '--detach');
      await until(
        'the first event at the SIEM',
        async () => /CEF:0\|/u.test(await fileOf('siem/cef.log').catch(() => '')),
        60,
      );
      console.log(`first event at the SIEM after ${((Date.now() - started) / 1_000).toFixed(1)} s`);
    });
    after(down);

    it('takes events over TLS only, and from nobody without a certificate', async () => {
      const script = `const { connect } = require('node:tls');
        const socket = connect({ host: 'demo-siem', port: 6514, rejectUnauthorized: false }, () => socket.write('forged\\n'));
        socket.on('error', () => {}); socket.on('close', () => console.log('closed')); socket.resume();`;
      assert.equal(await exec('demo-view', 'node', '-e', script), 'closed\n');
      const plainScript = script.replace('node:tls', 'node:net');
      assert.equal(await exec('demo-view', 'node', '-e', plainScript), 'closed\n');
      assert.ok(!(await fileOf('siem/cef.log')).includes('forged'));
    });

    it('every stage and Redis are healthy', async () => {
      for (const service of ['redis', ...stages]) {
        await until(
          `${service} is healthy`,
          async () => (await inspect(service)).State.Health?.Status === 'healthy',
          60,
        );
      }
    });

    it('status, asked in a container, tells of all of them', async () => {
      // It ends with 1 while something wants to be looked at, as a start does.
      const status = async (): Promise<string> =>
        exec('sender', 'node', '/app/dist/main.js', 'status').catch((error: Error) => error.message);
      const all = [/^demo-vms +reading/mu, /^demo-siem-cef +delivering/mu, /^demo-siem-leef +delivering/mu];
      const processes = stages.map((stage) => new RegExp(`^[0-9a-f]{12} .* ${stage} .* running$`, 'mu'));
      let said = '';
      await until(
        'status tells of sources, destinations and processes',
        async () => {
          said = await status();
          return [...all, ...processes].every((line) => line.test(said));
        },
        60,
        async () => said,
      );
    });

    it('containers may do nothing but their work', async () => {
      for (const service of stages) {
        const { Config, HostConfig } = await inspect(service);
        assert.equal(Config.User, '10001:10001');
        assert.equal(HostConfig.ReadonlyRootfs, true);
        assert.deepEqual(HostConfig.CapDrop, ['ALL']);
        assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges:true']);
        assert.equal(HostConfig.Memory, 512 * 2 ** 20);
        assert.equal(HostConfig.RestartPolicy.Name, 'unless-stopped');
        assert.equal(HostConfig.LogConfig.Config['max-size'], '10m');
        const status = await exec(service, 'cat', '/proc/1/status');
        assert.match(status, /^Uid:\t10001\t10001\t10001\t10001$/mu);
        assert.match(status, /^Cap(?:Prm|Eff|Bnd):\t0+$/mu);
        assert.match(status, /^NoNewPrivs:\t1$/mu);
        const write = (file: string): Promise<string> =>
          exec(service, 'node', '-e', `require('node:fs').writeFileSync('${file}', '')`);
        for (const file of ['/var/lib/azlog/x', '/tmp/x', `${volume}/x`, '/etc/azlog/x']) {
          await assert.rejects(write(file), /EROFS/u, file);
        }
      }
    });

    it('Redis keeps everything, and only the stages reach it', async () => {
      const { HostConfig, NetworkSettings } = await inspect('redis');
      assert.equal(HostConfig.ReadonlyRootfs, true);
      assert.deepEqual(HostConfig.CapDrop, ['ALL']);
      assert.deepEqual(Object.keys(NetworkSettings.Networks), [`${project}_queue`]);
      assert.equal(
        (await docker(['network', 'inspect', '--format', '{{.Internal}}', `${project}_queue`])).trim(),
        'true',
      );
      const setting = async (name: string): Promise<string> =>
        exec('redis', 'redis-cli', 'config', 'get', name);
      assert.equal(await setting('appendonly'), 'appendonly\nyes\n');
      assert.equal(await setting('maxmemory-policy'), 'maxmemory-policy\nnoeviction\n');
      const script = `require('node:dns').lookup('redis', (error) => console.log(error ? 'unknown' : 'found'))`;
      assert.equal(await exec('poller', 'node', '-e', script), 'found\n');
      assert.equal(await exec('demo-view', 'node', '-e', script), 'unknown\n');
    });

    it('publishes no port', async () => {
      for (const id of (await demo('ps', '--quiet')).split('\n').filter((line) => line !== '')) {
        assert.equal((await docker(['port', id])).trim(), '');
      }
    });

    it('refuses settings of a real source or destination while it runs', async () => {
      const check = (setting: string): Promise<Output> =>
        tryDemo(['run', '--rm', '--no-deps', '-e', setting, 'check', 'config', 'check']);
      const siem = await check('AZLOG_DESTINATION_HOST=siem.invalid');
      assert.equal(siem.code, 78, siem.stdout);
      assert.match(siem.stderr + siem.stdout, /the file has 2 destinations/u);
      const account = await check('AZLOG_SOURCE_ACCOUNT=contosodiagnostics');
      assert.equal(account.code, 78, account.stdout);
      assert.match(account.stderr + account.stdout, /the connection string sets this already/u);
    });

    it('three formatters share the work', async () => {
      await demo('up', '--detach', '--no-recreate', '--scale', 'formatter=3');
      const ids = await idsOf('formatter');
      assert.equal(ids.length, 3);
      const formatted = (): Promise<readonly number[]> =>
        Promise.all(
          ids.map(async (id) => {
            const metrics = await metricsOf(id).catch(() => new Map<string, number>());
            return metrics.get('azlog_events_formatted_total') ?? 0;
          }),
        );
      // One of them has worked before.
      const before = await formatted();
      const shares = async (): Promise<readonly number[]> =>
        (await formatted()).map((events, index) => events - (before[index] ?? 0));
      await until(
        'each formatter has formatted',
        async () => (await shares()).every((share) => share > 0),
        60,
        async () => (await shares()).join(', '),
      );
      console.log(`formatted by each of three: ${(await shares()).join(', ')}`);
    });

    it('loses nothing when each container is killed in turn', async () => {
      const before = (await writtenUids()).length;
      // All but the two that know what must arrive: the generator, and Azurite, which has a test of its own.
      for (const service of ['redis', ...stages, 'demo-siem']) {
        const rows = (await writtenUids()).length;
        const id = await idOf(service);
        await docker(['kill', '--signal', 'KILL', id]);
        const { State } = await inspect(service);
        assert.equal(State.ExitCode, 137, service);
        await sleep(3_000);
        // The engine takes a kill by hand for a stop: it stays down whatever its restart policy, until somebody starts it.
        assert.equal((await inspect(service)).State.Status, 'exited');
        await docker(['start', id]);
        await wroteMoreThan(rows + 200);
      }
      const rows = await reconcile();
      console.log(`killed in turn, ${rows - before} rows written meanwhile: none is missing`);
    });

    it('a crash is mended by the restart policy', async () => {
      const { RestartCount } = await inspect('sender');
      // Of the program itself: the init process above it ends with it.
      await exec(
        'sender',
        'node',
        '-e',
        `process.kill(Number(require('node:fs').readFileSync('/proc/1/task/1/children', 'utf8').split(' ')[0]), 'SIGKILL')`,
      );
      await until(
        'it is started again',
        async () => (await inspect('sender')).RestartCount === RestartCount + 1,
        30,
      );
      await demo('start', 'demo-generator');
      await wroteMoreThan((await writtenUids()).length + 200);
      await reconcile();
    });

    it('a storage account that goes away is waited for', async () => {
      // Azurite itself stores what it has acknowledged only every five seconds: it must not owe anything.
      await sleep(6_000);
      const id = await idOf('demo-azurite');
      await docker(['kill', '--signal', 'KILL', id]);
      await sleep(3_000);
      await docker(['start', id]);
      await demo('start', 'demo-generator');
      await wroteMoreThan((await writtenUids()).length + 200);
      await reconcile();
    });

    it('a stop drains within its grace, and loses nothing', async () => {
      await demo('start', 'demo-generator');
      await wroteMoreThan((await writtenUids()).length + 300);
      const started = Date.now();
      await demo('stop', ...stages);
      const seconds = (Date.now() - started) / 1_000;
      for (const stage of stages) {
        const ids = await idsOf(stage);
        for (const id of ids) {
          assert.equal((await docker(['inspect', '--format', '{{.State.ExitCode}}', id])).trim(), '0', stage);
        }
        const said = await demo('logs', '--no-color', stage);
        assert.ok(said.split('"msg":"stopped"').length - 1 >= ids.length, said.slice(-2_000));
        assert.ok(!said.includes('before all was proven'), said.slice(-2_000));
      }
      console.log(`all stages stopped within ${seconds.toFixed(1)} s`);
      await demo('start', ...stages);
      const rows = await reconcile();
      console.log(`${rows} rows in all: none is missing`);
    });

    it('tells on the terminal what has arrived, and that it adds up', async () => {
      const said = (): Promise<string> => demo('logs', '--no-color', 'demo-view');
      await until(
        'the reconciliation',
        async () =>
          /No more rows are written\.[\s\S]*LEEF: Reconciliation: every row arrived/u.test(
            (await said()).slice(-2_000),
          ),
        60,
        said,
      );
      const text = await said();
      assert.match(text, /The first events are at the SIEM, \d+ s after/u);
      assert.match(text, /rows in Azure -> at the SIEM [\d,]+ as CEF, [\d,]+ as LEEF/u);
      assert.match(text, /CEF:0\|Microsoft\|/u);
    });

    it('leaves nothing behind', async () => {
      await down();
      const left = [
        await docker(['ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`]),
        await docker(['volume', 'ls', '--quiet', '--filter', `name=${project}`]),
        await docker(['network', 'ls', '--quiet', '--filter', `name=${project}`]),
      ];
      assert.deepEqual(left, ['', '', '']);
    });
  });
}
