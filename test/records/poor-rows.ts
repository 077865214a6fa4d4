import type { WindowsFields } from './windows-fields.ts';

type Row = Readonly<Record<string, unknown>> & { readonly RawXml: string };
type Expected = Partial<WindowsFields> & { readonly fields: Readonly<Record<string, string>> };

const provider = 'Microsoft-Windows-Security-Auditing';
const columns = {
  PartitionKey: '0639316789800000000',
  Timestamp: '2026-11-30T23:44:00Z',
  PreciseTimeStamp: '2026-11-30T23:43:12.3456789Z',
  EventTickCount: '639316789923456789',
  DeploymentId: 'd',
  Role: 'IaaS',
  RoleInstance: '_vm0',
  ProviderGuid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
  ProviderName: provider,
  EventId: 4625,
  Level: 0,
  Pid: 716,
  Tid: 4096,
  Channel: 'Security',
  RowIndex: '0000000004294967296',
} as const;
const guid = { ProviderGuid: columns.ProviderGuid };
const namespace = 'http://schemas.microsoft.com/win/2004/08/events/event';
const timeText = columns.PreciseTimeStamp;

const xmlOf = {
  noTime: `<Event xmlns='${namespace}'><System><Provider Name='${provider}'/><EventID>4625</EventID><Level>0</Level><Keywords>0x8010000000000000</Keywords><EventRecordID>9007199254740993</EventRecordID><Channel>Security</Channel><Computer>c1</Computer></System><EventData><Data Name='TargetUserName'>bob</Data></EventData></Event>`,
  rawTime: `<Event xmlns='${namespace}'><System><Provider Name='${provider}'/><EventID>4625</EventID><TimeCreated RawTime='133'/><Channel>Security</Channel><Computer>c1</Computer></System><EventData><Data Name='TargetUserName'>bob</Data></EventData></Event>`,
  noXml: 'An account failed to log on.',
  entity: `<!DOCTYPE Event [<!ENTITY x 'boom'>]><Event xmlns='${namespace}'><System><Provider Name='P'/><EventID>1</EventID><TimeCreated SystemTime='2026-11-30T23:43:12Z'/><Channel>A</Channel><Computer>c1</Computer></System><EventData><Data Name='A'>&x;</Data></EventData></Event>`,
  prefixed: `<e:Event xmlns:e='${namespace}'><e:System><e:Provider Name='P'/><e:EventID Qualifiers='16384'>7036</e:EventID><e:TimeCreated SystemTime='2026-11-30T23:43:12Z'/><e:Channel>A</e:Channel><e:Computer>c1</e:Computer></e:System><e:EventData><e:Data Name='A'>1</e:Data></e:EventData></e:Event>`,
  noSystem: `<Event xmlns='${namespace}'><EventData><Data Name='TargetUserName'>bob</Data></EventData></Event>`,
  textId: `<Event xmlns='${namespace}'><System><Provider Name='${provider}'/><EventID>many</EventID><TimeCreated SystemTime='2026-11-30T23:43:12.3456789Z'/><Channel>Security</Channel><Computer>c1</Computer></System><EventData><Data Name='TargetUserName'>bob</Data></EventData></Event>`,
  controls: `An account \u0003\0\u001b failed\r\n\tto log on | = \\ 日本 \ud800`,
} as const;

const joined = { provider, id: 4625, timeText, channel: 'Security', processId: 716, threadId: 4096 };
const ofColumns = { ...joined, host: 'vm0', raw: undefined, toldByText: true };
const ofBoth = { ...joined, host: 'c1', raw: undefined, toldByText: undefined };
const expectations: Readonly<Record<keyof typeof xmlOf, Expected>> = {
  noTime: {
    ...ofBoth,
    recordId: '9007199254740993',
    outcome: 'failure',
    keywords: '0x8010000000000000',
    fields: { TargetUserName: 'bob', ...guid, RawXml: xmlOf.noTime },
  },
  rawTime: { ...ofBoth, fields: { TargetUserName: 'bob', ...guid, RawXml: xmlOf.rawTime } },
  noXml: { ...ofColumns, fields: { ...guid, RawXml: xmlOf.noXml } },
  entity: { ...ofColumns, fields: { ...guid, RawXml: xmlOf.entity } },
  prefixed: {
    provider: 'P',
    id: 7036,
    timeText: '2026-11-30T23:43:12Z',
    channel: 'A',
    host: 'c1',
    raw: xmlOf.prefixed,
    fields: { A: '1' },
  },
  noSystem: {
    ...ofBoth,
    host: 'vm0',
    fields: { TargetUserName: 'bob', ...guid, RawXml: xmlOf.noSystem },
  },
  textId: { ...ofBoth, fields: { TargetUserName: 'bob', ...guid, RawXml: xmlOf.textId } },
  controls: { ...ofColumns, fields: { ...guid, RawXml: xmlOf.controls } },
};

/** Rows whose columns say enough and whose XML does not, or says it in a form of its own; and the events they are. */
export const poorRows: readonly (readonly [name: string, row: Row, expected: Expected])[] = Object.entries(
  expectations,
).map(([name, expected], index) => [
  name,
  {
    ...columns,
    RowKey: `d___IaaS____vm0___${String(index).padStart(19, '0')}`,
    Description: `An account failed to log on. (${name})`,
    RawXml: xmlOf[name as keyof typeof xmlOf],
  },
  expected,
]);
