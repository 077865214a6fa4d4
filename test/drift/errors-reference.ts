import { type ErrorKind, errorTable } from '../../src/errors.ts';

const kinds: Readonly<Record<ErrorKind, string>> = {
  config: 'only an operator can fix it; the program says so and exits with 78',
  retryable: 'azlog retries with growing pauses, without a limit',
  permanent:
    'the same input will always fail: the row goes to the dead letters, the rest of its page continues',
  stopping: 'not an error: the program was asked to stop',
};

/** docs/errors.md, from the table of errors. */
export function errorsReference(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { kind, meaning }]) => `| \`${code}\` | ${kind} | ${meaning} |`,
  );
  const kindRows = Object.entries(kinds).map(([kind, meaning]) => `- \`${kind}\`: ${meaning}.`);
  return `# Errors

<!-- Generated from src/errors.ts. -->

Every error that the program makes on purpose has a code, which stays the same between releases. It is the field \`code\`
of a log line, and the label \`code\` of \`azlog_dead_letters_total\` and \`azlog_source_errors_total\`. Errors of the system
keep their own code there (\`ECONNREFUSED\`); anything else is \`UNEXPECTED\` and treated as \`retryable\`.

${kindRows.join('\n')}

| code | kind | meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}
