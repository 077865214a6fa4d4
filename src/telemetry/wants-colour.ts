type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether output is to be coloured: on a terminal unless `NO_COLOR` is set to anything (no-color.org); elsewhere only
 * where `FORCE_COLOR` is set, which goes before the others, and to nothing that means no.
 */
export function wantsColour(env: Environment, isTerminal: boolean): boolean {
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb' && (env['NO_COLOR'] ?? '') === '';
}
