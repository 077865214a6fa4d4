import { dirname, resolve } from 'node:path';
import { inspectFolder } from '../queue/folder-trouble.ts';
import { holdsQueue } from '../queue/holds-queue.ts';
import { processOptions } from './options.ts';
import type { Report } from './problem.ts';
import { embeddedFolder } from './queue-url-kind.ts';
import type { Scope } from './scope.ts';

/**
 * Reports a folder that cannot hold the embedded queue, and a queue that an earlier version left behind: those counted
 * the default, and paths of variables, from the current directory. To begin a new queue beside it would be a gap that
 * nobody sees.
 * @param variable the text of the variable that sets `queue.url`; undefined where none does
 */
export function checkQueueFolder(
  scope: Scope<typeof processOptions>,
  { cwd, variable }: { readonly cwd: string; readonly variable: string | undefined },
  report: Report,
): void {
  if (scope.refused.has('queue.url')) return;
  const folder = embeddedFolder(scope.value.queue.url);
  if (folder === undefined) return;
  const origin = scope.originOf('queue.url') ?? scope.origin;
  const trouble = inspectFolder(folder);
  if (trouble !== undefined) {
    const { reason, fix } = trouble;
    report({ origin, path: 'queue.url', what: `the folder ${folder} ${reason}`, mend: fix });
    return;
  }
  const isByFile = variable === undefined && scope.originOf('queue.url') !== undefined;
  const relative = embeddedFolder(variable ?? String(processOptions.queue.url.default));
  if (isByFile || relative === undefined) return;
  const earlier = resolve(cwd, relative);
  if (earlier === folder || holdsQueue(folder) || !holdsQueue(earlier)) return;
  report({
    origin,
    path: 'queue.url',
    what: `the queue belongs in ${folder}, where there is none yet; earlier versions kept it in the current directory, and there is one in ${earlier}`,
    mend: [
      'Continue with that queue: name its folder in the configuration, or move it (no azlog may be running):',
      `  queue.url: embedded:${earlier}`,
      `  mkdir -p ${dirname(folder)} && mv -T ${earlier} ${folder}`,
      `To start with a new queue, and read from \`start\`, rename ${earlier}.`,
    ].join('\n    '),
  });
}
