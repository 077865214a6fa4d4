import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ProbeFact } from './probe.ts';

/** The addresses of a host, asked for as a connection does (hosts file, then DNS). @throws the system's error */
export async function lookUpHost(host: string): Promise<readonly ProbeFact[]> {
  if (isIP(host) !== 0) return [{ name: 'address', value: `${host} (nothing to look up)` }];
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }) => ({ name: 'address', value: address }));
}
