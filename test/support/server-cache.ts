import { join } from 'node:path';

/** What tests unpack or build. In node_modules, because it is a cache of this checkout that nobody should commit. */
export const serverCache = join(import.meta.dirname, '../../node_modules/.cache/azlog-servers');
