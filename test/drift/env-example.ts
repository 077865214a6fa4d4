import { type ComposeVariable, composeDefaults, composeVariables } from './compose-variables.ts';

/** What must be filled in, with what stands there. */
const asked: ReadonlyMap<string, string> = new Map([
  ['AZLOG_SOURCE_ACCOUNT', ''],
  ['AZLOG_SOURCE_SAS_FILE', '/run/secrets/source/sas'],
  ['AZLOG_DESTINATION_PRESET', ''],
  ['AZLOG_DESTINATION_HOST', ''],
]);

/** What docker-compose.yml itself reads. None of it reaches the program. */
const composeOnly = [
  {
    name: 'AZLOG_CHECK_WAIT_SECONDS',
    text: 'How long a configuration with problems is looked at again before the start is given up. Not at all with this file; the demo, which has none, needs the 30 seconds of the default.',
    value: '0',
    isSet: true,
  },
  {
    name: 'AZLOG_STOP_GRACE_PERIOD',
    text: 'After so long a stage that was asked to stop is killed. It must be longer than AZLOG_SHUTDOWN_DRAIN_SECONDS.',
    value: '40s',
    isSet: false,
  },
  {
    name: 'AZLOG_MEMORY_LIMIT',
    text: 'Memory of each stage.',
    value: '512m',
    isSet: false,
  },
  {
    name: 'AZLOG_REDIS_MEMORY_LIMIT',
    text: 'Memory of Redis; more than `maxmemory` in docker/redis.conf, since rewriting its log takes more for a while.',
    value: '3g',
    isSet: false,
  },
  {
    name: 'AZLOG_IMAGE',
    text: 'The image, where it is not built from this folder.',
    value: 'registry.example.com/azlog-forwarder:0.1.0',
    isSet: false,
  },
  {
    name: 'AZLOG_BUILD_NETWORK',
    text: 'Network of the build; `host` where package registries are reached by a proxy on this machine.',
    value: 'host',
    isSet: false,
  },
] as const;

const lineWidth = 118;

/** Text as comment lines. */
function comment(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > lineWidth) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** As the environment has it. */
function plain(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Where files with secrets and certificates are mounted, by what the names of their variables begin with. */
const secretFolders = {
  AZLOG_: 'queue',
  AZLOG_SOURCE_: 'source',
  AZLOG_DESTINATION_: 'destination',
} as const;

/** `account-key` for `accountKey`, `ca.pem` for `caFile`, `hashing-key` for `hashing.key`. */
function fileName(path: readonly string[]): string {
  return (path.at(-1) === 'key' ? path.join('-') : (path.at(-1) ?? ''))
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/-file$/, '.pem');
}

function entry({ name, prefix, path, option }: ComposeVariable): string {
  const { kind, doc, default: fallback, otherwise, example } = option;
  const usual = composeDefaults.get(name) ?? (fallback === undefined ? undefined : plain(fallback));
  const file = name.endsWith('_FILE') ? `secrets/${secretFolders[prefix]}/${fileName(path)}` : undefined;
  const remarks = [
    doc,
    file === undefined ? `Allowed: ${kind.allowed}.` : `Here the file is ${file}.`,
    usual === undefined && otherwise !== undefined && !asked.has(name) ? `Not set: ${otherwise}.` : '',
  ].filter((remark) => remark !== '');
  const value = asked.get(name) ?? (file === undefined ? (usual ?? plain(example)) : `/run/${file}`);
  return [...comment(remarks.join(' ')), `${asked.has(name) ? '' : '#'}${name}=${value}`].join('\n');
}

function section(title: string, entries: readonly string[]): string {
  return [`#\n# ${title}\n#`, ...entries].join('\n\n');
}

function entriesOf(prefix: ComposeVariable['prefix']): readonly string[] {
  return composeVariables.filter((one) => one.prefix === prefix && !asked.has(one.name)).map(entry);
}

/** `.env.example`: what docker-compose.yml reads, made from the options. */
export function envExample(): string {
  const file = [
    ...comment(
      'It is docker/config/azlog.yaml here. Of what is set above keep only what is of the queue, health, log and stop.',
    ),
    '#AZLOG_CONFIG=/etc/azlog/azlog.yaml',
  ].join('\n');
  const sections = [
    section('Fill this in', composeVariables.filter(({ name }) => asked.has(name)).map(entry)),
    section('The source', entriesOf('AZLOG_SOURCE_')),
    section('The destination', entriesOf('AZLOG_DESTINATION_')),
    section('Queue, health, log and stop', entriesOf('AZLOG_')),
    section('A configuration file, for several sources or destinations', [file]),
    section(
      'docker-compose.yml itself',
      composeOnly.map(({ name, text, value, isSet }) =>
        [...comment(text), `${isSet ? '' : '#'}${name}=${value}`].join('\n'),
      ),
    ),
  ];
  return `# Settings of docker-compose.yml. Generated from src/config/options.ts.
#
#   1. cp .env.example .env, and fill in the first part.
#   2. Put each secret into a file of its own: secrets/source (read by the poller), secrets/destination (by the sender),
#      secrets/queue (by all). The program is user 10001 and must be able to read them, and nobody else need:
#        sudo chown 10001 secrets/*/* && sudo chmod 400 secrets/*/*
#      Where the umask is stricter than 022, as on hardened machines, the folders are closed to it too; open them by
#        chmod -R go+rX docker && chmod go+rx secrets/*
#   3. docker compose run --rm check, until it has nothing to complain of. Then docker compose up -d
#      Where that ends because of check, its reasons are in: docker compose logs check
#
# Secrets do not belong into this file: a variable that is set to one itself, such as AZLOG_SOURCE_SAS, is not passed on.
# What begins with #AZLOG_ shows the default or an example.

${sections.join('\n\n')}
`;
}
