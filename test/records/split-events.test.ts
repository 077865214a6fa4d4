import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { splitEvents } from '../../src/records/windows/reading/split-events.ts';

const event = (id: number, more = ''): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>${id}</EventID></System>${more}</Event>`;

function split(text: string, cuts: readonly number[] = []) {
  const splitter = splitEvents();
  const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((a, b) => a - b);
  let from = 0;
  const pieces = ends.flatMap((end) => {
    const found = splitter.push(text.slice(from, end));
    from = end;
    return found;
  });
  return [...pieces, ...splitter.end()];
}

suite('splitting text into events', () => {
  test('one event a line, blank lines between, and a line break at the end or not', () => {
    const lines = [event(1), '', event(2), event(3)];
    for (const end of ['', '\n', '\r\n']) {
      const pieces = split(lines.join('\n') + end);
      assert.deepEqual(
        pieces.map(({ line, problem }) => [line, problem]),
        [
          [1, undefined],
          [3, undefined],
          [4, undefined],
        ],
      );
      assert.equal(pieces[2]?.text, event(3));
    }
  });

  test('an exported file: declaration, <Events> around, comments, events over several lines or side by side', () => {
    const text = `\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events><!-- two -->\n${event(1, '\n<EventData>\n<Data>x</Data></EventData>\n')}${event(2)}\n</Events>\n`;
    const pieces = split(text);
    assert.deepEqual(
      pieces.map(({ line, problem }) => [line, problem]),
      [
        [3, undefined],
        [6, undefined],
      ],
    );
  });

  test('what is no event is told with its line, and the rest goes on', () => {
    const pieces = split(`${event(1)}\n\nhello\n${event(2)}\n<Event><System>\n${event(3)}\n<Event><System>`);
    assert.deepEqual(
      pieces.map(({ line, problem }) => [line, problem?.replace(/:.*/, '')]),
      [
        [1, undefined],
        [3, 'this is not a Windows event'],
        [4, undefined],
        [5, 'the event has no end'],
        [6, undefined],
        [7, 'the event has no end'],
      ],
    );
  });

  test('however the text is cut into parts, the pieces are the same', () => {
    const parts = [
      event(1),
      '\n',
      '<Events>',
      '</Events>',
      '\r\n',
      'noise',
      event(2, '<!-- <Event -->'),
      '<Event><A>',
      '<!-- c -->',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (chosen, cuts) => {
          const text = chosen.join('');
          const whole = split(text).filter(({ problem }) => problem === undefined);
          const cut = split(text, cuts).filter(({ problem }) => problem === undefined);
          assert.deepEqual(cut, whole);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
