import type { SaxesTagPlain } from 'saxes';
import { integerIn, unnamedData } from './event-text.ts';
import type { ScannedEvent } from './scanned-event.ts';

/** Handlers of an XML parser that fill an event. */
export interface EventReader {
  open(tag: SaxesTagPlain): void;
  text(text: string): void;
  close(): void;
  /** Whether no element is open. */
  isEmpty(): boolean;
  /** Names of the elements that are open, as written, outermost first. */
  openNames(): readonly string[];
}

/** An element that is open. */
interface Open {
  readonly tag: SaxesTagPlain;
  /** Name of the field that its text makes; '' where it makes none. */
  readonly name: string;
  /** What the names of its children's fields start with. */
  readonly prefix: string;
  /** Which texts make a field: any, any but the empty one, or only one that is not blank. */
  readonly keeps: 'any' | 'not empty' | 'not blank';
  hasChild: boolean;
  text: string;
}

/** Elements below this level get the name of their ancestor at it: names stay short whatever the nesting. */
const maxLevel = 16;

/**
 * A reader that fills `event`. How names are made is told at `parseEvent`.
 * @param restore what every text and attribute goes through first.
 */
export function eventReader(event: ScannedEvent, restore: (text: string) => string): EventReader {
  const names: string[] = [];
  const values: string[] = [];
  event.names = names;
  event.values = values;
  const stack: Open[] = [];
  let dataElements = 0;

  function attributeOf(tag: SaxesTagPlain, name: string): string {
    return restore(tag.attributes[name] ?? '');
  }

  function addField(name: string, value: string): void {
    names.push(name);
    values.push(value);
  }

  function takeText(element: Open): void {
    const text = restore(element.text);
    element.text = '';
    if (element.name === '') return;
    const keeps = element.hasChild ? 'not blank' : element.keeps;
    if (keeps === 'any' || (keeps === 'not empty' ? text !== '' : text.trim() !== ''))
      addField(element.name, text);
  }

  function opened(tag: SaxesTagPlain): Pick<Open, 'name' | 'prefix' | 'keeps'> {
    const local = localName(tag.name);
    const section = localName(stack[1]?.tag.name ?? local);
    if (stack.length === 0 || section === 'System' || section === 'RenderingInfo') return unnamed;
    const parent = stack.at(-1);
    if (stack.length === 1 || (stack.length === 2 && section === 'UserData')) {
      const transparent = section === 'EventData' || section === 'UserData';
      return { name: local, prefix: transparent ? '' : `${local}.`, keeps: 'not blank' };
    }
    let name = stack.length > maxLevel ? (parent?.name ?? local) : `${parent?.prefix ?? ''}${local}`;
    let keeps: Open['keeps'] = hasData(tag) ? 'not empty' : 'any';
    if (stack.length === 2 && section === 'EventData') {
      if (local === 'Data') dataElements += 1;
      name = attributeOf(tag, 'Name') || (local === 'Data' ? unnamedData(dataElements) : local);
      keeps = 'any';
    }
    return { name, prefix: `${name}.`, keeps };
  }

  function addAttributes(element: Open): void {
    const named = stack.length === 2 && localName(stack[1]?.tag.name ?? '') === 'EventData';
    for (const attribute of Object.keys(element.tag.attributes)) {
      if (isNamespace(attribute) || (named && attribute === 'Name')) continue;
      addField(`${element.name}.${localName(attribute)}`, attributeOf(element.tag, attribute));
    }
  }

  return {
    open(tag) {
      const parent = stack.at(-1);
      if (parent !== undefined) {
        parent.hasChild = true;
        if (parent.name !== '') takeText(parent);
      }
      const element: Open = { ...opened(tag), tag, hasChild: false, text: '' };
      if (element.name !== '') addAttributes(element);
      stack.push(element);
    },
    text(text) {
      const element = stack.at(-1);
      if (element !== undefined) element.text += text;
    },
    close() {
      const element = stack.pop();
      if (element === undefined) return;
      if (stack.length !== 2 || element.name !== '') return takeText(element);
      const local = localName(element.tag.name);
      const text = restore(element.text);
      if (localName(stack[1]?.tag.name ?? '') === 'System') {
        systemElements.get(local)?.(event, text, (name) => attributeOf(element.tag, name));
      } else if (local === 'Message') {
        event.description = text;
      }
    },
    isEmpty: () => stack.length === 0,
    openNames: () => stack.map((element) => element.tag.name),
  };
}

const unnamed = { name: '', prefix: '', keeps: 'not blank' } as const;

/** The name without its namespace prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1) || name;
}

function isNamespace(attribute: string): boolean {
  return attribute === 'xmlns' || attribute.startsWith('xmlns:');
}

function hasData(tag: SaxesTagPlain): boolean {
  return !Object.keys(tag.attributes).every(isNamespace);
}

function integerOf(text: string): number | undefined {
  const digits = text.trim();
  const value = integerIn(digits, 0, digits.length);
  return value === -1 ? undefined : value;
}

type ReadElement = (event: ScannedEvent, text: string, attribute: (name: string) => string) => void;

/** What the elements of System set, by local name. */
const systemElements: ReadonlyMap<string, ReadElement> = new Map<string, ReadElement>(
  Object.entries({
    Provider(event, _text, attribute) {
      event.provider = attribute('Name');
    },
    EventID(event, text) {
      event.eventId = integerOf(text);
    },
    Version(event, text) {
      event.version = integerOf(text) ?? 0;
    },
    Level(event, text) {
      event.level = integerOf(text) ?? 0;
    },
    Task(event, text) {
      event.task = integerOf(text) ?? 0;
    },
    Opcode(event, text) {
      event.opcode = integerOf(text) ?? 0;
    },
    Keywords(event, text) {
      event.keywords = text;
    },
    TimeCreated(event, _text, attribute) {
      event.timeText = attribute('SystemTime');
    },
    EventRecordID(event, text) {
      event.recordId = text;
    },
    Correlation(event, _text, attribute) {
      event.activityId = attribute('ActivityID');
    },
    Execution(event, _text, attribute) {
      event.processId = integerOf(attribute('ProcessID')) ?? 0;
      event.threadId = integerOf(attribute('ThreadID')) ?? 0;
    },
    Channel(event, text) {
      event.channel = text;
    },
    Computer(event, text) {
      event.computer = text;
    },
    Security(event, _text, attribute) {
      event.userSid = attribute('UserID');
    },
  } satisfies Record<string, ReadElement>),
);
