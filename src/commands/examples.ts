import type { Command } from 'commander';

export interface Example {
  /** As it is typed. */
  readonly call: string;
  readonly what: string;
}

/** Examples of each command, by the words that call it: for `--help` and for the manual page. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  azlog: [
    { call: 'azlog config check', what: 'find every problem in the configuration' },
    { call: 'azlog source test', what: 'check the connection to Azure' },
    { call: 'azlog destination test', what: 'check the connection to the SIEM, with one marked event' },
    { call: 'azlog run', what: 'run all stages until SIGTERM or Ctrl-C' },
  ],
  'azlog run': [
    { call: 'azlog run --config /etc/azlog/azlog.yaml', what: 'all stages in one process' },
    { call: 'azlog run formatter', what: 'one stage, with Redis or PostgreSQL as the queue' },
  ],
  'azlog poller': [{ call: 'azlog poller --config azlog.yaml', what: 'read from Azure' }],
  'azlog formatter': [
    { call: 'azlog formatter --config azlog.yaml', what: 'convert what was read to messages' },
  ],
  'azlog sender': [{ call: 'azlog sender --config azlog.yaml', what: 'deliver messages to the SIEM' }],
  'azlog health': [
    { call: 'azlog health', what: 'exit with 0 if the process on this machine is alive' },
    { call: 'azlog health --ready', what: 'exit with 0 if it is also doing its work' },
  ],
  'azlog status': [
    { call: 'azlog status', what: 'show it once; exit with 1 if something needs attention' },
    { call: 'azlog status --watch', what: 'refresh every two seconds' },
    { call: 'azlog status --json', what: 'the same for programs' },
  ],
  'azlog tail': [
    { call: 'azlog tail --destination siem', what: 'messages as they are proven' },
    { call: 'azlog tail -d siem --rate 100', what: 'up to 100 of them per second' },
  ],
  'azlog config': [{ call: 'azlog config check', what: 'find every problem in the configuration' }],
  'azlog config check': [
    { call: 'azlog config check', what: 'check azlog.yaml in the current folder' },
    {
      call: 'azlog config check --config /etc/azlog/azlog.yaml --wait 60',
      what: 'give other programs a minute to provide secrets',
    },
  ],
  'azlog config reference': [
    { call: 'azlog config reference > configuration.md', what: 'the reference as a file' },
  ],
  'azlog config schema': [
    { call: 'azlog config schema > azlog.schema.json', what: 'the schema for an editor' },
  ],
  'azlog format': [
    {
      call: 'azlog format --preset sc4s --header < events.xml',
      what: 'as Splunk Connect for Syslog receives it',
    },
    { call: 'azlog format --format json < events.xml', what: 'as JSON with ECS fields' },
    {
      call: 'azlog format --config azlog.yaml --destination siem < events.xml',
      what: 'as this destination receives it, after its rules',
    },
  ],
  'azlog explain': [
    { call: 'azlog explain 4624', what: 'which fields the event has, and their keys' },
    { call: 'azlog explain events.xml --format leef', what: 'the values of real events' },
    {
      call: 'azlog explain events.xml --config azlog.yaml --destination siem',
      what: 'which rule filters or changes which event',
    },
  ],
  'azlog mapping': [
    { call: 'azlog mapping export --for qradar --output siem/', what: 'content for QRadar, as files' },
  ],
  'azlog mapping export': [
    { call: 'azlog mapping export --for splunk --output siem/', what: 'lookups and field names for Splunk' },
    { call: 'azlog mapping export --for arcsight', what: 'everything on standard output' },
  ],
  'azlog destination': [{ call: 'azlog destination test', what: 'send a marked event to each destination' }],
  'azlog destination test': [
    { call: 'azlog destination test', what: 'send a marked event to each destination' },
    { call: 'azlog destination test siem --json', what: 'one destination, for programs' },
  ],
  'azlog queue': [{ call: 'azlog queue test', what: 'test the queue' }],
  'azlog queue test': [
    { call: 'azlog queue test', what: 'name, connection, TLS, password, settings, and a test job' },
    { call: 'azlog queue test --json', what: 'the same for programs' },
  ],
  'azlog source': [{ call: 'azlog source test', what: 'test every source' }],
  'azlog source test': [
    { call: 'azlog source test', what: 'test every source' },
    { call: 'azlog source test vms --json', what: 'one source, for programs' },
  ],
  'azlog completion': [
    {
      call: 'azlog completion bash > /etc/bash_completion.d/azlog',
      what: 'for everyone on this machine, in new shells',
    },
    { call: 'source <(azlog completion zsh)', what: 'for this zsh' },
    { call: 'azlog completion fish > ~/.config/fish/completions/azlog.fish', what: 'for your fish' },
  ],
};

/** Appends the examples to the help of a command and of all below it. */
export function addExamples(command: Command, above: readonly string[] = []): void {
  const path = [...above, command.name()];
  const own = examples[path.join(' ')] ?? [];
  if (own.length > 0)
    command.addHelpText(
      'after',
      `\nExamples:\n${own.map(({ call, what }) => `  ${call}\n      ${what}`).join('\n')}`,
    );
  for (const one of command.commands) addExamples(one, path);
}
