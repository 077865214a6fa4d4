/** Characters that a terminal shows two columns wide: those of East Asian scripts, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Columns that a text takes; it has no control characters. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += widthOf(char);
  return columns;
}

/** Cuts a text that is wider than so many columns, with `…` for what is left out. */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let used = 0;
  let kept = '';
  for (const char of text) {
    if (used + widthOf(char) > columns - 1) break;
    used += widthOf(char);
    kept += char;
  }
  return `${kept}…`;
}

/** Cuts a name that is wider in its middle: names of one site begin alike, and end in what tells them apart. */
export function cutMiddle(name: string, columns: number): string {
  if (columnsOf(name) <= columns) return name;
  const characters = [...name];
  const tail = Math.floor((columns - 1) / 2);
  return `${characters.slice(0, columns - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

/** Breaks a text between words into lines of at most so many columns; the last one that is allowed is cut. */
export function wrapTo(text: string, columns: number, mostLines: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (columnsOf(rest) > columns && lines.length < mostLines - 1) {
    const piece = cutTo(rest, columns + 1).slice(0, -1);
    const space = piece.lastIndexOf(' ');
    const line = space > columns / 2 ? piece.slice(0, space) : piece;
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return [...lines, cutTo(rest, columns)];
}

function widthOf(char: string): number {
  if (/\p{M}/u.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}
