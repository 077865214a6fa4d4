/**
 * Prepares the demo of docker-compose.yml in the folder of its volume: certificates, the table, and `azlog.yaml`, which
 * the stages find in their working folder. It refuses where the environment sets up a source or a destination: invented
 * events must not get to a real SIEM.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { stringify } from 'yaml';
import { account, accountKey, table, writeCertificates } from './demo-setup.ts';

/** Where the volume of the demo is in every container. */
export const demoFolder = '/run/azlog-demo';

const azurite = `http://demo-azurite:10002/${account}`;

/** Variables with which the demo would be no demo. */
export function realSettings(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(environment)
    .filter(([name, value]) => /^AZLOG_(?:SOURCE_|DESTINATION_|CONFIG$)/u.test(name) && value !== '')
    .map(([name]) => name);
}

/** What the demo says where it refuses. */
export function refusal(settings: readonly string[]): string {
  return [
    'The demo does not start: .env (or the environment) sets up a real source or destination:',
    ...settings.map((name) => `  ${name}`),
    'The demo invents events, and they must not get to a real SIEM. Run it in a copy of this folder that has no .env,',
    'or rename .env meanwhile; then once more: docker compose --profile demo up',
    'The stages do what .env says all the same. To end them: docker compose stop',
  ].join('\n');
}

/**
 * The appliance's configuration. Two destinations and a connection string are also a safeguard: variables that set up
 * a single destination, or an account, are refused beside them, should .env be filled in while the demo runs. So is
 * the prefix: what the demo leaves in Redis is seen by nobody else.
 */
export function composeConfig(): string {
  const destination = (name: string, port: number, preset: string): object => ({
    name,
    preset,
    host: 'demo-siem',
    port,
    proofSeconds: 2,
    tls: {
      caFile: join(demoFolder, 'ca.pem'),
      certFile: join(demoFolder, 'client.pem'),
      keyFile: join(demoFolder, 'client-key.pem'),
    },
  });
  return stringify({
    queue: { prefix: '{azlog-demo}' },
    sources: [
      {
        name: 'demo-vms',
        connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};TableEndpoint=${azurite};`,
        allowHttp: true,
        table,
        start: 'beginning',
        pollSeconds: 1,
        settleSeconds: 2,
      },
    ],
    destinations: [
      destination('demo-siem-cef', 6514, 'rsyslog'),
      destination('demo-siem-leef', 6515, 'qradar'),
    ],
  });
}

async function createTable(): Promise<void> {
  const credential = new AzureNamedKeyCredential(account, accountKey);
  const client = new TableClient(azurite, table, credential, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  const deadline = Date.now() + 60_000;
  while (true) {
    try {
      return await client.createTable();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(200);
    }
  }
}

async function setUp(): Promise<void> {
  const settings = realSettings(process.env);
  if (settings.length > 0) {
    console.error(refusal(settings));
    process.exitCode = 78;
    return;
  }
  const config = join(demoFolder, 'azlog.yaml');
  // A second `up`: who runs has read what is there.
  if (!existsSync(config)) {
    await writeCertificates(demoFolder, ['demo-siem']);
    await mkdir(join(demoFolder, 'siem'), { recursive: true });
    await createTable();
    // At once and last: the stages start when they find it.
    await writeFile(`${config}.new`, composeConfig());
    await rename(`${config}.new`, config);
  }
  console.log(
    'The demo is set up: invented VMs log into Azurite, and a SIEM (rsyslog, TLS) waits for their events.',
  );
}

if (import.meta.main) await setUp();
