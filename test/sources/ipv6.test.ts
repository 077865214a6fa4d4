import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { ProbeStep } from '../../src/probe/probe.ts';
import { createWadTable } from '../../src/sources/wad-table.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { whyNoIpv6 } from '../support/ipv6-loopback.ts';
import { createWadWriter, type WadWriter } from '../support/wad-writer.ts';

const skip = await whyNoIpv6();
const never = new AbortController().signal;

/** Begins to read again and again, until what was written has settled and comes. */
async function firstRows(access: { readonly endpoint: string; readonly accountKey: string }, table: string) {
  const source = createWadTable({ name: 'vms', ...access, table, start: 'beginning', settleSeconds: 1 });
  for (;;) {
    const { cursor } = await source.read(undefined, never);
    const { pages } = await source.read(cursor, never);
    const rows = pages.reduce((sum, page) => sum + (page.rows ?? 0), 0);
    if (rows > 0) return { rows, identity: source.identity };
    await sleep(200);
  }
}

async function probed(access: { readonly endpoint: string; readonly accountKey: string }, table: string) {
  const steps: ProbeStep[] = [];
  const source = createWadTable({ name: 'vms', ...access, table });
  const ok = await source.probe((step) => steps.push(step), never);
  return { ok, steps };
}

let folder: string;
let certificates: Certificates;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'azlog-ipv6-'));
  certificates = await createCertificates(folder);
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificates.caFile, 'utf8')]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const scheme of ['http', 'https'] as const) {
  suite(`a table at an IPv6 address, by ${scheme}`, { skip }, () => {
    let azurite: Azurite;
    let access: { readonly endpoint: string; readonly accountKey: string };
    let writer: WadWriter;

    before(async () => {
      azurite = await startAzurite({
        host: '::',
        ...(scheme === 'https' ? { tls: certificates.server } : {}),
      });
      // The SDK that writes knows no IPv6 address.
      const at = (host: string): string => azurite.endpoint.replace('[::]', host);
      access = { endpoint: at('[::1]'), accountKey: azurite.accountKey };
      writer = createWadWriter({ ...azurite, endpoint: at('127.0.0.1') }, 'WADWindowsEventLogsTable');
      await writer.createTable();
      await writer.write([{ time: Date.now() - 3_600_000 }]);
    });
    after(() => azurite.stop());

    test('is read', async () => {
      const { rows, identity } = await firstRows(access, writer.table);
      assert.equal(rows, 1);
      assert.ok(identity.startsWith('wad-table:[::1]:'), identity);
    });

    test('is tried by the way that reads go', async () => {
      const { ok, steps } = await probed(access, writer.table);
      assert.ok(ok, JSON.stringify(steps));
      const to = steps.find(({ step }) => step === 'TCP connection')?.facts[0]?.value;
      assert.equal(to, `::1 port ${new URL(azurite.endpoint).port}`);
    });
  });
}
