import { once } from 'node:events';
import { createServer } from 'node:net';

/** Why tests on `::1` are skipped; false where this machine has it. */
export async function whyNoIpv6(): Promise<string | false> {
  const server = createServer().listen(0, '::1');
  try {
    await once(server, 'listening');
    return false;
  } catch (error) {
    return `this machine has no IPv6 loopback (${error instanceof Error && 'code' in error ? error.code : error})`;
  } finally {
    server.close();
  }
}
