/** Writes the text that Windows would have rendered for an event: sections, tab-aligned labels, a closing remark. */
import type { EventKind, Fields } from './event-kinds.ts';

const sections = [
  { prefix: 'Subject', title: 'Subject:' },
  { prefix: 'Target', title: 'Target Account:' },
] as const;

const accountLabels: Readonly<Record<string, string>> = {
  UserSid: 'Security ID:\t\t',
  Sid: 'Security ID:\t\t',
  UserName: 'Account Name:\t\t',
  DomainName: 'Account Domain:\t\t',
  LogonId: 'Logon ID:\t\t',
};

/** CRLF between lines, as in real rows. */
export function renderDescription(kind: EventKind, fields: Fields): string {
  const names = Object.keys(fields);
  const lines = [kind.title];
  const rest = new Set(names);
  for (const { prefix, title } of sections) {
    const own = names.filter(
      (name) => name.startsWith(prefix) && accountLabels[name.slice(prefix.length)] !== undefined,
    );
    if (own.length === 0) continue;
    lines.push('', title);
    for (const name of own) {
      rest.delete(name);
      lines.push(`\t${accountLabels[name.slice(prefix.length)] ?? ''}${fields[name] ?? ''}`);
    }
  }
  if (rest.size > 0) lines.push('', 'Additional Information:');
  for (const name of rest) lines.push(`\t${label(name)}:\t\t${fields[name] ?? ''}`);
  if (kind.remark !== '') lines.push('', kind.remark);
  return lines.join('\r\n');
}

/** `NewProcessId` to `New Process Id`. */
const labels = new Map<string, string>();
function label(name: string): string {
  let text = labels.get(name);
  if (text === undefined) {
    text = name.replace(/(?<=[a-z])(?=[A-Z])/gu, ' ');
    labels.set(name, text);
  }
  return text;
}
