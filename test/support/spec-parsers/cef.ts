/** A parsed CEF message. Header fields and values are unescaped. */
export interface CefMessage {
  readonly version: number;
  readonly vendor: string;
  readonly product: string;
  readonly deviceVersion: string;
  readonly classId: string;
  readonly name: string;
  readonly severity: string;
  readonly extensions: ReadonlyMap<string, string>;
}

export interface CefRules {
  /** Largest number of characters of each key that has one; the standard's dictionary. */
  readonly sizes?: ReadonlyMap<string, number>;
}

/** Header fields in their order, with their largest number of characters. */
const headerFields = [
  ['vendor', 63],
  ['product', 63],
  ['deviceVersion', 31],
  ['classId', 1023],
  ['name', 512],
  ['severity', Number.POSITIVE_INFINITY],
] as const;

/** Custom fields that must come with a label: `cs1` and `cs1Label`. */
const labelled = /^(?:c6a[1-4]|cfp[1-4]|cn[1-3]|cs[1-6]|deviceCustomDate[12]|flexDate1|flexString[12])$/;

/** Keys that only a consumer may write. */
const consumerKeys: ReadonlySet<string> = new Set(
  (
    'agentDnsDomain agentNtDomain agentTranslatedAddress agentTranslatedZoneExternalID agentTranslatedZoneURI ' +
    'agentZoneExternalID agentZoneURI agt ahost aid amac art at atz av customerExternalID customerURI ' +
    'destinationTranslatedZoneExternalID destinationTranslatedZoneURI destinationZoneExternalID destinationZoneURI ' +
    'deviceTranslatedZoneExternalID deviceTranslatedZoneURI deviceZoneExternalID deviceZoneURI dlat dlong eventId ' +
    'rawEvent slat slong sourceTranslatedZoneExternalID sourceTranslatedZoneURI sourceZoneExternalID sourceZoneURI'
  ).split(' '),
);

/**
 * Parses one CEF message without syslog prefix, by the standard alone and strictly.
 * @throws Error saying what the standard forbids, and where.
 */
export function parseCef(line: string, rules: CefRules = {}): CefMessage {
  refuseLineBreaks(line);
  const start = /^CEF:([01])\|/.exec(line);
  if (start === null) throw new Error(`no CEF:0| or CEF:1| at the start: ${excerpt(line, 0)}`);
  const header: Record<(typeof headerFields)[number][0], string> = {
    vendor: '',
    product: '',
    deviceVersion: '',
    classId: '',
    name: '',
    severity: '',
  };
  let at = start[0].length;
  for (const [field, size] of headerFields) {
    const { value, end } = readHeaderField(line, at, field);
    if (isLonger(value, size))
      throw new Error(`header field ${field} has more than ${size} characters: ${value}`);
    header[field] = value;
    at = end + 1;
  }
  if (!/^(?:[0-9]|10|Unknown|Low|Medium|High|Very-High)$/.test(header.severity)) {
    throw new Error(`severity "${header.severity}" is neither 0 to 10 nor a word of the standard`);
  }
  const extensions = parseExtension(line, at);
  checkLabels(extensions);
  checkSizes(extensions, rules.sizes ?? new Map());
  return { version: Number(start[1]), ...header, extensions };
}

/** Text up to the next unescaped pipe. Only backslash and pipe are escaped in a header. */
function readHeaderField(line: string, from: number, field: string): { value: string; end: number } {
  let value = '';
  for (let at = from; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '|') return { value, end: at };
    if (char < ' ') throw new Error(`control character in header field ${field}: ${excerpt(line, at)}`);
    if (char !== '\\') {
      value += char;
      continue;
    }
    at += 1;
    const escaped = line.charAt(at);
    if (escaped !== '\\' && escaped !== '|') {
      throw new Error(`backslash before "${escaped}" in header field ${field}: ${excerpt(line, at)}`);
    }
    value += escaped;
  }
  throw new Error(`the header ends in field ${field}: 7 pipes are needed`);
}

const keyAndEquals = /([A-Za-z0-9]+)=/y;

/** A pair starts at the beginning or after a space, with a key of letters and digits and an unescaped `=`. */
function parseExtension(line: string, from: number): Map<string, string> {
  const extensions = new Map<string, string>();
  let at = from;
  while (at < line.length) {
    keyAndEquals.lastIndex = at;
    const key = keyAndEquals.exec(line)?.[1];
    if (key === undefined) throw new Error(`no key of letters and digits and "=": ${excerpt(line, at)}`);
    if (extensions.has(key)) throw new Error(`key ${key} comes twice`);
    if (consumerKeys.has(key)) throw new Error(`key ${key} is for consumers only`);
    at += key.length + 1;
    const { value, end } = readValue(line, at, key);
    extensions.set(key, value);
    at = end;
  }
  return extensions;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '=': '=', n: '\n', r: '\r' };

/** A value ends at the end of the line or at the last space before the next key and unescaped `=`. */
function readValue(line: string, from: number, key: string): { value: string; end: number } {
  let value = '';
  let lastSpace = -1;
  let valueAtSpace = '';
  let at = from;
  for (; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '=') {
      // Everything behind the last space was the next key.
      if (lastSpace === -1) throw new Error(`unescaped "=" in the value of ${key}: ${excerpt(line, at)}`);
      return { value: checkedValue(valueAtSpace, key), end: lastSpace + 1 };
    }
    if (char === ' ') {
      lastSpace = at;
      valueAtSpace = value;
    }
    if (char !== '\\') {
      value += char;
      continue;
    }
    at += 1;
    const escaped = escapes[line.charAt(at)];
    if (escaped === undefined) {
      throw new Error(`backslash before "${line.charAt(at)}" in the value of ${key}: ${excerpt(line, at)}`);
    }
    value += escaped;
  }
  return { value: checkedValue(value, key), end: at };
}

function checkedValue(value: string, key: string): string {
  if (value === '') throw new Error(`key ${key} has no value`);
  if (value.startsWith(' ') || value.endsWith(' ')) {
    throw new Error(
      `the value of ${key} has spaces around it, or pairs are not parted by one space: "${value}"`,
    );
  }
  return value;
}

function checkLabels(extensions: ReadonlyMap<string, string>): void {
  const labels = new Set<string>();
  for (const [key, value] of extensions) {
    if (labelled.test(key) && !extensions.has(`${key}Label`)) throw new Error(`${key} has no ${key}Label`);
    const field = key.endsWith('Label') ? key.slice(0, -5) : '';
    if (!labelled.test(field)) continue;
    if (!extensions.has(field)) throw new Error(`${key} labels nothing: there is no ${field}`);
    if (labels.has(value)) throw new Error(`the label "${value}" comes twice`);
    labels.add(value);
  }
}

function checkSizes(extensions: ReadonlyMap<string, string>, sizes: ReadonlyMap<string, number>): void {
  for (const [key, value] of extensions) {
    const size = sizes.get(key);
    if (size !== undefined && isLonger(value, size))
      throw new Error(`${key} has ${[...value].length} characters, more than ${size}`);
  }
}

/** Code units are never fewer than the characters, and known at once. */
function isLonger(value: string, size: number): boolean {
  return value.length > size && [...value].length > size;
}

function refuseLineBreaks(line: string): void {
  const at = line.search(/[\0\r\n]/);
  if (at !== -1) throw new Error(`raw CR, LF or NUL at ${at}: ${excerpt(line, at)}`);
  if (line.startsWith('\ufeff')) throw new Error('a byte order mark at the start');
  if (!line.isWellFormed()) throw new Error('half a surrogate pair: this is no text in UTF-8');
}

function excerpt(line: string, at: number): string {
  return `at ${at} in ${JSON.stringify(line.slice(Math.max(0, at - 30), at + 30))}`;
}
