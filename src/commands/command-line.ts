import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { formatNames, presetNames } from '../config/presets.ts';
import { AzlogError } from '../errors.ts';
import { type ExportTarget, exportTargets } from '../explain/export/targets.ts';
import { stageNames } from '../pipeline.ts';
import { tailRates } from '../status/tail.ts';
import { sayWhileSlow } from '../telemetry/say-while-slow.ts';
import type { CommandResult } from './command-result.ts';
import { commandTree } from './command-tree.ts';
import { type Shell, shells } from './completion/shells.ts';
import { addExamples } from './examples.ts';
import { programVersion } from './program-version.ts';
import type { SampleChoice } from './sample-output.ts';

/** The configuration or the call cannot be used (EX_CONFIG of sysexits.h). */
const unusableExitCode = 78;

const stages = [...stageNames, 'all'] as const;

/**
 * Runs what the arguments ask for.
 * @param stop aborts when the program is asked to stop
 * @param onHangup calls the listener at each SIGHUP from then on
 * @returns the exit code
 */
export async function runCommandLine(
  args: readonly string[],
  stop: AbortSignal,
  onHangup: (listener: () => void) => void,
): Promise<number> {
  const { program, exitCode } = commandLine(stop, onHangup);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    if (error instanceof AzlogError && error.kind === 'config') {
      process.stderr.write(`${error.message}\n`);
      return unusableExitCode;
    }
    throw error;
  }
}

/**
 * The commands, their arguments and options: what is parsed, and what help, completions and the manual page are made
 * from. Each command's code is loaded only when it is called.
 */
export function commandLine(
  stop: AbortSignal,
  onHangup: (listener: () => void) => void = () => {},
): {
  readonly program: Command;
  /** Of the command that was run. */
  readonly exitCode: () => number;
} {
  let exitCode = 0;
  const program = new Command('azlog')
    .description(
      'Reads Azure security logs and delivers them to a SIEM as CEF, LEEF, XML, JSON or Snare, with nothing lost.',
    )
    .version(programVersion(), '-V, --version')
    .exitOverride();
  const configOption = new Option('-c, --config <file>', 'configuration, YAML or JSON').env('AZLOG_CONFIG');

  const runStage = async (stage: (typeof stages)[number], options: { config?: string }): Promise<void> => {
    const { run } = await import('./run.ts');
    exitCode = await run(stage, { path: options.config, env: process.env }, stop, onHangup);
  };
  program
    .command('run')
    .description('run a stage of the pipeline, or all of them in one process')
    .addArgument(new Argument('[stage]', 'the stage that this process runs').choices(stages).default('all'))
    .addOption(configOption)
    .action((stage: (typeof stages)[number], options: { config?: string }) => runStage(stage, options));
  // A container takes its role as its argument.
  for (const stage of stageNames) {
    program
      .command(stage)
      .description(`short for \`run ${stage}\``)
      .addOption(configOption)
      .action((options: { config?: string }) => runStage(stage, options));
  }

  program
    .command('health')
    .description('check whether azlog on this machine is alive, and report what fails')
    .option('--ready', 'check whether it is ready: doing its work, not merely alive', false)
    .addOption(configOption)
    .action(async (options: { ready: boolean; config?: string }) => {
      const { health } = await import('./health.ts');
      exitCode = print(await health({ path: options.config, env: process.env }, options.ready, stop));
    });

  program
    .command('status')
    .description('show the state of sources, queues, destinations and processes on all machines')
    .option('-w, --watch', 'refresh every two seconds until Ctrl-C', false)
    .option('--json', 'print one JSON object (with --watch: one per line)', false)
    .addOption(configOption)
    .action(async (options: { config?: string; watch: boolean; json: boolean }) => {
      const { statusCommand } = await import('./status.ts');
      const load = { path: options.config, env: process.env };
      const ask = (): Promise<number> => statusCommand(load, options, process.stdout, process.env, stop);
      exitCode = await (options.watch ? ask() : onTerminal('asking the queue', ask));
    });

  program
    .command('tail')
    .description('show messages as they are proven at a destination, until Ctrl-C')
    .requiredOption('-d, --destination <name>', 'the name of the destination in the configuration')
    .addOption(
      new Option('-r, --rate <number>', 'show at most this many messages per second')
        .argParser(readRate)
        .default(tailRates.usual),
    )
    .addOption(configOption)
    .action(async (options: { config?: string; destination: string; rate: number }) => {
      const { tailCommand } = await import('./tail.ts');
      const load = { path: options.config, env: process.env };
      exitCode = await tailCommand(load, options, process.stdout, process.stderr, stop);
    });

  const config = program.command('config').description('check and describe the configuration');
  config
    .command('check')
    .description('print every problem in the configuration, or the configuration as azlog uses it')
    .addOption(configOption)
    .option('--wait <seconds>', 'check again until it is valid, for at most this long', parseSeconds)
    .action(async (options: { config?: string; wait?: number }) => {
      const { awaitConfigCheck } = await import('./config-check.ts');
      exitCode = print(
        await awaitConfigCheck({ path: options.config, env: process.env }, options.wait ?? 0, stop),
      );
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
      'convert Windows events to messages: XML on standard input, one message per line on standard output',
    )
    .addOption(sampleOptions.format())
    .addOption(sampleOptions.preset())
    .addOption(sampleOptions.config())
    .addOption(sampleOptions.destination())
    .addOption(sampleOptions.source())
    .option('--header', 'with the syslog header (default for a destination)')
    .option('--no-header', 'without the syslog header (default for a format or preset)')
    .action(async (options: SampleChoice & { header?: boolean }) => {
      const { formatCommand } = await import('./format.ts');
      const { stdin, stdout, stderr, env } = process;
      exitCode = await formatCommand(options, stdin, stdout, stderr, env);
    });

  program
    .command('explain')
    .description('show where each value of an event comes from and which key it gets')
    .argument('<what>', 'an event id, or a file with events as XML; - for standard input')
    .addOption(sampleOptions.format())
    .addOption(sampleOptions.preset())
    .addOption(sampleOptions.config())
    .addOption(sampleOptions.destination())
    .addOption(sampleOptions.source())
    .option('--provider <name>', 'only events from this provider')
    .action(async (what: string, options: SampleChoice & { provider?: string }) => {
      const { explainCommand } = await import('./explain.ts');
      const { stdin, stdout, stderr, env } = process;
      exitCode = await explainCommand(what, options, stdin, stdout, stderr, env);
    });

  program
    .command('mapping')
    .description('export event names and field mappings for a SIEM')
    .command('export')
    .description('write event names, fields and categories for a SIEM, from the catalogue and the mappings')
    .addOption(
      new Option('--for <siem>', 'the SIEM that reads the files')
        .choices(exportTargets)
        .makeOptionMandatory(),
    )
    .option(
      '-o, --output <folder>',
      'the folder for the files; without it, everything goes to standard output',
      readFolder,
    )
    .action(async (options: { for: ExportTarget; output?: string }) => {
      const { mappingExport } = await import('./mapping-export.ts');
      const choice = { target: options.for, output: options.output };
      exitCode = await mappingExport(choice, process.stdout, process.stderr);
    });

  const trials = [
    {
      what: 'destination',
      summary: 'send one marked event to each destination (or those named) and report each step',
      load: async () => (await import('./destination-test.ts')).destinationTest,
    },
    {
      what: 'source',
      summary: 'check each source (or those named) and report each step',
      load: async () => (await import('./source-test.ts')).sourceTest,
    },
  ] as const;
  for (const { what, summary, load } of trials) {
    program
      .command(what)
      .description(`test the ${what}s in the configuration`)
      .command('test')
      .argument('[names...]', `names of ${what}s; all of them unless given`)
      .description(summary)
      .addOption(configOption)
      .option('--json', 'print one JSON document, for programs', false)
      .action(async (names: string[], options: { config?: string; json: boolean }) => {
        const { config, json } = options;
        const trial = await load();
        exitCode = await onTerminal(`trying the ${what}`, () =>
          trial({ path: config, env: process.env }, { names, json }, process.stdout, stop),
        );
      });
  }

  program
    .command('queue')
    .description('test the queue in the configuration')
    .command('test')
    .description('connect to the queue, write and remove a test job, and report each step')
    .addOption(configOption)
    .option('--json', 'print one JSON document, for programs', false)
    .action(async ({ config, json }: { config?: string; json: boolean }) => {
      const { queueTest } = await import('./queue-test.ts');
      exitCode = await queueTest({ path: config, env: process.env }, { json }, process.stdout, stop);
    });

  program
    .command('completion')
    .description('print the script that lets a shell complete commands, options and names')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./completion/completion.ts');
      process.stdout.write(completionScript(shell, commandTree(program)));
    });
  // What completion scripts ask.
  program
    .command('names', { hidden: true })
    .addArgument(new Argument('<kind>', 'what has the names').choices(['destination', 'source']))
    .addOption(configOption)
    .action(async (kind: 'destination' | 'source', options: { config?: string }) => {
      const { knownNames } = await import('./known-names.ts');
      exitCode = print(knownNames({ path: options.config, env: process.env }, kind));
    });

  addExamples(program);
  nameHelpAfterErrors(program);
  return { program, exitCode: () => exitCode };
}

/** An error on the command line ends with the call that shows the help of this very command. */
function nameHelpAfterErrors(command: Command, above = ''): void {
  const call = `${above}${command.name()}`;
  command.showHelpAfterError(`See \`${call} --help\`.`);
  for (const one of command.commands) nameHelpAfterErrors(one, `${call} `);
}

const configured = ['config', 'destination', 'source'];

/** By what samples are written. */
const sampleOptions = {
  format: () =>
    new Option('-f, --format <format>', 'the format of the messages')
      .choices(formatNames)
      .conflicts(configured),
  preset: () =>
    new Option('-p, --preset <preset>', 'the form that this SIEM expects')
      .choices(presetNames)
      .default('none')
      .conflicts(configured),
  // Without the variable that other commands read: nothing is configured unless somebody asks for it.
  config: () =>
    new Option(
      '-c, --config <file>',
      'a configuration: events as its destination writes them, with its rules',
    ),
  destination: () =>
    new Option('-d, --destination <name>', 'the destination, if the configuration has several'),
  source: () => new Option('-s, --source <name>', 'the source of the events, if rules differ by source'),
} as const;

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Allowed: seconds from 0 to 86400, such as 30.');
}

function readFolder(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Allowed: a folder, such as `siem/`; azlog creates it if it is missing.');
}

function readRate(text: string): number {
  const rate = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (rate >= tailRates.least && rate <= tailRates.most) return rate;
  throw new InvalidArgumentError(`Allowed: a whole number from ${tailRates.least} to ${tailRates.most}.`);
}

function print({ stdout, stderr, exitCode }: CommandResult): number {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

/** Somebody at a terminal is told that it is still being done; a program that reads what is written is not. */
async function onTerminal(what: string, action: () => Promise<number>): Promise<number> {
  if (!process.stderr.isTTY) return await action();
  return await sayWhileSlow(
    (seconds) => process.stderr.write(`azlog: still ${what}, for ${seconds} s\n`),
    action,
  );
}
