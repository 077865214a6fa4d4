/** What the program's exit codes mean, for manual page and operators' guide. They are a contract. */
export const exitCodes = [
  { code: '0', meaning: 'done, or stopped as asked' },
  {
    code: '1',
    meaning:
      'run: an unexpected error; health: a check fails; status: something needs attention; source test, destination test, queue test: a step failed; format: an event could not be used',
  },
  { code: '64', meaning: 'the command line is not valid' },
  {
    code: '78',
    meaning: 'the configuration is not valid, or Node.js is too old: a restart does not help',
  },
  { code: '130, 131, 143', meaning: 'ended at once by a second SIGINT, SIGQUIT, SIGTERM' },
] as const;
