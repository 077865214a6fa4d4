import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load-config.ts';
import { windowsFormats } from '../../src/config/presets.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const sources = `sources:
  - name: vms
    account: contoso
    accountKey: a2V5a2V5a2V5
  - name: monitor
    type: blob
    account: contoso
    accountKey: a2V5a2V5a2V5
`;

function withDestination(destination: string): string {
  return `${sources}destinations:\n  - name: siem\n    host: siem.example\n${destination}`;
}

test('a form of Windows events is refused for records of Azure, with the ways out', (t) => {
  for (const [destination, at] of [
    ['    format: xml\n', 'format'],
    ['    format: snare\n', 'format'],
    ['    preset: splunk\n', 'preset'],
    ['    preset: splunk\n    sources: [monitor]\n', 'preset'],
  ] as const) {
    const cwd = temporaryFolder(t, { 'azlog.yaml': withDestination(destination) });
    const problems = problemsOf(() => loadConfig({ env: {}, cwd }));
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', new RegExp(`destinations\\[0\\]\\.${at}\\n`));
    assert.match(problems[0] ?? '', /is a form of Windows events, and `monitor` gives records of Azure/);
    assert.match(problems[0] ?? '', /Set `format` to `cef`, `leef` or `json`; or list in `sources`/);
  }
});

test('the ways out are ways out', (t) => {
  for (const destination of [
    '    preset: splunk\n    format: json\n',
    '    preset: splunk\n    sources: [vms]\n',
    '    format: snare\n    sources: [vms]\n',
    '    format: cef\n',
    '    format: leef\n',
  ]) {
    const cwd = temporaryFolder(t, { 'azlog.yaml': withDestination(destination) });
    assert.equal(loadConfig({ env: {}, cwd }).destinations.length, 1, destination);
  }
  assert.deepEqual([...windowsFormats], ['xml', 'snare']);
});
