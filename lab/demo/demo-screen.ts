import { cut, type DemoFigures, logLine, panel } from './demo-view.ts';

/** A redrawn panel on a terminal; a line every two seconds elsewhere. */
export function createScreen(): {
  readonly everyMs: number;
  readonly show: (figures: DemoFigures) => void;
} {
  if (!process.stdout.isTTY) {
    let shown = 0;
    return {
      everyMs: 2_000,
      show(figures) {
        console.log(logLine(figures));
        const message = figures.messages.at(-1);
        // One message in five lines: enough to see what they look like.
        if (message !== undefined && shown % 5 === 0) console.log(`      ${cut(message, 400)}`);
        if (message !== undefined) shown += 1;
      },
    };
  }
  let drawn = 0;
  return {
    everyMs: 500,
    show(figures) {
      const lines = panel(
        figures,
        Math.max(40, process.stdout.columns ?? 80),
        Math.max(10, (process.stdout.rows ?? 24) - 1),
      );
      const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
      process.stdout.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[0J`);
      drawn = lines.length;
    },
  };
}
