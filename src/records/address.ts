/** Is `text` an IPv4 address in dotted decimal without leading zeros? */
export function isIPv4(text: string): boolean {
  if (text.length < 7 || text.length > 15) return false;
  let parts = 1;
  let digits = 0;
  let number = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (digits === 0 || ++parts > 4) return false;
      digits = number = 0;
      continue;
    }
    if (code < 0x30 || code > 0x39 || (digits > 0 && number === 0)) return false;
    number = number * 10 + code - 0x30;
    if (++digits > 3 || number > 255) return false;
  }
  return parts === 4 && digits > 0;
}

/** Is `text` an IPv6 address without zone? */
export function isIPv6(text: string): boolean {
  if (text.length < 2 || text.length > 45 || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [at, part] of parts.entries()) {
      const last = index === halves.length - 1 && at === parts.length - 1;
      if (last && part.includes('.')) {
        if (!isIPv4(part)) return false;
        groups += 2;
      } else {
        if (!/^[0-9A-Fa-f]{1,4}$/.test(part)) return false;
        groups++;
      }
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/**
 * The literal address in what Windows wrote: `::ffff:` before an IPv4 address and the zone (`%12`) of an IPv6 address
 * are taken off. Undefined for anything else (a name, `LOCAL`).
 */
export function addressOf(value: string): string | undefined {
  if (isIPv4(value)) return value;
  if (!value.includes(':')) return undefined;
  if (value.length > 7 && value.slice(0, 7).toLowerCase() === '::ffff:') {
    const rest = value.slice(7);
    if (isIPv4(rest)) return rest;
  }
  const zone = value.indexOf('%');
  const address = zone === -1 ? value : value.slice(0, zone);
  return isIPv6(address) ? address : undefined;
}
