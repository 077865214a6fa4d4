import fc from 'fast-check';

/**
 * Every code point but half surrogates, as the unit of `fc.string`: what `unit: 'binary'` gives. That one first makes a table of
 * all 1.1 million of them, which takes longer than most properties.
 */
export const codePoint: fc.Arbitrary<string> = fc.integer({ min: 0, max: 0x10_ffff - 0x800 }).map(
  (index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800),
  (text) => {
    const code = typeof text === 'string' ? text.codePointAt(0) : undefined;
    if (code === undefined || text !== String.fromCodePoint(code) || (code >= 0xd800 && code < 0xe000))
      throw new Error('not one code point');
    return code < 0xd800 ? code : code - 0x800;
  },
);
