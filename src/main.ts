#!/usr/bin/env -S node --min-semi-space-size=8 --max-semi-space-size=8 --initial-heap-size=60 --liftoff-only
/**
 * The command line. The only caller of process.exit. It looks at the version of Node.js before anything else is loaded,
 * since an older one fails on the first import with a message that helps nobody.
 *
 * The flags on the first line suit work that comes in pages: a small young generation that is soon reused, and no
 * marking of a heap that is not yet 60 MiB. Measured with pages of 1,000 rows: 5 % less CPU, a fifth less memory. The
 * last one spares the embedded PostgreSQL half a gigabyte at each start: it is WebAssembly, and its largest functions
 * take that much to be optimised, for a page that costs about the same.
 */
import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

// Node.js would open its debugger, through which whoever can send a signal and reach the port could read all secrets.
process.on('SIGUSR1', () => {});

const wanted = [22, 18] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  process.stderr.write(
    `azlog needs Node.js ${wanted.join('.')} or newer; this is ${process.versions.node}. Install Node.js 24 (LTS) and run it again.\n`,
  );
  process.exit(78);
}

/** Exit code of a process that a signal ended, by the convention of shells. */
const signalExitCodes = { SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

const stop = new AbortController();
for (const [signal, exitCode] of Object.entries(signalExitCodes)) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(exitCode);
    stop.abort();
  });
}

/** Until somebody listens, SIGHUP ends the program. A terminal that is gone is a wish to stop, whoever listens. */
const onHangup = (listener: () => void): void => {
  const hadTerminal = isatty(0) || isatty(2);
  process.on('SIGHUP', () => (hadTerminal && !hasTerminal() ? stop.abort() : listener()));
};

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

const { captureLibraryOutput } = await import('./telemetry/library-output.ts');
captureLibraryOutput();
const { crashReport } = await import('./commands/crash-report.ts');
// What Node.js itself would print of an error could hold a secret.
process.on('uncaughtException', (error) => {
  process.stderr.write(crashReport(error));
  process.exit(1);
});
const { runCommandLine } = await import('./commands/command-line.ts');
process.exit(await runCommandLine(process.argv.slice(2), stop.signal, onHangup));
