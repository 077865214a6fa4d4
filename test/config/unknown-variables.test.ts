import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Problem } from '../../src/config/problem.ts';
import { reportUnknownVariables } from '../../src/config/unknown-variables.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');

/** What is said of a variable: `problem: …` or `warning: …`; undefined where nothing is. */
function saidOf(variable: string, value = 'x'): string | undefined {
  const said: string[] = [];
  const into =
    (kind: string) =>
    ({ origin, what, mend }: Problem) => {
      assert.deepEqual([origin.shown, what], [`environment ${variable}`, 'no option has this variable']);
      said.push(`${kind}: ${mend}`);
    };
  reportUnknownVariables({ [variable]: value }, into('problem'), into('warning'));
  assert.ok(said.length < 2);
  return said[0];
}

suite('variables that begin with AZLOG_ and set no option', () => {
  const meant: Readonly<Record<string, string>> = {
    AZLOG_REDIS_URL: 'AZLOG_QUEUE_URL',
    AZLOG_DEST_HOST: 'AZLOG_DESTINATION_HOST',
    AZLOG_SIEM_PORT: 'AZLOG_DESTINATION_PORT',
    AZLOG_CONFIG_FILE: 'AZLOG_CONFIG',
    AZLOG_SAS: 'AZLOG_SOURCE_SAS',
    AZLOG_START: 'AZLOG_SOURCE_START',
    AZLOG_PRESET: 'AZLOG_DESTINATION_PRESET',
    AZLOG_TLS_CA_FILE: 'AZLOG_DESTINATION_TLS_CA_FILE',
    AZLOG_DEST_CA_FILE: 'AZLOG_DESTINATION_TLS_CA_FILE',
    AZLOG_LEVEL: 'AZLOG_LOG_LEVEL',
    AZLOG_HASH_KEY: 'AZLOG_HASHING_KEY',
    AZLOG_METRICS_PORT: 'AZLOG_HTTP_PORT',
    AZLOG_ACCOUNT_KEY: 'AZLOG_SOURCE_ACCOUNT_KEY',
    AZLOG_DESTINATON_HOST: 'AZLOG_DESTINATION_HOST',
  };
  for (const [variable, option] of Object.entries(meant)) {
    test(`${variable} is a problem: ${option} was meant`, () =>
      assert.equal(saidOf(variable), `problem: Did you mean ${option}?`));
  }

  test('those of a section are problems, whatever was meant', () => {
    for (const variable of ['AZLOG_SOURCE_WINGS', 'AZLOG_TRACING_WINGS', 'AZLOG_SHUTDOWN_WINGS'])
      assert.equal(saidOf(variable), 'problem: Remove it; `azlog config reference` lists all variables.');
  });

  test('what may mean several, or nothing of ours, is a warning', () => {
    assert.equal(saidOf('AZLOG_HOST'), 'warning: Did you mean AZLOG_HTTP_HOST or AZLOG_DESTINATION_HOST?');
    assert.equal(
      saidOf('AZLOG_PORT', '514'),
      'warning: Did you mean AZLOG_HTTP_PORT or AZLOG_DESTINATION_PORT?',
    );
    for (const variable of ['AZLOG_VERSION', 'AZLOG_TEAM', 'AZLOG_X'])
      assert.equal(saidOf(variable), 'warning: Remove it; `azlog config reference` lists all variables.');
  });

  test('what the platform sets is left alone', () => {
    const services = ['AZLOG', 'AZLOG_FORWARDER', 'AZLOG_HTTP', 'AZLOG_DESTINATION', 'AZLOG_REDIS'];
    for (const service of services) {
      for (const [name, value] of [
        ['SERVICE_HOST', '10.0.0.1'],
        ['SERVICE_PORT', '9600'],
        ['SERVICE_PORT_HTTP', '9600'],
        ['PORT', 'tcp://10.0.0.1:9600'],
        ['PORT_9600_TCP', 'tcp://10.0.0.1:9600'],
        ['PORT_9600_TCP_PROTO', 'tcp'],
        ['PORT_9600_TCP_PORT', '9600'],
        ['PORT_9600_TCP_ADDR', '10.0.0.1'],
      ] as const)
        assert.equal(saidOf(`${service}_${name}`, value), undefined, `${service}_${name}`);
    }
    assert.equal(saidOf('AZLOG_TEAM', ''), undefined, 'an empty variable is none');
    assert.equal(saidOf('OTHER_HOST'), undefined);
  });

  test('a Service named as an option sets none', (t) => {
    const env = {
      AZLOG_SOURCE_ACCOUNT: 'contoso',
      AZLOG_SOURCE_SAS: 'sv=1&sp=r&sig=x',
      AZLOG_DESTINATION_HOST: 'siem',
      AZLOG_HTTP_PORT: 'tcp://10.0.0.1:9600',
      AZLOG_DESTINATION_PORT: 'tcp://10.0.0.1:6514',
    };
    const { http, destinations } = loadConfig({ env, cwd: temporaryFolder(t) });
    assert.equal(http.port, 9600);
    assert.partialDeepStrictEqual(destinations[0], { port: 6514 });
  });

  test('the compose files use no other variables of their own', () => {
    const files = globSync(['docker-compose*.yml', 'docker/*.yml'], { cwd: root });
    assert.ok(files.length >= 2, files.join());
    const used = files.flatMap((file) =>
      Array.from(
        readFileSync(join(root, file), 'utf8').matchAll(/\$\{(AZLOG_[A-Z_]+)/g),
        ([, name = '']) => name,
      ),
    );
    assert.ok(used.length >= 6);
    for (const variable of used) assert.equal(saidOf(variable), undefined, variable);
  });
});
