import { stringify } from 'yaml';
import { environmentName, type Group, optionsOf, type PlacedOption } from '../options/option.ts';
import { type SourceTypeName, sourceTypeNames, sourceTypes } from '../sources/source-types.ts';
import { environmentPrefixes } from './environment.ts';
import { exampleEnvironment, exampleFiles } from './example.ts';
import { destinationOptions, processOptions, severityOptions, sourceHead } from './options.ts';
import { formatNames, presetNames, presets } from './presets.ts';
import type { Members } from './shape.ts';
import { matchMembers, ruleMembers } from './transforms.ts';

/** A table cell: a pipe would end it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** A value as it stands in a YAML file, in code. */
function code(value: unknown): string {
  return `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()}\``;
}

/** A pipe in a Markdown table must be escaped even within code. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function optionRow({ path, option }: PlacedOption): readonly string[] {
  const { kind, doc, default: fallback, otherwise, example } = option;
  const unset = fallback === undefined ? (otherwise ?? 'not set') : code(fallback);
  const given = example === undefined ? '' : ` Example: ${code(example)}`;
  return [`\`${path.join('.')}\``, `${doc} Allowed: ${kind.allowed}.${given}`, unset];
}

function variablesOf(prefix: string, { path, option }: PlacedOption): string {
  const variable = environmentName(prefix, path);
  return option.kind.secret ? `\`${variable}\` or \`${variable}_FILE\`` : `\`${variable}\``;
}

function optionTable(group: Group, prefix: string): string {
  return table(
    ['option', 'meaning', 'default', 'environment'],
    optionsOf(group).map((placed) => [...optionRow(placed), variablesOf(prefix, placed)]),
  );
}

/** The options that sources of one type have. */
function sourceTypeSection(type: SourceTypeName): string {
  const { doc, options } = sourceTypes[type];
  return `### \`type: ${type}\`\n\nIt reads ${doc}\n\n${optionTable(options, environmentPrefixes.source)}`;
}

/** Of options that only a file can have. */
function fileOptionTable(group: Group): string {
  return table(['option', 'meaning', 'default'], optionsOf(group).map(optionRow));
}

function memberTable(members: Members): string {
  const rows = Object.entries(members).map(([key, { shape, doc, example }]) => [
    `\`${key}\``,
    `${doc} Allowed: ${shape.allowed}. Example: ${code(example)}`,
  ]);
  return table(['key', 'meaning'], rows);
}

function presetTable(): string {
  const rows = presetNames.map((name) => {
    const preset = presets[name];
    const { framing, transport } = preset;
    const other = framing === 'lf' ? 'octet-counting' : 'lf';
    const ports = (of: 'lf' | 'octet-counting'): string => `${preset.port[of].tls} / ${preset.port[of].tcp}`;
    const header = (of: 'lf' | 'octet-counting'): string => {
      const own = preset.header[of][preset.format];
      const others = formatNames.filter((format) => preset.header[of][format] !== own);
      const headers = new Set(others.map((format) => preset.header[of][format]));
      const exceptions = [...headers].map(
        (other) => `${others.filter((format) => preset.header[of][format] === other).join(', ')}: ${other}`,
      );
      return exceptions.length === 0 ? own : `${own} (${exceptions.join('; ')})`;
    };
    const delimiter = preset.leef.delimiter === 'tab' ? 'TAB' : preset.leef.delimiter;
    return [
      `\`${name}\``,
      preset.format,
      `${framing}, ${transport}`,
      header(framing),
      ports(framing),
      `${header(other)}; ${ports(other)}`,
      preset.maxMessageBytes.toLocaleString('en-US'),
      `${preset.cef.time}, ${preset.cef.ipv6}`,
      `${preset.leef.version}, \`${delimiter}\`, ${preset.leef.time}${preset.leef.replacePipe ? ', replacePipe' : ''}`,
    ];
  });
  const head = [
    'preset',
    'format',
    'framing, transport',
    'header',
    'port tls / tcp',
    'header; port with the other framing',
    'maxMessageBytes',
    'cef.time, cef.ipv6',
    'leef.version, delimiter, time',
  ];
  return table(head, rows);
}

function presetReasons(): string {
  return presetNames
    .map((name) => {
      const { title, reasons } = presets[name];
      return `**\`${name}\`**: ${title}.\n\n${reasons.map((reason) => `- ${reason}`).join('\n')}`;
    })
    .join('\n\n');
}

function yaml(source: string): string {
  return `\`\`\`yaml\n${source}\`\`\``;
}

/** The reference of the configuration in Markdown, made from the options. */
export function configReference(): string {
  const environment = Object.entries(exampleEnvironment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  return `# Configuration

<!-- Generated from src/config/options.ts and src/config/presets.ts. -->

\`azlog run --config azlog.yaml\` reads one file, YAML or JSON. Without \`--config\` it is the file that \`AZLOG_CONFIG\`
names, otherwise \`azlog.yaml\` in the working directory if it exists, otherwise the environment alone.
\`azlog config check\` prints every problem at once and exits with 78; if there is none, it prints the configuration as
azlog uses it, without secrets. \`azlog config schema\` prints a JSON Schema for editors.

The smallest file:

${yaml(exampleFiles.smallest)}

Two sources and two destinations, on Redis:

${yaml(exampleFiles.several)}

One source and one destination need no file:

\`\`\`sh
${environment}\`\`\`

## Rules

- The environment has precedence over the file; an empty variable counts as not set, and so does a key without a value.
- Variables that begin with \`AZLOG_SOURCE_\` and \`AZLOG_DESTINATION_\` configure a single source and a single destination. They
  add one if the file has none, and override the one that the file has. If the file has several, they are an error.
- Write a secret as it is, as \`{ env: NAME }\`, as \`{ file: PATH }\`, or by a variable that ends in \`_FILE\` and names a file.
  Such a file has one line; blanks and line breaks around it are not part of the secret. Azlog never shows secrets.
- Every file may be UTF-8 or UTF-16, with or without a byte order mark, with the line breaks of any system. Certificates and keys
  are PEM; \`azlog config check\` names the command that converts other forms, and what is wrong with a chain, a key or a date.
- A process reads only the secrets that its stages need: those of \`sources\` in a poller, those of \`destinations\` and the files
  of \`tls\` in a sender, \`hashing.key\` in a formatter, which can run with the same file and none of the others.
- A relative path starts from the folder of the configuration file, also in a variable, and never from the current directory.
  Without a file it starts from one fixed place: \`$STATE_DIRECTORY\` if that is set (systemd sets it), otherwise
  \`/var/lib/azlog\` for root and \`$XDG_STATE_HOME/azlog\` (\`~/.local/state/azlog\`) for other users.
- Unknown keys are errors, and so are unknown variables that begin like an option's or are close to one.

## The process

${optionTable(processOptions, environmentPrefixes.process)}

## \`sources\`

A list with one entry for each source. What every source has:

${optionTable(sourceHead, environmentPrefixes.source)}

${sourceTypeNames.map(sourceTypeSection).join('\n\n')}

## \`destinations\`

A list with one entry for each destination. If the default is "by preset", see the table of presets.

${optionTable(destinationOptions, environmentPrefixes.destination)}

## \`severities\`

A list that changes the severity of events. The first entry that matches an event applies, so put the special ones first;
an entry that an earlier one hides is an error. The list applies to all destinations, in the message and in the syslog
header. Only a file can have it.

${yaml(exampleFiles.severities)}

${fileOptionTable(severityOptions)}

An event that matches no entry has the severity of its id: 8, 7, 5 and 2 for what Microsoft's list of events to monitor calls
High, Medium to High, Medium and Low, and at least 5 if the audit failed. Audits that are lost or cannot be written
(1101, 1104, 1106, 4612) have 7 as a cleared log has (1102), 5148 and 6281 have 5. Of other channels the level decides too: 9, 7, 5, 2
and 1 for Critical, Error, Warning, Information and Verbose.

## \`transforms\`

A list of rules that filter and change events on their way to destinations. Azlog applies them in this order; each rule sees
the result of those before it. A rule has a \`name\` and does one thing: \`exclude\`, \`include\`, \`redact\`, \`hash\` or \`add\`.
[transforms.md](transforms.md) says what each does, and has rules to copy. There are no variables for rules.

${yaml(exampleFiles.rules)}

${memberTable(ruleMembers)}

Conditions of \`exclude\`, \`include\` and \`when\`: all of them must hold; one value of a list is enough.

${memberTable(matchMembers)}

## Presets

A preset supplies the options that are not set; you can still set each of them. \`facility\`, \`appName\` and \`hostname\`
have the same defaults in all presets.

${presetTable()}

${presetReasons()}
`;
}
