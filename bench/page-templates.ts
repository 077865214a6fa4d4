/**
 * Pages of table rows made ahead of time. A page is a copy of a template in which only keys and times are overwritten,
 * at offsets of fixed width, so that serving unique rows costs next to nothing.
 */
import { createGenerator, partitionKey } from '../lab/windows/windows-events.ts';

/** Where the parts of one row are in its template, in bytes. */
interface RowOffsets {
  readonly start: number;
  readonly end: number;
  readonly partitionKey: number;
  /** The last 15 of the RowKey's 19 digits. */
  readonly rowNumber: number;
  readonly preciseTime: number;
  readonly systemTime: number;
}

export interface Template {
  readonly bytes: Buffer;
  readonly rows: readonly RowOffsets[];
}

/** Rows whose keys and times are about to be written: consecutive numbers in one partition, at one time. */
export interface Block {
  readonly partitionKey: string;
  /** Number of the first row; unique in the table. */
  readonly firstRow: number;
  readonly rows: number;
  /** The event's time and the time of storing, milliseconds since 1970. */
  readonly timeMs: number;
}

const rowsPerTemplate = 1_000;
const numberDigits = 15;

/** Makes templates of 1,000 rows each, of the demo generator's mix. */
export function createTemplates(count: number): readonly Template[] {
  const generator = createGenerator({ seed: 2026, vms: 12 });
  const now = Date.now();
  return Array.from({ length: count }, () => {
    const parts: Buffer[] = [];
    const rows: RowOffsets[] = [];
    let at = 0;
    for (let index = 0; index < rowsPerTemplate; index += 1) {
      const { PartitionKey, RowKey, ...rest } = generator.next(now);
      const stamp = new Date(now).toISOString();
      const bytes = Buffer.from(JSON.stringify({ PartitionKey, RowKey, Timestamp: stamp, ...rest }));
      rows.push({
        start: at,
        end: at + bytes.length,
        partitionKey: at + bytes.indexOf('"PartitionKey":"') + '"PartitionKey":"'.length,
        rowNumber: at + bytes.indexOf('","Timestamp"') - numberDigits,
        preciseTime: at + bytes.indexOf('"PreciseTimeStamp":"') + '"PreciseTimeStamp":"'.length,
        systemTime: at + bytes.indexOf("SystemTime='") + "SystemTime='".length,
      });
      parts.push(bytes, comma);
      at += bytes.length + 1;
    }
    return { bytes: Buffer.concat(parts), rows };
  });
}

const comma = Buffer.from(',');
const opening = Buffer.from('{"value":[');
const closing = Buffer.from(']}');

/**
 * Writes the answer that holds the blocks' rows. Each block has at most as many rows as a template.
 * @param allocate gives the memory for it, whatever was in it before
 */
export function writePage(
  templates: readonly Template[],
  blocks: readonly Block[],
  allocate: (bytes: number) => Buffer = Buffer.allocUnsafe,
): Buffer {
  const parts = blocks.flatMap((block) => {
    const template = templates[Math.floor(block.firstRow / rowsPerTemplate) % templates.length];
    const bytes = template?.rows[block.rows - 1]?.end;
    return template === undefined || bytes === undefined ? [] : [{ block, template, bytes }];
  });
  const size = parts.reduce((sum, { bytes }) => sum + bytes + 1, 0);
  const page = allocate(opening.length + Math.max(0, size - 1) + closing.length);
  let at = opening.copy(page);
  for (const { block, template, bytes } of parts) {
    if (at > opening.length) at += comma.copy(page, at);
    template.bytes.copy(page, at, 0, bytes);
    patch(page, at, template, block);
    at += bytes;
  }
  closing.copy(page, at);
  return page;
}

/** Byte by byte, since a call of `Buffer.write` for each of 4,000 places costs more than the copy of the page. */
function patch(page: Buffer, at: number, template: Template, block: Block): void {
  const key = Buffer.from(block.partitionKey, 'latin1');
  const time = Buffer.from(new Date(block.timeMs).toISOString().slice(0, 23), 'latin1');
  for (let index = 0; index < block.rows; index += 1) {
    const row = template.rows[index];
    if (row === undefined) return;
    put(page, at + row.partitionKey, key);
    put(page, at + row.preciseTime, time);
    put(page, at + row.systemTime, time);
    let number = block.firstRow + index;
    for (let digit = numberDigits - 1; digit >= 0; digit -= 1) {
      page[at + row.rowNumber + digit] = 0x30 + (number % 10);
      number = Math.floor(number / 10);
    }
  }
}

function put(page: Buffer, at: number, bytes: Buffer): void {
  for (let index = 0; index < bytes.length; index += 1) page[at + index] = bytes[index] ?? 0;
}

/** One page as a stage would take it, for measuring without a server. */
export function samplePages(count: number): readonly Buffer[] {
  const templates = createTemplates(count);
  const timeMs = Date.now();
  return templates.map((_, index) =>
    writePage(templates, [
      {
        partitionKey: partitionKey(timeMs),
        firstRow: index * rowsPerTemplate,
        rows: rowsPerTemplate,
        timeMs,
      },
    ]),
  );
}
