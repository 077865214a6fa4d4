import { Argument, Command, CommanderError, Option } from 'commander';
import { formatNames, presetNames } from '../config/presets.ts';
import { AzlogError } from '../errors.ts';
import { stageNames } from '../pipeline.ts';
import type { CommandResult } from './command-result.ts';
import { programVersion } from './program-version.ts';

/** The configuration or the call cannot be used (EX_CONFIG of sysexits.h). */
const unusableExitCode = 78;

const stages = [...stageNames, 'all'] as const;

/**
 * Runs what the arguments ask for. Each command's code is loaded only when it is called.
 * @param stop aborts when the program is asked to stop
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], stop: AbortSignal): Promise<number> {
  let exitCode = 0;
  const program = new Command('azlog')
    .description('Reads Azure security logs and delivers them to a SIEM as CEF or LEEF, with nothing lost.')
    .version(programVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('(azlog --help shows what there is)');
  const configOption = new Option('-c, --config <file>', 'configuration, YAML or JSON').env('AZLOG_CONFIG');

  program
    .command('run')
    .description('run a stage of the pipeline, or all of them in one process')
    .addArgument(new Argument('[stage]', 'what this process does').choices(stages).default('all'))
    .addOption(configOption)
    .action(async (stage: (typeof stages)[number], options: { config?: string }) => {
      const { run } = await import('./run.ts');
      exitCode = await run(stage, { path: options.config, env: process.env }, stop);
    });

  const config = program.command('config').description('check and describe the configuration');
  config
    .command('check')
    .description('print every problem of the configuration, or the configuration as it will be used')
    .addOption(configOption)
    .action(async (options: { config?: string }) => {
      const { configCheck } = await import('./config-check.ts');
      exitCode = print(configCheck({ path: options.config, env: process.env }));
    });
  config
    .command('reference')
    .description('print the reference of all options (Markdown)')
    .action(async () => {
      const { configReference } = await import('./config-reference.ts');
      exitCode = print(configReference());
    });
  config
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .action(async () => {
      const { configSchema } = await import('./config-schema.ts');
      exitCode = print(configSchema());
    });

  program
    .command('format')
    .description(
      'write Windows events as messages: XML on standard input, one message a line on standard output',
    )
    .addOption(new Option('-f, --format <format>', 'how events are written').choices(formatNames))
    .addOption(
      new Option('-p, --preset <preset>', 'as this SIEM wants it').choices(presetNames).default('none'),
    )
    .option('--header', 'with the syslog header that the preset uses', false)
    .action(async (options: { format?: string; preset: string; header: boolean }) => {
      const { formatCommand } = await import('./format.ts');
      exitCode = await formatCommand(options, process.stdin, process.stdout, process.stderr);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    if (error instanceof AzlogError && error.kind === 'config') {
      process.stderr.write(`${error.message}\n`);
      return unusableExitCode;
    }
    throw error;
  }
}

function print({ stdout, stderr, exitCode }: CommandResult): number {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}
