import { exportArcsight } from './arcsight.ts';
import type { ExportFile } from './export-file.ts';
import { exportQradar } from './qradar.ts';
import { exportSplunk } from './splunk.ts';
import type { ExportTarget } from './targets.ts';

const exports: Readonly<Record<ExportTarget, (version: string) => readonly ExportFile[]>> = {
  qradar: exportQradar,
  splunk: exportSplunk,
  arcsight: exportArcsight,
};

/**
 * The files that teach a SIEM our events. The same program always makes the same files.
 * @param version of this program
 */
export function exportMapping(target: ExportTarget, version: string): readonly ExportFile[] {
  return exports[target](version);
}
