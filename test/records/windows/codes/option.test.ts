import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../../../src/config/load-config.ts';
import { outputOf } from '../../../../src/stages/start-stages.ts';
import { problemsOf, temporaryFolder } from '../../../config/temporary-folder.ts';
import { sampleEvent } from '../../../formats/sample-event.ts';

const source = 'sources:\n  - { account: contoso, sas: "sig=x" }\n';

test('each destination chooses how codes are written, in either format', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${source}destinations:
  - { name: plain, host: siem, format: cef, decoding: raw }
  - { name: text, host: siem, format: leef, decoding: decoded }
  - { name: usual, host: siem, format: cef }
`,
  });
  const { destinations, sources } = loadConfig({ cwd, env: {} });
  assert.deepEqual(
    destinations.map(({ decoding }) => decoding),
    ['raw', 'decoded', 'both'],
  );
  const event = sampleEvent(4625, { SubStatus: '0xc000006a' });
  const [plain = '', text = '', usual = ''] = destinations.map((destination) =>
    outputOf(destination, sources).format.format(event, Number.POSITIVE_INFINITY),
  );
  assert.match(plain, /reason=0xc000006a/);
  assert.doesNotMatch(plain, /Wrong password/);
  assert.match(text, /AzlogWinSubStatus=Wrong password/);
  assert.doesNotMatch(text, /0xc000006a/);
  assert.match(usual, /reason=0xc000006a .*AzlogWinSubStatusText=Wrong password/);
});

test('the environment chooses too, and anything else is refused', (t) => {
  const cwd = temporaryFolder(t);
  const env = {
    AZLOG_SOURCE_ACCOUNT: 'contoso',
    AZLOG_SOURCE_SAS: 'sig=x',
    AZLOG_DESTINATION_HOST: 'siem',
    AZLOG_DESTINATION_DECODING: 'raw',
  };
  assert.equal(loadConfig({ cwd, env }).destinations[0]?.decoding, 'raw');
  const problems = problemsOf(() =>
    loadConfig({ cwd, env: { ...env, AZLOG_DESTINATION_DECODING: 'words' } }),
  );
  assert.equal(problems.length, 1);
  assert.match(problems.join('\n'), /decoding[\s\S]*words[\s\S]*raw[\s\S]*decoded[\s\S]*both/);
});
