import { allCommands, type CommandNode, type Completion } from '../command-tree.ts';

/** Completion for fish. */
export function fishCompletion(tree: CommandNode): string {
  const commands = allCommands(tree);
  const below = commands.slice(1).map((command) => quoted(command.path.slice(1).join(' ')));
  const valued = new Set(
    commands.flatMap(({ options }) =>
      options.flatMap(({ names, value }) => (value === undefined ? [] : names)),
    ),
  );
  const groups = commands
    .filter((command) => command.commands.length > 0)
    .map((command) => quoted(command.path.slice(1).join(' ')));
  return `# fish completion for azlog, printed by \`azlog completion fish\`

# Whether the words before the cursor call this command.
function __azlog_at
    set -l path
    set -l awaited no
    for word in (commandline -opc)[2..-1]
        if test $awaited = yes
            set awaited no
        else if contains -- $word ${[...valued].join(' ')}
            set awaited yes
        else if contains -- (string join ' ' -- $path $word) ${below.join(' ')}
            set -a path $word
        else if not string match -q -- '-*' $word; and contains -- "$path" ${groups.join(' ')}
            # No such command: nothing fits.
            return 1
        end
    end
    test "$path" = "$argv"
end

# Names of destinations or sources, from the configuration that the line names.
function __azlog_names
    set -l config
    set -l words (commandline -opc)
    for index in (seq 2 (count $words))
        switch $words[$index]
            case -c --config
                set config --config $words[(math $index + 1)]
            case '--config=*'
                set config $words[$index]
        end
    end
    azlog names $argv $config 2>/dev/null
end

complete -c azlog -f
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines(command: CommandNode): readonly string[] {
  const path = command.path.slice(1).join(' ');
  const begin = `complete -c azlog -n ${quoted(`__azlog_at ${path}`.trim())}`;
  return [
    ...command.commands.map((one) => `${begin} -a ${one.path.at(-1)} -d ${quoted(one.description)}`),
    ...command.options.map(({ names, description, value }) => {
      const forms = names.map((name) =>
        name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      const words =
        value === undefined
          ? ''
          : value.completion.kind === 'files'
            ? ' -r -F'
            : ` -x${candidates(value.completion)}`;
      return `${begin} ${forms.join(' ')}${words} -d ${quoted(description)}`;
    }),
    ...command.arguments.flatMap(({ completion }) =>
      completion.kind === 'free' ? [] : [`${begin}${candidates(completion)}`],
    ),
  ];
}

function candidates(completion: Completion): string {
  if (completion.kind === 'files') return ' -F';
  if (completion.kind === 'folders') return ` -a '(__fish_complete_directories)'`;
  if (completion.kind === 'words') return ` -a ${quoted(completion.words.join(' '))}`;
  if (completion.kind === 'names') return ` -a '(__azlog_names ${completion.of})'`;
  return '';
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
