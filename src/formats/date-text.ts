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
