import { SaxesParser } from 'saxes';
import { AzlogError } from '../../../errors.ts';
import { eventReader, localName } from './event-reader.ts';
import { completeXml, repairXml } from './repair-xml.ts';
import { emptyEvent, type ScannedEvent } from './scanned-event.ts';

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
 * @throws AzlogError EVENT_INCOMPLETE for XML that ends within System; XML_INVALID for XML that is not well-formed otherwise, or is not an event.
 */
export function parseEvent(xml: string, allowTruncated = false): ScannedEvent {
  const { event, open, broken, incomplete, length } = read(xml);
  if (broken !== undefined) throw invalid(broken);
  if (incomplete === undefined) return event;
  if (!allowTruncated || open.length === 0) throw invalid(tooShort(length, incomplete));
  if (endsInSystem(open)) throw systemCut(length);
  return completed(xml, open);
}

/** What could be read of XML that makes no event by itself. */
export interface PartialEvent {
  /** Everything that was complete before the fault. */
  readonly event: ScannedEvent;
  /** Why the XML cannot be read to its end; undefined where it can, or where it was only cut off. */
  readonly problem: string | undefined;
  /** False where the end is missing. */
  readonly isWhole: boolean;
}

/** Reads as far as the XML is well-formed, whatever it is. Never throws for its content. */
export function readPartially(xml: string): PartialEvent {
  const { event, open, broken, incomplete, length } = read(xml);
  if (broken !== undefined) return { event, problem: invalid(broken).message, isWhole: false };
  if (incomplete === undefined) return { event, problem: undefined, isWhole: true };
  if (open.length === 0) {
    return { event, problem: invalid(tooShort(length, incomplete)).message, isWhole: false };
  }
  if (endsInSystem(open)) {
    return { event: truncated(event), problem: systemCut(length).message, isWhole: false };
  }
  try {
    return { event: completed(xml, open), problem: undefined, isWhole: false };
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    return { event, problem: error.message, isWhole: false };
  }
}

interface ReadResult {
  /** What was complete before the first fault. */
  readonly event: ScannedEvent;
  /** Names of the elements that are open at the end of the text, outermost first. */
  readonly open: readonly string[];
  /** What is not well-formed before the end of the text. */
  readonly broken: string | undefined;
  /** What is missing at the end of the text. */
  readonly incomplete: string | undefined;
  /** Characters of the text. */
  readonly length: number;
}

/** Without namespaces, whose declarations Windows forgets. */
const parserOptions = { xmlns: false, forceXMLVersion: true, defaultXMLVersion: '1.0' } as const;

/** Ends the parsing of a text that is not well-formed. */
class Broken extends Error {}

function read(xml: string): ReadResult {
  // A byte order mark is no part of the text.
  const text = xml.startsWith('\ufeff') ? xml.slice(1) : xml;
  const { xml: repaired, restore } = repairXml(text);
  const parser = new SaxesParser(parserOptions);
  const event = emptyEvent();
  const reader = eventReader(event, restore);
  let ended = false;
  let broken: string | undefined;
  let incomplete: string | undefined;
  parser.on('error', ({ message }) => {
    const problem = message.replace(/^(\d+):(\d+): (.*?)\.?$/s, '$3 at line $1, about column $2');
    if (!ended) throw new Broken(problem);
    incomplete ??= problem;
  });
  parser.on('opentagstart', ({ name }) => {
    if (reader.isEmpty() && localName(name) !== 'Event') throw new Broken(`its root element is <${name}>`);
  });
  parser.on('opentag', reader.open);
  parser.on('closetag', reader.close);
  parser.on('text', reader.text);
  parser.on('cdata', reader.text);
  let open: readonly string[] = [];
  try {
    parser.write(repaired);
    ended = true;
    open = reader.openNames();
    parser.close();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    broken = error.message;
  }
  return { event, open, broken, incomplete, length: text.length };
}

/** @throws AzlogError XML_INVALID where completing does not make it whole */
function completed(xml: string, open: readonly string[]): ScannedEvent {
  const { event, broken, incomplete } = read(completeXml(xml, open));
  const problem = broken ?? incomplete;
  if (problem !== undefined) throw invalid(problem);
  return truncated(event);
}

/** Half a number or half a name of System would be another one, so what is cut there is not completed. */
function endsInSystem(open: readonly string[]): boolean {
  return localName(open[1] ?? '') === 'System';
}

function truncated(event: ScannedEvent): ScannedEvent {
  return { ...event, names: [...event.names, truncatedField], values: [...event.values, 'true'] };
}

function tooShort(characters: number, incomplete: string): string {
  return `it ends too early, after ${characters} characters (${incomplete})`;
}

function systemCut(characters: number): AzlogError {
  return new AzlogError(
    'EVENT_INCOMPLETE',
    `The event XML ends too early, after ${characters} characters, within System: event id, time or computer may be missing.`,
  );
}

function invalid(problem: string): AzlogError {
  return new AzlogError(
    'XML_INVALID',
    `The event XML cannot be read: ${problem.slice(0, 300)}. Expected is one well-formed <Event> as Windows writes it.`,
  );
}
