/** What an event of a test is made of. */
export interface EventParts {
  /** Attributes and text as XML, each replacing the usual one; '' leaves the element out. */
  readonly system?: Readonly<Record<string, string>>;
  /** XML behind System. */
  readonly data?: string;
}

const usualSystem = {
  Provider:
    "<Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>",
  EventID: '<EventID>4624</EventID>',
  Version: '<Version>2</Version>',
  Level: '<Level>0</Level>',
  Task: '<Task>12544</Task>',
  Opcode: '<Opcode>0</Opcode>',
  Keywords: '<Keywords>0x8020000000000000</Keywords>',
  TimeCreated: "<TimeCreated SystemTime='2026-03-01T10:20:30.1234567Z'/>",
  EventRecordID: '<EventRecordID>90125</EventRecordID>',
  Correlation: "<Correlation ActivityID='{7a3f0c55-1a2b-4c3d-8e9f-001122334455}'/>",
  Execution: "<Execution ProcessID='712' ThreadID='4020'/>",
  Channel: '<Channel>Security</Channel>',
  Computer: '<Computer>web01.contoso.example</Computer>',
  Security: "<Security UserID='S-1-5-18'/>",
};

/** An event as Windows writes it: one line, single quotes. */
export function eventXml(parts: EventParts = {}): string {
  const system = Object.values({ ...usualSystem, ...parts.system }).join('');
  const data = parts.data ?? "<EventData><Data Name='TargetUserName'>alice</Data></EventData>";
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>${system}</System>${data}</Event>`;
}

/** Text as Windows writes it in an element. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
