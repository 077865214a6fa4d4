import { flatCopy } from '../../flat-copy.ts';
import { attributeEnd, integerIn } from './event-text.ts';
import { scanEventData, scanUserData } from './scan-fields.ts';
import { emptyEvent, type ScannedEvent } from './scanned-event.ts';

/**
 * Reads one event in one forward pass, in the forms that Windows itself writes: one line, elements in the order of the
 * event schema, no comment, CDATA, prefix or nesting.
 * @returns undefined for anything else: it never guesses, `parseEvent` decides. Where both read, they agree.
 */
export function scanEvent(xml: string): ScannedEvent | undefined {
  const event = emptyEvent();
  let at = scanSystem(xml, event);
  if (at === -1) return undefined;
  if (xml.startsWith('<EventData/>', at)) at += 12;
  else if (xml.startsWith('<EventData', at)) at = scanEventData(xml, at + 10, event);
  else if (xml.startsWith('<UserData>', at)) at = scanUserData(xml, at + 10, event);
  return at !== -1 && at + 8 === xml.length && xml.endsWith('</Event>') ? event : undefined;
}

/** Everything before the event id: the same for all events of a provider, so it is compared and not read. */
interface Head {
  readonly text: string;
  readonly provider: string;
}

/** The heads seen lately, the frequent ones towards the front. */
const heads: Head[] = [];
const maxHeads = 16;
/** Longer ones are no provider's, and not remembered. */
const maxHeadLength = 1000;

function headOf(xml: string): Head | undefined {
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i];
    // Comparing a slice is faster than startsWith for a text of this length.
    if (head === undefined || xml.slice(0, head.text.length) !== head.text) continue;
    const before = heads[i - 1];
    if (before !== undefined) {
      heads[i - 1] = head;
      heads[i] = before;
    }
    return head;
  }
  return readHead(xml);
}

const headPattern =
  /^<Event xmlns=(?:'[^'&<]*'|"[^"&<]*")><System><Provider Name=('[^'&<\t\n\r]*'|"[^"&<\t\n\r]*")(?: Guid=(?:'[^'&<]*'|"[^"&<]*"))?(?: EventSourceName=(?:'[^'&<]*'|"[^"&<]*"))?\/><EventID/;

function readHead(xml: string): Head | undefined {
  const match = headPattern.exec(xml);
  const provider = match?.[1];
  if (match === null || provider === undefined) return undefined;
  const head = { text: flatCopy(match[0]), provider: flatCopy(provider.slice(1, -1)) };
  if (head.text.length > maxHeadLength) return head;
  if (heads.length === maxHeads) heads.pop();
  heads.push(head);
  return head;
}

/** What stands between the event id and the time: alike in most events of one id, so it too is compared first. */
interface Kind {
  /** From behind the head up to the value of `SystemTime`. */
  readonly text: string;
  readonly version: number;
  readonly level: number;
  readonly task: number;
  readonly opcode: number;
  readonly keywords: string;
}

/** The kinds seen last, by event id: an audit's success, its failure, and those of another provider. */
const kinds = new Map<number, Kind[]>();
const maxKindsOfId = 4;
const maxKindIds = 2_000;
const maxKindLength = 400;

/** Reads up to the end of System. Like all `scan…` functions it returns the position after it, or -1. */
function scanSystem(xml: string, event: ScannedEvent): number {
  const head = headOf(xml);
  if (head === undefined) return -1;
  event.provider = head.provider;
  const start = head.text.length;
  // A head ends with `<EventID`; with attributes in between there is no such number, and no kind is found.
  const id = integerIn(xml, start + 1, xml.indexOf('<', start));
  const known = kinds.get(id);
  if (known !== undefined) {
    for (let i = 0; i < known.length; i++) {
      const kind = known[i];
      if (kind === undefined || xml.slice(start, start + kind.text.length) !== kind.text) continue;
      event.eventId = id;
      event.version = kind.version;
      event.level = kind.level;
      event.task = kind.task;
      event.opcode = kind.opcode;
      event.keywords = kind.keywords;
      return scanSystemTail(xml, start + kind.text.length, event);
    }
  }
  const at = scanKind(xml, start, event);
  if (at === -1) return -1;
  if (id !== -1) keepKind(id, xml.slice(start, at), event);
  return scanSystemTail(xml, at, event);
}

function keepKind(id: number, text: string, event: ScannedEvent): void {
  if (text.length > maxKindLength) return;
  if (kinds.size >= maxKindIds) kinds.clear();
  const { version, level, task, opcode } = event;
  const kind = { text: flatCopy(text), version, level, task, opcode, keywords: flatCopy(event.keywords) };
  kinds.set(id, [kind, ...(kinds.get(id) ?? [])].slice(0, maxKindsOfId));
}

/** Reads from behind `<EventID` up to the value of `SystemTime`. */
function scanKind(xml: string, start: number, event: ScannedEvent): number {
  let at = start;
  if (xml.startsWith(' Qualifiers=', at)) {
    const end = attributeEnd(xml, at + 12);
    if (end === -1) return -1;
    at = end + 1;
  }
  if (!xml.startsWith('>', at)) return -1;
  let end = xml.indexOf('<', at);
  event.eventId = integerIn(xml, at + 1, end);
  if (event.eventId === -1 || !xml.startsWith('</EventID>', end)) return -1;
  at = end + 10;
  if (xml.startsWith('<Version>', at)) {
    end = xml.indexOf('<', at + 9);
    event.version = integerIn(xml, at + 9, end);
    if (event.version === -1 || !xml.startsWith('</Version>', end)) return -1;
    at = end + 10;
  }
  if (xml.startsWith('<Level>', at)) {
    end = xml.indexOf('<', at + 7);
    event.level = integerIn(xml, at + 7, end);
    if (event.level === -1 || !xml.startsWith('</Level>', end)) return -1;
    at = end + 8;
  }
  if (xml.startsWith('<Task>', at)) {
    end = xml.indexOf('<', at + 6);
    event.task = integerIn(xml, at + 6, end);
    if (event.task === -1 || !xml.startsWith('</Task>', end)) return -1;
    at = end + 7;
  }
  if (xml.startsWith('<Opcode>', at)) {
    end = xml.indexOf('<', at + 8);
    event.opcode = integerIn(xml, at + 8, end);
    if (event.opcode === -1 || !xml.startsWith('</Opcode>', end)) return -1;
    at = end + 9;
  }
  if (xml.startsWith('<Keywords>', at)) {
    end = plainTextEnd(xml, at + 10, '</Keywords>');
    if (end === -1) return -1;
    event.keywords = xml.slice(at + 10, end);
    at = end + 11;
  }
  return xml.startsWith('<TimeCreated SystemTime=', at) ? at + 24 : -1;
}

/** The part of System from the value of `SystemTime` on. */
function scanSystemTail(xml: string, from: number, event: ScannedEvent): number {
  let end = attributeEnd(xml, from);
  if (end === -1 || !xml.startsWith('/>', end + 1)) return -1;
  event.timeText = xml.slice(from + 1, end);
  let at = end + 3;
  if (xml.startsWith('<EventRecordID>', at)) {
    end = plainTextEnd(xml, at + 15, '</EventRecordID>');
    if (end === -1) return -1;
    event.recordId = xml.slice(at + 15, end);
    at = end + 16;
  }
  if (xml.startsWith('<Correlation/>', at)) {
    at += 14;
  } else if (xml.startsWith('<Correlation ActivityID=', at)) {
    end = attributeEnd(xml, at + 24);
    if (end === -1 || !xml.startsWith('/>', end + 1)) return -1;
    event.activityId = xml.slice(at + 25, end);
    at = end + 3;
  }
  if (xml.startsWith('<Execution ProcessID=', at)) {
    end = attributeEnd(xml, at + 21);
    event.processId = integerIn(xml, at + 22, end);
    if (event.processId === -1 || !xml.startsWith(' ThreadID=', end + 1)) return -1;
    at = end + 11;
    end = attributeEnd(xml, at);
    event.threadId = integerIn(xml, at + 1, end);
    if (event.threadId === -1 || !xml.startsWith('/>', end + 1)) return -1;
    at = end + 3;
  }
  return scanPlace(xml, at, event);
}

/** What stands between the numbers of an event and its end of System: alike in most events of one computer. */
interface Place {
  readonly channel: string;
  readonly computer: string;
  readonly userSid: string;
}

/** The places seen, by their text. */
const places = new Map<string, Place>();
const maxPlaces = 4_000;
const maxPlaceLength = 400;

/** Reads from Channel up to the end of System. */
function scanPlace(xml: string, from: number, event: ScannedEvent): number {
  const end = xml.indexOf('</System>', from);
  if (end === -1) return -1;
  const text = xml.slice(from, end);
  let place = places.get(text);
  if (place === undefined) {
    place = readPlace(text);
    if (place === undefined) return -1;
    if (text.length <= maxPlaceLength) {
      if (places.size >= maxPlaces) places.clear();
      places.set(flatCopy(text), place);
    }
  }
  event.channel = place.channel;
  event.computer = place.computer;
  event.userSid = place.userSid;
  return end + 9;
}

/** The place in memory of its own. */
function readPlace(text: string): Place | undefined {
  let at = 0;
  let channel = '';
  let userSid = '';
  if (text.startsWith('<Channel>')) {
    const end = plainTextEnd(text, 9, '</Channel>');
    if (end === -1) return undefined;
    channel = text.slice(9, end);
    at = end + 10;
  }
  if (!text.startsWith('<Computer>', at)) return undefined;
  let end = plainTextEnd(text, at + 10, '</Computer>');
  if (end === -1) return undefined;
  const computer = text.slice(at + 10, end);
  at = end + 11;
  if (text.startsWith('<Security/>', at)) {
    at += 11;
  } else if (text.startsWith('<Security UserID=', at)) {
    end = attributeEnd(text, at + 17);
    if (end === -1 || !text.startsWith('/>', end + 1)) return undefined;
    userSid = text.slice(at + 18, end);
    at = end + 3;
  }
  if (at !== text.length) return undefined;
  return { channel: flatCopy(channel), computer: flatCopy(computer), userSid: flatCopy(userSid) };
}

/** End of an element's text from `from` on, or -1 where the text holds markup or an entity. */
function plainTextEnd(xml: string, from: number, endTag: string): number {
  for (let at = from; at < xml.length; at++) {
    const code = xml.charCodeAt(at);
    if (code === 60 /* < */) return xml.startsWith(endTag, at) ? at : -1;
    if (code === 38 /* & */) return -1;
  }
  return -1;
}
