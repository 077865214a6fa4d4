/** What the demo needs before its programs start: certificates, a free port, the appliance's configuration. */
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createAuthority } from '../certificates.ts';

/** Azurite's account and key are public: every copy of it has them. */
export const account = 'devstoreaccount1';
export const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
export const table = 'WADWindowsEventLogsTable';
/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port was found');
  return address.port;
}

/**
 * `ca.pem`, `siem.pem` and `client.pem` with their keys.
 * @param hosts names that the SIEM answers to; this machine's where absent
 */
export async function writeCertificates(folder: string, hosts?: readonly string[]): Promise<void> {
  const authority = await createAuthority('azlog demo CA');
  const files = {
    'ca.pem': authority,
    'siem.pem': await authority.issue({ name: 'demo-siem', use: 'server', ...(hosts && { hosts }) }),
    'client.pem': await authority.issue({ name: 'azlog-demo', use: 'client' }),
  };
  for (const [name, { certificate, key }] of Object.entries(files)) {
    await writeFile(join(folder, name), certificate);
    if (name !== 'ca.pem')
      await writeFile(join(folder, name.replace('.pem', '-key.pem')), key, { mode: 0o600 });
  }
}

/** The appliance's `azlog.yaml`. */
export function applianceConfig(at: {
  readonly folder: string;
  readonly format: string;
  readonly tablePort: number;
  readonly siemPort: number;
  readonly httpPort: number;
}): string {
  return stringify({
    queue: { url: `embedded:${join(at.folder, 'queue')}` },
    http: { port: at.httpPort },
    sources: [
      {
        name: 'demo-vms',
        type: 'wad-table',
        endpoint: `http://127.0.0.1:${at.tablePort}/${account}`,
        account,
        accountKey,
        table,
        start: 'beginning',
        pollSeconds: 1,
        settleSeconds: 2,
      },
    ],
    destinations: [
      {
        name: 'demo-siem',
        type: 'syslog',
        host: '127.0.0.1',
        port: at.siemPort,
        transport: 'tls',
        format: at.format,
        header: at.format === 'leef' ? 'rfc3164' : 'rfc5424',
        framing: 'octet-counting',
        proof: 'read',
        proofSeconds: 2,
        tls: {
          caFile: join(at.folder, 'ca.pem'),
          certFile: join(at.folder, 'client.pem'),
          keyFile: join(at.folder, 'client-key.pem'),
          serverName: 'localhost',
        },
      },
    ],
  });
}
