import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, Socket } from 'node:net';
import {
  createDefaultHttpClient,
  createPipelineRequest,
  type HttpClient,
  proxyPolicy,
} from '@azure/core-rest-pipeline';

/** What sends requests, and makes connections as it does for a trial. */
export interface DirectClient extends HttpClient {
  /** Begins a connection as a request to this URL would. Whoever asks for it ends it. */
  connect(url: URL): Socket;
}

/** The host of a URL as sockets know it: without the brackets of an IPv6 address. */
export function socketHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The SDK gives the agent the host with its brackets, and nobody finds such a name. */
function withoutBrackets<O extends { readonly host?: string | null | undefined }>(options: O): O {
  const { host } = options;
  return typeof host === 'string' ? { ...options, host: host.replace(/^\[(.*)\]$/, '$1') } : options;
}

class PlainAgent extends HttpAgent {
  override createConnection(...[options, callback]: Parameters<HttpAgent['createConnection']>) {
    return super.createConnection(withoutBrackets(options), callback);
  }
}

class TlsAgent extends HttpsAgent {
  override createConnection(...[options, callback]: Parameters<HttpsAgent['createConnection']>) {
    return super.createConnection(withoutBrackets(options), callback);
  }
}

/** The SDK's own client, on agents that know IPv6 addresses. An agent that a proxy needs stays. */
export function createDirectClient(): DirectClient {
  const client = createDefaultHttpClient();
  const agents = { plain: new PlainAgent({ keepAlive: true }), tls: new TlsAgent({ keepAlive: true }) };
  const agentOf = (url: URL): PlainAgent | TlsAgent =>
    url.protocol === 'https:' ? agents.tls : agents.plain;
  return {
    sendRequest(request) {
      request.agent ??= agentOf(new URL(request.url));
      return client.sendRequest(request);
    },
    connect(url) {
      const host = socketHost(url);
      const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
      const servername = isIP(host) === 0 ? host : '';
      const socket = agentOf(url).createConnection({ host: url.hostname, port, servername });
      if (!(socket instanceof Socket)) throw new Error('the agent made no connection');
      return socket;
    },
  };
}

/** Whether a request to this URL goes by the proxy of the environment: the SDK's own policy decides. */
export async function goesByProxy(url: string): Promise<boolean> {
  const request = createPipelineRequest({ url });
  const headers = request.headers;
  await proxyPolicy().sendRequest(request, async () => ({ request, headers, status: 200 }));
  return request.agent !== undefined;
}
