import type { Decoder } from '../../decoder.ts';
import { cached } from '../../text-cache.ts';
import { processRights, type RightBits, rightsOf } from './access-rights.ts';
import { directoryAccountBits, samAccountBits } from './account-control.ts';
import { auditSubcategories } from './audit-subcategories.ts';
import { directoryNames } from './directory-names.ts';
import { ipProtocols } from './ip-protocols.ts';
import { encryptionTypes, kerberosResults, preAuthenticationTypes, ticketOptions } from './kerberos.ts';
import { ldapSyntaxes } from './ldap-syntaxes.ts';
import { logonStatuses } from './logon-statuses.ts';
import { logonTypes } from './logon-types.ts';
import { messageTexts } from './message-texts.ts';
import { ntStatusSymbols } from './nt-statuses.ts';
import { privileges } from './privileges.ts';
import { sddlText } from './sddl.ts';
import { serviceStartTypes, serviceTypeBits, serviceTypes } from './services.ts';
import { sidText } from './sid-text.ts';
import { domainAccounts } from './sids.ts';
import { trustAttributeBits, trustDirections, trustTypes } from './trusts.ts';

/** A whole number of at most 32 bits, decimal or hexadecimal; undefined for anything else. */
function number32(value: string): number | undefined {
  if (!/^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(value)) return undefined;
  const number = Number(value);
  return number <= 0xffffffff ? number : undefined;
}

function byNumber(table: ReadonlyMap<number, string>): (value: string) => string | undefined {
  return cached((value) => {
    const number = number32(value);
    return number === undefined ? undefined : table.get(number);
  });
}

const hexadecimal = (mask: number): string => `0x${(mask >>> 0).toString(16)}`;

/** Names of the bits that are set; those without a name together in hexadecimal. Undefined where none has one. */
function bitNames(value: number, names: Iterable<readonly [mask: number, name: string]>): string | undefined {
  let rest = value;
  const found: string[] = [];
  for (const [mask, name] of names) {
    if ((value & mask) === 0) continue;
    found.push(name);
    rest &= ~mask;
  }
  if (found.length === 0) return undefined;
  if (rest !== 0) found.push(hexadecimal(rest));
  return found.join(', ');
}

function byBits(
  names: readonly (readonly [mask: number, name: string])[],
): (value: string) => string | undefined {
  return cached((value) => {
    const number = number32(value);
    return number === undefined ? undefined : bitNames(number, names);
  });
}

function bitsOf(texts: readonly (string | undefined)[]): readonly (readonly [mask: number, name: string])[] {
  return texts.flatMap((text, bit) => (text === undefined ? [] : [[1 << bit, text] as const]));
}

const messageText = (digits: string): string | undefined => messageTexts.get(Number(digits));

/** Decodes the entries of a list; undefined where none is known. */
function listText(value: string, separator: RegExp, entryText: (entry: string) => string | undefined) {
  let known = false;
  const entries = value.split(separator).filter((entry) => entry !== '');
  const texts = entries.map((entry) => {
    const text = entryText(entry);
    if (text !== undefined) known = true;
    return text ?? entry;
  });
  return known ? texts.join(', ') : undefined;
}

const wholeReference = /^%%(\d{3,5})$/;

function referenceText(entry: string): string | undefined {
  const digits = wholeReference.exec(entry)?.[1];
  return digits === undefined ? undefined : messageText(digits);
}

/** White space, with or without a comma before it. */
const listSeparator = /,?\s+/;

/** A reference, or a list that holds nothing but references. */
const references: Decoder = {
  name: 'message reference',
  place: 'key',
  decode: cached((value) =>
    value.startsWith('%%') ? listText(value, listSeparator, referenceText) : undefined,
  ),
};

/** Windows' ways to say that there is no value, in fields that otherwise hold what somebody typed. */
const noValue: Decoder = {
  name: 'value not set',
  place: 'key',
  decode: cached((value) => (/^%%179[2-8]$/.test(value) ? messageText(value.slice(2)) : undefined)),
};

/**
 * Why each right was granted or refused: entries `%%right: %%reason`, followed by the entry of the access control list
 * or the name of the rule, which are no codes.
 */
const accessReasons: Decoder = {
  name: 'access reasons',
  place: 'key',
  decode: cached((value) => {
    if (!value.startsWith('%%')) return undefined;
    // Tried from the first blank only: from each of thousands it would take seconds.
    const text = value
      .replace(/(?<!\s)\s+(?=%%\d{3,5}:)/g, ', ')
      .replace(
        /(^|, )%%(\d{3,5}):\s*%%(\d{3,5})\s*/g,
        (all, before: string, right: string, reason: string) => {
          const texts = [messageText(right), messageText(reason)];
          return texts.includes(undefined) ? all : `${before}${texts.join(': ')} `;
        },
      )
      .replace(/ (?=,|$)/g, '');
    return text === value ? undefined : text;
  }),
};

/** Claims of a user or a device: only the types of the values are codes. */
const claims: Decoder = {
  name: 'types of claims',
  place: 'key',
  decode: cached((value) => {
    const text = value
      .replace(/<%%(18(?:1[7-9]|2[0-4]))>(?= : )/g, (all, digits: string) => {
        const type = messageText(digits);
        return type === undefined ? all : `<${type}>`;
      })
      // As above, from the first blank only.
      .replace(/(?<!\s)\s*[\r\n]\s*/g, ', ');
    return text.includes('<%%') || text === value ? undefined : text;
  }),
};

/** A decoder of masks for each set of rights, so that its cache needs no key of two parts. */
const maskDecoders = new Map<RightBits, (value: string) => string | undefined>();

function decodeMask(value: string, objectType: string): string | undefined {
  const bits = rightsOf(objectType);
  const known = maskDecoders.get(bits);
  if (known !== undefined) return known(value);
  const decode = byBits(bits);
  maskDecoders.set(bits, decode);
  return decode(value);
}

const accessMask: Decoder = {
  name: 'access mask',
  place: 'beside',
  by: 'ObjectType',
  unless: 'AccessList',
  decode: (value, objectType = '') => decodeMask(value, objectType),
};

/** In 4674 a list of rights, or a decimal mask. */
const desiredAccess: Decoder = {
  name: 'access mask',
  place: 'key',
  by: 'ObjectType',
  decode: (value, objectType = '') =>
    value.startsWith('%%') ? references.decode(value) : decodeMask(value, objectType),
};

const grantedAccess: Decoder = {
  name: 'access mask',
  place: 'beside',
  decode: byBits(processRights),
};

/** Lower codes have another meaning from event to event and from program to program, so they stay as they are. */
const leastStatus = 0x40000000;

function statusText(value: string): string | undefined {
  const code = number32(value);
  if (code === undefined || code < leastStatus) return undefined;
  return logonStatuses.get(code) ?? ntStatusSymbols.get(code);
}

function symbolText(value: string): string | undefined {
  const code = number32(value);
  return code === undefined || code < leastStatus ? undefined : ntStatusSymbols.get(code);
}

/** Zero says nothing that the outcome of the event does not say. */
function kerberosText(value: string): string | undefined {
  const code = number32(value);
  if (code === undefined || code === 0) return undefined;
  const result = kerberosResults.get(code);
  return result === undefined ? undefined : `${result[1]} (${result[0]})`;
}

const ticketOptionBits = ticketOptions.map(([bit, name]) => [1 << (31 - bit), name] as const);

const guidShape = /^%?\{([0-9a-fA-F-]{36})\}$/;

function guidText(value: string, names: ReadonlyMap<string, string>): string | undefined {
  const guid = guidShape.exec(value)?.[1];
  return guid === undefined ? undefined : names.get(guid.toLowerCase());
}

/** Lines of references and of GUIDs; `---` stands where there is no reference. */
function propertiesText(value: string): string | undefined {
  return listText(
    value.replace(/^---\s*/, ''),
    listSeparator,
    (entry) => referenceText(entry) ?? guidText(entry, directoryNames),
  );
}

const bracedSid = /^%?\{(S-[\d-]+)\}$/;

const sidEntry = (entry: string): string | undefined => sidText(bracedSid.exec(entry)?.[1] ?? entry);

const policyText = cached((value) => listText(value, listSeparator, (entry) => privileges.get(entry)));

function serviceTypeText(value: string): string | undefined {
  const type = number32(value);
  return type === undefined ? undefined : (serviceTypes.get(type) ?? bitNames(type, serviceTypeBits));
}

function fromTable(name: string, table: ReadonlyMap<string, string>): Decoder {
  return { name, place: 'beside', decode: (value) => table.get(value) };
}

function beside(name: string, decode: (value: string) => string | undefined): Decoder {
  return { name, place: 'beside', decode };
}

const directoryAccountText = byBits(directoryAccountBits);
const descriptorText = cached(sddlText);

/** Of the values of attributes these are codes; Windows writes a message where it shows no value. */
function attributeText(value: string, attribute = ''): string | undefined {
  if (value === '%%14672' || value === '%%14673') return messageText(value.slice(2));
  if (attribute === 'userAccountControl') return directoryAccountText(value);
  return attribute === 'nTSecurityDescriptor' ? descriptorText(value) : undefined;
}

/** The decoders by short names. */
export const decoders = {
  references,
  noValue,
  accessReasons,
  claims,
  accessMask,
  desiredAccess,
  grantedAccess,
  logonType: fromTable('logon type', logonTypes),
  ntStatus: beside('NTSTATUS code', cached(statusText)),
  exitStatus: beside('NTSTATUS code', cached(symbolText)),
  kerberosResult: beside('Kerberos result code', cached(kerberosText)),
  ticketOptions: beside('ticket options', byBits(ticketOptionBits)),
  encryptionType: beside('encryption type', byNumber(encryptionTypes)),
  preAuthentication: fromTable('pre-authentication type', preAuthenticationTypes),
  privileges: beside('privileges', policyText),
  samAccountControl: beside('account control bits', byBits(bitsOf(samAccountBits))),
  primaryGroup: fromTable('relative identifier', domainAccounts),
  sid: { ...beside('security identifier', sidText), isName: true },
  sids: {
    ...beside(
      'security identifiers',
      cached((value) => listText(value, listSeparator, sidEntry)),
    ),
    isName: true,
  },
  sddl: beside('security descriptor', descriptorText),
  serviceType: beside('service type', cached(serviceTypeText)),
  serviceStartType: fromTable('service start type', serviceStartTypes),
  trustType: fromTable('trust type', trustTypes),
  trustDirection: fromTable('trust direction', trustDirections),
  trustAttributes: beside('trust attributes', byBits(trustAttributeBits)),
  ipProtocol: fromTable('IP protocol', ipProtocols),
  ldapSyntax: fromTable('attribute syntax', ldapSyntaxes),
  objectClass: beside(
    'directory GUID',
    cached((value) => guidText(value, directoryNames)),
  ),
  properties: beside('directory GUIDs', cached(propertiesText)),
  subcategory: {
    ...beside(
      'audit subcategory',
      cached((value) => guidText(value, auditSubcategories)),
    ),
    unless: 'SubcategoryId',
  },
  attributeValue: {
    name: 'value of an attribute',
    place: 'beside',
    by: 'AttributeLDAPDisplayName',
    decode: attributeText,
  },
} as const satisfies Readonly<Record<string, Decoder>>;

export type DecoderName = keyof typeof decoders;
