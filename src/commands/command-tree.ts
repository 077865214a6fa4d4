import type { Argument, Command, Option } from 'commander';

/** What may stand in the place of a value or an argument. */
export type Completion =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'folders' }
  | { readonly kind: 'names'; readonly of: 'destination' | 'source' }
  | { readonly kind: 'free' };

export interface OptionNode {
  /** As help writes it: `-c, --config <file>`. */
  readonly flags: string;
  /** The forms of its name, the short one first. */
  readonly names: readonly string[];
  readonly description: string;
  /** What its value is; undefined where it has none. */
  readonly value: { readonly name: string; readonly completion: Completion } | undefined;
  readonly choices: readonly string[];
  /** Undefined where there is none, or where it goes without saying (`false`). */
  readonly fallback: string | undefined;
  readonly variable: string | undefined;
  readonly mandatory: boolean;
}

export interface ArgumentNode {
  /** As help writes it: `<what>`, `[names...]`. */
  readonly usage: string;
  readonly name: string;
  readonly variadic: boolean;
  readonly description: string;
  readonly choices: readonly string[];
  readonly fallback: string | undefined;
  readonly completion: Completion;
}

/** A command as data: what completions and the manual page are made from. */
export interface CommandNode {
  /** The words that call it, `['azlog', 'config', 'check']`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  /** Those that help shows, in its order; the command `help` is left out. */
  readonly commands: readonly CommandNode[];
}

/** Values are recognised by their placeholders, so a new option is completed without a table. */
const byPlaceholder: Readonly<Record<string, Completion>> = {
  file: { kind: 'files' },
  folder: { kind: 'folders' },
  what: { kind: 'files' },
};
const byOption: Readonly<Record<string, Completion>> = {
  '--destination': { kind: 'names', of: 'destination' },
  '--source': { kind: 'names', of: 'source' },
};

/** The command and all below it. @param above the words before it */
export function commandTree(command: Command, above: readonly string[] = []): CommandNode {
  const path = [...above, command.name()];
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionNode),
    arguments: command.registeredArguments.map((argument) => argumentNode(argument, above.at(-1))),
    commands: help
      .visibleCommands(command)
      .filter((one) => one.name() !== 'help')
      .map((one) => commandTree(one, path)),
  };
}

/** The command and all below it, each before those below it. */
export function allCommands(tree: CommandNode): readonly CommandNode[] {
  return [tree, ...tree.commands.flatMap(allCommands)];
}

function optionNode(option: Option): OptionNode {
  const { flags, short, long, description, argChoices, defaultValue, envVar, mandatory } = option;
  const name = /[<[]([\w-]+)/.exec(flags)?.[1];
  const words = argChoices ?? [];
  const completion = completionOf(words, byOption[long ?? ''] ?? byPlaceholder[name ?? '']);
  return {
    flags,
    names: [short, long].filter((form) => form !== undefined && form !== null),
    description,
    value: name === undefined ? undefined : { name, completion },
    choices: words,
    fallback: fallbackText(defaultValue),
    variable: envVar,
    mandatory,
  };
}

function argumentNode(argument: Argument, parent: string | undefined): ArgumentNode {
  const { required, variadic, description, argChoices, defaultValue } = argument;
  const name = argument.name();
  const shown = variadic ? `${name}...` : name;
  const words = argChoices ?? [];
  const named = name === 'names' && (parent === 'destination' || parent === 'source');
  return {
    usage: required ? `<${shown}>` : `[${shown}]`,
    name,
    variadic,
    description,
    choices: words,
    fallback: fallbackText(defaultValue),
    completion: completionOf(words, named ? { kind: 'names', of: parent } : byPlaceholder[name]),
  };
}

function completionOf(words: readonly string[], other: Completion | undefined): Completion {
  return words.length > 0 ? { kind: 'words', words } : (other ?? { kind: 'free' });
}

function fallbackText(value: unknown): string | undefined {
  return value === undefined || value === false ? undefined : String(value);
}
