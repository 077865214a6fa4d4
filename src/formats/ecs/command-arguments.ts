/**
 * The arguments of a command line as programs of Windows get them: separated by spaces and tabs, except within double
 * quotes; a backslash escapes only before a quote, and two quotes within quotes are one.
 */
export function commandArguments(line: string): readonly string[] {
  const list: string[] = [];
  let argument = '';
  let started = false;
  let quoted = false;
  let backslashes = 0;
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === '\\') {
      backslashes++;
      started = true;
      continue;
    }
    if (char === '"') {
      argument += '\\'.repeat(backslashes >> 1);
      if (backslashes % 2 === 1) argument += char;
      else if (quoted && line.charAt(i + 1) === '"') {
        argument += char;
        i++;
      } else quoted = !quoted;
      backslashes = 0;
      started = true;
      continue;
    }
    argument += '\\'.repeat(backslashes);
    backslashes = 0;
    if (!quoted && (char === ' ' || char === '\t')) {
      if (started) list.push(argument);
      argument = '';
      started = false;
      continue;
    }
    argument += char;
    started = true;
  }
  if (started) list.push(argument + '\\'.repeat(backslashes));
  return list;
}
