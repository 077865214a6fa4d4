import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { statusContract } from '../contracts/status.ts';
import { type Lab, openLab } from '../pipeline/lab.ts';

suite('status on an embedded queue whose folder has a long name', () => {
  let lab: Lab;
  let folder: string;
  before(async () => {
    lab = await openLab(44);
    folder = join(lab.folder, 'a-folder-whose-name-is-longer-than-a-socket-may-have-'.repeat(3));
    mkdirSync(folder);
  });
  after(() => lab.close());
  statusContract(
    () => lab,
    () => ({
      url: `embedded:${join(folder, 'queue')}`,
      processes: ['all'],
      noticedMs: 1_500,
      tailNotes: async () => (existsSync(join(folder, 'queue', 'control.sock')) ? 0 : 1),
    }),
  );
});
