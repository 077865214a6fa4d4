import { configFileVariable } from '../../src/config/environment.ts';
import { composeDefaults, composeVariables } from './compose-variables.ts';

const begin = '  # Generated from src/config/options.ts by `npm run generate`: begin\n';
const end = '  # Generated: end\n';

/** docker-compose.yml with every variable of the program in it. */
export function composeFile(current: string): string {
  const [before, rest] = current.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error('docker-compose.yml: the comments that enclose the generated variables are missing');
  }
  const names = [configFileVariable, ...composeVariables.map(({ name }) => name)];
  const lines = names.map((name) => {
    const usual = composeDefaults.get(name);
    return usual === undefined ? `  ${name}:\n` : `  ${name}: \${${name}:-${usual}}\n`;
  });
  return `${before}${begin}${lines.join('')}${end}${after}`;
}
