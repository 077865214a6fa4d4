import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { getDefaultProxySettings } from '@azure/core-rest-pipeline';
import { describeTls } from '../probe/certificate-facts.ts';
import { lookAtCertificates } from '../probe/look-at-certificates.ts';
import { lookUpHost } from '../probe/look-up-host.ts';
import type { Probe, ProbeFact } from '../probe/probe.ts';
import { goesByProxy, socketHost } from './http-client.ts';

/** What a connection to a service of a storage account is tried with. */
export interface ConnectionParts {
  readonly endpoint: { readonly url: string; readonly isHttp: boolean };
  /** Begins a connection as requests make it. */
  connect(): Socket;
  /** What the code of a socket or of TLS means. */
  explain(code: string): Error;
}

const connectTimeoutMs = 10_000;

/** Its steps. Without TLS, one less. */
export const connectionSteps = {
  name: 'name resolution',
  tcp: 'TCP connection',
  tls: 'TLS handshake',
} as const;

/** The connection is made by the client that reads, so that what works here works there. */
export async function probeConnection(
  { endpoint, connect, explain }: ConnectionParts,
  probe: Probe,
): Promise<void> {
  const url = new URL(endpoint.url);
  const host = socketHost(url);
  if (await goesByProxy(endpoint.url)) {
    const proxy = getDefaultProxySettings();
    const why = `the environment sets a proxy (${proxy?.host}, port ${proxy?.port}), which connects`;
    for (let step = 0; step < (endpoint.isHttp ? 2 : 3); step += 1) probe.skip(why);
    return;
  }
  const fail = (error: unknown, facts: readonly ProbeFact[] = []): void =>
    probe.fail([explain(codeOf(error)).message], facts);
  try {
    const addresses = await lookUpHost(host);
    probe.pass([{ name: 'endpoint', value: endpoint.url }, ...addresses]);
  } catch (error) {
    return fail(error);
  }
  const socket = connect();
  let isConnected = false;
  try {
    await connected(socket, 'connect');
    isConnected = true;
    probe.pass([{ name: 'to', value: `${socket.remoteAddress} port ${socket.remotePort}` }]);
    if (!(socket instanceof TLSSocket)) return;
    await connected(socket, 'secureConnect');
    // Its dates are left to Microsoft, who renews it.
    probe.pass([...describeTls(socket, host, Date.now()).facts, { name: 'verified', value: 'yes' }]);
  } catch (error) {
    const port = url.port === '' ? 443 : Number(url.port);
    const shown = isConnected ? await lookAtCertificates({ host, port }, host, connectTimeoutMs) : undefined;
    fail(error, shown?.facts);
  } finally {
    socket.destroy();
  }
}

/** Waits for an event of a socket. @throws its error, or ETIMEDOUT */
function connected(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    }, connectTimeoutMs);
    socket.once(event, () => {
      clearTimeout(timer);
      // What comes later is not of interest any more.
      socket.on('error', () => undefined);
      resolve();
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error
    ? String(error.code)
    : error instanceof Error
      ? error.message
      : String(error);
}
