import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config, DestinationConfig } from '../config/config.ts';
import type { Batch } from '../pipeline.ts';
import { formatPage } from '../stages/formatter.ts';
import { outputOf } from '../stages/start-stages.ts';

/** A made-up event on its way to one destination. */
export interface TestEvent {
  /** Occurs in the message and nowhere else: what to search for in the SIEM. */
  readonly marker: string;
  readonly batch: Batch;
  /** The message as it is sent, without framing. */
  readonly message: string;
}

const ticksAtEpoch = 621_355_968_000_000_000n;

/**
 * Makes a marked event and takes it through what a row of a table goes through: decoding, format, header and size limit
 * of the destination.
 */
export function createTestEvent(
  destination: DestinationConfig,
  sources: Config['sources'],
  now: number,
): TestEvent {
  const marker = `azlog-test-${randomBytes(6).toString('hex')}`;
  const time = new Date(now).toISOString();
  const computer = hostname();
  const system = [
    `<Provider Name="Azlog test event"/><EventID>1</EventID><Version>0</Version><Level>4</Level><Task>0</Task>`,
    `<Opcode>0</Opcode><Keywords>0x0</Keywords><TimeCreated SystemTime="${time}"/>`,
    `<EventRecordID>1</EventRecordID><Channel>Azlog</Channel><Computer>${computer}</Computer>`,
  ].join('');
  const data = `<Data Name="Marker">${marker}</Data><Data Name="Destination">${destination.name}</Data>`;
  const row = {
    PartitionKey: `0${(BigInt(now) * 10_000n + ticksAtEpoch).toString()}`,
    RowKey: marker,
    Timestamp: time,
    Description: `azlog test event ${marker}: sent by azlog destination test, no real event.`,
    RawXml: `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>${system}</System><EventData>${data}</EventData></Event>`,
  };
  const body = Buffer.from(JSON.stringify({ value: [row] }));
  const [source = ''] = destination.sources;
  const page = { form: 'table-rows', id: marker, source, rows: 1, body, readAt: now } as const;
  const { batches, letters } = formatPage(page, [outputOf(destination, sources)]);
  const [batch] = batches;
  if (batch === undefined)
    throw new Error(`the test event could not be made: ${letters[0]?.reason ?? 'no batch'}`);
  return { marker, batch, message: Buffer.from(batch.body).toString('utf8').trimEnd() };
}
