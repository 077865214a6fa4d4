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
  return `${take([...text], columns - 1).join('')}…`;
}

/** Cuts a name that is wider in its middle: names of one site begin alike, and end in what tells them apart. */
export function cutMiddle(name: string, columns: number): string {
  if (columnsOf(name) <= columns) return name;
  const tail = take([...name].reverse(), Math.floor((columns - 1) / 2)).toReversed();
  const head = take([...name], columns - 1 - columnsOf(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

/** The first of these characters, as many as fit. */
function take(characters: readonly string[], columns: number): readonly string[] {
  let used = 0;
  const end = characters.findIndex((char) => {
    used += widthOf(char);
    return used > columns;
  });
  return end < 0 ? characters : characters.slice(0, end);
}

/** Breaks a text between words into lines of at most so many columns; the last one that is allowed is cut. */
export function wrapTo(text: string, columns: number, mostLines: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (columnsOf(rest) > columns && lines.length < mostLines - 1) {
    const piece = take([...rest], columns).join('');
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
