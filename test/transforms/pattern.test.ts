import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { patternOf, readPattern } from '../../src/transforms/pattern.ts';

test('a glob fits the whole value, and upper and lower case are the same', () => {
  const cases: readonly (readonly [glob: string, fitting: readonly string[], other: readonly string[]])[] = [
    ['Security', ['Security', 'SECURITY'], ['Security ', 'securit', '']],
    ['web-*', ['web-', 'WEB-01.contoso.local'], ['my-web-01', 'web']],
    ['*$', ['WEB01$', '$'], ['alice', 'WEB01$x', '']],
    ['*Password*', ['OldPasswordHash', 'password'], ['Passwor']],
    ['*', ['', 'anything'], []],
    ['?*', ['x', 'xy'], ['']],
    ['dc?', ['DC1', 'dc9'], ['dc', 'dc10']],
    ['a*b*c', ['abc', 'aXbYc', 'abcbc'], ['ab', 'acb']],
    ['a?c*e', ['abcde', 'aXce'], ['ace', 'abcd']],
    ['**a', ['a', 'xa'], ['ab']],
    ['[a-z]+.(x)', ['[a-z]+.(x)'], ['b.x']],
    ['grüße*', ['GRÜSSE'.replace('SS', 'ẞ'), 'Grüße aus'], ['grusse']],
  ];
  for (const [glob, fitting, other] of cases) {
    const pattern = patternOf(glob);
    for (const value of fitting) assert.ok(pattern(value), `${glob} fits "${value}"`);
    for (const value of other) assert.ok(!pattern(value), `${glob} does not fit "${value}"`);
  }
});

test('a glob fits what the regular expression of the same meaning does', () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'b', 'A', '*', '?', '.', '\n'),
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      letters,
      fc.string({ unit: fc.constantFrom('a', 'b', 'B', '.', '\n'), maxLength: 10 }),
      (glob, value) => {
        const source = glob.replaceAll('.', '\\.').replaceAll('*', '[^]*').replaceAll('?', '[^]');
        assert.equal(patternOf(glob)(value), new RegExp(`^${source}$`, 'i').test(value));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a regular expression is looked for anywhere, in the case in which it is written', () => {
  assert.ok(patternOf('/^(3|5)$/')('3'));
  assert.ok(!patternOf('/^(3|5)$/')('13'));
  assert.ok(patternOf('/pass(word)?=/')('net use x pass=1'));
  assert.ok(!patternOf('/pass(word)?=/')('net use x PASS=1'));
  assert.ok(patternOf('/pass(word)?=/i')('net use x PASS=1'));
  assert.ok(patternOf('/C:\\\\Windows\\/x/')('C:\\Windows/x'), 'a slash within needs no care');
  assert.ok(patternOf('/a/b/')('xa/by'));
});

test('what cannot be read is told in words', () => {
  const cases: readonly (readonly [pattern: string, problem: RegExp])[] = [
    ['', /^the pattern is empty$/],
    ['x'.repeat(501), /^the pattern has 501 characters, more than 500$/],
    ['/', /does not end with `\/` or `\/i`/],
    ['/abc', /does not end with `\/` or `\/i`/],
    ['/abc/g', /does not end with `\/` or `\/i`/],
    ['//', /would match everything/],
    ['/(a/', /cannot be read: missing closing \)/],
    ['/[z-a]/', /cannot be read: invalid character class range/],
    ['/(a)\\1/', /cannot be read: invalid escape sequence/],
    ['/a(?=b)/', /cannot be read: invalid or unsupported Perl syntax/],
    ['/(?<!a)b/', /cannot be read: /],
    ['/a{2000}/', /cannot be read: invalid repeat count/],
  ];
  for (const [pattern, problem] of cases) {
    const read = readPattern(pattern);
    assert.ok(typeof read !== 'function', pattern);
    assert.match(read.problem, problem);
    assert.throws(() => patternOf(pattern), { message: `pattern ${pattern}: ${read.problem}` });
  }
});

test('no pattern takes long, whatever it is given', () => {
  // Each takes hours, or days, where the engine goes back and tries again.
  const hard: readonly (readonly [pattern: string, value: string])[] = [
    ['/^(a+)+$/', `${'a'.repeat(30_000)}!`],
    ['/(a*)*b$/', 'a'.repeat(30_000)],
    ['/^(a|aa)+$/', `${'a'.repeat(30_000)}b`],
    ['/(x+x+)+y/', 'x'.repeat(30_000)],
    ['/(.*)(.*)(.*)(.*)[^a]$/', 'a'.repeat(30_000)],
    ['/(a?){300}a{300}$/', `${'a'.repeat(299)}b`],
    [`${'*a'.repeat(200)}b`, 'a'.repeat(30_000)],
  ];
  for (const [text, value] of hard) {
    const pattern = patternOf(text);
    const started = process.cpuUsage();
    assert.equal(pattern(value), false, text);
    const { user, system } = process.cpuUsage(started);
    assert.ok((user + system) / 1e6 < 2, `${text} took ${(user + system) / 1e6} s of CPU time`);
  }
});
