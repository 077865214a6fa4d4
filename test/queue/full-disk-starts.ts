/**
 * A process that opens a folder again and again, and says what came of it. One of its own, since a database that does
 * not start leaves timers behind.
 */
import { openEmbedded } from '../../src/queue/embedded.ts';

const [folder = ''] = process.argv.slice(2);
const outcomes: object[] = [];
for (let attempt = 0; attempt < 5; attempt++) {
  const outcome = await openEmbedded(folder).then(
    () => ({}),
    (error: unknown) => ({
      code: error instanceof Error && 'code' in error ? error.code : undefined,
      message: String(error),
    }),
  );
  outcomes.push({ ...outcome, external: process.memoryUsage().external });
}
process.stdout.write(JSON.stringify(outcomes));
process.exit(0);
