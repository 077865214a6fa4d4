/**
 * Has the programs that tests start keep what they compiled: `azlog --help` then takes a quarter of the CPU time. A
 * module that starts Node.js imports this one. In `node_modules`, so that `npm ci` empties it.
 */
import { join } from 'node:path';

process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  '../../node_modules/.cache/azlog-forwarder-compiled',
);
