import { fastify } from 'fastify';
import { AzlogError } from '../errors.ts';
import type { Metrics } from './metrics.ts';

/** One thing that must hold. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** Why it does not hold, for an operator. */
  readonly reason?: string;
}

export interface HealthServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly metrics: Pick<Metrics, 'registry'>;
  /** False once only a restart can help. */
  readonly live: () => Check;
  /** What must hold for the process to do its work, as it is now. */
  readonly ready: () => readonly Check[];
}

export interface HealthServer {
  /** Where it listens, such as `http://127.0.0.1:9600`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const listenErrors: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'the port is in use; set another `http.port` (AZLOG_HTTP_PORT), or stop the program that has it',
  EACCES: 'this user may not open the port; set `http.port` (AZLOG_HTTP_PORT) to 1024 or higher',
  EADDRNOTAVAIL:
    'this machine does not have the address; set `http.host` (AZLOG_HTTP_HOST) to one that it has',
  ENOTFOUND: 'the host name is not known; set `http.host` (AZLOG_HTTP_HOST) to an address of this machine',
};

/**
 * Serves `/livez`, `/readyz` and `/metrics`. A check that throws counts as failed.
 * @throws AzlogError CONFIG_INVALID where host and port cannot be listened on
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port, metrics, live, ready } = options;
  const server = fastify({ forceCloseConnections: true });

  server.get('/livez', (_request, reply) => {
    const checks = guarded('live', () => [live()]);
    return reply.code(statusOf(checks)).send(answer(checks));
  });
  server.get('/readyz', (_request, reply) => {
    const checks = guarded('ready', ready);
    return reply.code(statusOf(checks)).send(answer(checks));
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'there are only /livez, /readyz and /metrics' }),
  );

  const shownHost = host.includes(':') ? `[${host}]` : host;
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = listenErrors[code] ?? (error instanceof Error ? error.message : String(error));
    throw new AzlogError(
      'CONFIG_INVALID',
      `cannot serve health and metrics on ${shownHost}:${port}: ${why}`,
      {
        cause: error,
      },
    );
  }
  const boundPort = server.addresses().find((address) => typeof address === 'object')?.port ?? port;
  return { url: `http://${shownHost}:${boundPort}`, port: boundPort, close: () => server.close() };
}

function guarded(name: string, checks: () => readonly Check[]): readonly Check[] {
  try {
    return checks();
  } catch (error) {
    return [{ name, ok: false, reason: error instanceof Error ? error.message : String(error) }];
  }
}

function statusOf(checks: readonly Check[]): number {
  return checks.every(({ ok }) => ok) ? 200 : 503;
}

/** Failing checks come first, so that they are seen where only the beginning is shown. */
function answer(checks: readonly Check[]): { readonly status: string; readonly checks: readonly Check[] } {
  const sorted = checks.toSorted((a, b) => Number(a.ok) - Number(b.ok));
  return { status: statusOf(checks) === 200 ? 'ok' : 'failing', checks: sorted };
}
