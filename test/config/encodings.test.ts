import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { configCheck } from '../../src/commands/config-check.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { writings, writtenAs } from '../files/writings.ts';
import { createSigned } from '../support/certificate-chain.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const hashKey = '0123456789abcdef0123456789abcdef';
const yaml = `# Überwachung
sources:
  - account: contoso
    accountKey: { file: account-key }
destinations:
  - host: siem
hashing:
  key: { file: hash-key }
transforms: [{ name: names, hash: [TargetUserName] }]
`;

suite('configuration and secrets are the same however they are written', () => {
  test('file by file, and all together', (t) => {
    const cwd = temporaryFolder(t);
    const write = (files: Readonly<Record<string, Uint8Array>>): void => {
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(cwd, name), bytes);
    };
    const secrets = { 'account-key': 'a2V5a2V5a2V5', 'hash-key': hashKey };
    const files = { 'azlog.yaml': yaml, ...secrets };
    const endings = ['', '\n', '\n\n', '  \n', '\t'];
    for (const writing of writings) {
      for (const ending of endings) {
        write(
          Object.fromEntries(
            Object.entries(files).map(([name, text]) => [
              name,
              writtenAs(writing, name in secrets ? `${text}${ending}` : text),
            ]),
          ),
        );
        const config = loadConfig({ env: {}, cwd });
        assert.equal(config.hashing.key, hashKey, `${writing} ${JSON.stringify(ending)}`);
        assert.equal(config.sources[0]?.['accountKey'], 'a2V5a2V5a2V5', writing);
        assert.equal(config.transforms[0]?.name, 'names', writing);
      }
    }
  });

  test('by a variable that names the file, too', (t) => {
    const cwd = temporaryFolder(t);
    const env = {
      AZLOG_SOURCE_ACCOUNT: 'contoso',
      AZLOG_SOURCE_SAS_FILE: join(cwd, 'sas'),
      AZLOG_DESTINATION_HOST: 'siem',
    };
    for (const writing of writings) {
      writeFileSync(join(cwd, 'sas'), writtenAs(writing, 'sv=2024-11-04&sp=r&sig=c2lnbmF0dXJl\n'));
      assert.equal(
        loadConfig({ env, cwd }).sources[0]?.['sas'],
        'sv=2024-11-04&sp=r&sig=c2lnbmF0dXJl',
        writing,
      );
    }
  });

  test('places in problems are those of the file', (t) => {
    const cwd = temporaryFolder(t);
    for (const writing of writings) {
      writeFileSync(
        join(cwd, 'azlog.yaml'),
        writtenAs(
          writing,
          'sources: [{ account: contoso, sas: sig=x }]\ndestinations:\n  - host: siem\n    presett: splunk\n',
        ),
      );
      const [problem, ...others] = problemsOf(() => loadConfig({ env: {}, cwd }));
      assert.match(
        problem ?? '',
        /^azlog\.yaml:4:5 {2}destinations\[0\]\.presett\n.*\n.*Did you mean `preset`/,
        writing,
      );
      assert.deepEqual(others, [], writing);
    }
  });
});

suite('files that cannot be read are refused with file and reason', () => {
  test('configuration that is not UTF-8: line and byte', (t) => {
    const cwd = temporaryFolder(t);
    writeFileSync(join(cwd, 'azlog.yaml'), Buffer.from('log:\r\n  level: info # f\xfcr alle\r\n', 'latin1'));
    const problems = problemsOf(() => loadConfig({ env: {}, cwd }));
    assert.equal(problems.length, 1);
    assert.match(
      problems[0] ?? '',
      /^azlog\.yaml:2\n {4}the file \S+azlog\.yaml is not UTF-8: line 2 \(byte 24 of the file\).*\n {4}Save it as UTF-8\./,
    );
  });

  test('a secret of two lines, an empty one, one that is no text', (t) => {
    const cwd = temporaryFolder(t, {
      two: 'hunter2first\r\nhunter2second\r\n',
      blank: ' \r\n\r\n',
      'azlog.yaml': `sources:
  - { name: a, account: contoso, accountKey: { file: two } }
  - { name: b, account: contoso, accountKey: { file: blank } }
  - { name: c, account: contoso, accountKey: { file: latin } }
destinations: [{ host: siem }]
`,
    });
    writeFileSync(join(cwd, 'latin'), Buffer.from('hunter2\xe4', 'latin1'));
    const problems = problemsOf(() => loadConfig({ env: {}, cwd }));
    assert.deepEqual(problems, [
      `azlog.yaml:2:46  sources[0].accountKey
    the file ${join(cwd, 'two')} has 2 lines, and a secret is one line
    Put the secret alone into the file, without a line break inside.`,
      `azlog.yaml:3:46  sources[1].accountKey
    the file ${join(cwd, 'blank')} is empty
    Put the secret into that file, or name the right file.`,
      `azlog.yaml:4:46  sources[2].accountKey
    the file ${join(cwd, 'latin')} is not UTF-8: line 1 (byte 8 of the file) has a byte that UTF-8 does not allow there
    Save it as UTF-8. If it comes from an older Windows program: \`iconv -f WINDOWS-1252 -t UTF-8\`.`,
    ]);
  });
});

test('an expired authority is a warning of config check, for destinations and for the queue', async (t) => {
  const now = Date.parse('2030-01-02T00:00:00Z');
  const old = await createSigned({
    name: 'old authority',
    isAuthority: true,
    from: new Date('2020-01-01T00:00:00Z'),
    until: new Date('2030-01-01T00:00:00Z'),
  });
  const cwd = temporaryFolder(t, {
    'ca.pem': old.pem,
    'azlog.yaml': `sources: [{ account: contoso, sas: sig=x }]
queue: { url: "rediss://redis", caFile: ca.pem }
destinations:
  - host: siem
    tls: { caFile: ca.pem }
`,
  });
  const { exitCode, stdout, stderr } = configCheck({ env: {}, cwd, now });
  assert.equal(exitCode, 0);
  assert.match(stdout, /^configuration is valid\n/);
  const ca = join(cwd, 'ca.pem');
  assert.equal(
    stderr,
    `2 warnings

azlog.yaml:2:41  queue.caFile
    the certificate CN=old authority in the file ${ca} expired on 2030-01-01 00:00 UTC
    Add its successor to the file and remove it: azlog no longer accepts what it signed.

azlog.yaml:5:20  destinations[0].tls.caFile
    the certificate CN=old authority in the file ${ca} expired on 2030-01-01 00:00 UTC
    Add its successor to the file and remove it: azlog no longer accepts what it signed.
`,
  );
  assert.equal(configCheck({ env: {}, cwd, now: now - 86_400_001 }).stderr, '');
});
