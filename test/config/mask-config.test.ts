import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configCheck } from '../../src/commands/config-check.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { secretsOf } from '../../src/config/mask-config.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('the summary of a valid configuration has everything but the secrets', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `queue: { url: "rediss://user:zqUrl%40@redis:6379/1?password=zqQuery" }
sources:
  - { name: a, account: contoso, accountKey: zqAccountKey }
  - { name: b, account: contoso, sas: "sv=1&sig=zqSig%2B" }
  - { name: c, connectionString: "AccountName=x;AccountKey=zqInString==;EndpointSuffix=core.windows.net" }
destinations:
  - { name: siem, host: siem.example.com, format: leef }
  - { name: screen, type: stdout }
`,
  });
  const { stdout, stderr, exitCode } = configCheck({ env: {}, cwd });
  assert.equal(stderr, '');
  assert.equal(exitCode, 0);
  assert.ok(stdout.startsWith('configuration is valid\n'), stdout);
  assert.match(stdout, /url: rediss:\/\/\(hidden\)@redis:6379\/1\?\(hidden\)/);
  assert.match(stdout, /accountKey: \(hidden\)/);
  assert.match(stdout, /sas: \(hidden\)/);
  assert.match(stdout, /connectionString: \(hidden\)/);
  assert.match(stdout, /maxMessageBytes: no limit/);
  assert.match(stdout, /host: siem\.example\.com/);
  assert.ok(!stdout.includes('zq'), stdout);

  assert.deepEqual(secretsOf(loadConfig({ env: {}, cwd })), [
    'zqAccountKey',
    'sv=1&sig=zqSig%2B',
    'AccountName=x;AccountKey=zqInString==;EndpointSuffix=core.windows.net',
    'zqUrl%40',
    'zqUrl@',
    'zqQuery',
    'zqSig%2B',
    'zqSig+',
    'zqInString==',
  ]);
});
