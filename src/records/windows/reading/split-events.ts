/** A piece of a stream of events: one event's XML, or text that is none. */
export interface Piece {
  /** Line of its first character, from 1. */
  readonly line: number;
  readonly text: string;
  /** What is wrong with it; undefined for an event to be decoded. */
  readonly problem: string | undefined;
}

const eventStart = /<Event(?=[\s>/])/g;
const eventEnd = '</Event>';
/** What may stand between events: white space, an XML declaration, comments, the element around an exported list. */
const harmless = /^(?:\s|\ufeff|<\?xml[^>]*\?>|<!--[\s\S]*?-->|<\/?Events(?:\s[^>]*)?>)*$/;

/**
 * Splits text that arrives in parts into events: one a line, or an exported `<Events>` file, or anything between. An
 * event may span lines. A new event at the start of a line ends one that was left open.
 * @returns `push` takes the next part and gives the pieces that are complete; `end` gives the rest
 */
export function splitEvents(): { push(part: string): Piece[]; end(): Piece[] } {
  let rest = '';
  let line = 1;

  const advance = (text: string): void => {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) line++;
  };

  /** Takes text that is no event off the front, and reports it unless it is harmless. */
  const between = (text: string, pieces: Piece[]): void => {
    if (!harmless.test(text)) {
      const lead = /^\s*/.exec(text)?.[0] ?? '';
      advance(lead);
      pieces.push({
        line,
        text: text.slice(lead.length),
        problem: 'this is not a Windows event: it begins with no <Event> element',
      });
      advance(text.slice(lead.length));
    } else advance(text);
  };

  const take = (last: boolean): Piece[] => {
    const pieces: Piece[] = [];
    for (;;) {
      eventStart.lastIndex = 0;
      const start = eventStart.exec(rest)?.index;
      if (start === undefined) {
        // Text without a start may still end in the first letters of one.
        const keep = last ? rest.length : rest.lastIndexOf('\n') + 1;
        const done = harmless.test(rest.slice(0, keep)) || last || keep > 65_536 ? keep : 0;
        if (done > 0) between(rest.slice(0, done), pieces);
        rest = rest.slice(done);
        return pieces;
      }
      if (start > 0) between(rest.slice(0, start), pieces);
      rest = rest.slice(start);
      const end = rest.indexOf(eventEnd);
      const next = nextLineStart(rest, end);
      if (next !== undefined) {
        pieces.push({
          line,
          text: rest.slice(0, next).trimEnd(),
          problem: 'the event has no end: </Event> is missing',
        });
        advance(rest.slice(0, next));
        rest = rest.slice(next);
        continue;
      }
      if (end === -1) {
        if (!last) return pieces;
        pieces.push({ line, text: rest.trimEnd(), problem: 'the event has no end: </Event> is missing' });
        rest = '';
        return pieces;
      }
      const text = rest.slice(0, end + eventEnd.length);
      pieces.push({ line, text, problem: undefined });
      advance(text);
      rest = rest.slice(text.length);
    }
  };

  return {
    push(part) {
      rest += part;
      return take(false);
    },
    end: () => take(true),
  };
}

/** Where an event begins at the start of a line before `end`, other than at 0: the one before it was left open. */
function nextLineStart(text: string, end: number): number | undefined {
  const at = /\n\s*<Event(?=[\s>/])/.exec(end === -1 ? text : text.slice(0, end))?.index;
  return at === undefined ? undefined : at + 1;
}
