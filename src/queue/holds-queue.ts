import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a folder has an embedded queue in it, and not merely what is left of one, or what may become one. */
export function holdsQueue(folder: string): boolean {
  return existsSync(join(folder, 'postgres', 'PG_VERSION'));
}
