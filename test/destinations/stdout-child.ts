/** Delivers three batches to standard output in a process of its own; tells of each on standard error. */
import { createDestination } from '../../src/destinations/destinations.ts';
import { createBatch } from './traffic.ts';

const destination = createDestination(
  { type: 'stdout', name: 'out' },
  { log: (level, message) => console.error(`${level}: ${message}`) },
);
const { signal } = new AbortController();
const deliveries = [0, 1_000, 2_000].map((first) =>
  destination.deliver(createBatch(first, 1_000), signal).then(
    () => console.error(`proven ${first}`),
    (error: Error) => console.error(`rejected ${first}: ${error.message}`),
  ),
);
await Promise.race([Promise.all(deliveries), new Promise((resolve) => setTimeout(resolve, 1_000))]);
console.error(JSON.stringify(destination.status()));
await destination.close(Date.now() + 100);
