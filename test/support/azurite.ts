import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { freePort } from './free-port.ts';
import { startServer } from './process.ts';

/** A running Azurite service: tables, or blobs. Its account and key are public and the same everywhere. */
export interface Azurite {
  /** `http://127.0.0.1:<port>/devstoreaccount1` */
  readonly endpoint: string;
  readonly account: string;
  readonly accountKey: string;
  stop(): Promise<void>;
}

export interface AzuriteOptions {
  /** `table` unless given. */
  readonly service?: 'table' | 'blob';
  /** An address of this machine; 127.0.0.1 unless given. */
  readonly host?: string;
  /** A free one unless given. */
  readonly port?: number;
  /** Where it keeps its data; in memory unless given. */
  readonly folder?: string;
  /** A certificate for `host` and its key, as PEM files; plain HTTP unless given. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts one of Azurite's services and waits until it answers. With `tls` it speaks HTTPS, and takes tokens of Entra too;
 * it looks at their dates, issuer and audience, and at no signature.
 */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { host = '127.0.0.1', port = await freePort(), folder, tls, service = 'table' } = options;
  const program = createRequire(import.meta.url).resolve(`azurite/dist/src/${service}/main.js`);
  const server = await startServer({
    program: process.execPath,
    args: [
      program,
      ...[`--${service}Host`, host, `--${service}Port`, port.toString(), '--disableTelemetry', '--silent'],
      ...(folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder]),
      ...(tls === undefined ? [] : ['--cert', tls.certFile, '--key', tls.keyFile, '--oauth', 'basic']),
    ],
    cwd: tmpdir(),
    ready: (output) => /successfully (started|listen)/.test(output),
    readyMs: 60_000,
  });
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}/${account}`,
    account,
    accountKey,
    stop: () => server.stop(),
  };
}
