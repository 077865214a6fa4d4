/**
 * Windows writes the characters of a value nearly as they are, and so writes XML that no parser takes: control
 * characters (in a `PrivilegeList` that is really binary), halves of surrogate pairs, references to them, `]]>` in
 * text. Each has one meaning only, so they are hidden from the parser and put back afterwards. CR is hidden too, for a
 * parser would make one LF of CR LF.
 */
export interface Repaired {
  /** What an XML parser takes, if the rest of it is well-formed. */
  readonly xml: string;
  /** Puts back, in a text of the parsed document, what was hidden. */
  restore(text: string): string;
}

/** CDATA, comment or processing instruction (to the end of the text if unfinished), a tag, or a stray end of CDATA. */
const markup =
  /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|<(?:[^<>'"]|'[^'<]*'|"[^"<]*")*>|\]\]>/g;
const quotedText = /'[^']*'|"[^"]*"/g;

const surrogateHalf = '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';
/** CR, and the characters that XML 1.0 §2.2 forbids. */
const hiddenCharacter = new RegExp(`[\\0-\\x08\\x0b-\\x1f\\ufffe\\uffff]|${surrogateHalf}`, 'g');
/** The same, and character references. */
const hiddenOrReference = new RegExp(`${hiddenCharacter.source}|&#(?:[0-9]{1,7}|x[0-9a-fA-F]{1,6});`, 'g');

/** Hides in `xml` what only a parser objects to. */
export function repairXml(xml: string): Repaired {
  const mark = unusedMark(xml);
  const hide = (found: string): string => {
    const code = found.length === 1 ? found.charCodeAt(0) : referredCode(found);
    const forbidden = code < 0x20 || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff;
    return forbidden ? mark + code.toString(16).padStart(4, '0') : found;
  };
  const hideIn = (text: string): string => text.replace(hiddenOrReference, hide);
  let repaired = '';
  let from = 0;
  let depth = 0;
  for (const { 0: token, index } of xml.matchAll(markup)) {
    const text = xml.slice(from, index);
    // Outside the root there is only layout, where a parser takes no other characters.
    repaired += depth > 0 ? hideIn(text) : text;
    from = index + token.length;
    if (token === ']]>') {
      repaired += ']]&gt;';
    } else if (token.startsWith('<![CDATA[')) {
      repaired += token.replace(hiddenCharacter, hide);
    } else {
      repaired += token.replace(quotedText, hideIn);
      depth += depthOf(token);
    }
  }
  const rest = xml.slice(from);
  repaired += depth > 0 ? hideIn(rest) : rest;
  const hidden = new RegExp(`${mark}([0-9a-f]{4})`, 'g');
  return {
    xml: repaired,
    restore: (text) =>
      text.includes(mark)
        ? text.replace(hidden, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        : text,
  };
}

/** A short text of characters without meaning that does not occur in `xml`. */
function unusedMark(xml: string): string {
  let n = 0;
  let mark = '\ue000\ue001';
  while (xml.includes(mark)) mark = `\ue000${(n++).toString(36)}\ue001`;
  return mark;
}

function referredCode(reference: string): number {
  return reference.startsWith('x', 2)
    ? Number.parseInt(reference.slice(3, -1), 16)
    : Number.parseInt(reference.slice(2, -1), 10);
}

function depthOf(token: string): number {
  if (token.startsWith('</')) return -1;
  return token.startsWith('<!') || token.startsWith('<?') || token.endsWith('/>') ? 0 : 1;
}

const wholeTag = /^<(?:[^<>'"]|'[^'<]*'|"[^"<]*")*>/;

/**
 * XML that was cut off, completed: an unfinished tag, entity or comment at its end is dropped, an unfinished value is
 * kept, and the elements that are still open are closed.
 * @param open names of the open elements, outermost first.
 */
export function completeXml(xml: string, open: readonly string[]): string {
  const endTags = open
    .map((name) => `</${name}>`)
    .reverse()
    .join('');
  if (xml.lastIndexOf('<![CDATA[') > xml.lastIndexOf(']]>')) {
    // Brackets at the end may be the beginning of the end of the CDATA.
    return `${xml.replace(/\]{1,2}$/, '')}]]>${endTags}`;
  }
  return xml.slice(0, safeEnd(xml)) + endTags;
}

function safeEnd(xml: string): number {
  const comment = xml.lastIndexOf('<!--');
  if (comment > xml.lastIndexOf('-->')) return comment;
  const tag = xml.lastIndexOf('<');
  if (!wholeTag.test(xml.slice(tag))) return tag;
  const entity = xml.lastIndexOf('&');
  if (entity > tag && entity > xml.lastIndexOf(';')) return entity;
  const last = xml.charCodeAt(xml.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? xml.length - 1 : xml.length;
}
