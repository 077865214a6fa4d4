import {
  type ArgumentNode,
  allCommands,
  type CommandNode,
  type Completion,
  type OptionNode,
} from '../command-tree.ts';

/** Completion for zsh: a function for each command, which hands the rest of the line to those below it. */
export function zshCompletion(tree: CommandNode): string {
  return `#compdef azlog
# zsh completion for azlog, printed by \`azlog completion zsh\`

# Names of destinations or sources, from the configuration that the line names.
_azlog_names() {
  local config=\${opt_args[--config]:-\${opt_args[-c]:-}}
  local -a names
  names=(\${(f)"$(azlog names $argv[-1] \${config:+--config "$config"} 2>/dev/null)"})
  (( $#names )) && compadd "\${(@)argv[1,-2]}" -a names
}

${allCommands(tree).map(commandFunction).join('\n')}
if [[ $funcstack[1] == _azlog ]]; then
  _azlog "$@"
else
  compdef _azlog azlog
fi
`;
}

function commandFunction(command: CommandNode): string {
  const specs = command.options.map(optionSpec);
  if (command.commands.length === 0) {
    const lines = ['_arguments', ...specs, ...command.arguments.map(argumentSpec)];
    return `${functionName(command)}() {\n  ${lines.join(' \\\n    ')}\n}\n`;
  }
  const names = command.commands.map(
    (one) => `        ${quoted(`${escaped(one.path.at(-1) ?? '')}:${one.description}`)}`,
  );
  const calls = command.commands.map((one) => `        ${one.path.at(-1)}) ${functionName(one)} ;;`);
  return `${functionName(command)}() {
  local curcontext=$curcontext state line ret=1
  local -a commands
  typeset -A opt_args
  ${['_arguments -C', ...specs, "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')} && ret=0
  case $state in
    command)
      commands=(
${names.join('\n')}
      )
      _describe -t commands command commands && ret=0
      ;;
    rest)
      case $line[1] in
${calls.join('\n')}
      esac
      ret=0
      ;;
  esac
  return ret
}
`;
}

function functionName(command: CommandNode): string {
  return `_${command.path.join('_').replaceAll('-', '_')}`;
}

function optionSpec({ names, description, value }: OptionNode): string {
  const text = `[${escaped(description)}]${value === undefined ? '' : `:${value.name}:${action(value.completion)}`}`;
  const forms = names.map((name) =>
    value === undefined ? name : name.startsWith('--') ? `${name}=` : `${name}+`,
  );
  const [only = ''] = forms;
  if (forms.length === 1) return quoted(only + text);
  return `${quoted(`(${names.join(' ')})`)}{${forms.join(',')}}${quoted(text)}`;
}

function argumentSpec({ usage, name, variadic, completion }: ArgumentNode): string {
  const optional = usage.startsWith('[') && !variadic;
  return quoted(`${variadic ? '*' : ''}${optional ? ':' : ''}:${name}:${action(completion)}`);
}

function action(completion: Completion): string {
  if (completion.kind === 'files') return '_files';
  if (completion.kind === 'folders') return '_files -/';
  if (completion.kind === 'words') return `(${completion.words.join(' ')})`;
  if (completion.kind === 'names') return `_azlog_names ${completion.of}`;
  return '';
}

function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, String.raw`\$&`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
