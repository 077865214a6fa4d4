import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../lab/receiver/receiver.ts';
import { hourAt, hourFolder } from '../../src/sources/blob/hour-names.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { type BlobWriter, createBlobWriter } from '../support/blob-writer.ts';
import { type Lab, openLab, untilWithProgress } from './lab.ts';

const container = 'insights-logs-auditevent';
const kills = 4;
const resources = ['A', 'B', 'C'];

suite('blobs, from Azurite to the receiver', () => {
  let lab: Lab;
  let azurite: Azurite;
  let writer: BlobWriter;
  let receiver: Receiver;
  before(async () => {
    lab = await openLab(12);
    azurite = await startAzurite({ service: 'blob' });
    writer = createBlobWriter(azurite);
    await writer.createContainer(container);
    const { caFile, server } = lab.certificates;
    const [ca, certificate, key] = await Promise.all(
      [caFile, server.certFile, server.keyFile].map((file) => readFile(file, 'utf8')),
    );
    receiver = await startReceiver({ ca: ca ?? '', certificate: certificate ?? '', key: key ?? '' });
  });
  after(async () => {
    await lab.close();
    await azurite.stop();
    await receiver.close();
  });

  test(`${kills} times kill -9 in mid-flow: nothing is missing`, async (context) => {
    const { caFile, client } = lab.certificates;
    const config = {
      queue: { url: `embedded:${join(lab.folder, 'queue')}` },
      sources: [
        {
          name: 'monitor',
          type: 'blob',
          endpoint: azurite.endpoint,
          accountKey: azurite.accountKey,
          start: 'beginning',
          pollSeconds: 1,
        },
      ],
      destinations: [
        {
          name: 'siem',
          type: 'syslog',
          preset: 'rsyslog',
          host: '127.0.0.1',
          port: receiver.port,
          transport: 'tls',
          proofSeconds: 1,
          tls: { caFile, certFile: client.certFile, keyFile: client.keyFile },
        },
      ],
    };
    let written = 0;
    const write = async (count: number): Promise<void> => {
      const hour = hourFolder(hourAt(Date.now()));
      for (const name of resources) {
        const lines = Array.from({ length: count }, (_, index) => recordOf(name, written + index));
        written += count;
        const folder = `resourceId=/SUBSCRIPTIONS/S/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/${name}/`;
        const body = lines.join('');
        await writer.append(container, `${folder}${hour}m=00/PT1H.json`, body.slice(0, 70), body.slice(70));
      }
    };
    await write(1000);
    let writing = true;
    const writes = (async () => {
      while (writing) {
        await write(10);
        await sleep(100);
      }
    })();
    for (let kill = 0; kill < kills; kill += 1) {
      const azlog = await lab.run('all', config);
      await sleep(200 + kill * 500);
      await azlog.stop('SIGKILL');
    }
    writing = false;
    await writes;
    const azlog = await lab.run('all', config);
    await untilWithProgress(
      'every record received',
      () => receiver.counts().distinct >= written,
      () => receiver.counts().messages,
      30,
      () => `${receiver.counts().distinct} of ${written}`,
    );
    await azlog.stop('SIGTERM');
    const { distinct, duplicates, unknown } = receiver.counts();
    context.diagnostic(`${written} records, ${kills} kills: 0 missing, ${duplicates} sent twice`);
    assert.deepEqual({ distinct, unknown }, { distinct: written, unknown: 0 });
  });
});

function recordOf(vault: string, number: number): string {
  return `${JSON.stringify({
    time: new Date().toISOString(),
    resourceId: `/SUBSCRIPTIONS/S/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/${vault}`,
    category: 'AuditEvent',
    operationName: 'SecretGet',
    resultType: 'Success',
    correlationId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    callerIpAddress: '192.0.2.7',
    properties: { id: `https://vault.example.com/secrets/s${number}` },
  })}\n`;
}
