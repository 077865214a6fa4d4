import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hintFor } from '../../src/config/near-value.ts';
import { presetNames } from '../../src/config/presets.ts';
import { secret } from '../../src/options/secret-types.ts';
import { choice, decimal, flag, integer, nameList } from '../../src/options/value-types.ts';

const port = integer(1, 65_535);
const preset = choice(...presetNames);
const cloud = choice('AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud');
const version = choice('0', '1');

const hints = [
  ['a number in quotes', '26514', port, ' Write it without quotes.'],
  ['a fraction in quotes', '0.5', decimal(0, 10), ' Write it without quotes.'],
  ['a flag in quotes', 'true', flag(), ' Write it without quotes.'],
  [
    'quotes that came along from an env file',
    '"26514"',
    port,
    ' Write it without the quotes or blanks around it.',
  ],
  ['blanks around a number', ' 26514 ', port, ' Write it without the quotes or blanks around it.'],
  ['a number for text', 1, version, ' Put quotes around it.'],
  ['a number out of range, in quotes', '70000', port, ''],
  ['a word for a number', 'fast', decimal(0, 10), ''],
  ['a word of earlier YAML', 'yes', flag(), ' Did you mean `true`?'],
  ['one name for a list', 'siem', nameList(), ' Write it as a list: `[siem]`.'],
  ['names with a comma for a list', 'one, two', nameList(), ' Write it as a list: `[one, two]`.'],
  ['another case', 'Splunk', preset, ' Did you mean `splunk`?'],
  ['a letter too many', 'qradarr', preset, ' Did you mean `qradar`?'],
  ['a longer name', 'Splunk Enterprise', preset, ' Did you mean `splunk`?'],
  ['a quoted word of an env file', '"splunk"', preset, ' Did you mean `splunk`?'],
  ['a shorter name', 'AzureUSGov', cloud, ' Did you mean `AzureUSGovernment`?'],
  ['another shorter name', 'azurechina', cloud, ' Did you mean `AzureChinaCloud`?'],
  ['what several begin with', 'Azure', cloud, ''],
  ['nothing near', 'unknown-siem', preset, ''],
  ['a secret', 'hunter2\nhunter2', secret('a key'), ''],
] as const;

for (const [what, value, kind, hint] of hints)
  test(`a hint for a refused value: ${what}`, () => assert.equal(hintFor(value, kind), hint));
