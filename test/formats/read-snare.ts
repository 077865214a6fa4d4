import assert from 'node:assert/strict';
import type { Event } from '../../src/records/event.ts';

const columnNames = [
  ...['mark', 'criticality', 'log', 'counter', 'date', 'eventId', 'source', 'user', 'sidType', 'type'],
  ...['computer', 'category', 'data', 'expanded', 'record'],
];

/** @throws Error for what is not one line with all columns, followed by `Name=value`. */
export function read(message: string): {
  readonly columns: ReadonlyMap<string, string>;
  readonly extras: ReadonlyMap<string, string>;
} {
  assert.ok(!/[\r\n\0]/.test(message) && message.isWellFormed(), message);
  const parts = message.split('\t');
  assert.ok(parts.length >= columnNames.length, message);
  const columns = new Map(columnNames.map((name, index) => [name, parts[index] ?? ''] as const));
  assert.equal(columns.get('mark'), 'MSWinEventLog');
  assert.match(columns.get('criticality') ?? '', /^[0-4]$/);
  assert.match(columns.get('date') ?? '', /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \d{4}$/);
  const extras = parts.slice(columnNames.length).map((extra) => {
    const [, name = '', value = ''] = /^(Azlog[A-Za-z]+)=(.*)$/s.exec(extra) ?? assert.fail(extra);
    return [name, value] as const;
  });
  return { columns, extras: new Map(extras) };
}

export function expandedOf(columns: ReadonlyMap<string, string>): string {
  return columns.get('expanded') ?? '';
}

/** A value as it stands in one column. */
export function folded(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/^[\0- ]+|[\0- ]+$/g, '');
}

/** Fields that the expanded text does not tell, by their name or as Windows writes them. */
export function lostOf(event: Event, expanded: string): readonly string[] {
  return event.names.flatMap((name, index) => {
    const value = folded(event.values[index] ?? '');
    if (value === '' || value === '-') return [];
    return expanded.includes(`${folded(name) || 'Data'}: ${value}`) || ` ${expanded} `.includes(`: ${value} `)
      ? []
      : [name];
  });
}
