import { allCommands, type CommandNode, type Completion } from '../command-tree.ts';

/** Completion for bash 4 and newer. It needs no other package, and starts the program only to ask for names. */
export function bashCompletion(tree: CommandNode): string {
  const commands = allCommands(tree);
  const words = commands.map(
    (command) =>
      `    ${quoted(command.path.join(' '))}) commands=${quoted(
        command.commands.map((one) => one.path.at(-1)).join(' '),
      )} options=${quoted(command.options.flatMap((option) => option.names).join(' '))} ;;`,
  );
  const values = Map.groupBy(
    commands.flatMap((command) =>
      command.options.flatMap(({ names, value }) =>
        value === undefined
          ? []
          : names.map((name) => ({
              call: [...command.path, name].join(' '),
              kind: kindText(value.completion),
            })),
      ),
    ),
    ({ kind }) => kind,
  );
  const args = commands.flatMap((command) =>
    command.arguments.map(
      ({ completion, variadic }, index) =>
        `    ${quoted(`${command.path.join(' ')} `)}${variadic ? '*' : index}) kind=${quoted(kindText(completion))} ;;`,
    ),
  );
  return `# bash completion for azlog, printed by \`azlog completion bash\`

# Sets the commands and options of a command. Fails where there is no such command.
_azlog_words() {
  case $1 in
${words.join('\n')}
    *) return 1 ;;
  esac
}

# Sets what the value of an option is. Fails where the option has none.
_azlog_value() {
  case $1 in
${[...values].map(([kind, calls]) => `    ${calls.map(({ call }) => quoted(call)).join('|')}) kind=${quoted(kind)} ;;`).join('\n')}
    *) return 1 ;;
  esac
}

# Sets what the argument of a command at a position is.
_azlog_argument() {
  case $1 in
${args.join('\n')}
  esac
}

_azlog() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command=azlog config= awaited= kind= commands= options= count=0 word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # bash makes a word of the sign in --option=value.
    [[ $word == '=' ]] && continue
    if [[ -n $awaited ]]; then
      [[ $awaited == -c || $awaited == --config ]] && config=\${word/#'~/'/$HOME/}
      awaited=
    elif [[ $word == -?* ]]; then
      _azlog_value "$command $word" && awaited=$word
    elif ((count == 0)) && _azlog_words "$command $word"; then
      command="$command $word"
    else
      ((count += 1))
    fi
  done
  _azlog_words "$command"
  [[ $cur == '=' ]] && cur=
  kind=
  if [[ -n $awaited ]]; then
    _azlog_value "$command $awaited"
  elif [[ $cur == -* ]]; then
    kind="words $options"
  elif [[ -n $commands ]]; then
    # Behind a word that is no command nothing fits.
    ((count == 0)) && kind="words $commands"
  else
    _azlog_argument "$command $count"
  fi
  case $kind in
    files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    words*) mapfile -t COMPREPLY < <(compgen -W "\${kind#words}" -- "$cur") ;;
    names*)
      mapfile -t COMPREPLY < <(compgen -W "$("\${COMP_WORDS[0]}" names "\${kind#names }" \${config:+--config "$config"} 2>/dev/null)" -- "$cur")
      ;;
  esac
} 2>/dev/null

complete -F _azlog azlog
`;
}

function kindText(completion: Completion): string {
  if (completion.kind === 'words') return `words ${completion.words.join(' ')}`;
  if (completion.kind === 'names') return `names ${completion.of}`;
  return completion.kind;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
