import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

/** A request for a token, and what came with it. */
export interface TokenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Of the query and of a form in the body. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What is answered in the place of a token. */
export interface TokenRefusal {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Gives tokens as the platform does: Entra (`/<tenant>/oauth2/v2.0/token`, HTTPS), the endpoint of App Service and
 * the instance metadata service of a machine (HTTP).
 */
export interface TokenIssuer {
  readonly url: string;
  readonly requests: readonly TokenRequest[];
  /** The tokens given so far. */
  readonly tokens: readonly string[];
  /** From now on every request is answered so; undefined: with a token. */
  refuse(refusal: TokenRefusal | undefined): void;
  stop(): Promise<void>;
}

/** @param tls certificate for 127.0.0.1, for HTTPS */
export async function startTokenIssuer(tls?: {
  readonly certFile: string;
  readonly keyFile: string;
}): Promise<TokenIssuer> {
  const requests: TokenRequest[] = [];
  const tokens: string[] = [];
  let refusal: TokenRefusal | undefined;
  let url = '';

  const answer = async (request: IncomingMessage): Promise<TokenRefusal> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const [tenant = ''] = pathname.slice(1).split('/');
    if (pathname.endsWith('/.well-known/openid-configuration')) {
      const base = `${url}/${tenant}`;
      return {
        status: 200,
        body: {
          issuer: `${base}/v2.0`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      };
    }
    let form = '';
    for await (const chunk of request) form += String(chunk);
    const parameters = new Map([...searchParams, ...new URLSearchParams(form)]);
    requests.push({ path: pathname, headers: request.headers, parameters });
    if (refusal !== undefined) return refusal;
    const token = createToken(parameters.get('client_id') ?? 'the machine itself');
    tokens.push(token);
    const expires = Math.floor(Date.now() / 1000) + 3_599;
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        access_token: token,
        expires_in: 3_599,
        // Only the platform's own endpoints say it so, and MSAL takes no other form from them.
        ...(pathname.endsWith('/oauth2/v2.0/token') ? {} : { expires_on: String(expires) }),
        resource: 'https://storage.azure.com',
      },
    };
  };

  const listener = (request: IncomingMessage, response: import('node:http').ServerResponse): void => {
    void answer(request).then(({ status, body }) => {
      // Kept open, a connection would be closed after five idle seconds, perhaps just as the next request comes.
      response
        .writeHead(status, { 'content-type': 'application/json', connection: 'close' })
        .end(JSON.stringify(body));
    });
  };
  const server: Server =
    tls === undefined
      ? createHttpServer(listener)
      : createHttpsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`;
  return {
    url,
    requests,
    tokens,
    refuse(next) {
      refusal = next;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** In the form of Entra's; the signature is none. */
function createToken(client: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: 'https://storage.azure.com',
    iss: 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
    iat: now - 10,
    nbf: now - 10,
    exp: now + 3_599,
    appid: client,
  };
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, Buffer.from('no signature').toString('base64url')].join('.');
}
