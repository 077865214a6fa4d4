import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Decoded } from '../../src/records/event.ts';
import { decodePage } from '../../src/records/pages/decode-page.ts';
import { type Piece, packPieces, readPieces } from '../../src/records/pages/pieces.ts';
import { splitLines, splitMessage } from '../../src/records/pages/split-records.ts';
import { folder, linesOf, missing } from './shared-data.ts';

function piece(text: string | Uint8Array, place = 'ns/hub/0/17'): Piece {
  return { place, at: 0, receivedAt: 1_700_000_000_000, bytes: Buffer.from(text) };
}

/** Records and rejected stretches of a text. */
function split(text: string, by = splitMessage) {
  const bytes = Buffer.from(text);
  const records: string[] = [];
  const rejected: string[] = [];
  by(bytes, 0, bytes.length, {
    take: (start, end) => void records.push(bytes.toString('utf8', start, end)),
    reject: (start, end) => void rejected.push(bytes.toString('utf8', start, end)),
  });
  return { records, rejected };
}

suite('pieces of a page', () => {
  test('come back as they were, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            place: fc.string({ unit: 'binary' }),
            at: fc.nat(),
            receivedAt: fc.nat(),
            bytes: fc.uint8Array({ maxLength: 200 }),
          }),
        ),
        (pieces) => {
          const back = [...readPieces(packPieces(pieces))];
          assert.deepEqual(
            back.map(({ bytes, place, ...rest }) => ({ ...rest, place, bytes: [...bytes] })),
            pieces.map(({ bytes, place, ...rest }) => ({
              ...rest,
              place: place.toWellFormed(),
              bytes: [...bytes],
            })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a damaged page is refused where the damage is', () => {
    const whole = packPieces([piece('{"a":1}'), piece('{"b":2}')]);
    for (const damaged of [
      whole.subarray(0, -3),
      Buffer.concat([whole, Buffer.from('x')]),
      Buffer.from('{}\n\n'),
    ]) {
      assert.throws(() => [...readPieces(damaged)], { code: 'ROW_UNREADABLE' });
    }
  });
});

suite('records of a message', () => {
  for (const [name, text, records, rejected] of [
    ['an envelope', '{"records":[{"a":1},{"b":"]}"}]}', ['{"a":1}', '{"b":"]}"}'], []],
    [
      'other members around the list',
      '{"x":{"records":[1]},"records" : [ {"a":1} ],"y":"{"}',
      ['{"a":1}'],
      [],
    ],
    ['a list', '[{"a":1},\n{"b":2}]', ['{"a":1}', '{"b":2}'], []],
    ['one object', '\ufeff {"records":"none","a":1}\r\n', ['{"records":"none","a":1}'], []],
    ['several documents', '{"a":1}{"records":[{"b":2}]}\n[{"c":3}]', ['{"a":1}', '{"b":2}', '{"c":3}'], []],
    [
      'control characters in a text',
      '{"records":[{"a":"x\u0000\n\u001c\\"}"}]}',
      ['{"a":"x\u0000\n\u001c\\"}"}'],
      [],
    ],
    ['cut off', '{"records":[{"a":1},{"b":2,"c":"x', ['{"a":1}'], ['{"b":2,"c":"x']],
    ['the second half of a batch', '{"a":1},{"b":2}]}', ['{"a":1}', '{"b":2}'], []],
    ['a slice of a list', ',{"a":1},{"b":2}', ['{"a":1}', '{"b":2}'], []],
    ['what is no record', '{"records":[null,{"a":1},"x",5,{ }]}', ['{"a":1}'], ['null', '"x",5,{ }']],
    ['a broken line among good ones', '{"a":1}\n{"b":"x\n{"c":3}\n', ['{"a":1}', '{"c":3}'], ['{"b":"x\n']],
    ['no JSON at all', '[218 B blob data]', [], ['218 B blob data']],
    ['text and then a document', 'hello {"x":1}\n{"a":1}', ['{"a":1}'], ['hello {"x":1}']],
    ['nothing', ' \r\n', [], []],
  ] as const) {
    test(name, () => {
      assert.deepEqual(split(text).records, records);
      assert.deepEqual(split(text).rejected, rejected);
    });
  }

  test('a line stands for itself, and one that begins within a record is none', () => {
    const { records, rejected } = split('"x":{"y":1}}\n{"a":1}\r\n\n{"b":\nnull\n{"c":3}', splitLines);
    assert.deepEqual(records, ['{"a":1}', '{"c":3}']);
    assert.deepEqual(rejected, ['"x":{"y":1}}', '{"b":', 'null']);
  });

  test('every byte belongs to a record, to a rejected stretch, or to what stands between them', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '\n',
      ' ',
      'a',
      '1',
      '"records"',
      '{"a":1}',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const bytes = Buffer.from(parts.join(''));
        for (const by of [splitMessage, splitLines]) {
          let last = 0;
          const take = (start: number, end: number): void => {
            assert.ok(start >= last && end > start && end <= bytes.length, `${start} ${end} after ${last}`);
            last = end;
          };
          by(bytes, 0, bytes.length, { take, reject: take });
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('hostile bodies of twice the length take about twice the work', () => {
    // Work is counted in bytes that are looked at: a body whose length doubles must not look at each of them more often.
    for (const unit of [
      '{',
      '[',
      '"',
      '\\',
      '{"',
      '{"a":',
      '{"a\n',
      '[{"x":"',
      '{"records":[',
      '1 ',
      '{}',
      "'{",
    ]) {
      const work = (count: number): number => {
        const bytes = Buffer.from(unit.repeat(count));
        let looked = 0;
        const counting = new Proxy(bytes, {
          get(target, key) {
            if (typeof key === 'string' && /^\d+$/.test(key)) looked++;
            const value: unknown = Reflect.get(target, key);
            if (key === 'indexOf') {
              return (byte: number, from: number) => {
                const found = target.indexOf(byte, from);
                looked += (found === -1 ? target.length : found) - from;
                return found;
              };
            }
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        splitMessage(counting, 0, bytes.length, { take() {}, reject() {} });
        return looked;
      };
      const [once, twice] = [work(2_000), work(4_000)];
      assert.ok(twice <= 3 * once + 1_000, `${JSON.stringify(unit)}: ${once} and ${twice}`);
    }
  });
});

test('records of a page of messages: events, and one dead letter for what cannot be read', () => {
  const body = packPieces([
    piece('{"records":[{"time":"2026-03-01T09:00:00Z","category":"X","operationName":"Y"},{"b":\u0001'),
    piece(Buffer.concat([Buffer.from('{"a":"x'), Buffer.of(0xff)]), 'ns/hub/0/99'),
  ]);
  const results: Decoded[] = decodePage('messages', body);
  const [first, second, third] = results;
  assert.equal(results.length, 3);
  assert.ok(first !== undefined && 'event' in first);
  assert.equal(first.event.kind.name, 'resource-log');
  assert.ok(second !== undefined && 'rejected' in second);
  assert.equal(second.rejected.code, 'RECORD_UNREADABLE');
  assert.match(second.rejected.reason, /^The record at ns\/hub\/0\/17#79 cannot be read: it is cut off/);
  assert.equal(second.rejected.row, '{"b":\u0001');
  assert.ok(third !== undefined && 'rejected' in third);
  assert.equal(
    third.rejected.row,
    `base64:${Buffer.concat([Buffer.from('{"a":"x'), Buffer.of(0xff)]).toString('base64')}`,
  );
});

const envelopes = 'azure/envelopes/index.jsonl';

test('bodies as hubs and blobs give them: each has the stated number of records', {
  skip: missing(envelopes),
}, (context) => {
  for (const line of linesOf(envelopes)) {
    const { file, records, what }: { file: string; records: number; what: string } = JSON.parse(line);
    const body = readFileSync(new URL(`azure/envelopes/${file}`, folder));
    const form = file.endsWith('.jsonl') ? 'json-lines' : 'messages';
    const decoded = decodePage(form, packPieces([{ ...piece(''), bytes: body }]));
    const events = decoded.filter((one) => 'event' in one);
    assert.equal(events.length, records, `${file}: ${what}`);
  }
  context.diagnostic(`${linesOf(envelopes).length} bodies`);
});
