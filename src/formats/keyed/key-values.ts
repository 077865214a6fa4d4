import { addressOf } from '../../records/address.ts';
import { ipProtocols } from '../../records/windows/codes/ip-protocols.ts';
import { epochMillisOf, macOf } from '../xml/typed-values.ts';
import type { KeyKind } from './keys.ts';

/** Values that Windows writes where it has nothing to tell. They never stand under a standard key. */
const placeholders: ReadonlySet<string> = new Set([
  'S-1-0-0',
  '{00000000-0000-0000-0000-000000000000}',
  '%%1793',
]);

/**
 * Keywords by their spelling in lower case: Sysmon and others write the name, not the number. `rdp` is not one of them:
 * where Windows writes it, it means Remote Desktop, not protocol 27.
 */
const protocolNames: ReadonlyMap<string, string> = new Map(
  [...ipProtocols.values()]
    .filter((keyword) => keyword !== 'RDP')
    .map((keyword) => [keyword.toLowerCase(), keyword]),
);

function protocol(value: string): string | undefined {
  return ipProtocols.get(value) ?? wholeNumber(value, 255) ?? protocolNames.get(value.toLowerCase());
}

/** Address and port of an endpoint: `192.0.2.1:3389` or `[2001:db8::1]:3389`. */
function endpointOf(value: string): { readonly address: string; readonly port: string } | undefined {
  const parts = /^(?:\[([0-9A-Fa-f:.%]{2,60})\]|([0-9.]{7,15})):(\d{1,5})$/.exec(value);
  const address = addressOf(parts?.[1] ?? parts?.[2] ?? '');
  const port = wholeNumber(parts?.[3] ?? '', 65535);
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** Only digits, at most 15 of them (so that a number holds it exactly), no leading zero. */
function isPlainNumber(value: string): boolean {
  const { length } = value;
  if (length === 0 || length > 15 || (length > 1 && value.charCodeAt(0) === 0x30)) return false;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

function wholeNumber(value: string, largest: number): string | undefined {
  return isPlainNumber(value) && Number(value) <= largest ? value : undefined;
}

function long(value: string): string | undefined {
  if (isPlainNumber(value)) return value;
  if (!/^-?[1-9]\d{0,18}$/.test(value)) return undefined;
  return BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? value : undefined;
}

const largestInt = 2 ** 31 - 1;

function processId(value: string): string | undefined {
  if (isPlainNumber(value)) return wholeNumber(value, largestInt);
  if (!/^0[xX][0-9a-fA-F]{1,16}$/.test(value)) return undefined;
  const number = Number(value);
  return number <= largestInt ? String(number) : undefined;
}

/** Is it a value that Windows writes where it has nothing to tell (null SID, zero GUID, `%%1793`)? */
export function isPlaceholder(value: string): boolean {
  const first = value.charCodeAt(0);
  // 'S', '{', '%': a set look-up for each value would cost more than this glance.
  return (first === 0x53 || first === 0x7b || first === 0x25) && placeholders.has(value);
}

const directions: ReadonlyMap<string, string> = new Map([
  ['%%14592', '0'],
  ['%%14593', '1'],
]);

/** Do keys of this kind take a text in place of a code? */
export function isFreeText(kind: KeyKind): boolean {
  return kind === 'text' || kind === 'nonzero';
}

/** The value as a key of this kind takes it; undefined when it does not fit. */
export function convert(kind: KeyKind, value: string): string | undefined {
  switch (kind) {
    case 'text':
      return isPlaceholder(value) ? undefined : value;
    case 'nonzero':
      return isPlaceholder(value) || /^0(?:x0*)?$/i.test(value) ? undefined : value;
    case 'address':
      return addressOf(value) ?? endpointOf(value)?.address;
    case 'port':
      return wholeNumber(value, 65535) ?? endpointOf(value)?.port;
    case 'long':
      return long(value);
    case 'pid':
      return processId(value);
    case 'count':
      return wholeNumber(value, largestInt);
    case 'mac':
      return macOf(value);
    case 'time':
      return epochMillisOf(value);
    case 'protocol':
      return protocol(value);
    case 'direction':
      return directions.get(value);
  }
}
