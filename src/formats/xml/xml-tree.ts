import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Event, isToldByText } from '../../records/event.ts';
import { isNothing } from '../../records/trimmed.ts';
import {
  keywordsOf,
  numberFact,
  recordIdOf,
  taskOf,
  textFact,
  userSidOf,
} from '../../records/windows/facts.ts';
import { repairXml } from '../../records/windows/reading/repair-xml.ts';
import { cutToBytes } from '../keyed/fit.ts';
import { xmlAttribute, xmlText, xmlWidth } from './xml-text.ts';

/** Some markup, and the text behind it. */
export interface Piece {
  readonly markup: string;
  readonly text: string;
  /** Name of the field whose value the text is; '' for a text that is never shortened. */
  readonly name: string;
}

/** An event as markup and texts, up to its end tag, which is left out. */
export interface Tree {
  readonly pieces: readonly Piece[];
  /** Index of the piece whose markup begins with `</EventData>`; -1 where fields cannot be added. */
  readonly dataEnd: number;
  readonly endTag: string;
}

export const eventStart = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";

interface Open {
  /** As it is written: without the root's prefix. */
  readonly name: string;
  /** Value of the attribute `Name`. */
  readonly label: string;
  readonly prefixes: ReadonlySet<string>;
  /** The prefix that may be left out here, since without it a name is in the same namespace; '' for none. */
  readonly spare: string;
  text: string;
  hasChild: boolean;
}

const parserOptions = { xmlns: false, forceXMLVersion: true, defaultXMLVersion: '1.0' } as const;

/**
 * The tree of an event's own XML, with all its elements and attributes, whatever form it has: layout, comments and the
 * XML declaration are left out, attributes get single quotes, prefixes that nobody declared get a declaration. The
 * prefix of the root element is left out, for receivers look for Windows' own names.
 * @returns undefined for XML that cannot be read.
 */
export function treeOfXml(xml: string): Tree | undefined {
  const { xml: repaired, restore } = repairXml(xml.startsWith('\ufeff') ? xml.slice(1) : xml);
  const pieces: Piece[] = [];
  const stack: Open[] = [];
  let markup = '';
  let dataEnd = -1;
  let root = '';
  let isBroken = false;

  const put = (text: string, name: string): void => {
    pieces.push({ markup, text, name });
    markup = '';
  };
  const takeText = (element: Open): void => {
    const text = restore(element.text);
    element.text = '';
    if (text === '' || (element.hasChild && text.trim() === '')) return;
    const section = stack[1]?.name;
    const isData = section === 'EventData' || section === 'UserData';
    put(text, isData ? element.label || element.name : section === 'RenderingInfo' ? element.name : '');
  };
  const openTag = (tag: SaxesTagPlain): void => {
    const parent = stack.at(-1);
    if (parent !== undefined) {
      parent.hasChild = true;
      takeText(parent);
    }
    const attributes = Object.entries(tag.attributes);
    const declared = attributes.flatMap(([name]) => (name.startsWith('xmlns:') ? name.slice(6) : []));
    const known = new Set([...(parent?.prefixes ?? ['xml', 'xmlns']), ...declared]);
    const prefix = prefixOf(tag.name);
    const spare = sparePrefix(tag, parent?.spare ?? prefix, parent === undefined);
    const name = prefix !== '' && prefix === spare ? tag.name.slice(prefix.length + 1) : tag.name;
    markup += `<${name}`;
    if (parent === undefined && spare !== '') {
      markup += ` xmlns='${xmlAttribute(restore(tag.attributes[`xmlns:${spare}`] ?? ''))}'`;
    }
    for (const used of [name, ...attributes.map(([attribute]) => attribute)].map(prefixOf)) {
      if (used === '' || known.has(used)) continue;
      known.add(used);
      markup += ` xmlns:${used}='urn:undeclared:${used}'`;
    }
    for (const [attribute, value] of attributes) markup += ` ${attribute}='${xmlAttribute(restore(value))}'`;
    markup += tag.isSelfClosing ? '/>' : '>';
    stack.push({
      name,
      label: restore(tag.attributes['Name'] ?? ''),
      prefixes: known,
      spare,
      text: '',
      hasChild: false,
    });
  };
  const closeTag = (tag: SaxesTagPlain): void => {
    const element = stack.at(-1);
    if (element === undefined) return;
    takeText(element);
    stack.pop();
    if (stack.length === 0) root = element.name;
    if (tag.isSelfClosing || stack.length === 0) return;
    if (stack.length === 1 && element.name === 'EventData') {
      put('', '');
      dataEnd = pieces.length;
    }
    markup += `</${element.name}>`;
  };
  const addText = (text: string): void => {
    const element = stack.at(-1);
    if (element !== undefined) element.text += text;
  };

  const parser = new SaxesParser(parserOptions);
  parser.on('error', () => {
    isBroken = true;
  });
  parser.on('opentag', openTag);
  parser.on('closetag', closeTag);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(repaired).close();
  if (isBroken) return undefined;
  put('', '');
  return { pieces, dataEnd, endTag: `</${root}>` };
}

/** Which prefix can still be left out within an element; '' for none. */
function sparePrefix({ attributes }: SaxesTagPlain, candidate: string, isRoot: boolean): string {
  if (attributes['xmlns'] !== undefined) return '';
  // The root has to declare it, and nothing below may declare it again.
  return (attributes[`xmlns:${candidate}`] !== undefined) === isRoot ? candidate : '';
}

function prefixOf(name: string): string {
  return name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
}

/**
 * An event's tree made anew from what was decoded, in the form that Windows gives it: System, then EventData with
 * the first `count` fields, then the rendered text of an event that nothing else tells.
 */
export function treeOfEvent(event: Event, count = event.names.length): Tree {
  const pieces: Piece[] = [
    { markup: `${eventStart}<System>${systemOf(event)}</System>`, text: '', name: '' },
  ];
  let markup = '<EventData>';
  for (const [index, name] of event.names.slice(0, count).entries()) {
    pieces.push({
      markup: `${markup}<Data Name='${xmlAttribute(name)}'>`,
      text: event.values[index] ?? '',
      name,
    });
    markup = '</Data>';
  }
  pieces.push({ markup, text: '', name: '' });
  const dataEnd = pieces.length;
  markup = '</EventData>';
  if (isToldByText(event) && !isNothing(event.description)) {
    pieces.push({ markup: `${markup}<RenderingInfo><Message>`, text: event.description, name: 'Message' });
    markup = '</Message></RenderingInfo>';
  }
  pieces.push({ markup, text: '', name: '' });
  return { pieces, dataEnd, endTag: '</Event>' };
}

const activityIdOf = textFact('ActivityId');
const versionOf = numberFact('Version');
const opcodeOf = numberFact('Opcode');
const processIdOf = numberFact('ProcessId');
const threadIdOf = numberFact('ThreadId');

function element(name: string, text: string): string {
  return text === '' ? '' : `<${name}>${xmlText(text)}</${name}>`;
}

function systemOf(event: Event): string {
  const activityId = activityIdOf(event);
  const userSid = userSidOf(event);
  return [
    `<Provider Name='${xmlAttribute(event.provider)}'/>`,
    `<EventID>${event.id}</EventID><Version>${versionOf(event)}</Version><Level>${event.level}</Level>`,
    `<Task>${taskOf(event)}</Task><Opcode>${opcodeOf(event)}</Opcode>`,
    element('Keywords', keywordsOf(event)),
    `<TimeCreated SystemTime='${xmlAttribute(event.timeText)}'/>`,
    element('EventRecordID', recordIdOf(event)),
    activityId === '' ? '<Correlation/>' : `<Correlation ActivityID='${xmlAttribute(activityId)}'/>`,
    `<Execution ProcessID='${processIdOf(event)}' ThreadID='${threadIdOf(event)}'/>`,
    element('Channel', event.channel),
    `<Computer>${xmlText(event.host)}</Computer>`,
    userSid === '' ? '<Security/>' : `<Security UserID='${xmlAttribute(userSid)}'/>`,
  ].join('');
}

/** Bytes to which a name is cut in the smallest form of an event. */
const shortName = 32;

/** What tells which event it was, for a message that has no room for more. */
export function smallestTree(event: Event): Tree {
  const short = (text: string): string => cutToBytes(text.toWellFormed(), shortName, xmlWidth);
  const provider = cutToBytes(event.provider.toWellFormed().replaceAll("'", ' '), shortName, xmlWidth);
  const system = [
    `<Provider Name='${xmlAttribute(provider)}'/><EventID>${event.id}</EventID>`,
    `<TimeCreated SystemTime='${xmlAttribute(short(event.timeText))}'/>`,
    element('EventRecordID', short(recordIdOf(event))),
    element('Channel', short(event.channel)),
    `<Computer>${xmlText(short(event.host))}</Computer>`,
  ].join('');
  return {
    pieces: [
      { markup: `${eventStart}<System>${system}</System><EventData>`, text: '', name: '' },
      { markup: '</EventData>', text: '', name: '' },
    ],
    dataEnd: 1,
    endTag: '</Event>',
  };
}
