import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SaxesParser } from 'saxes';
import { generateTick, rowUid, toTransactions } from '../../lab/windows/generate.ts';
import { createGenerator, partitionKey, type WadRow } from '../../lab/windows/windows-events.ts';

const start = Date.UTC(2026, 0, 31, 8, 0, 30);

function make(count: number, seed: number): readonly WadRow[] {
  const generator = createGenerator({ seed, vms: 8 });
  return Array.from({ length: count }, (_, index) => generator.next(start + index * 3));
}

const rows = make(20_000, 7);

/** Text of the elements that matter, by a real XML parser. */
function parse(xml: string) {
  const found = new Map<string, string>();
  let name = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    name = tag.attributes['Name']?.value ?? tag.local;
    found.set(name, '');
    const time = tag.attributes['SystemTime']?.value;
    if (time !== undefined) found.set('SystemTime', time);
  });
  parser.on('text', (text) => found.set(name, (found.get(name) ?? '') + text));
  parser.on('closetag', () => {
    name = '';
  });
  parser.write(xml).close();
  return found;
}

describe('generated Windows Security rows', () => {
  it('hold at least 25 event ids in a realistic mix', () => {
    const counts = new Map<number, number>();
    for (const { EventId } of rows) counts.set(EventId, (counts.get(EventId) ?? 0) + 1);
    assert.ok(counts.size >= 28, `${counts.size} ids`);
    const share = (id: number): number => (counts.get(id) ?? 0) / rows.length;
    for (const id of [4624, 4634, 4672, 5156, 4688]) assert.ok(share(id) > 0.04, `${id}: ${share(id)}`);
    for (const id of [4663, 5145, 4769]) assert.ok(share(id) > 0.02, `${id}: ${share(id)}`);
    for (const id of [4720, 4740, 1102, 4698, 4697]) {
      assert.ok(share(id) > 0 && share(id) < 0.003, `${id}: ${share(id)}`);
    }
  });

  it('are about 2.3 KB of JSON on average', () => {
    const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0);
    const mean = bytes / rows.length;
    assert.ok(mean > 2_200 && mean < 2_500, `${mean}`);
  });

  it('carry well-formed XML that agrees with the columns', () => {
    for (const row of rows) {
      const event = parse(row.RawXml);
      assert.equal(event.get('EventID'), String(row.EventId));
      assert.equal(event.get('Task'), String(row.Task));
      assert.equal(event.get('Computer')?.split('.')[0], row.RoleInstance.slice(1));
      // Older builds write two zeros more.
      assert.equal(event.get('SystemTime')?.slice(0, 27), row.PreciseTimeStamp.slice(0, 27));
      assert.match(event.get('SystemTime') ?? '', /\.\d{7}(?:00)?Z$/u);
    }
  });

  it('have keys as Azure Diagnostics makes them, unique, in the minute of the event', () => {
    const uids = new Set(rows.map(rowUid));
    assert.equal(uids.size, rows.length);
    for (const row of rows) {
      assert.match(row.PartitionKey, /^0\d{18}$/u);
      assert.match(row.RowKey, /^[0-9a-f-]{36}___IaaS____(?:DC|WEB|SQL|JUMP)\d\d___\d{19}$/u);
      const ticks = BigInt(row.EventTickCount);
      assert.equal(row.PartitionKey, `0${ticks - (ticks % 600_000_000n)}`);
      assert.equal(row.TIMESTAMP, `${row.PreciseTimeStamp.slice(0, 16)}:00.000Z`);
    }
    assert.equal(partitionKey(Date.UTC(2018, 1, 15, 18, 2, 33)), '0636543145200000000');
  });

  it('number the records of each VM upwards without a gap', () => {
    const last = new Map<string, number>();
    for (const row of rows) {
      const id = Number(/<EventRecordID>(\d+)</u.exec(row.RawXml)?.[1]);
      const before = last.get(row.RoleInstance);
      if (before !== undefined) assert.equal(id, before + 1);
      last.set(row.RoleInstance, id);
    }
    assert.equal(last.size, 8);
  });

  it('hold what breaks careless encoders', () => {
    const all = rows.map((row) => row.RawXml).join('');
    for (const text of [
      '|',
      '\\',
      '\r\n',
      '\t',
      '&amp;',
      '&lt;',
      "'",
      '"',
      'jörg',
      '山田',
      '::ffff:',
      'fe80::',
      '>-<',
    ]) {
      assert.ok(all.includes(text), JSON.stringify(text));
    }
    const commands = rows.filter((row) => row.EventId === 4688);
    assert.ok(commands.some((row) => /'CommandLine'>[^<]*\n[^<]*=[^<]*\|/u.test(row.RawXml)));
  });

  it('are the same for the same seed and differ for another', () => {
    assert.deepEqual(make(300, 42), make(300, 42));
    assert.notDeepEqual(make(300, 42), make(300, 43));
  });
});

describe('a tick of the generator program', () => {
  const generator = createGenerator({ seed: 3, vms: 8 });
  const tick = generateTick(generator, 2_600, start);

  it('holds a share of rows that are 10 seconds to 3 minutes old, in minutes of their own time', () => {
    const late = tick.filter(({ behind }) => behind);
    assert.ok(late.length > 100 && late.length < 260, `${late.length}`);
    for (const { row } of late) {
      const age = start - Date.parse(row.PreciseTimeStamp);
      assert.ok(age >= 9_000 && age <= 181_000, `${age}`);
    }
    for (const { row, behind } of tick) {
      if (!behind) assert.ok(start - Date.parse(row.PreciseTimeStamp) <= 250);
    }
  });

  it('is cut into transactions of one partition and at most 100 rows, nothing lost', () => {
    const transactions = toTransactions(tick);
    for (const rowsOfOne of transactions) {
      assert.ok(rowsOfOne.length <= 100);
      assert.equal(new Set(rowsOfOne.map(({ row }) => row.PartitionKey)).size, 1);
    }
    assert.equal(new Set(transactions.flat().map(({ row }) => rowUid(row))).size, tick.length);
  });
});
