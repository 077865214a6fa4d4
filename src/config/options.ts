import { defaulted, type Group, optional } from '../options/option.ts';
import { secret } from '../options/secret-types.ts';
import {
  choice,
  decimal,
  delimiter,
  eventIds,
  file,
  fingerprint,
  flag,
  host,
  httpUrl,
  integer,
  name,
  nameList,
  size,
  text,
} from '../options/value-types.ts';
import { defaultSourceType, sourceTypeNames, sourceTypes } from '../sources/source-types.ts';
import {
  decodingNames,
  formatNames,
  framingNames,
  headerNames,
  presetNames,
  transportNames,
} from './presets.ts';
import { queueUrl } from './queue-url-kind.ts';

const byPreset = 'by preset';
const printable = /^[!-~]{1,255}$/;

/** The keyword of each syslog facility, at the index that is its code (RFC 5424, section 6.2.1). */
export const facilityNames = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

/** Options that are there once. */
export const processOptions = {
  queue: {
    url: defaulted(queueUrl(), 'embedded:./data', {
      doc: 'Where the queue is kept. `embedded:` keeps it in a folder and serves one process; Redis and PostgreSQL serve many. A relative folder starts from the folder of the configuration file. For a file below `/etc` the default is `/var/lib/azlog/data`. `redis://[USER:PASSWORD@]HOST[:PORT][/DB]` is one server; `redis+cluster://[USER:PASSWORD@]HOST[:PORT],HOST[:PORT]…` a Redis Cluster, by the names of some of its nodes; `redis+sentinel://[USER:PASSWORD@]HOST[:PORT],HOST[:PORT]…/MASTER[/DB]` the master that these Sentinels know by that name (user and password are those of the Redis servers). `rediss` instead of `redis` means TLS, to the Sentinels too.',
      example: 'redis+sentinel://sentinel-1:26379,sentinel-2:26379,sentinel-3:26379/mymaster',
    }),
    password: optional(secret('the password of the queue server'), {
      doc: 'Password of the queue server, instead of one in the URL.',
      example: { file: '/run/secrets/queue-password' },
    }),
    sentinelPassword: optional(secret('the password of the Sentinels'), {
      doc: 'Password of the Sentinels themselves, if they ask for one (`requirepass` in sentinel.conf).',
      example: { file: '/run/secrets/sentinel-password' },
    }),
    caFile: optional(file('a PEM file with CA certificates'), {
      doc: 'CA certificates that verify the queue server (`rediss` and PostgreSQL). With it, connections to PostgreSQL always use TLS and are verified.',
      example: '/etc/azlog/queue-ca.pem',
      otherwise: 'those of Node.js',
    }),
    serverName: optional(host('serverName'), {
      doc: 'Name that the certificate of the queue server must have. Needed if the nodes of a cluster, or the Sentinels, report their servers by IP address, as Azure Managed Redis does: then set the name of the endpoint.',
      example: 'contoso.westeurope.redis.azure.net',
      otherwise: 'the host that is connected to',
    }),
    budget: defaulted(size(2 ** 20, 2 ** 44), '2GiB', {
      doc: 'Queued bytes above which reading pauses. Azure keeps the rows meanwhile; nothing is dropped.',
      example: '512MiB',
    }),
    prefix: defaulted(
      text('1 to 64 letters, digits, `{`, `}`, `.`, `_` and `-`', /^[A-Za-z0-9{}._-]{1,64}$/),
      '{azlog}',
      {
        doc: 'The beginning of all keys on Redis. A Redis Cluster needs the braces: it keeps all keys with the same text in braces on one node. Pipelines that share a server need different prefixes.',
        example: '{azlog-b}',
      },
    ),
  },
  hashing: {
    key: optional(secret('a key of at least 32 characters, such as `openssl rand -hex 32` prints', 32), {
      doc: 'Key of the hashes that rules with `hash` write (HMAC-SHA-256). Anyone who has it can find out by trial which value a hash stands for. Another key gives other hashes. Only the formatter reads it.',
      example: { file: '/run/secrets/hash-key' },
      otherwise: 'must be set if a rule has `hash`',
    }),
  },
  http: {
    host: defaulted(host('host', 'port'), '127.0.0.1', {
      doc: 'Address on which azlog serves health and metrics. In a container set it to `0.0.0.0`, so that probes reach it.',
      example: '0.0.0.0',
    }),
    port: defaulted(integer(0, 65_535), 9600, {
      doc: 'Port of `/livez`, `/readyz` and `/metrics`; 0 means any free port, which azlog logs.',
      example: 9601,
    }),
  },
  tracing: {
    endpoint: optional(httpUrl(), {
      doc: 'Collector that receives OpenTelemetry traces by OTLP over HTTP (JSON). They follow each page from read to proof, without event data. A URL without a path gets `/v1/traces`. `OTEL_EXPORTER_OTLP_HEADERS` sets headers for the collector.',
      example: 'http://collector.example.com:4318',
      otherwise: 'no traces',
    }),
  },
  log: {
    level: defaulted(choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), 'info', {
      doc: 'Lowest level that is logged.',
      example: 'debug',
    }),
    format: defaulted(choice('auto', 'json', 'text'), 'auto', {
      doc: 'How the log on standard error is written: `json`, one object per line, for programs; `text` for people; `auto` is text on a terminal and JSON elsewhere. Text is coloured on a terminal unless `NO_COLOR` is set, and elsewhere only where `FORCE_COLOR` is.',
      example: 'text',
    }),
  },
  shutdown: {
    drainSeconds: defaulted(decimal(0, 3_600), 25, {
      doc: 'How long a stop may take to finish and prove the work in hand. Whatever is still unproven is sent again later.',
      example: 60,
    }),
  },
} as const satisfies Group;

const oneLine = /^\S(?:[^\r\n\t]{0,253}\S)?$/;

/** Options of one entry of `severities`. */
export const severityOptions = {
  severity: optional(integer(0, 10), {
    doc: 'Severity of the events that match all other options of the entry; 10 is the worst. CEF has it as it is, LEEF has 1 instead of 0, and the syslog header has its code: 0 and 1 debug, 2 informational, 3 notice, 4 to 6 warning, 7 and 8 error, 9 and 10 critical.',
    example: 8,
    otherwise: 'must be set',
  }),
  ids: optional(eventIds(), {
    doc: 'Event ids.',
    example: [4697, '4656-4663'],
    otherwise: 'all ids',
  }),
  provider: optional(text('the name of a provider as events have it, in one line', oneLine), {
    doc: 'Provider of the events; case does not matter. An id has a meaning only together with its provider.',
    example: 'Microsoft-Windows-Security-Auditing',
    otherwise: 'all providers',
  }),
  channel: optional(text('the name of a channel as events have it, in one line', oneLine), {
    doc: 'Channel of the events; case does not matter.',
    example: 'Microsoft-Windows-PowerShell/Operational',
    otherwise: 'all channels',
  }),
  outcome: optional(choice('success', 'failure'), {
    doc: 'Audits that succeeded, or that failed.',
    example: 'failure',
    otherwise: 'both, and events that are no audits',
  }),
} as const satisfies Group;

/** What every entry of `sources` has; the other options are those of its type. */
export const sourceHead = {
  name: defaulted(name(), 'azure', {
    doc: 'Name in queues, metrics and logs; unique among the sources. After a change of name, reading begins again at `start`.',
    example: 'production',
  }),
  type: defaulted(choice(...sourceTypeNames), defaultSourceType, {
    doc: `Type of source. ${sourceTypeNames.map((type) => `\`${type}\`: ${sourceTypes[type].doc}`).join(' ')}`,
    example: 'wad-table',
  }),
} as const satisfies Group;

/** Options of one entry of `sources`, whatever its type is; of options of one name that of the first type. */
export const sourceOptions: Group = Object.fromEntries(
  [sourceHead, ...Object.values(sourceTypes).map(({ options }) => options)]
    .toReversed()
    .reduce<readonly (readonly [string, Group[string]])[]>((later, group) => {
      const own: Group = group;
      return [...Object.entries(own), ...later.filter(([name]) => !Object.hasOwn(own, name))];
    }, []),
);

/** Options of one entry of `destinations`. */
export const destinationOptions = {
  name: defaulted(name(), 'siem', {
    doc: 'Name in queues, metrics and logs; unique among the destinations.',
    example: 'splunk-main',
  }),
  type: defaulted(choice('syslog', 'stdout'), 'syslog', {
    doc: 'Kind of destination. `stdout` prints the messages, to inspect them.',
    example: 'syslog',
  }),
  preset: defaulted(choice(...presetNames), 'none', {
    doc: 'Receiver whose conventions supply the options you leave out; see the presets below.',
    example: 'splunk',
  }),
  sources: optional(nameList(), {
    doc: 'Names of the sources whose events go here.',
    example: ['production'],
    otherwise: 'all sources',
  }),
  format: optional(choice(...formatNames), {
    doc: "How events are written: CEF, LEEF, the XML of Windows on one line (`xml`), JSON with ECS names (`json`), or Snare's tab-separated form (`snare`).",
    example: 'cef',
    otherwise: byPreset,
  }),
  cef: {
    version: optional(choice('0', '1'), {
      doc: 'Version in the CEF header; the keys are the same. Change it only for a receiver that needs `CEF:1`: some look for `CEF:0`.',
      example: '0',
      otherwise: byPreset,
    }),
    time: optional(choice('epoch', 'text'), {
      doc: 'Times as milliseconds since 1970, or as text in UTC.',
      example: 'epoch',
      otherwise: byPreset,
    }),
    ipv6: optional(choice('custom', 'native'), {
      doc: 'IPv6 addresses in the custom fields c6a1 to c6a4, or in src, dst and dvc (not every receiver accepts that).',
      example: 'custom',
      otherwise: byPreset,
    }),
  },
  leef: {
    version: optional(choice('1.0', '2.0'), { doc: 'Version of LEEF.', example: '2.0', otherwise: byPreset }),
    delimiter: optional(delimiter(), {
      doc: 'Separator of the attributes in LEEF 2.0; LEEF 1.0 always uses TAB.',
      example: '^',
      otherwise: byPreset,
    }),
    time: optional(choice('epoch', 'text'), {
      doc: 'Times as milliseconds since 1970, or as text in UTC.',
      example: 'epoch',
      otherwise: byPreset,
    }),
    replacePipe: optional(flag(), {
      doc: 'Replaces `|` in values, for receivers that split whole messages at it.',
      example: true,
      otherwise: byPreset,
    }),
  },
  decoding: defaulted(choice(...decodingNames), 'both', {
    doc: 'Codes that Windows writes (`%%2313`, `0xc000006a`, access masks, logon types): `raw` as they are; `decoded` replaced by their text, except numbers and addresses; `both` with their text.',
    example: 'raw',
  }),
  header: optional(choice(...headerNames), {
    doc: 'Syslog header before each message.',
    example: 'rfc5424',
    otherwise: `${byPreset}; \`none\` for \`stdout\` without a preset`,
  }),
  facility: defaulted(choice(...facilityNames), 'local0', { doc: 'Syslog facility.', example: 'local4' }),
  appName: optional(text('1 to 48 printable ASCII characters without spaces', /^[!-~]{1,48}$/), {
    doc: 'APP-NAME of an RFC 5424 header. With `xml` and `json` it is also the tag of an RFC 3164 header; the other formats begin with a tag of their own. Some receivers recognise CEF by it: change it only if yours does not. `-` means none.',
    example: '-',
    otherwise: '`CEF`, `LEEF`, `XmlWinEventLog`, `azlog` (`json`) or `MSWinEventLog` (`snare`), by format',
  }),
  hostname: defaulted(
    text('`event`, or 1 to 255 printable ASCII characters without spaces', printable),
    'event',
    {
      doc: 'Host in the syslog header: `event` for the computer of the event, or one fixed name.',
      example: 'azlog.example.com',
    },
  ),
  framing: optional(choice(...framingNames), {
    doc: 'How messages are separated on the connection (RFC 6587).',
    example: 'lf',
    otherwise: byPreset,
  }),
  maxMessageBytes: optional(integer(1_024, 1_048_576), {
    doc: 'Largest message with its header, in bytes; long values are shortened to fit.',
    example: 8000,
    otherwise: byPreset,
  }),
  host: optional(host('host', 'port'), {
    doc: 'Host of the receiver.',
    example: 'siem.example.com',
    otherwise: 'must be set for `syslog`',
  }),
  port: optional(integer(1, 65_535), { doc: 'Port of the receiver.', example: 6514, otherwise: byPreset }),
  transport: optional(choice(...transportNames), {
    doc: 'TLS, or plain TCP, which anyone on the network path can read.',
    example: 'tls',
    otherwise: byPreset,
  }),
  proof: defaulted(choice('read', 'kernel'), 'read', {
    doc: "When a message counts as delivered: when the receiver's program has read it (`read`), or (weaker) when its kernel has acknowledged it (`kernel`).",
    example: 'read',
  }),
  proofSeconds: defaulted(decimal(0.1, 3_600), 10, {
    doc: 'With `proof: read`, how long a quiet connection may hold unproven messages before azlog closes and reopens it.',
    example: 5,
  }),
  receiveBuffer: defaulted(size(2 ** 16, 2 ** 30), '33MiB', {
    doc: "With `proof: read`, a size larger than what the receiver's socket can hold unread: above the third number of `net.ipv4.tcp_rmem` there. Linux allows 6 MiB, from version 6.16 on 32 MiB.",
    example: '8MiB',
  }),
  kernelGraceSeconds: defaulted(decimal(0, 600), 10, {
    doc: 'With `proof: kernel`, how long the connection must stay open after the acknowledgement.',
    example: 30,
  }),
  connectTimeoutSeconds: defaulted(decimal(0.1, 600), 10, {
    doc: 'How long a connection (with its TLS handshake) may take.',
    example: 20,
  }),
  stallSeconds: defaulted(decimal(0.1, 3_600), 30, {
    doc: 'How long a receiver may accept no data before azlog closes and reopens the connection.',
    example: 60,
  }),
  reconnectMinMs: defaulted(integer(1, 3_600_000), 500, {
    doc: 'First pause before a new connection, in milliseconds; it doubles with each failure.',
    example: 1000,
  }),
  reconnectMaxMs: defaulted(integer(1, 3_600_000), 30_000, {
    doc: 'Longest pause before a new connection, in milliseconds.',
    example: 60_000,
  }),
  tls: {
    caFile: optional(file('a PEM file with CA certificates'), {
      doc: 'CA certificates that verify the receiver.',
      example: '/etc/azlog/ca.pem',
      otherwise: 'those of Node.js',
    }),
    certFile: optional(file('a PEM file with a certificate chain'), {
      doc: 'Client certificate, with its chain.',
      example: '/etc/azlog/client.pem',
    }),
    keyFile: optional(file('a PEM file with a private key'), {
      doc: 'Private key of the client certificate.',
      example: '/etc/azlog/client-key.pem',
    }),
    keyPassphrase: optional(secret('the passphrase of the private key'), {
      doc: 'Passphrase of the private key.',
      example: { file: '/run/secrets/key-passphrase' },
    }),
    serverName: optional(host('serverName'), {
      doc: 'Name that the certificate of the receiver must have.',
      example: 'siem.example.com',
      otherwise: 'that of `host`',
    }),
    fingerprint256: optional(fingerprint(), {
      doc: 'The one certificate that the receiver may have. It replaces the check of signer, name and dates.',
      example: Array.from({ length: 32 }, () => 'A1').join(':'),
    }),
    minVersion: defaulted(choice('TLSv1.2', 'TLSv1.3'), 'TLSv1.2', {
      doc: 'Minimum TLS version.',
      example: 'TLSv1.3',
    }),
    verify: defaulted(flag(), true, {
      doc: "Whether to verify the receiver's certificate. Without it, anyone on the network path can read and change everything.",
      example: true,
    }),
  },
} as const satisfies Group;
