import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import type { Event } from '../../src/records/event.ts';

/** How Windows starts each event. */
export const start = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";

/** @throws Error for what is not one line, or not well-formed with its namespaces. */
export function checkForm(message: string): void {
  assert.ok(!/[\r\n\t\0]/.test(message), message);
  assert.ok(message.startsWith(start), message);
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => assert.fail(`${error.message}\n${message}`));
  parser.write(message).close();
}

/** What XML cannot hold is U+FFFD. */
function holdable(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}|[\ufffe\uffff]/gu, (found) => {
    const code = found.charCodeAt(0);
    const isForbidden = (code < 0x20 && !'\t\n\r'.includes(found)) || code > 0xfffd;
    return isForbidden ? '\ufffd' : found;
  });
}

/** Names and values of an event, without what the format adds behind EventData. */
export function dataOf({ names, values }: Event): readonly (readonly [string, string])[] {
  return names.flatMap((name, index) =>
    /^Azlog(Uid|Role|RoleInstance|DeploymentId)$/.test(name)
      ? []
      : [[holdable(name), holdable(values[index] ?? '')] as const],
  );
}
