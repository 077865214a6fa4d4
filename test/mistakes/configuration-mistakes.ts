import { readFileSync } from 'node:fs';
import { writtenAs } from '../files/writings.ts';
import type { Mistake } from './mistake.ts';
import { check } from './try-out.ts';

const sas = 'sv=2024-11-04&ss=t&srt=o&sp=rl&sig=c2ln';
const source = `sources:
  - account: contoso
    sas: "${sas}"
`;
const yaml = (destination: string): string => `${source}destinations:\n  - name: siem\n${destination}`;
const environment = {
  AZLOG_SOURCE_ACCOUNT: 'contoso',
  AZLOG_SOURCE_SAS: sas,
  AZLOG_DESTINATION_HOST: 'siem',
};

/** Mistakes in the configuration itself, as `azlog config check` reports them. */
export const configurationMistakes: readonly Mistake[] = [
  {
    number: 1,
    what: 'a misspelt option',
    said: (t) => check(t, { 'azlog.yaml': yaml('    host: siem\n    presett: splunk\n') }),
    place: /azlog\.yaml:7:5 destinations\[0\]\.presett/,
    value: /no option `presett`/,
    allowed: /preset/,
    fix: /Did you mean `preset`\?/,
  },
  {
    number: 2,
    what: 'values of the wrong type, both at once',
    said: (t) =>
      check(t, {
        'azlog.yaml': yaml('    host: siem\n    port: true\n').replace('sas:', 'pollSeconds: fast\n    sas:'),
      }),
    place: /azlog\.yaml:3:18 sources\[0\]\.pollSeconds .*azlog\.yaml:8:11 destinations\[0\]\.port/,
    value: /"fast" is not valid here .* true is not valid here/,
    allowed: /Allowed: a number, 0\.1 to 3,600\. .*Allowed: a whole number, 1 to 65,535\./,
    fix: /2 problems/,
  },
  {
    number: 3,
    what: 'a port in quotes',
    said: (t) => check(t, { 'azlog.yaml': yaml('    host: siem\n    port: "26514"\n') }),
    place: /azlog\.yaml:7:11 destinations\[0\]\.port/,
    value: /"26514" is not valid here/,
    allowed: /a whole number, 1 to 65,535/,
    fix: /Write it without quotes\./,
    never: /Put quotes/,
  },
  {
    number: 10,
    what: 'an account key with a line break inside',
    said: (t) =>
      check(t, {
        'azlog.yaml': `${source.replace(`sas: "${sas}"`, 'accountKey: { file: key }')}destinations: [{ host: siem }]\n`,
        key: 'aHVudGVyMmh1bnRlcjI\nhunter2hunter2==\n',
      }),
    place: /azlog\.yaml:3:17 sources\[0\]\.accountKey the file \/\S+\/key/,
    value: /has 2 lines/,
    allowed: /a secret is one line/,
    fix: /without a line break inside/,
    never: /aHVudGVy|hunter2/,
  },
  {
    number: 10,
    what: 'the same in a variable',
    said: (t) =>
      check(
        t,
        {},
        { ...environment, AZLOG_SOURCE_SAS: '', AZLOG_SOURCE_ACCOUNT_KEY: 'hunter2hunter2\nhunter2==' },
      ),
    place: /environment AZLOG_SOURCE_ACCOUNT_KEY sources\[0\]\.accountKey/,
    value: /it has 2 lines/,
    allowed: /it must be one/,
    fix: /Remove the line breaks inside it/,
    never: /hunter2/,
  },
  {
    number: 12,
    what: 'a cloud by half its name',
    said: (t) =>
      check(t, {
        'azlog.yaml': `${source.replace('sas:', 'cloud: AzureUSGov\n    sas:')}destinations: [{ host: siem }]\n`,
      }),
    place: /azlog\.yaml:3:12 sources\[0\]\.cloud/,
    value: /"AzureUSGov" is not valid here/,
    allowed: /Allowed: `AzureCloud`, `AzureUSGovernment`, `AzureChinaCloud`\./,
    fix: /Did you mean `AzureUSGovernment`\?/,
  },
  {
    number: 13,
    what: 'a source name twice',
    said: (t) =>
      check(t, {
        'azlog.yaml': `sources:
  - { name: vms, account: contoso, sas: "${sas}" }
  - { name: vms, account: fabrikam, sas: "${sas}" }
destinations: [{ host: siem }]
`,
      }),
    place: /azlog\.yaml:3:13 sources\[1\]\.name/,
    value: /named "vms" too/,
    allowed: /sources\[0\]/,
    fix: /Give each its own `name`\./,
  },
  {
    number: 14,
    what: 'a destination without host',
    said: (t) => check(t, { 'azlog.yaml': yaml('    preset: splunk\n') }),
    place: /azlog\.yaml:5:5 destinations\[0\]\.host/,
    value: /it is not set/,
    allowed: /host name or IP address of the receiver/,
    fix: /Set the host name .*AZLOG_DESTINATION_HOST/,
  },
  {
    number: 15,
    what: 'a preset in capitals',
    said: (t) => check(t, { 'azlog.yaml': yaml('    host: siem\n    preset: Splunk\n') }),
    place: /azlog\.yaml:7:13 destinations\[0\]\.preset/,
    value: /"Splunk" is not valid here/,
    allowed: /Allowed: `splunk`, .*`none`\./,
    fix: /Did you mean `splunk`\?/,
  },
  {
    number: 16,
    what: 'TABs as indentation',
    said: (t) =>
      check(t, {
        'azlog.yaml': 'sources:\n\t- account: contoso\n\t  start: now\ndestinations:\n\t- host: siem\n',
      }),
    place: /azlog\.yaml:2:1/,
    value: /TABs indent the lines 2, 3, 5/,
    allowed: /with spaces/,
    fix: /Indent with spaces\./,
    never: /\d\d? problems/,
  },
  {
    number: 17,
    what: 'a key twice',
    said: (t) =>
      check(t, { 'azlog.yaml': `log: { level: info }\n${yaml('    host: siem\n')}log: { level: debug }\n` }),
    place: /azlog\.yaml:8:1/,
    value: /the key `log` appears twice/,
    allowed: /line 1 has it already/,
    fix: /Remove one of the two\./,
  },
  {
    number: 18,
    what: 'a UTF-16 file, as PowerShell writes it: it is read, and its mistakes have their places',
    said: (t) =>
      check(t, {
        'azlog.yaml': writtenAs('UTF-16LE with BOM and CRLF', yaml('    host: siem\n    presett: splunk\n')),
      }),
    place: /1 problem azlog\.yaml:7:5 destinations\[0\]\.presett/,
    value: /`presett`/,
    allowed: /preset/,
    fix: /Did you mean `preset`\?/,
    never: /single value|Begin it with/,
  },
  {
    number: 18,
    what: 'a UTF-16 file that is cut off',
    said: (t) => check(t, { 'azlog.yaml': writtenAs('UTF-16LE with BOM', source).subarray(0, 41) }),
    place: /azlog\.yaml the file \/\S+\/azlog\.yaml/,
    value: /begins as UTF-16, but is damaged or cut off/,
    allowed: /UTF-8/,
    fix: /Save it as UTF-8/,
    never: /single value/,
  },
  {
    number: 19,
    what: 'variables that nobody reads',
    said: (t) => check(t, {}, { ...environment, AZLOG_REDIS_URL: 'redis://r', AZLOG_TLS_CA_FILE: '/ca' }),
    place: /environment AZLOG_REDIS_URL .*environment AZLOG_TLS_CA_FILE/,
    value: /no option has this variable/,
    allowed: /AZLOG_QUEUE_URL\? .*AZLOG_DESTINATION_TLS_CA_FILE\?/,
    fix: /Did you mean AZLOG_QUEUE_URL\?/,
    never: /configuration is valid/,
  },
  {
    number: 19,
    what: 'variables of which several may be meant',
    said: (t) => check(t, {}, { ...environment, AZLOG_HOST: 'siem.example.com' }),
    place: /environment AZLOG_HOST/,
    value: /no option has this variable/,
    allowed: /AZLOG_HTTP_HOST or AZLOG_DESTINATION_HOST/,
    fix: /1 warning .*Did you mean/,
  },
  {
    what: 'a bracket that is not closed',
    said: (t) =>
      check(t, { 'azlog.yaml': 'sources: [\n  - account: contoso\ndestinations:\n  - host: siem\n' }),
    place: /azlog\.yaml:1:10/,
    value: /the bracket `\[` that opens here is not closed/,
    allowed: /`\]`/,
    fix: /Close it with `\]`\./,
    never: /indentation/,
  },
  {
    number: 12,
    what: 'a cloud that is not that of the endpoint',
    said: (t) =>
      check(t, {
        'azlog.yaml': `${source.replace('account: contoso', 'cloud: AzureUSGovernment\n    endpoint: https://contoso.table.core.windows.net')}destinations: [{ host: siem }]\n`,
      }),
    place: /azlog\.yaml:2:12 sources\[0\]\.cloud/,
    value: /AzureUSGovernment/,
    allowed: /`endpoint` is of AzureCloud/,
    fix: /Remove `cloud`, or set it to `AzureCloud`\./,
  },
  {
    what: 'a URL for a host',
    said: (t) => check(t, { 'azlog.yaml': yaml('    host: https://siem.example.com\n') }),
    place: /azlog\.yaml:6:11 destinations\[0\]\.host/,
    value: /"https:\/\/siem\.example\.com" is not valid here: it has the scheme `https:\/\/`/,
    allowed: /it must be a host alone/,
    fix: /Write `host: siem\.example\.com`\./,
  },
  {
    what: 'a host with its port',
    said: (t) => check(t, { 'azlog.yaml': yaml('    host: localhost:26514\n') }),
    place: /azlog\.yaml:6:11 destinations\[0\]\.host/,
    value: /"localhost:26514" is not valid here: it has a port/,
    allowed: /it must be a host alone/,
    fix: /Write `host: localhost` and `port: 26514`\./,
  },
  {
    what: 'a SAS for blobs',
    said: (t) =>
      check(t, {
        'azlog.yaml': `${source.replace(sas, 'https://contoso.blob.core.windows.net/c?sv=1&sr=c&sp=r&sig=hunter2')}destinations: [{ host: siem }]\n`,
      }),
    place: /azlog\.yaml:3:10 sources\[0\]\.sas/,
    value: /this SAS is for blobs or files \(sr=c\)/,
    allowed: /permission to read \(`sp=r`\)/,
    fix: /Create a SAS for the Table service/,
    never: /hunter2/,
  },
  {
    what: 'a SAS pasted as a URL is understood',
    said: (t) =>
      check(t, {
        'azlog.yaml': `${source.replace(sas, `https://contoso.table.core.windows.net/?${sas}`)}destinations: [{ host: siem }]\n`,
      }),
    place: /configuration is valid/,
    value: /sas: \(hidden\)/,
    allowed: /account: contoso/,
    fix: /host: siem/,
    never: /problem|warning|c2ln/,
  },
  {
    what: 'a configuration file that is something else: a picture',
    said: (t) => check(t, { 'azlog.yaml': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }),
    place: /the file \/\S+\/azlog\.yaml/,
    value: /is not a text file: it has zero bytes/,
    allowed: /UTF-8/,
    fix: /Save it as UTF-8/,
  },
  {
    what: 'a certificate as Windows exports it (DER)',
    said: (t, { certificates }) => {
      const base64 = readFileSync(certificates.caFile, 'utf8').replaceAll(/-----.*?-----|\s/g, '');
      return check(t, {
        'azlog.yaml': yaml('    host: siem\n    tls: { caFile: ca.cer }\n'),
        'ca.cer': Buffer.from(base64, 'base64'),
      });
    },
    place: /azlog\.yaml:7:20 destinations\[0\]\.tls\.caFile the file \/\S+\/ca\.cer/,
    value: /binary form DER/,
    allowed: /PEM form/,
    fix: /`openssl x509 -inform der -in \S+ca\.cer -out \S+`/,
  },
];
