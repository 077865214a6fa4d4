import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { formatNames, presetNames } from '../config/presets.ts';
import { AzlogError } from '../errors.ts';
import { type ExportTarget, exportTargets } from '../mapping-export/targets.ts';
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
    .exitOverride()
    .showHelpAfterError('(azlog --help shows what there is)');
  const configOption = new Option('-c, --config <file>', 'configuration, YAML or JSON').env('AZLOG_CONFIG');

  const runStage = async (stage: (typeof stages)[number], options: { config?: string }): Promise<void> => {
    const { run } = await import('./run.ts');
    exitCode = await run(stage, { path: options.config, env: process.env }, stop, onHangup);
  };
  program
    .command('run')
    .description('run a stage of the pipeline, or all of them in one process')
    .addArgument(new Argument('[stage]', 'what this process does').choices(stages).default('all'))
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
    .description('ask the azlog on this machine whether it is alive, and tell what fails')
    .option('--ready', 'ask whether it is ready: doing its work, and not merely alive', false)
    .addOption(configOption)
    .action(async (options: { ready: boolean; config?: string }) => {
      const { health } = await import('./health.ts');
      exitCode = print(await health({ path: options.config, env: process.env }, options.ready, stop));
    });

  program
    .command('status')
    .description('show how sources, queues, destinations and processes stand, on all machines')
    .option('-w, --watch', 'draw it anew every two seconds, until Ctrl-C', false)
    .option('--json', 'as one JSON object (with --watch: one a line)', false)
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
    .requiredOption('-d, --destination <name>', 'the destination, as it is named in the configuration')
    .addOption(
      new Option('-r, --rate <number>', 'messages a second that are shown at most')
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
    .description('print every problem of the configuration, or the configuration as it will be used')
    .addOption(configOption)
    .option('--wait <seconds>', 'look again until it is valid, for so long', parseSeconds)
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
      'write Windows events as messages: XML on standard input, one message a line on standard output',
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
    .option('--provider <name>', 'only events of this provider')
    .action(async (what: string, options: SampleChoice & { provider?: string }) => {
      const { explainCommand } = await import('./explain.ts');
      const { stdin, stdout, stderr, env } = process;
      exitCode = await explainCommand(what, options, stdin, stdout, stderr, env);
    });

  program
    .command('mapping')
    .description('what SIEMs are to know of our events')
    .command('export')
    .description('write event names, fields and categories for a SIEM, made from catalogue and mappings')
    .addOption(new Option('--for <siem>', 'who reads the files').choices(exportTargets).makeOptionMandatory())
    .option('-o, --output <folder>', 'where the files go; without it all go to standard output', readFolder)
    .action(async (options: { for: ExportTarget; output?: string }) => {
      const { mappingExport } = await import('./mapping-export.ts');
      const choice = { target: options.for, output: options.output };
      exitCode = await mappingExport(choice, process.stdout, process.stderr);
    });

  const trials = [
    {
      what: 'destination',
      summary: 'send one marked event to destinations (all unless named), and tell each step',
      load: async () => (await import('./destination-test.ts')).destinationTest,
    },
    {
      what: 'source',
      summary: 'look at sources (all unless named), and tell each step',
      load: async () => (await import('./source-test.ts')).sourceTest,
    },
  ] as const;
  for (const { what, summary, load } of trials) {
    program
      .command(what)
      .description(`try the ${what}s of the configuration`)
      .command('test')
      .argument('[names...]', `names of ${what}s; all unless given`)
      .description(summary)
      .addOption(configOption)
      .option('--json', 'one JSON document, for programs', false)
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
    .description('try the queue of the configuration')
    .command('test')
    .description('connect to the queue, write and remove a job of its own, and report each step')
    .addOption(configOption)
    .option('--json', 'one JSON document, for programs', false)
    .action(async ({ config, json }: { config?: string; json: boolean }) => {
      const { queueTest } = await import('./queue-test.ts');
      exitCode = await queueTest({ path: config, env: process.env }, { json }, process.stdout, stop);
    });

  program
    .command('completion')
    .description('print the script by which a shell completes commands, options and names')
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
  return { program, exitCode: () => exitCode };
}

const configured = ['config', 'destination', 'source'];

/** By what samples are written. */
const sampleOptions = {
  format: () =>
    new Option('-f, --format <format>', 'how events are written').choices(formatNames).conflicts(configured),
  preset: () =>
    new Option('-p, --preset <preset>', 'as this SIEM wants it')
      .choices(presetNames)
      .default('none')
      .conflicts(configured),
  // Without the variable that other commands read: nothing is configured unless somebody asks for it.
  config: () =>
    new Option('-c, --config <file>', 'a configuration: as its destination writes events, with its rules'),
  destination: () =>
    new Option('-d, --destination <name>', 'the destination, where the configuration has several'),
  source: () => new Option('-s, --source <name>', 'the source of the events, where rules differ by source'),
} as const;

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Allowed: seconds from 0 to 86400, such as 30.');
}

function readFolder(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Allowed: a folder, such as `siem/`; it is made where it is missing.');
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
