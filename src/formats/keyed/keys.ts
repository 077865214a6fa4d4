/** What a key's value must be; `convert` in key-values.ts makes it so or refuses. */
export type KeyKind =
  /** Any text but a placeholder (null SID, zero GUID, `%%1793`). */
  | 'text'
  /** Text that is not zero: a logon id, a handle, or a status that names a reason. */
  | 'nonzero'
  /** An IPv4 address; `::ffff:` and the port of an endpoint are taken off. IPv6 goes to another key or is refused. */
  | 'address'
  /** A port, or the one of an endpoint (`192.0.2.1:3389`). */
  | 'port'
  /** A whole number, 64 bits with sign. */
  | 'long'
  /** A process id: decimal in the message, whether Windows wrote decimal or hexadecimal. */
  | 'pid'
  /** A whole number from 0 to 2^31 - 1. */
  | 'count'
  /** A MAC address, six pairs of hexadecimal digits: with colons in the message. */
  | 'mac'
  /** An ISO 8601 time: milliseconds since 1970 in the message. */
  | 'time'
  /** A protocol keyword, for an IANA number or in any case. */
  | 'protocol'
  /** 0 inbound, 1 outbound. */
  | 'direction';

/**
 * How soon a value is shortened, then dropped, when a message is too large: the published order, least valuable first.
 * Within a rank the longest value goes first.
 */
export const ranks = {
  /** The whole of a value that a standard key holds the first part of. */
  copy: 0,
  /** Explanatory text: msg, description, decoded texts beside a raw value. */
  message: 1,
  /** EventData under own keys. */
  data: 2,
  /** What surrounds the event (record id, task, origin of the row) under own keys. */
  surroundings: 3,
  /** Labelled fields (cs1 ...), and what stands for them in LEEF. */
  custom: 4,
  /** Paths, processes, services. */
  detail: 5,
  /** Who and where: accounts, computers, addresses, the event's unique id. */
  identity: 6,
  /** Time, event id, outcome: never touched. */
  fixed: 7,
} as const;

export type Rank = (typeof ranks)[keyof typeof ranks];

/** A key of a format: what fits, its longest value in characters, its rank. */
export interface KeyRule {
  readonly kind: KeyKind;
  readonly limit: number;
  readonly rank: Rank;
}

const text = (limit: number, rank: Rank = ranks.detail): KeyRule => ({ kind: 'text', limit, rank });
const name = (limit: number): KeyRule => text(limit, ranks.identity);
const custom = (limit: number): KeyRule => text(limit, ranks.custom);
const typed = (kind: KeyKind, rank: Rank = ranks.identity): KeyRule => ({ kind, limit: 64, rank });

/** Own keys have no limit. */
export const unlimited: KeyRule = { kind: 'text', limit: Number.POSITIVE_INFINITY, rank: ranks.data };

/**
 * The CEF producer keys that mappings may use, with the lengths of the CEF standard; in CEF:0 and CEF:1 alike. Keys of
 * the standard that no event of Windows has a value for (cookies, translated ports ...) are left out.
 */
export const cefKeys: Readonly<Record<string, KeyRule>> = {
  act: text(63),
  app: text(31),
  c6a1: typed('address'),
  c6a2: typed('address'),
  c6a3: typed('address'),
  cat: name(1023),
  cn1: typed('long', ranks.custom),
  cn2: typed('long', ranks.custom),
  cn3: typed('long', ranks.custom),
  cnt: typed('count', ranks.detail),
  cs1: custom(4000),
  cs2: custom(4000),
  cs3: custom(4000),
  cs4: custom(4000),
  cs5: custom(4000),
  cs6: custom(4000),
  destinationDnsDomain: text(255),
  destinationServiceName: text(1023),
  deviceCustomDate1: typed('time', ranks.custom),
  deviceCustomDate2: typed('time', ranks.custom),
  deviceDirection: typed('direction', ranks.detail),
  deviceDnsDomain: text(255),
  deviceExternalId: text(255),
  deviceFacility: text(1023),
  deviceInboundInterface: text(128),
  deviceNtDomain: text(255),
  deviceOutboundInterface: text(128),
  deviceProcessName: text(1023),
  dhost: name(1023),
  dmac: typed('mac'),
  dntdom: name(255),
  dpid: typed('pid', ranks.detail),
  dpriv: text(1023),
  dproc: text(1023),
  dpt: typed('port'),
  dst: typed('address'),
  dtz: { ...text(255), rank: ranks.fixed },
  duid: { ...name(1023), kind: 'nonzero' },
  duser: name(1023),
  dvc: typed('address'),
  dvchost: name(100),
  dvcpid: typed('pid', ranks.detail),
  end: typed('time', ranks.detail),
  externalId: { ...text(40), rank: ranks.fixed },
  fileCreateTime: typed('time', ranks.detail),
  fileHash: text(255),
  fileId: { ...text(1023), kind: 'nonzero' },
  fileModificationTime: typed('time', ranks.detail),
  filePath: text(1023),
  filePermission: text(1023),
  fileType: text(1023),
  flexDate1: typed('time', ranks.custom),
  flexString1: custom(1023),
  flexString2: custom(1023),
  fname: text(1023),
  fsize: typed('count', ranks.detail),
  in: typed('count', ranks.detail),
  msg: text(1023, ranks.message),
  oldFileCreateTime: typed('time', ranks.detail),
  oldFileHash: text(255),
  oldFileId: { ...text(1023), kind: 'nonzero' },
  oldFileName: text(1023),
  oldFilePath: text(1023),
  oldFilePermission: text(1023),
  oldFileType: text(1023),
  out: typed('count', ranks.detail),
  outcome: { ...text(63), rank: ranks.fixed },
  proto: typed('protocol'),
  reason: { ...text(1023), kind: 'nonzero' },
  request: text(1023),
  requestClientApplication: text(1023),
  requestContext: text(2048),
  requestMethod: text(1023),
  rt: { ...text(64), rank: ranks.fixed },
  shost: name(1023),
  smac: typed('mac'),
  sntdom: name(255),
  sourceDnsDomain: text(255),
  sourceServiceName: text(1023),
  spid: typed('pid', ranks.detail),
  spriv: text(1023),
  sproc: text(1023),
  spt: typed('port'),
  src: typed('address'),
  start: typed('time', ranks.detail),
  suid: { ...name(1023), kind: 'nonzero' },
  suser: name(1023),
};

/**
 * The LEEF attributes that mappings may use: predefined ones with their limits, then a few common ones for decoded
 * text that LEEF has no attribute for.
 */
export const leefKeys: Readonly<Record<string, KeyRule>> = {
  accountName: name(255),
  cat: name(1023),
  devTime: { ...text(64), rank: ranks.fixed },
  devTimeFormat: { ...text(64), rank: ranks.fixed },
  domain: name(1023),
  dst: typed('address'),
  dstMAC: typed('mac'),
  dstPort: typed('port'),
  groupID: name(1023),
  identHostName: name(255),
  identSrc: typed('address'),
  policy: text(1023),
  proto: typed('protocol'),
  realm: name(1023),
  resource: text(1023),
  role: text(1023),
  sev: { ...text(2), rank: ranks.fixed },
  src: typed('address'),
  srcMAC: typed('mac'),
  srcPort: typed('port'),
  url: text(1023),
  usrName: name(255),
  accesses: custom(4000),
  action: text(63),
  callerComputer: name(255),
  commandLine: custom(Number.POSITIVE_INFINITY),
  direction: text(63),
  impersonationLevel: text(255),
  msg: text(1023, ranks.message),
  name: custom(512),
  tokenElevationType: text(255),
  userAccountControl: custom(4000),
};
