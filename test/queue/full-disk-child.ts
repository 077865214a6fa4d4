/**
 * A process whose embedded database runs out of disk: it notes rows, says how many are acknowledged, fills the disk and
 * writes on. Nothing here ends it: only the database's own panic does.
 */
import { writeFileSync } from 'node:fs';
import { openEmbedded } from '../../src/queue/embedded.ts';

const [folder = '', filler = '', megabytes = '0'] = process.argv.slice(2);
const { pool } = await openEmbedded(folder);
await pool.query('CREATE TABLE bullmq.kept (number int)');
for (let number = 1; number <= 20; number++) await pool.query(`INSERT INTO bullmq.kept VALUES (${number})`);
process.stdout.write('acknowledged 20\n');
for (let piece = 0; piece < Number(megabytes) * 16; piece++) {
  try {
    writeFileSync(filler, Buffer.alloc(65_536), { flag: 'a' });
  } catch {
    break;
  }
}
// Grows the log only.
const write = "SELECT pg_logical_emit_message(false, 'x', repeat(md5(random()::text), 30000))";
setInterval(() => void pool.query(write).catch(() => {}), 20);
setInterval(() => process.stdout.write('turn\n'), 200);
