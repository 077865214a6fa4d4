/**
 * A program: makes the files of an embedded PostgreSQL and ends, so that the half gigabyte of memory which the making
 * takes is not kept by the process that runs for months.
 *
 *     node create-embedded.ts FOLDER
 */
import { PGlite } from '@electric-sql/pglite';
import { embeddedSettings } from './embedded-settings.ts';

const [folder = ''] = process.argv.slice(2);
const database = await PGlite.create({ dataDir: folder, postgresqlconf: [...embeddedSettings] });
await database.close();
