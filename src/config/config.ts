import type { EventIdRange } from '../options/event-ids.ts';
import type { SourceTypeName } from '../sources/source-types.ts';
import type { TransformRule } from '../transforms/rule.ts';
import type { DecodingName, FormatName, FramingName, HeaderName, PresetName } from './presets.ts';

/** The whole configuration, valid and complete: presets are applied, sizes are bytes, paths are absolute. */
export interface Config {
  /** The file it was read from; undefined where all is from the environment. */
  readonly file: string | undefined;
  readonly queue: QueueConfig;
  /** At least one; names are unique. */
  readonly sources: readonly SourceConfig[];
  /** At least one; names are unique. */
  readonly destinations: readonly DestinationConfig[];
  /** The first that an event fits decides its severity. */
  readonly severities: readonly SeverityConfig[];
  /** In the order in which they are applied; names are unique. */
  readonly transforms: readonly TransformRule[];
  /** There where a rule hashes and the formatter runs. */
  readonly hashing: { readonly key?: string };
  readonly http: { readonly host: string; readonly port: number };
  /** Where traces go; undefined for none. */
  readonly tracing: { readonly endpoint?: string };
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
  readonly shutdown: { readonly drainSeconds: number };
  /** The files that secrets were read from, of those that were read. */
  readonly secretFiles: readonly SecretFile[];
}

/** A secret that was given as `{ file: … }` or by a variable `AZLOG_…_FILE`. */
export interface SecretFile {
  /** Its option as problems name it: `sources[0].sas`. */
  readonly option: string;
  readonly of: 'process' | 'source' | 'destination';
  /** Of the source or destination; '' for the process. */
  readonly name: string;
  /** Of the option within its group: `tls.keyPassphrase`. */
  readonly key: string;
  /** Absolute. */
  readonly file: string;
}

export type LogFormat = 'auto' | 'json' | 'text';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface QueueConfig {
  /** `embedded:<absolute folder>` or the URL of a server; it may hold a password, so it is never shown as it is. */
  readonly url: string;
  readonly password?: string;
  readonly sentinelPassword?: string;
  /** Absolute. */
  readonly caFile?: string;
  readonly serverName?: string;
  readonly budgetBytes: number;
  readonly prefix: string;
}

export interface SourceConfig {
  readonly name: string;
  readonly type: SourceTypeName;
  /** `now`, `beginning`, or an ISO 8601 time in UTC; undefined for a type that has no such choice. */
  readonly start?: string;
  /** The other options of its type, which only that knows. */
  readonly [option: string]: unknown;
}

/** A severity for the events that fit all that is given. */
export interface SeverityConfig {
  /** 0 to 10, 10 worst. */
  readonly severity: number;
  readonly ids?: readonly EventIdRange[];
  readonly provider?: string;
  readonly channel?: string;
  readonly outcome?: 'success' | 'failure';
}

/** How events are written, without where they go. */
export interface MessageConfig {
  readonly format: FormatName;
  readonly cef: {
    readonly version: '0' | '1';
    readonly time: 'epoch' | 'text';
    readonly ipv6: 'custom' | 'native';
  };
  readonly leef: {
    readonly version: '1.0' | '2.0';
    /** The character itself; TAB for version 1.0. */
    readonly delimiter: string;
    readonly time: 'epoch' | 'text';
    readonly replacePipe: boolean;
  };
  /** Codes as Windows wrote them, as text, or both. */
  readonly decoding: DecodingName;
  readonly header: HeaderName;
  /** Code of the facility, 0 to 23. */
  readonly facility: number;
  readonly appName: string;
  /** `event` for the computer of the event, or a fixed name. */
  readonly hostname: string;
  readonly framing: FramingName;
  /** With the header, in bytes; Infinity for no limit. */
  readonly maxMessageBytes: number;
}

interface DestinationBase extends MessageConfig {
  readonly name: string;
  readonly preset: PresetName;
  /** Names of the sources whose events go here. */
  readonly sources: readonly string[];
}

export interface StdoutDestinationConfig extends DestinationBase {
  readonly type: 'stdout';
}

export interface SyslogDestinationConfig extends DestinationBase {
  readonly type: 'syslog';
  readonly host: string;
  readonly port: number;
  readonly transport: 'tcp' | 'tls';
  readonly proof: 'read' | 'kernel';
  readonly proofSeconds: number;
  readonly receiveBufferBytes: number;
  readonly kernelGraceSeconds: number;
  readonly connectTimeoutSeconds: number;
  readonly stallSeconds: number;
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** There where `transport` is `tls`. */
  readonly tls?: TlsConfig;
}

export type DestinationConfig = SyslogDestinationConfig | StdoutDestinationConfig;

export interface TlsConfig {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly keyPassphrase?: string;
  readonly serverName?: string;
  /** Upper-case pairs with colons, as Node.js writes it. */
  readonly fingerprint256?: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly verify: boolean;
}
