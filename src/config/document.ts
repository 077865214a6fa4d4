import {
  CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  parseDocument,
  visit,
} from 'yaml';
import type { Origin, Report } from './problem.ts';

/** A value of the file with its place. */
export type Located =
  | { readonly kind: 'map'; readonly origin: Origin; readonly entries: ReadonlyMap<string, LocatedEntry> }
  | { readonly kind: 'list'; readonly origin: Origin; readonly items: readonly Located[] }
  | { readonly kind: 'scalar'; readonly origin: Origin; readonly value: unknown };

export interface LocatedEntry {
  /** Place of the key. */
  readonly origin: Origin;
  readonly value: Located;
}

/**
 * What is said for each error of the YAML parser. The parser's own words are not used: some quote the file, and what
 * they quote may be a secret.
 */
const syntaxErrors: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  BAD_INDENT: [
    'this line does not fit the indentation around it',
    'Indent entries of the same level alike, with spaces.',
  ],
  TAB_AS_INDENT: ['the line is indented with a TAB', 'Indent with spaces.'],
  MISSING_CHAR: ['a closing quote, a bracket or a comma is missing', 'Close it.'],
  BLOCK_AS_IMPLICIT_KEY: ['unexpected `key: value` here', 'Put quotes around a value that has a colon.'],
  BLOCK_IN_FLOW: [
    'the entries within brackets have no comma between them, or a bracket is not closed',
    'Put a comma after each entry, or close the bracket.',
  ],
  BAD_SCALAR_START: ['a value starts with a character that YAML reserves', 'Put quotes around the value.'],
  TAG_RESOLVE_FAILED: ['a value starts with `!`, or has an unknown tag', 'Put quotes around the value.'],
  BAD_ALIAS: ['a value starts with `*` or `&`, or names an unknown anchor', 'Put quotes around the value.'],
  MULTIPLE_DOCS: ['the file has several documents', 'Keep one, without further `---` lines.'],
  BAD_DQ_ESCAPE: [
    'a text in double quotes has an unknown escape',
    'Double the backslash, or use single quotes.',
  ],
  UNEXPECTED_TOKEN: ['unexpected text here', 'Check brackets, quotes and indentation around it.'],
};
const anyError = [
  'the file is not valid YAML here',
  'Check quotes, brackets and indentation around it.',
] as const;

/** More values than any real configuration; reached by aliases that multiply. */
const mostValues = 20_000;

/**
 * Reads YAML or JSON (which is YAML too), with the place of each value.
 * @param shownPath the file's name in problems
 * @returns undefined for an empty file, and where a syntax error leaves nothing to go on with (it is reported)
 */
export function readDocument(source: string, shownPath: string, report: Report): Located | undefined {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    // Not `silent`, which would let a second document pass.
    logLevel: 'error',
  });
  const originAt = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { shown: `${shownPath}:${line}:${col}`, line, column: col };
  };
  const complain = (code: string, offset: number): void => {
    const [what, mend] = syntaxErrors[code] ?? anyError;
    report({ origin: originAt(offset), path: '', what, mend });
  };
  const faults = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  // What follows a syntax error is mostly its consequence, so the first is reported alone.
  const broken = faults.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (broken !== undefined) {
    const open = unclosedIn(source);
    const tabs = tabbedLines(source);
    if (broken.code === 'TAB_AS_INDENT' && tabs.length > 1) {
      report({
        origin: originAt(broken.pos[0]),
        path: '',
        what: `TABs indent the lines ${tabs.join(', ')}`,
        mend: 'Indent with spaces.',
      });
    } else if (open !== undefined && open.offset < broken.pos[0]) {
      const what = `the ${open.what} that opens here is not closed`;
      report({ origin: originAt(open.offset), path: '', what, mend: `Close it with \`${open.close}\`.` });
    } else complain(broken.code, broken.pos[0]);
    return undefined;
  }
  reportDuplicates(document, originAt, report);

  let values = 0;
  // Nodes behind an alias are typed loosely by the parser, hence `unknown`.
  const locate = (node: unknown, offset: number, within: readonly unknown[]): Located => {
    const start = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    const origin = originAt(start);
    values += 1;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined || within.includes(target) || values > mostValues) {
        complain('BAD_ALIAS', start);
        return { kind: 'scalar', origin, value: null };
      }
      return locate(target, start, [...within, target]);
    }
    if (isMap(node)) {
      const entries = new Map<string, LocatedEntry>();
      for (const { key, value } of node.items) {
        const keyStart = isNode(key) ? (key.range?.[0] ?? start) : start;
        const keyText = isScalar(key) ? String(key.value) : '?';
        entries.set(keyText, { origin: originAt(keyStart), value: locate(value, keyStart, within) });
      }
      return { kind: 'map', origin, entries };
    }
    if (isSeq(node)) {
      return { kind: 'list', origin, items: node.items.map((item) => locate(item, start, within)) };
    }
    return { kind: 'scalar', origin, value: isScalar(node) ? node.value : null };
  };
  const root = document.contents;
  return root === null ? undefined : locate(root, 0, []);
}

/** An opening bracket or quote without its end: where the parser complains is somewhere behind it. */
function unclosedIn(
  source: string,
): { readonly offset: number; readonly what: string; readonly close: string } | undefined {
  let found: ReturnType<typeof unclosedIn>;
  const keep = (token: CST.Token | null | undefined): void => {
    if (token?.type === 'flow-collection') {
      const closed = token.end.some(({ type }) => type === 'flow-seq-end' || type === 'flow-map-end');
      const isList = token.start.type === 'flow-seq-start';
      // The innermost is the one that was forgotten, as long as nothing is closed around it.
      if (!closed) {
        const what = isList ? 'bracket `[`' : 'brace `{`';
        found = { offset: token.start.offset, what, close: isList ? ']' : '}' };
      }
    } else if (token?.type === 'double-quoted-scalar' || token?.type === 'single-quoted-scalar') {
      const quote = token.type === 'double-quoted-scalar' ? '"' : "'";
      if (token.source.length < 2 || !token.source.endsWith(quote))
        found = { offset: token.offset, what: `quote ${quote}`, close: quote };
    }
  };
  for (const token of new Parser().parse(source)) {
    if (token.type !== 'document') continue;
    keep(token.value);
    CST.visit(token, ({ key, value }) => {
      keep(key);
      keep(value);
    });
  }
  return found;
}

/** Numbers of the lines whose indentation has a TAB. */
function tabbedLines(source: string): readonly number[] {
  return source.split('\n').flatMap((line, index) => (/^ *\t\s*[^\s#]/.test(line) ? [index + 1] : []));
}

/** A key that is no name may be something else in its place, and secret. */
function showKey(name: string): string {
  return /^[\w$.-]{1,60}$/.test(name) ? `the key \`${name}\`` : 'a key';
}

/** Reports each key that a section has more than once, with the place of the first. */
function reportDuplicates(document: Document, originAt: (offset: number) => Origin, report: Report): void {
  visit(document, {
    Map(_, { items }) {
      const first = new Map<string, number>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const offset = key.range?.[0] ?? 0;
        const before = first.get(name);
        if (before === undefined) first.set(name, offset);
        else {
          report({
            origin: originAt(offset),
            path: '',
            what: `${showKey(name)} appears twice: line ${originAt(before).line} has it already`,
            mend: 'Remove one of the two.',
          });
        }
      }
    },
  });
}

/** The value as plain data, without places. */
export function plain(located: Located): unknown {
  switch (located.kind) {
    case 'map':
      return Object.fromEntries(Array.from(located.entries, ([key, entry]) => [key, plain(entry.value)]));
    case 'list':
      return located.items.map(plain);
    case 'scalar':
      return located.value;
  }
}
