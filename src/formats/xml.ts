import type { Event } from '../records/event.ts';
import { isNothing } from '../records/trimmed.ts';
import type { Format } from './format.ts';
import { cutToBytes } from './keyed/fit.ts';
import { LineBuffer } from './line-buffer.ts';
import { checkSize, evenLimit, largestThatFits, markerRoom, namesWithin } from './shortening.ts';
import { isForbidden, xmlText, xmlWidth } from './xml/xml-text.ts';
import { eventStart, smallestTree, type Tree, treeOfEvent, treeOfXml } from './xml/xml-tree.ts';

/**
 * The event as the XML that Windows wrote, on one line: what Splunk's sourcetype `XmlWinEventLog` and its Add-on for
 * Microsoft Windows read.
 *
 * - The XML that the event came as is kept element by element, in its form: attributes in single quotes, which the
 *   add-on looks for. Line breaks and TAB become `&#13;`, `&#10;` and `&#9;`: one line, and equal when parsed.
 * - XML that Windows wrote although XML 1.0 forbids it becomes well-formed. Only a character that no XML can hold is
 *   lost: U+FFFD stands in its place.
 * - An event without XML (made from columns, cut off, changed by a transform) is written anew: System and EventData.
 * - `<AzlogUid>` is the last child of `<Event>`, behind all that the event schema names, so that nothing of System or
 *   EventData is other than Windows wrote it. Origin of the row likewise (`<AzlogRoleInstance>` ...).
 * - Too large: values of EventData are shortened before they are escaped, the longest ones first; then fields are left
 *   out, the last ones first; at the very end System keeps what tells which event it was. `AzlogShortened` and
 *   `AzlogDropped` in EventData say so.
 */
export function createXml(): Format {
  function write(event: Event, line: LineBuffer, maxBytes: number): void {
    const start = line.length;
    const tail = tailOf(event);
    if (event.raw !== undefined && copyXml(event.raw, tail, line) && line.length - start <= maxBytes) return;
    line.cutTo(start);
    line.write(writeAnew(event, tail, maxBytes));
  }

  function format(event: Event, maxBytes: number): string {
    const line = new LineBuffer(4_096);
    write(event, line, maxBytes);
    return line.text(0);
  }

  return { name: 'xml', write, format };
}

function tailOf({ uid, kind, facts }: Event): string {
  let tail = `<AzlogUid>${xmlText(uid)}</AzlogUid>`;
  for (let i = 0; i < facts.length; i++) {
    const fact = kind.facts[i];
    const value = facts[i];
    if (fact?.isXmlTail !== true || typeof value !== 'string' || isNothing(value)) continue;
    tail += `<Azlog${fact.name}>${xmlText(value)}</Azlog${fact.name}>`;
  }
  return tail;
}

const endTag = '</Event>';

const plain = 0;
const special = 1;

/** Characters that may stand as they are wherever they are. */
const classes = new Uint8Array(128).fill(special, 0, 0x20);
for (const char of `<>&'":`) classes[char.charCodeAt(0)] = special;

const lineBreaks: Readonly<Record<number, Uint8Array>> = {
  9: Buffer.from('&#9;'),
  10: Buffer.from('&#10;'),
  13: Buffer.from('&#13;'),
};
const greater = Buffer.from('&gt;');

/**
 * Copies XML in the form that Windows gives it, with `tail` before its end tag, in one pass.
 * @returns false for anything else, of which some may have been written: layout, comments, CDATA, other quotes, prefixes,
 * or what makes it no XML. It never guesses, the tree decides.
 */
function copyXml(xml: string, tail: string, line: LineBuffer): boolean {
  if (!xml.startsWith(eventStart) || !xml.endsWith(endTag)) return false;
  const end = xml.length - endTag.length;
  // The longest reference takes five bytes.
  const bytes = line.room(5 * xml.length);
  let at = line.length;
  let inTag = false;
  let quote = 0;
  for (let i = 0; i < end; i++) {
    const code = xml.charCodeAt(i);
    if (code < 0x80) {
      if (classes[code] === plain) {
        bytes[at++] = code;
        continue;
      }
      switch (code) {
        case 0x3c: {
          const next = xml.charCodeAt(i + 1);
          if (inTag || next === 0x21 || next === 0x3f) return false;
          inTag = true;
          bytes[at++] = code;
          break;
        }
        case 0x3e:
          if (quote === 0) {
            if (!inTag && xml.charCodeAt(i - 1) === 0x5d && xml.charCodeAt(i - 2) === 0x5d) {
              bytes.set(greater, at);
              at += greater.length;
              break;
            }
            inTag = false;
          }
          bytes[at++] = code;
          break;
        case 0x22:
        case 0x27:
          if (inTag) {
            if (quote === 0) quote = code;
            else if (quote === code) quote = 0;
          }
          bytes[at++] = code;
          break;
        case 0x3a:
          // A declaration is harmless; what uses a prefix may lack one.
          if (inTag && quote === 0 && xml.slice(i - 6, i) !== ' xmlns') return false;
          bytes[at++] = code;
          break;
        case 0x26:
          if (xml.charCodeAt(i + 1) === 0x23 && isForbidden(referredCode(xml, i))) return false;
          bytes[at++] = code;
          break;
        default: {
          const reference = lineBreaks[code];
          // A line break behind a tag may be layout, which only the tree can tell from a value.
          if (reference === undefined || (inTag && quote === 0) || xml.charCodeAt(i - 1) === 0x3e)
            return false;
          bytes.set(reference, at);
          at += reference.length;
        }
      }
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else if (code >= 0xd800 && code <= 0xdfff) {
      const next = xml.charCodeAt(i + 1);
      if (code > 0xdbff || next < 0xdc00 || next > 0xdfff) return false;
      const point = 0x10000 + ((code - 0xd800) << 10) + next - 0xdc00;
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
      i++;
    } else {
      if (code >= 0xfffe) return false;
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  if (inTag) return false;
  line.length = at;
  line.write(tail);
  line.write(endTag);
  return true;
}

/** What a character reference at `at` stands for; 0 for none that XML allows. */
function referredCode(xml: string, at: number): number {
  const text = xml.slice(at + 2, xml.indexOf(';', at));
  const code = text.startsWith('x') ? Number.parseInt(text.slice(1), 16) : Number.parseInt(text, 10);
  return code > 0 && code <= 0x10ffff ? code : 0;
}

/** The fewest bytes that shortening leaves of a value. */
const leastKept = 16;

function writeAnew(event: Event, tail: string, maxBytes: number): string {
  const tree = (event.raw === undefined ? undefined : treeOfXml(event.raw)) ?? treeOfEvent(event);
  const whole = join(tree, tail, Number.POSITIVE_INFINITY, '');
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  checkSize(maxBytes);
  const shortened = fitted(tree, tail, maxBytes, []);
  if (shortened !== undefined) return shortened;
  const { names } = event;
  const withFields = (count: number): string | undefined =>
    fitted(treeOfEvent(event, count), tail, maxBytes, names.slice(count));
  const count = largestThatFits(names.length, (fields) => withFields(fields) !== undefined);
  const line = count === -1 ? undefined : withFields(count);
  if (line !== undefined) return line;
  const uid = `<AzlogUid>${xmlText(cutToBytes(event.uid.toWellFormed(), 32, xmlWidth))}</AzlogUid>`;
  return join(smallestTree(event), uid, 0, marker('AzlogDropped', ['*'], 16));
}

function marker(name: string, names: readonly string[], bytes: number): string {
  if (names.length === 0) return '';
  const listed = namesWithin(names, bytes, (field) => Buffer.byteLength(xmlText(field)));
  return `<Data Name='${name}'>${xmlText(listed.join(','))}</Data>`;
}

/** The tree with its longest values cut so that it fits; undefined where that is not enough. */
function fitted(tree: Tree, tail: string, maxBytes: number, dropped: readonly string[]): string | undefined {
  const room = markerRoom(maxBytes);
  const dropMarker = marker('AzlogDropped', dropped, room / 2);
  const values = tree.pieces.filter(({ name }) => name !== '');
  const sizes = values.map(({ text }) => Buffer.byteLength(xmlText(text)));
  const fixed = Buffer.byteLength(join(tree, tail, 0, dropMarker)) + room;
  const limit = evenLimit(sizes, maxBytes - fixed);
  if (limit < leastKept || (limit === Number.POSITIVE_INFINITY && fixed > maxBytes)) return undefined;
  const cut = values.flatMap(({ name }, index) => ((sizes[index] ?? 0) > limit ? name : []));
  if (cut.length > 0 && tree.dataEnd === -1) return undefined;
  const line = join(tree, tail, limit, marker('AzlogShortened', cut, room / 2) + dropMarker);
  return Buffer.byteLength(line) <= maxBytes ? line : undefined;
}

/** The message, each value that may be shortened in its first `limit` bytes. */
function join({ pieces, dataEnd, endTag: end }: Tree, tail: string, limit: number, markers: string): string {
  let line = '';
  for (const [index, { markup, text, name }] of pieces.entries()) {
    if (index === dataEnd) line += markers;
    const kept =
      name === '' || limit === Number.POSITIVE_INFINITY
        ? text
        : cutToBytes(text.toWellFormed(), limit, xmlWidth);
    line += markup + xmlText(kept);
  }
  return line + tail + end;
}
