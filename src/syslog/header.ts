/**
 * `rfc5424`: RFC 5424 §6. `rfc3164`: RFC 3164 §4.1, in UTC. `rfc5424-short`: the prefix that IBM documents for LEEF,
 * an RFC 5424 header that ends after the host. `none`: the message alone.
 */
export const headerFormats = ['rfc5424', 'rfc3164', 'rfc5424-short', 'none'] as const;
export type HeaderFormat = (typeof headerFormats)[number];

export interface HeaderOptions {
  readonly format: HeaderFormat;
  /** 0 to 23. */
  readonly facility: number;
  /** APP-NAME of RFC 5424; `CEF` or `-` are what receivers of CEF recognise. Unused by the other formats. */
  readonly appName: string;
  /** TAG of RFC 3164 §4.1.3, for a message that does not begin with one; '' or undefined for none. */
  readonly tag?: string;
  /** `event`: the computer that the event came from. Any other text is used as it is for every message. */
  readonly hostname: string;
}

/** What a header tells of an event. */
export interface HeaderFacts {
  /** Milliseconds since 1970 (UTC). */
  readonly time: number;
  readonly computer: string;
  /** 0 (emergency) to 7 (debug). */
  readonly severity: number;
}

const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const maxHostBytes = 255;
const maxAppNameBytes = 48;
const maxTagBytes = 32;
/** Computers whose cleaned names are kept; far above any real site, so that odd input cannot fill the memory. */
const maxCachedHosts = 20_000;

/**
 * Makes a function that writes the header of one message, its ending space included, ready to be followed by the
 * message. It remembers the last second and the hosts seen, so one function should be used for many events.
 * @throws RangeError when `facility` is not a whole number from 0 to 23.
 */
export function createHeader(options: HeaderOptions): (facts: HeaderFacts) => string {
  const { facility, format } = options;
  if (!Number.isInteger(facility) || facility < 0 || facility > 23) {
    throw new RangeError(`facility is ${facility}; it must be a whole number from 0 to 23`);
  }
  if (format === 'none') return () => '';

  const priorities = Array.from({ length: 8 }, (_, severity) => `<${facility * 8 + severity}>`);
  const priority = (severity: number): string =>
    priorities[severity] ?? (severity > 7 ? `<${facility * 8 + 7}>` : `<${facility * 8}>`);
  const host = createHostWriter(options.hostname, format === 'rfc5424' ? fullHost : routableHost(format));

  if (format === 'rfc3164') {
    const second = cachePerSecond(secondOf3164);
    const ending =
      options.tag === undefined || options.tag === '' ? ' ' : ` ${printable(options.tag, maxTagBytes)}: `;
    return (facts) =>
      `${priority(facts.severity)}${second(clampTime(facts.time))} ${host(facts.computer)}${ending}`;
  }

  const second = cachePerSecond((ms) => new Date(ms).toISOString().slice(0, 19));
  const timestamp = (time: number): string => {
    const ms = clampTime(time);
    const fraction = ms % 1000;
    const padding = fraction < 10 ? '00' : fraction < 100 ? '0' : '';
    return `${second(ms)}.${padding}${fraction}Z`;
  };
  const ending = format === 'rfc5424' ? ` ${printable(options.appName, maxAppNameBytes)} - - - ` : ' ';
  return (facts) => `${priority(facts.severity)}1 ${timestamp(facts.time)} ${host(facts.computer)}${ending}`;
}

/** Numerical codes of RFC 5424 §6.2.1 for severities from 0 to 10: debug, informational, notice, warning, error, critical. */
const severityCodes = [7, 7, 6, 5, 4, 4, 4, 3, 3, 2, 2];

/**
 * Syslog severity, 7 (debug) to 2 (critical), for the severity of an event from 0 to 10. Never alert or emergency:
 * receivers tell those to everybody who is signed in.
 */
export function syslogSeverity(severity: number): number {
  return severityCodes[severity] ?? 6;
}

/** Whole milliseconds within the years that both RFCs can write. */
function clampTime(time: number): number {
  if (!(time > 0)) return 0;
  return time > lastTime ? lastTime : Math.floor(time);
}

function cachePerSecond(write: (ms: number) => string): (ms: number) => string {
  let lastSecond = -1;
  let text = '';
  return (ms) => {
    const second = Math.floor(ms / 1000);
    if (second !== lastSecond) {
      lastSecond = second;
      text = write(second * 1000);
    }
    return text;
  };
}

/** `Mmm dd hh:mm:ss`, the day padded with a space (RFC 3164 §4.1.2). */
function secondOf3164(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${months[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}

function createHostWriter(hostname: string, write: (name: string) => string): (computer: string) => string {
  if (hostname !== 'event') {
    const fixed = write(hostname);
    return () => fixed;
  }
  const cache = new Map<string, string>();
  return (computer) => {
    const cached = cache.get(computer);
    if (cached !== undefined) return cached;
    if (cache.size >= maxCachedHosts) cache.clear();
    const written = write(computer);
    cache.set(computer, written);
    return written;
  };
}

function fullHost(name: string): string {
  return printable(name, maxHostBytes);
}

/** Short names for RFC 3164 §4.1.2; no colon in either: SIEMs that route on the host take an IPv6 address for a tag. */
function routableHost(format: HeaderFormat): (name: string) => string {
  return (name) => {
    const host = printable(name, maxHostBytes);
    if (host.includes(':')) return '-';
    if (format !== 'rfc3164' || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return host;
    const [short = ''] = host.split('.', 1);
    return short === '' ? '-' : short;
  };
}

/** RFC 5424 §6: header fields are printable US-ASCII without space; a missing one is `-`. */
function printable(text: string, maxBytes: number): string {
  const clean = text
    .trim()
    .replace(/[^\x21-\x7e]/gu, '-')
    .slice(0, maxBytes);
  return clean === '' ? '-' : clean;
}
