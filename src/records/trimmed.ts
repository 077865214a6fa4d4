/** Without leading and trailing spaces and control characters; other white space is part of the value. */
export function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && value.charCodeAt(start) <= 0x20) start++;
  while (end > start && value.charCodeAt(end - 1) <= 0x20) end--;
  return end - start === value.length ? value : value.slice(start, end);
}

/** Is it Windows' way to say that there is nothing? */
export function isNothing(value: string): boolean {
  return value === '' || value === '-';
}
