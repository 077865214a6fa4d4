/** Quantities as an operator reads them at a glance. Pure. */

/** Digits in groups of three. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Digits in groups, or where that is too wide, three digits with a unit such as `1.2T`; never a number that is cut. */
export function wholeWithin(value: number, columns: number): string {
  const digits = whole(value);
  if (digits.length <= columns) return digits;
  return value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
}

/** One decimal below ten, where it says something. */
export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : whole(perSecond);
}

export function rateWithin(perSecond: number, columns: number): string {
  const text = rate(perSecond);
  return text.length <= columns ? text : wholeWithin(perSecond, columns);
}

const steps = [
  { unit: 'd', seconds: 86_400, next: 'h', nextSeconds: 3_600 },
  { unit: 'h', seconds: 3_600, next: 'min', nextSeconds: 60 },
] as const;

/** `3 s`, `12 min`, `2 h 10 min`, `5 d 3 h`. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  for (const { unit, seconds: size, next, nextSeconds } of steps) {
    if (total < size) continue;
    const rest = Math.floor((total % size) / nextSeconds);
    return `${whole(Math.floor(total / size))} ${unit}${rest === 0 ? '' : ` ${rest} ${next}`}`;
  }
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min`;
}

/** In units of 1,024, with three digits. */
export function bytes(value: number): string {
  let [rest, index] = [value, 0];
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  while (rest >= 999.5 && index < units.length - 1) {
    rest /= 1_024;
    index += 1;
  }
  return `${index === 0 || rest >= 9.995 ? whole(rest) : rest.toFixed(1)} ${units[index]}`;
}

export function plural(count: number, noun: string): string {
  return `${whole(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;
}
