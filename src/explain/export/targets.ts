/** SIEMs that files are made for; apart from what makes them, for the command line. */
export const exportTargets = ['qradar', 'splunk', 'arcsight'] as const;
export type ExportTarget = (typeof exportTargets)[number];
