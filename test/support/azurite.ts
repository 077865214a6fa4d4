import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { freePort } from './free-port.ts';
import { startServer } from './process.ts';

/** A running Azurite table service, in memory. Its account and key are public and the same everywhere. */
export interface Azurite {
  /** `http://127.0.0.1:<port>/devstoreaccount1` */
  readonly endpoint: string;
  readonly account: string;
  readonly accountKey: string;
  stop(): Promise<void>;
}

const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** A certificate for 127.0.0.1 and its key, as PEM files. */
export interface AzuriteTls {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * Starts Azurite's table service on a free port and waits until it answers. With `tls` it speaks HTTPS, and takes tokens
 * of Entra too; it looks at their dates, issuer and audience, and at no signature.
 */
export async function startAzurite(tls?: AzuriteTls): Promise<Azurite> {
  const port = await freePort();
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/table/main.js');
  const options = ['--tablePort', port.toString(), '--inMemoryPersistence', '--disableTelemetry', '--silent'];
  if (tls !== undefined) options.push('--cert', tls.certFile, '--key', tls.keyFile, '--oauth', 'basic');
  const server = await startServer({
    program: process.execPath,
    args: [program, ...options],
    cwd: tmpdir(),
    ready: (output) => output.includes('successfully started'),
    readyMs: 60_000,
  });
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/${account}`,
    account,
    accountKey,
    stop: () => server.stop(),
  };
}
