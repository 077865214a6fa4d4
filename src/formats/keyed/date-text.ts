const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

/** `MMM dd yyyy HH:mm:ss` in UTC, the day with two digits. */
export function dateText(time: number): string {
  const date = new Date(time);
  const day = `${months[date.getUTCMonth()]} ${two(date.getUTCDate())} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** `MMM dd yyyy HH:mm:ss.SSS` in UTC. */
export function dateTextMillis(time: number): string {
  return `${dateText(time)}.${String(new Date(time).getUTCMilliseconds()).padStart(3, '0')}`;
}

/**
 * Makes a function that writes whole milliseconds since 1970 as decimal digits. It remembers the digits of the last
 * second: for numbers of this size the engine takes longer than for all else that a line says of time.
 */
export function epochText(): (time: number) => string {
  let lastSecond = Number.NaN;
  let digits = '';
  return (time) => {
    const second = Math.floor(time / 1000);
    // Up to the year 1970 digits of a second before those of its milliseconds would be wrong.
    if (second < 1) return String(time);
    if (second !== lastSecond) {
      lastSecond = second;
      digits = String(second);
    }
    const rest = time - second * 1000;
    return `${digits}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
  };
}
