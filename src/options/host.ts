import { type Fault, fault, lineFault, type Reading, unwrapPasted } from './reading.ts';

const ipv4Form = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const zoneForm = /%[\w.-]+$/;
const nameForm =
  /^(?=.{1,254}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const wanted = 'Write a host name such as `siem.example.com`, or an IP address.';

/** Whether a text is an IPv6 address without brackets; it may have a zone (`fe80::1%eth0`). */
export function isIpv6(text: string): boolean {
  return text.includes(':') && URL.canParse(`http://[${text.replace(zoneForm, '')}]/`);
}

/**
 * Reads a host alone: a name, or an IP address, which is given without brackets.
 * @param option its name, for the right form
 * @param port the option that has the port, where there is one
 */
export function readHost(
  text: string,
  option = 'host',
  port: string | undefined = undefined,
): Reading<string> {
  const lines = lineFault(text);
  if (lines !== undefined) return { fault: lines };
  const pasted = unwrapPasted(text);
  const address = /^\[(.*)\]$/.exec(pasted)?.[1] ?? pasted;
  if (isIpv6(address)) return { value: address };
  const [, scheme, rest = pasted] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(pasted) ?? [];
  const [, place = rest] = /^([^/?#]*)[/?#]/.exec(rest) ?? [];
  const [, host = place, digits] = /^(\[.*\]|[^:]*):(\d*)$/.exec(place) ?? [];
  if (scheme !== undefined || place !== rest || digits !== undefined) {
    const what = [
      ...(scheme === undefined ? [] : [`the scheme \`${scheme}://\``]),
      ...(digits === undefined ? [] : ['a port']),
      ...(place === rest ? [] : ['a path']),
    ].join(', ');
    return fault(`it has ${what}, and it must be a host alone`, formOf(host, digits, option, port));
  }
  if (pasted.includes('@')) return fault('it has a user', wanted);
  if (/^[\d.]+$/.test(pasted)) {
    return ipv4Form.test(pasted)
      ? { value: pasted }
      : fault('it is not a whole IPv4 address', 'Write four numbers from 0 to 255, such as `192.0.2.10`.');
  }
  return nameForm.test(pasted) ? { value: pasted } : { fault: nameFault(pasted) };
}

function formOf(host: string, digits: string | undefined, option: string, port: string | undefined): string {
  const read = readHost(host, option, port);
  if ('fault' in read) return wanted;
  if (digits === undefined || digits === '' || port === undefined)
    return `Write \`${option}: ${read.value}\`.`;
  return `Write \`${option}: ${read.value}\` and \`${port}: ${Number(digits)}\`.`;
}

function nameFault(pasted: string): Fault {
  if (pasted.includes(':'))
    return { what: 'it is not an IPv6 address', fix: 'Write one such as `2001:db8::10`.' };
  if (/\P{ASCII}/u.test(pasted) && URL.canParse(`http://${pasted}/`)) {
    return {
      what: 'it has letters beyond ASCII',
      fix: `Write it in its ASCII form, \`${new URL(`http://${pasted}/`).hostname}\`.`,
    };
  }
  return { what: 'it is not a host name', fix: wanted };
}
