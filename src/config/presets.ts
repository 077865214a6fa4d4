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
      'The add-on reads the XML that Windows writes (`XmlWinEventLog`), and so do the searches, CIM tags and detections that build on it; CEF has none of its field names.',
      'It finds an event by `<Event xmlns` at the beginning of a line, so there is no header; computer and time are in the event.',
      'It finds the fields by attributes in single quotes, as Windows writes them: they are kept.',
      'A TCP input cuts events at 10,000 bytes by default (`TRUNCATE`). It does not count octets.',
      'CEF and LEEF have times as text, and `|` in LEEF values is replaced, as for `sc4s`.',
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
      'Splunk Connect for Syslog knows CEF by the program name that an RFC 3164 header gives; behind RFC 5424 it looks only at APP-NAME.',
      'Its ports 514 and 6514 end messages with LF; only 601 and 5425 count octets, and those parse RFC 5424 strictly.',
      'It knows no Windows XML and no JSON of ours: both would be filed as unknown. For XML use the preset `splunk` past it.',
      'It looks for the text `CEF:0`, so the version stays 0.',
      'Splunk cuts events at 10,000 bytes by default (`TRUNCATE`).',
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
      'CEF is its own format, with the keys that its connector for Windows uses, and every example of the standard has the RFC 3164 header.',
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
      'LEEF is its own format: each field under an attribute of its own, whatever language Windows speaks, and no text to be searched for it. QRadar finds the log source by the host in the header.',
      'Snare (`format: snare`) is what the DSM for Windows reads, with its event names; but it takes the fields from the English text that Windows rendered, which the message needs most of its bytes for.',
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
      'CEF fills the columns of CommonSecurityLog; another format would be one text in Syslog. The agent looks for `CEF:` behind a time and a host, so the header is RFC 3164.',
      'The forwarder is rsyslog or syslog-ng; LF suits both as they are installed.',
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
      "Elastic's detection rules for Windows look for the fields of Winlogbeat (`winlog.event_data.TargetUserName`, `event.action: logged-in`, `host.os.type`), which the JSON has; CEF ends up in other ones.",
      'Objects are nested: Logstash and processors of Beats do not reach into names with dots.',
      'A line is an event, with no header: what comes before the JSON would have to be taken off first.',
      'The TCP input splits at LF as it is installed (`framing: delimiter`); for `framing: rfc6587` there, set `framing: octet-counting` here.',
      'The input takes messages of up to 20 MiB; 65,000 bytes hold the events of Windows whole.',
      '8080 is the port of the Custom TCP Logs integration as it is installed; that of the CEF integration is 9004.',
      'CEF has IPv6 addresses in `src`, `dst` and `dvc`: those are what `source.ip` and `destination.ip` are filled from, and either family is taken.',
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
