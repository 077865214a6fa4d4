import type { MessageConfig } from '../config/config.ts';
import type { Event } from '../records/event.ts';
import { outcomeOf } from '../records/outcome.ts';
import { type SeverityOf, severityOf } from '../records/severity.ts';
import { createHeader, syslogSeverity } from '../syslog/header.ts';

/** What a message of these formats begins with is no tag: a receiver of RFC 3164 would take its first word for one. */
const untagged: ReadonlySet<MessageConfig['format']> = new Set<MessageConfig['format']>(['xml', 'json']);

/**
 * Makes the function that writes the syslog header of an event, with the space behind it, as the destination wants it.
 * @param severity severities of events; those that nobody set unless given
 */
export function headerOf(
  message: MessageConfig,
  severity: SeverityOf = severityOf,
): (event: Event) => string {
  const { format, header, facility, appName, hostname } = message;
  const tag = untagged.has(format) && appName !== '-' ? appName : '';
  const write = createHeader({ format: header, facility, appName, hostname, tag });
  return (event) =>
    write({
      time: event.time,
      computer: event.host,
      severity: syslogSeverity(severity(event, outcomeOf(event))),
    });
}
