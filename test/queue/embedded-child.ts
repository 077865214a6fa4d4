/** A process for the crash test: takes one job and holds it, and adds jobs until it is killed, telling how many it has. */
import { openQueue } from '../../src/queue/open-queue.ts';

const queue = await openQueue({ url: `embedded:${process.argv[2]}`, prefix: '' }, (error) =>
  console.error(error),
);
await queue.add([{ queue: 'work', id: 'held', data: { v: 1 }, keep: 'nothing' }]);
const consumer = queue.consume(
  'work',
  { concurrency: 1, onError: (error) => console.error(error) },
  () => new Promise(() => {}),
);
while (consumer.active === 0) await new Promise((resolve) => setTimeout(resolve, 5));
for (let added = 1; ; added++) {
  await queue.add([
    { queue: 'work', id: `job.${added}`, data: { v: 1, body: 'x'.repeat(100_000) }, keep: 'nothing' },
  ]);
  process.stdout.write(`${added + 1}\n`);
}
