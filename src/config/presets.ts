/**
 * What each receiver wants, as data. A preset only fills options that are not set: each of them can be overridden.
 * What depends on another option (the header on format and framing, the port on framing and transport) is a table.
 */
export const presetNames = [
  'splunk',
  'arcsight',
  'qradar',
  'sentinel',
  'elastic',
  'rsyslog',
  'syslog-ng',
  'none',
] as const;
export type PresetName = (typeof presetNames)[number];

export const formatNames = ['cef', 'leef'] as const;
export type FormatName = (typeof formatNames)[number];

/** How codes in the data of events are written. */
export const decodingNames = ['raw', 'decoded', 'both'] as const;
export type DecodingName = (typeof decodingNames)[number];

export const headerNames = ['rfc5424', 'rfc3164', 'rfc5424-short', 'none'] as const;
export type HeaderName = (typeof headerNames)[number];

export const framingNames = ['lf', 'octet-counting'] as const;
export type FramingName = (typeof framingNames)[number];

export const transportNames = ['tcp', 'tls'] as const;
export type TransportName = (typeof transportNames)[number];

export interface Preset {
  readonly title: string;
  readonly format: FormatName;
  readonly framing: FramingName;
  readonly transport: TransportName;
  readonly header: Readonly<Record<FramingName, Readonly<Record<FormatName, HeaderName>>>>;
  readonly port: Readonly<Record<FramingName, Readonly<Record<TransportName, number>>>>;
  readonly maxMessageBytes: number;
  readonly cef: { readonly time: 'epoch' | 'text'; readonly ipv6: 'custom' | 'native' };
  readonly leef: {
    readonly version: '1.0' | '2.0';
    readonly delimiter: string;
    readonly time: 'epoch' | 'text';
    readonly replacePipe: boolean;
  };
  /** Why, one line an entry, for the reference. */
  readonly reasons: readonly string[];
}

const bsd = { cef: 'rfc3164', leef: 'rfc3164' } as const;
const ietf = { cef: 'rfc5424', leef: 'rfc3164' } as const;
const usualPorts = { tcp: 514, tls: 6514 } as const;
const cefDefaults = { time: 'epoch', ipv6: 'custom' } as const;
const leefDefaults = { version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false } as const;

export const presets = {
  splunk: {
    title: 'Splunk Connect for Syslog, or a Splunk TCP input',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': ietf },
    port: { lf: usualPorts, 'octet-counting': { tcp: 601, tls: 5425 } },
    maxMessageBytes: 10_000,
    cef: { time: 'text', ipv6: 'custom' },
    leef: { ...leefDefaults, time: 'text', replacePipe: true },
    reasons: [
      'Splunk Connect for Syslog knows CEF by the program name that an RFC 3164 header gives; behind RFC 5424 it looks only at APP-NAME.',
      'Its ports 514 and 6514 end messages with LF; only 601 and 5425 count octets, and those parse RFC 5424 strictly.',
      'A Splunk TCP input cuts events at 10,000 bytes by default (`TRUNCATE`).',
      'Times are text, since a time in milliseconds is passed over there in favour of the header.',
      'A `CEF:` in a value is written `CEF_` (in every preset): the last one in a line is taken for the beginning of the event.',
      'A `|` in a LEEF value is replaced: the message is split at every `|` and only the last part is kept.',
    ],
  },
  arcsight: {
    title: 'ArcSight SmartConnector (syslog daemon)',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': bsd },
    port: { lf: usualPorts, 'octet-counting': usualPorts },
    maxMessageBytes: 10_000,
    cef: cefDefaults,
    leef: leefDefaults,
    reasons: [
      'CEF is its own format, and every example of the standard has the RFC 3164 header.',
      'Its TCP buffer holds 10,240 bytes by default.',
      'Times are milliseconds since 1970, which no time zone can shift.',
    ],
  },
  qradar: {
    title: 'IBM QRadar (Syslog or TLS Syslog log source)',
    format: 'leef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': bsd },
    port: { lf: usualPorts, 'octet-counting': usualPorts },
    maxMessageBytes: 4_096,
    cef: cefDefaults,
    leef: { ...leefDefaults, delimiter: 'tab' },
    reasons: [
      'LEEF is its own format; QRadar finds the log source by the host in the header.',
      'Octet counts are not stripped on its syslog ports, so messages end with LF.',
      'TCP payloads are split at 4,096 bytes until the system setting says otherwise; raise both together.',
      'Attributes are separated by TAB, which its extraction patterns expect.',
    ],
  },
  sentinel: {
    title: 'Microsoft Sentinel (Linux forwarder with the Azure Monitor Agent)',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': bsd },
    port: { lf: usualPorts, 'octet-counting': usualPorts },
    maxMessageBytes: 8_000,
    cef: cefDefaults,
    leef: leefDefaults,
    reasons: [
      'The agent looks for `CEF:` behind a time and a host, so the header is RFC 3164.',
      'The forwarder is rsyslog or syslog-ng; LF suits both as they are installed.',
      'rsyslog cuts messages at 8 KB by default.',
    ],
  },
  elastic: {
    title: 'Elastic Agent or Filebeat (CEF integration, TCP input), or Logstash (tcp input, cef codec)',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': bsd },
    // The integration's own TCP port, which is the same with and without TLS.
    port: { lf: { tcp: 9004, tls: 9004 }, 'octet-counting': { tcp: 9004, tls: 9004 } },
    maxMessageBytes: 65_000,
    cef: { time: 'epoch', ipv6: 'native' },
    leef: leefDefaults,
    reasons: [
      'The TCP input splits at LF as it is installed (`framing: delimiter`); for `framing: rfc6587` there, set `framing: octet-counting` here.',
      'Everything before the first `CEF:` is passed over, so the header only serves whoever reads the raw message.',
      'The input takes messages of up to 20 MiB; 65,000 bytes hold the events of Windows whole.',
      'IPv6 addresses go to `src`, `dst` and `dvc`: those are what `source.ip`, `destination.ip` and `observer.ip` are filled from, and either family is taken.',
      '9004 is the TCP port of the CEF integration as it is installed.',
    ],
  },
  rsyslog: {
    title: 'rsyslog (imtcp)',
    format: 'cef',
    framing: 'octet-counting',
    transport: 'tls',
    header: { lf: ietf, 'octet-counting': ietf },
    port: { lf: usualPorts, 'octet-counting': usualPorts },
    maxMessageBytes: 8_000,
    cef: cefDefaults,
    leef: leefDefaults,
    reasons: [
      'imtcp tells octet counts from LF by the first byte; RFC 5425 asks for octet counts over TLS.',
      'RFC 5424 carries year, zone and fractions of the time.',
      'Messages are cut at 8 KB by default (`maxMessageSize`).',
      'LEEF attributes are separated by `^`: a TAB is rewritten as `#011` on the way in.',
    ],
  },
  'syslog-ng': {
    title: 'syslog-ng or AxoSyslog',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': ietf },
    port: { lf: usualPorts, 'octet-counting': { tcp: 601, tls: 6514 } },
    maxMessageBytes: 65_000,
    cef: cefDefaults,
    leef: leefDefaults,
    reasons: [
      'A `network()` source takes RFC 3164 ended by LF; an octet count would spoil its priority.',
      'A `syslog()` source takes RFC 5424 with octet counts: set `framing: octet-counting` for it, and the header follows.',
      'Messages may be 65,536 bytes long by default (`log-msg-size`).',
    ],
  },
  none: {
    title: 'Any other receiver',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': ietf },
    port: { lf: usualPorts, 'octet-counting': usualPorts },
    maxMessageBytes: 8_000,
    cef: cefDefaults,
    leef: leefDefaults,
    reasons: ['RFC 3164 header, LF and at most 8,000 bytes are understood by almost every receiver.'],
  },
} as const satisfies Record<PresetName, Preset>;
