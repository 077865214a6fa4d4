import { AzureNamedKeyCredential, TableClient, type TransactionAction } from '@azure/data-tables';

/** One row to write; what is absent gets a plausible value. */
export interface WadRow {
  /** The event's time, milliseconds since 1970; the PartitionKey is its minute. */
  readonly time: number;
  /** Partition id of the Medium and Large key form, 0 to 99; absent: the Small form. */
  readonly id?: number;
  /** Name of the VM. */
  readonly computer?: string;
  readonly eventId?: number;
  readonly rawXml?: string;
  readonly description?: string;
}

export interface WadWriter {
  readonly table: string;
  createTable(): Promise<void>;
  deleteTable(): Promise<void>;
  /** Writes the rows and gives their `PartitionKey#RowKey`, in order, once all are stored. */
  write(rows: readonly WadRow[]): Promise<readonly string[]>;
}

export interface TableAccount {
  readonly endpoint: string;
  readonly account: string;
  readonly accountKey: string;
}

const ticksAtEpoch = 621_355_968_000_000_000n;
/** Actions that one transaction may hold. */
const transactionRows = 100;
const deploymentId = '5f0c6f5e-6f0b-4e7e-9c5b-0d9b7f3a2c11';

/** Writes rows as the Windows diagnostics agents do: minute-truncated keys of both forms, all columns. */
export function createWadWriter(account: TableAccount, table: string): WadWriter {
  const credential = new AzureNamedKeyCredential(account.account, account.accountKey);
  const client = new TableClient(account.endpoint, table, credential, { allowInsecureConnection: true });
  let rowIndex = 4_294_967_296;

  async function write(rows: readonly WadRow[]): Promise<readonly string[]> {
    const entities = rows.map((row) => {
      rowIndex += 1;
      return entityOf(row, rowIndex);
    });
    const groups = Map.groupBy(entities, (entity) => entity.partitionKey);
    for (const group of groups.values()) {
      for (let start = 0; start < group.length; start += transactionRows) {
        const actions = group
          .slice(start, start + transactionRows)
          .map((entity): TransactionAction => ['create', entity]);
        await client.submitTransaction(actions);
      }
    }
    return entities.map(({ partitionKey, rowKey }) => `${partitionKey}#${rowKey}`);
  }

  return {
    table,
    createTable: () => client.createTable(),
    deleteTable: () => client.deleteTable(),
    write,
  };
}

/** `PartitionKey#RowKey` of every row in a page's body. */
export function rowKeysOf(body: Uint8Array): readonly string[] {
  const parsed: { readonly value: readonly { readonly PartitionKey: string; readonly RowKey: string }[] } =
    JSON.parse(Buffer.from(body).toString('utf8'));
  return parsed.value.map((row) => `${row.PartitionKey}#${row.RowKey}`);
}

function entityOf(row: WadRow, rowIndex: number) {
  const { time, computer = 'vm-web-01', eventId = 4624 } = row;
  const minute = ticks(Math.floor(time / 60_000) * 60_000);
  const index = rowIndex.toString().padStart(19, '0');
  return {
    partitionKey: row.id === undefined ? `0${minute}` : `${row.id.toString().padStart(19, '0')}___0${minute}`,
    rowKey: `${deploymentId}___IaaS____${computer}___${index}`,
    PreciseTimeStamp: { type: 'DateTime', value: new Date(time).toISOString() },
    EventTickCount: { type: 'Int64', value: ticks(time) },
    DeploymentId: deploymentId,
    Role: 'IaaS',
    RoleInstance: `_${computer}`,
    ProviderGuid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
    ProviderName: 'Microsoft-Windows-Security-Auditing',
    EventId: eventId,
    Level: 0,
    Pid: 716,
    Tid: 4096,
    Channel: 'Security',
    RowIndex: index,
    Description: row.description ?? 'An account was successfully logged on.',
    RawXml: row.rawXml ?? plainXml(time, computer, eventId, rowIndex),
  };
}

function plainXml(time: number, computer: string, eventId: number, recordId: number): string {
  const created = new Date(time).toISOString().replace('Z', '0000Z');
  const system = [
    "<Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-A5BA-3E3B0328C30D}'/>",
    `<EventID>${eventId}</EventID><Version>2</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode>`,
    `<Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='${created}'/>`,
    `<EventRecordID>${recordId}</EventRecordID><Correlation/><Execution ProcessID='716' ThreadID='4096'/>`,
    `<Channel>Security</Channel><Computer>${computer}</Computer><Security/>`,
  ].join('');
  const data = [
    ['SubjectUserSid', 'S-1-5-18'],
    ['SubjectUserName', `${computer}$`],
    ['TargetUserName', 'alice'],
    ['TargetDomainName', 'CONTOSO'],
    ['LogonType', '3'],
    ['IpAddress', '10.1.2.3'],
    ['IpPort', '50123'],
  ]
    .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
    .join('');
  const namespace = 'http://schemas.microsoft.com/win/2004/08/events/event';
  return `<Event xmlns='${namespace}'><System>${system}</System><EventData>${data}</EventData></Event>`;
}

function ticks(timeMs: number): string {
  return (BigInt(timeMs) * 10_000n + ticksAtEpoch).toString().padStart(18, '0');
}
