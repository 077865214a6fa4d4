/**
 * What each receiver wants, as data. A preset only fills options that are not set: each of them can be overridden.
 * What depends on another option (the header on format and framing, the port on framing and transport) is a table.
 */
export const presetNames = [
  'splunk',
  'sc4s',
  'arcsight',
  'qradar',
  'sentinel',
  'elastic',
  'rsyslog',
  'syslog-ng',
  'none',
] as const;
export type PresetName = (typeof presetNames)[number];

export const formatNames = ['cef', 'leef', 'xml', 'json', 'snare'] as const;
export type FormatName = (typeof formatNames)[number];
/** Forms of Windows' own, which no other record can be written in. */
export const windowsFormats: ReadonlySet<FormatName> = new Set<FormatName>(['xml', 'snare']);

/** How codes in the data of events are written. */
export const decodingNames = ['raw', 'decoded', 'both'] as const;
export type DecodingName = (typeof decodingNames)[number];
/** What a receiver of syslog knows a format by: its APP-NAME, where nothing else is set. */
export const appNames: Readonly<Record<FormatName, string>> = {
  cef: 'CEF',
  leef: 'LEEF',
  xml: 'XmlWinEventLog',
  json: 'azlog',
  snare: 'MSWinEventLog',
};

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
  readonly cef: {
    readonly version: '0' | '1';
    readonly time: 'epoch' | 'text';
    readonly ipv6: 'custom' | 'native';
  };
  readonly leef: {
    readonly version: '1.0' | '2.0';
    readonly delimiter: string;
    readonly time: 'epoch' | 'text';
    readonly replacePipe: boolean;
  };
  /** Why, one line an entry, for the reference. */
  readonly reasons: readonly string[];
}

const bsd = { cef: 'rfc3164', leef: 'rfc3164', xml: 'rfc3164', json: 'rfc3164', snare: 'rfc3164' } as const;
// What reads LEEF and Snare knows them behind RFC 3164 only.
const ietf = { ...bsd, cef: 'rfc5424', xml: 'rfc5424', json: 'rfc5424' } as const;
/** For inputs that take a line as it is for an event. */
const lines = { ...bsd, xml: 'none', json: 'none' } as const;
const usualPorts = { tcp: 514, tls: 6514 } as const;
const cefDefaults = { version: '0', time: 'epoch', ipv6: 'custom' } as const;
const leefDefaults = { version: '2.0', delimiter: '^', time: 'epoch', replacePipe: false } as const;

export const presets = {
  splunk: {
    title: 'Splunk (TCP input, with the Splunk Add-on for Microsoft Windows)',
    format: 'xml',
    framing: 'lf',
    transport: 'tls',
    header: { lf: lines, 'octet-counting': lines },
    port: { lf: usualPorts, 'octet-counting': usualPorts },
    maxMessageBytes: 10_000,
    cef: { ...cefDefaults, time: 'text' },
    leef: { ...leefDefaults, time: 'text', replacePipe: true },
    reasons: [
      'The add-on reads the XML that Windows writes (`XmlWinEventLog`). So do the searches, CIM tags and detections that build on it. CEF has none of its field names.',
      'The add-on finds an event by `<Event xmlns` at the beginning of a line, so there is no header; computer and time are in the event.',
      'It finds the fields by attributes in single quotes. Windows writes them so, and azlog keeps them.',
      'A TCP input cuts events at 10,000 bytes by default (`TRUNCATE`). It does not count octets.',
      'CEF and LEEF have times as text, and azlog replaces `|` in LEEF values, as for `sc4s`.',
    ],
  },
  sc4s: {
    title: 'Splunk Connect for Syslog',
    format: 'cef',
    framing: 'lf',
    transport: 'tls',
    header: { lf: bsd, 'octet-counting': ietf },
    port: { lf: usualPorts, 'octet-counting': { tcp: 601, tls: 5425 } },
    maxMessageBytes: 10_000,
    cef: { ...cefDefaults, time: 'text' },
    leef: { ...leefDefaults, time: 'text', replacePipe: true },
    reasons: [
      'Splunk Connect for Syslog recognises CEF by the program name in an RFC 3164 header; with RFC 5424 it looks only at APP-NAME.',
      'Its ports 514 and 6514 end messages with LF; only 601 and 5425 count octets, and those parse RFC 5424 strictly.',
      'It does not know Windows XML or our JSON, and would file both as unknown. For XML send directly to Splunk, with the preset `splunk`.',
      'It looks for the text `CEF:0`, so the version stays 0.',
      'Splunk cuts events at 10,000 bytes by default (`TRUNCATE`).',
      'Times are text, because it ignores a time in milliseconds and uses that of the header.',
      'Azlog writes a `CEF:` in a value as `CEF_` (in every preset): the receiver takes the last one in a line for the beginning of the event.',
      'Azlog replaces `|` in LEEF values: the receiver splits the message at every `|` and keeps only the last part.',
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
      "CEF is ArcSight's own format, with the keys that its connector for Windows uses. Every example of the standard has the RFC 3164 header.",
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
      "LEEF is QRadar's own format: each field has its own attribute, in whatever language Windows runs, so QRadar need not search a text. QRadar finds the log source by the host in the header.",
      'The DSM for Windows reads Snare (`format: snare`), with its event names. But it takes the fields from the English text that Windows rendered, which fills most of the message.',
      "QRadar's syslog ports do not strip octet counts, so messages end with LF.",
      'QRadar splits TCP payloads at 4,096 bytes unless its system setting is higher; raise both together.',
      "TAB separates attributes, as QRadar's extraction patterns expect.",
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
      'CEF fills the columns of CommonSecurityLog; another format would be one text in Syslog. The agent looks for `CEF:` after a time and a host, so the header is RFC 3164.',
      'The forwarder is rsyslog or syslog-ng; LF suits the default settings of both.',
      'rsyslog cuts messages at 8 KB by default.',
    ],
  },
  elastic: {
    title: 'Elastic Agent (Custom TCP Logs), Filebeat (TCP input), or Logstash (tcp input, json_lines codec)',
    format: 'json',
    framing: 'lf',
    transport: 'tls',
    header: { lf: lines, 'octet-counting': lines },
    // The integration's own TCP port, which is the same with and without TLS.
    port: { lf: { tcp: 8080, tls: 8080 }, 'octet-counting': { tcp: 8080, tls: 8080 } },
    maxMessageBytes: 65_000,
    cef: { ...cefDefaults, ipv6: 'native' },
    leef: leefDefaults,
    reasons: [
      "Elastic's detection rules for Windows look for the fields of Winlogbeat (`winlog.event_data.TargetUserName`, `event.action: logged-in`, `host.os.type`), which the JSON has; CEF fills other fields.",
      'Objects are nested, because Logstash and processors of Beats cannot address names with dots.',
      'Each line is one event without a header, which the receiver would have to remove before it parses the JSON.',
      'The TCP input splits at LF by default (`framing: delimiter`); for `framing: rfc6587` there, set `framing: octet-counting` here.',
      'The input accepts messages of up to 20 MiB; 65,000 bytes are enough for whole Windows events.',
      '8080 is the default port of the Custom TCP Logs integration; that of the CEF integration is 9004.',
      'CEF has IPv6 addresses in `src`, `dst` and `dvc`: Elastic fills `source.ip` and `destination.ip` from them, and accepts either family.',
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
      'imtcp recognises octet counts by the first byte; RFC 5425 asks for octet counts over TLS.',
      'An RFC 5424 header has the year, the zone and fractions of a second.',
      'rsyslog cuts messages at 8 KB by default (`maxMessageSize`).',
      '`^` separates LEEF attributes, because rsyslog rewrites a TAB as `#011`.',
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
      'A `network()` source expects RFC 3164 ended by LF; an octet count would spoil the priority.',
      'A `syslog()` source expects RFC 5424 with octet counts: set `framing: octet-counting` for it, and the header follows.',
      'syslog-ng accepts messages of up to 65,536 bytes by default (`log-msg-size`).',
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
    reasons: ['Almost every receiver understands an RFC 3164 header, LF and at most 8,000 bytes.'],
  },
} as const satisfies Record<PresetName, Preset>;
