/** The words that docs/STYLE.md asks to avoid, and every text of the repository that operators read. */
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { type Node, parse } from 'acorn';
import { repositoryPath } from './repository-path.ts';

/** A text that operators may read. */
export interface OperatorText {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is put in at run time is `{}`. */
  readonly text: string;
}

/** Words that readers stumbled over, with what to write instead. */
export const bannedWords: readonly (readonly [form: RegExp, instead: string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\bwhoever\b/i, 'anyone who'],
  [/\bfor ever\b/i, 'forever, or until when'],
  [/\b(?:go|goes|going|gone|went) on\b/i, 'continue, resume'],
  [/\b(?:tells?|telling|told)\b(?! \w+ apart| apart)/i, 'report, say, show'],
  [/\b(?:stands?|stood) (?!for\b|still\b)/i, 'is, has, contains'],
  [/\btrouble\b/i, 'name the problem'],
  // Times in milliseconds since 1970 are no duration.
  [/\bsince (?:(?!1970)\d|\{)/i, 'for'],
  [/(?<!\b(?:any|every|no|some)(?:body|one|thing|where) |\bwh\w+ )\belse(?:[.,;:)]|$)/i, 'otherwise'],
  [/\bbut (?:that|for)\b/i, 'except'],
  [/\btakes? nothing\b/i, 'accepts nothing'],
  [
    /\bit (?:is|was|could not be|cannot be) (?:looked|waited|asked|tried|made again)\b/i,
    'active voice, subject first',
  ],
  [/\bcannot be used here\b/i, 'is not valid here'],
  [/\banybody on the way\b/i, 'anyone on the network path'],
  [/\b(?:is|are) there twice\b/i, 'appears twice'],
  [/\b(?:is|are) wanted\b/i, 'active voice, subject first'],
  [/\bthis is no \w/i, 'this is not a'],
  [/\bto be looked at\b|\blook whether\b/i, 'needs attention, check whether'],
];

/** Sentences of Windows, Azure and published field names, which are not ours to word. */
const foreign: readonly string[] = [
  'src/records/windows/catalogue/',
  'src/records/windows/codes/',
  'src/records/windows/mappings/',
  'src/records/windows/ecs/',
  'src/explain/export/',
];

/** Two words or more: a name or a key is no sentence. */
const isSentence = (text: string): boolean => /\p{L}{2,}[^\n]* [^\n]*\p{L}{2,}/u.test(text);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The text of a node that is a string or a template. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && 'value' in node && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || !('quasis' in node) || !Array.isArray(node.quasis)) return undefined;
  return node.quasis
    .map(({ value }: { readonly value: { readonly cooked?: string } }) => value.cooked ?? '')
    .join('{}');
}

function* nodesIn(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesIn(child);
  }
}

/** Every sentence in the program text. */
export function sentencesOf(file: string, source: string): readonly OperatorText[] {
  // Types become blanks, so lines stay where they are.
  const program = parse(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    locations: true,
  });
  return [...nodesIn(program)].flatMap((node) => {
    const text = textOf(node);
    return text === undefined || !isSentence(text) ? [] : [{ file, line: node.loc?.start.line ?? 0, text }];
  });
}

/** Lines of a document, without its blocks of code. */
export function linesOf(file: string, markdown: string): readonly OperatorText[] {
  let inBlock = false;
  return markdown.split('\n').flatMap((line, index) => {
    if (line.startsWith('```')) inBlock = !inBlock;
    return inBlock ? [] : [{ file, line: index + 1, text: line.replaceAll(/`[^`]*`/g, '``') }];
  });
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(repositoryPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const read = (file: string): string => readFileSync(repositoryPath(file), 'utf8');

/** Sentences in the program: status, log, help, metrics, options, errors. */
export function programTexts(): readonly OperatorText[] {
  return filesBelow('src', '.ts')
    .filter((file) => !foreign.some((folder) => file.startsWith(folder)))
    .flatMap((file) => sentencesOf(file, read(file)));
}

/** README and documents for operators; decisions and the history of changes stay as they were written. */
export function documentTexts(): readonly OperatorText[] {
  const documents = filesBelow('docs', '.md').filter(
    (file) =>
      !file.startsWith('docs/adr/') &&
      !['docs/mapping.md', 'docs/decoding.md', 'docs/STYLE.md'].includes(file),
  );
  return [
    ...[
      'README.md',
      'SECURITY.md',
      'CONTRIBUTING.md',
      'docker/README.md',
      'charts/azlog-forwarder/README.md',
      'docker/prometheus/azlog-rules.yaml',
      'docker/grafana/azlog-dashboard.json',
    ],
    ...documents,
  ].flatMap((file) => linesOf(file, read(file)));
}

/** What is to be reworded, one line each. */
export function wordingProblems(texts: readonly OperatorText[]): readonly string[] {
  return texts.flatMap(({ file, line, text }) =>
    bannedWords.flatMap(([form, instead]) => {
      const found = form.exec(text);
      if (found === null) return [];
      const around = text.slice(Math.max(0, found.index - 40), found.index + 40).replaceAll('\n', ' ');
      return [`${file}:${line} "${found[0]}" (${instead}): …${around}…`];
    }),
  );
}
