/** Names below a root: `y=2026/m=11/d=30/h=05/m=00/PT1H.json`, with the MAC address of an interface in flow logs. */
const nameForm = /^y=(\d{4})\/m=(\d\d)\/d=(\d\d)\/h=(\d\d)\/(?:[^/]+\/)*(PT[^/]*\.json)$/i;
const hourMs = 3_600_000;
/** The first folder below a root. */
export const yearForm = /^y=\d{4}\/$/;

/** Whole hours since 1970 (UTC): Azure files its blobs by the hour. */
export function hourAt(ms: number): number {
  return Math.floor(ms / hourMs);
}

/**
 * The hour that a blob is filed under; undefined for one that is not a log of an hour.
 * @param name below its root
 */
export function hourOf(name: string): number | undefined {
  const [, year, month, day, hour] = nameForm.exec(name) ?? [];
  if (year === undefined) return undefined;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour));
  // Its parts as written: 31 February is no day.
  return hourFolder(time / hourMs) === `y=${year}/m=${month}/d=${day}/h=${hour}/` ? time / hourMs : undefined;
}

/** The folder of an hour, below its root. In the order of time, folders are in the order of their names. */
export function hourFolder(hour: number): string {
  const text = new Date(hour * hourMs).toISOString();
  return `${folderOfDay(text)}h=${text.slice(11, 13)}/`;
}

/** The folder of the day that an hour is in. */
export function dayFolder(hour: number): string {
  return folderOfDay(new Date(hour * hourMs).toISOString());
}

function folderOfDay(iso: string): string {
  return `y=${iso.slice(0, 4)}/m=${iso.slice(5, 7)}/d=${iso.slice(8, 10)}/`;
}
