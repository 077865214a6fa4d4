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
  const { event, open, incomplete } = read(text);
  if (incomplete === undefined) return event;
  if (!allowTruncated || open.length === 0) {
    throw invalid(`it ends too early, after ${text.length} characters (${incomplete})`);
  }
  const completed = read(completeXml(text, open));
  if (completed.incomplete !== undefined) throw invalid(completed.incomplete);
  const { names, values } = completed.event;
  return { ...completed.event, names: [...names, truncatedField], values: [...values, 'true'] };
}

interface ReadResult {
  readonly event: ScannedEvent;
  /** Names of the elements that are open at the end of the text, outermost first. */
  readonly open: readonly string[];
  /** What is missing at the end of the text. */
  readonly incomplete: string | undefined;
}

/** Without namespaces, whose declarations Windows forgets. */
const parserOptions = { xmlns: false, forceXMLVersion: true, defaultXMLVersion: '1.0' } as const;

/** @throws AzlogError XML_INVALID for anything not well-formed but the end. */
function read(xml: string): ReadResult {
  const { xml: repaired, restore } = repairXml(xml);
  const parser = new SaxesParser(parserOptions);
  const event = emptyEvent();
  const reader = eventReader(event, restore);
  let ended = false;
  let incomplete: string | undefined;
  parser.on('error', ({ message }) => {
    const problem = message.replace(/^(\d+):(\d+): (.*?)\.?$/s, '$3 at line $1, about column $2');
    if (!ended) throw invalid(problem);
    incomplete ??= problem;
  });
  parser.on('opentagstart', ({ name }) => {
    if (reader.isEmpty() && localName(name) !== 'Event') throw invalid(`its root element is <${name}>`);
  });
  parser.on('opentag', reader.open);
  parser.on('closetag', reader.close);
  parser.on('text', reader.text);
  parser.on('cdata', reader.text);
  parser.write(repaired);
  ended = true;
  const open = reader.openNames();
  parser.close();
  return { event, open, incomplete };
}

function invalid(problem: string): AzlogError {
  return new AzlogError(
    'XML_INVALID',
    `The event XML cannot be read: ${problem.slice(0, 300)}. Expected is one well-formed <Event> as Windows writes it.`,
  );
}
