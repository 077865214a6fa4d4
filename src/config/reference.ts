import { stringify } from 'yaml';
import { environmentPrefixes } from './environment.ts';
import { exampleEnvironment, exampleFiles } from './example.ts';
import { environmentName, type Group, optionsOf, type PlacedOption } from './option.ts';
import { destinationOptions, processOptions, sourceOptions } from './options.ts';
import { formatNames, presetNames, presets } from './presets.ts';

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

function optionRow(prefix: string, { path, option }: PlacedOption): readonly string[] {
  const variable = environmentName(prefix, path);
  const { kind, doc, default: fallback, otherwise, example } = option;
  const variables = kind.secret ? `\`${variable}\` or \`${variable}_FILE\`` : `\`${variable}\``;
  const unset = fallback === undefined ? (otherwise ?? 'not set') : code(fallback);
  const given = example === undefined ? '' : ` Example: ${code(example)}`;
  return [`\`${path.join('.')}\``, `${doc} Allowed: ${kind.allowed}.${given}`, unset, variables];
}

function optionTable(group: Group, prefix: string): string {
  return table(
    ['option', 'meaning', 'default', 'environment'],
    optionsOf(group).map((placed) => optionRow(prefix, placed)),
  );
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
names, else \`azlog.yaml\` in the working directory where that is there, else the environment alone.
\`azlog config check\` prints every problem at once and exits with 78; if there is none, it prints the configuration as it
will be used, without secrets. \`azlog config schema\` prints a JSON Schema for editors.

The smallest file:

${yaml(exampleFiles.smallest)}

Two sources and two destinations, on Redis:

${yaml(exampleFiles.several)}

One source and one destination need no file:

\`\`\`sh
${environment}\`\`\`

## Rules

- The environment has precedence over the file; an empty variable counts as not set, and so does a key without a value.
- Variables that begin with \`AZLOG_SOURCE_\` and \`AZLOG_DESTINATION_\` set up a single source and a single destination. They
  make the one where the file has none, and override the one that the file has. Where the file has several, they are an error.
- A secret is given as it is, as \`{ env: NAME }\`, as \`{ file: PATH }\`, or by a variable that ends in \`_FILE\` and names a file.
  One line break at the end of such a file is not part of the secret. Secrets are never shown.
- A process reads only the secrets that its stages need: those of \`sources\` in a poller, those of \`destinations\` and the files
  of \`tls\` in a sender. A formatter can run with the same file and none of them.
- A relative path in the file counts from the folder of the file; in the environment, and by default, from the working directory.
- Unknown keys are errors, and so are unknown variables that begin like an option's or are close to one.

## The process

${optionTable(processOptions, environmentPrefixes.process)}

## \`sources\`

A list with one entry for each source.

${optionTable(sourceOptions, environmentPrefixes.source)}

## \`destinations\`

A list with one entry for each destination. Where the default is "by preset", the table of presets tells it.

${optionTable(destinationOptions, environmentPrefixes.destination)}

## Presets

A preset decides the options that are not set; each of them can be set all the same. \`facility\`, \`appName\` and \`hostname\`
have the same defaults in all.

${presetTable()}

${presetReasons()}
`;
}
