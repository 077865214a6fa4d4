/** A parsed LEEF message. */
export interface LeefMessage {
  readonly version: '1.0' | '2.0';
  readonly vendor: string;
  readonly product: string;
  readonly productVersion: string;
  readonly eventId: string;
  /** The one character between attributes. */
  readonly delimiter: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface LeefRules {
  /** Largest number of characters of each attribute that has one. */
  readonly sizes?: ReadonlyMap<string, number>;
}

/** Attributes that the format reserves and no receiver reads. */
const reserved: ReadonlySet<string> = new Set([
  'identMAC',
  'isLoginEvent',
  'isLogoutEvent',
  'identSecondlp',
  'calLanguage',
  'calCountryOrRegion',
]);

/** Attributes whose values have a form. */
const forms: Readonly<Record<string, RegExp>> = {
  sev: /^(?:[1-9]|10)$/,
  srcPort: /^\d{1,5}$/,
  dstPort: /^\d{1,5}$/,
  srcPreNATPort: /^\d{1,5}$/,
  dstPreNATPort: /^\d{1,5}$/,
  srcPostNATPort: /^\d{1,5}$/,
  dstPostNATPort: /^\d{1,5}$/,
  srcBytes: /^\d+$/,
  dstBytes: /^\d+$/,
  srcPackets: /^\d+$/,
  dstPackets: /^\d+$/,
  totalPackets: /^\d+$/,
  srcMAC: /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/,
  dstMAC: /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/,
};

/**
 * Parses one LEEF message without syslog prefix, by the format's guide alone and strictly. LEEF has no escapes: a value
 * is what stands between the first `=` of its pair and the next delimiter.
 * @throws Error saying what the format forbids, and where.
 */
export function parseLeef(line: string, rules: LeefRules = {}): LeefMessage {
  const forbidden = line.search(/[\0\r\n]/);
  if (forbidden !== -1) throw new Error(`raw CR, LF or NUL at ${forbidden}`);
  if (!line.isWellFormed()) throw new Error('half a surrogate pair: this is no text in UTF-8');
  const start = /^LEEF:(1\.0|2\.0)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|/.exec(line);
  if (start === null)
    throw new Error(`no LEEF header of version 1.0 or 2.0 with 5 pipes: ${line.slice(0, 80)}`);
  const [head = '', version, vendor = '', product = '', productVersion = '', eventId = ''] = start;
  for (const [name, value] of Object.entries({ vendor, product, productVersion, eventId })) {
    if (value === '') throw new Error(`header field ${name} is empty`);
    if (hasControl(value))
      throw new Error(`control character in header field ${name}: ${JSON.stringify(value)}`);
  }
  if ([...eventId].length > 255) throw new Error(`the event id has more than 255 characters: ${eventId}`);
  const header = { vendor, product, productVersion, eventId };
  const rest = line.slice(head.length);
  if (version !== '2.0') {
    return { version: '1.0', ...header, delimiter: '\t', attributes: parseAttributes(rest, '\t', rules) };
  }
  // The guide has the delimiter between pipes; receivers take a missing one for TAB, a producer should not rely on it.
  const end = rest.indexOf('|');
  if (end === -1) throw new Error('version 2.0 has no field for the delimiter');
  const delimiter = delimiterOf(rest.slice(0, end));
  return {
    version,
    ...header,
    delimiter,
    attributes: parseAttributes(rest.slice(end + 1), delimiter, rules),
  };
}

/** One character as it is, or its code as `x` or `0x` and 1 to 4 hexadecimal digits. */
function delimiterOf(field: string): string {
  if (field === '') return '\t';
  if ([...field].length === 1) return field;
  const code = /^0?x([0-9A-Fa-f]{1,4})$/.exec(field)?.[1];
  if (code === undefined) throw new Error(`"${field}" is no delimiter: one character, or x and its code`);
  return String.fromCharCode(Number.parseInt(code, 16));
}

function parseAttributes(text: string, delimiter: string, rules: LeefRules): Map<string, string> {
  const attributes = new Map<string, string>();
  if (text === '') return attributes;
  for (const pair of text.split(delimiter)) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(equals, 0));
    const value = pair.slice(equals + 1);
    if (!/^[A-Za-z0-9]+$/.test(key))
      throw new Error(`no key of letters and digits and "=": ${JSON.stringify(pair)}`);
    if (attributes.has(key)) throw new Error(`attribute ${key} comes twice`);
    if (reserved.has(key)) throw new Error(`attribute ${key} is reserved`);
    if (value === '') throw new Error(`attribute ${key} has no value`);
    if (value.includes('\t')) throw new Error(`TAB in the value of ${key}`);
    checkValue(key, value, rules);
    attributes.set(key, value);
  }
  for (const key of attributes.keys()) {
    if (key.startsWith('ident') && !attributes.has('identSrc')) throw new Error(`${key} needs identSrc`);
  }
  const time = attributes.get('devTime');
  if (time !== undefined && !/^(?:\d{10}|\d{13})$/.test(time) && !attributes.has('devTimeFormat')) {
    throw new Error(`devTime "${time}" is neither 10 nor 13 digits and has no devTimeFormat`);
  }
  return attributes;
}

function checkValue(key: string, value: string, rules: LeefRules): void {
  const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
  if (form !== undefined && !form.test(value)) throw new Error(`"${value}" is no value of ${key}`);
  if (key.endsWith('Port') && Number(value) > 65_535) throw new Error(`"${value}" is no port (${key})`);
  const size = rules.sizes?.get(key);
  // Code units are never fewer than the characters, and known at once.
  if (size !== undefined && value.length > size && [...value].length > size)
    throw new Error(`${key} has ${[...value].length} characters, more than ${size}`);
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
}
