import { type ConnectionOptions, connect } from 'node:tls';
import { describeTls, type TlsFacts } from './certificate-facts.ts';

/**
 * What a peer shows that is not trusted. Node hands its certificates out only on a connection that takes any, so this
 * is one of its own, on which nothing is sent.
 * @returns undefined where no TLS connection can be made
 */
export async function lookAtCertificates(
  place: ConnectionOptions,
  name: string,
  timeoutMs: number,
): Promise<TlsFacts | undefined> {
  const socket = connect({ ...place, rejectUnauthorized: false });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await new Promise<TlsFacts | undefined>((resolve) => {
      socket.once('secureConnect', () => resolve(describeTls(socket, name, Date.now())));
      socket.once('error', () => resolve(undefined));
      timeout.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  } finally {
    socket.destroy();
  }
}
