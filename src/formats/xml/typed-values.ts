import { timeOf } from '../../records/windows/reading/event-time.ts';

/**
 * A MAC address as `AA:BB:CC:DD:EE:FF`, of one that is written with colons or hyphens between its six pairs.
 * Undefined for anything else; so is the address of all zeros, which Windows writes where there is none.
 */
export function macOf(value: string): string | undefined {
  if (!/^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2}){4}$/.test(value)) return undefined;
  const address = value.replaceAll('-', ':').toUpperCase();
  return address === '00:00:00:00:00:00' ? undefined : address;
}

/**
 * Milliseconds since 1970 (UTC) of an ISO 8601 time; undefined for anything else, and for times before 1970, which CEF
 * has no form for (Windows writes the zero of its own clock, 1601, for "never").
 */
export function epochMillisOf(value: string): string | undefined {
  const time = timeOf(value);
  return time >= 0 ? String(time) : undefined;
}
