import { SaxesParser } from 'saxes';
import { AzlogError } from '../errors.ts';
import { eventReader, localName } from './event-reader.ts';
import { completeXml, repairXml } from './repair-xml.ts';
import { emptyEvent, type ScannedEvent } from './scan-event.ts';

/** Name of the field that marks an event whose XML was cut off. */
export const truncatedField = 'RawXmlTruncated';

/**
 * Reads one event with an XML parser, whatever form it has.
 *
 * - Names of nested elements are joined with dots (`Value.Envelope.Header`), without namespace prefixes; a nested
 *   attribute is a field too (`Certificate.fileRef`). The wrapper in UserData is not part of its children's names.
 *   `Data` and its like are named by their `Name`, an unnamed `Data` by its position. Namespace declarations are not
 *   data. The texts of RenderingInfo are not fields: its message is the description, the rest repeats System.
 * - CR and LF in text stay as they are. XML 1.0 §2.11 would make CR LF one LF, but Windows writes the characters of a
 *   value raw and means both.
 * - What Windows writes although XML 1.0 forbids it is read as it is meant (see `repairXml`). Prefixes need no
 *   declaration.
 *
 * @param allowTruncated whether to accept XML that ends too early (a table column ends at 32,768 UTF-16 units): all
 * complete fields and what there is of the last one are kept, and the field `RawXmlTruncated` is added with the value
 * `true`.
 * @throws AzlogError XML_INVALID for XML that is not well-formed otherwise, or is not an event.
 */
export function parseEvent(xml: string, allowTruncated = false): ScannedEvent {
  // A byte order mark is no part of the text.
  const text = xml.startsWith('\ufeff') ? xml.slice(1) : xml;
  const whole = read(text);
  if (whole.problem === undefined) return whole.event;
  if (!whole.endsEarly) throw invalid(whole.problem);
  if (!allowTruncated || whole.open.length === 0) {
    throw invalid(`it ends too early, after ${text.length} characters: ${whole.problem}`);
  }
  const completed = read(completeXml(text, whole.open));
  if (completed.problem !== undefined) throw invalid(completed.problem);
  const { event } = completed;
  return { ...event, names: [...event.names, truncatedField], values: [...event.values, 'true'] };
}

interface ReadResult {
  readonly event: ScannedEvent;
  /** The first thing that is not well-formed. */
  readonly problem: string | undefined;
  /** Whether the problem is only that the text ends. */
  readonly endsEarly: boolean;
  /** Names of the elements that are open at the end of the text, outermost first. */
  readonly open: readonly string[];
}

/** Without namespaces, whose declarations Windows forgets. */
const parserOptions = { xmlns: false, forceXMLVersion: true, defaultXMLVersion: '1.0' } as const;

function read(xml: string): ReadResult {
  const { xml: repaired, restore } = repairXml(xml);
  const parser = new SaxesParser(parserOptions);
  const event = emptyEvent();
  const reader = eventReader(event, restore);
  let problem: string | undefined;
  parser.on('error', (error) => {
    problem ??= error.message;
  });
  parser.on('opentag', (tag) => {
    if (reader.openNames().length === 0 && localName(tag.name) !== 'Event') {
      problem ??= `its root element is <${tag.name}>`;
    }
    reader.open(tag);
  });
  parser.on('closetag', reader.close);
  parser.on('text', reader.text);
  parser.on('cdata', reader.text);
  parser.write(repaired);
  const open = reader.openNames();
  const endsEarly = problem === undefined;
  parser.close();
  return { event, problem, endsEarly, open };
}

function invalid(problem: string): AzlogError {
  return new AzlogError(
    'XML_INVALID',
    `The event XML cannot be read: ${problem.slice(0, 300)}. Expected is one well-formed <Event> as Windows writes it.`,
  );
}
