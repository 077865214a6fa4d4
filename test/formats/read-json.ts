import assert from 'node:assert/strict';

export type Json = string | number | readonly Json[] | { readonly [name: string]: Json };

/** @throws Error for what is not one line with one object. */
export function read(message: string): Json {
  assert.ok(!/[\r\n\t\0]/.test(message), message);
  assert.ok(message.startsWith('{') && message.isWellFormed(), message);
  return JSON.parse(message);
}

/** The value at a path with dots; undefined where there is none. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || isList(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
