import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import { decoders } from '../../src/records/windows/codes/decoders.ts';
import { sampleEvent } from './sample-event.ts';

/** As long as a column of the table can be. */
const length = 32_000;
const fillings = [
  ' ',
  '\t',
  ', ',
  '\n',
  'a\n ',
  '%',
  '%%1538 ',
  '%%1538: %%1804 ',
  '%%1538:',
  '{',
  '(',
  'S-1-',
  '-1',
];
const beginnings = ['', '%%1538:', '%%1538: %%1804', '%%7688', '---', 'D:', '%{', 'a\n', '<%%1818> : '];
const longValues = beginnings.flatMap((beginning) =>
  fillings.flatMap((filling) => [
    `${beginning}${filling.repeat(length / filling.length)}x`,
    `${beginning}${' '.repeat(length / 2)}${filling.repeat(length / 2 / filling.length)}`,
  ]),
);

/** Far more than a linear look at the value needs, far less than one that grows with its square. */
const mostMs = 500;

function inTime(what: string, work: () => unknown): void {
  const started = process.cpuUsage();
  work();
  const { user } = process.cpuUsage(started);
  assert.ok(user / 1000 < mostMs, `${what}: ${user / 1000} ms`);
}

for (const [name, decoder] of Object.entries(decoders)) {
  test(`no value keeps the decoder of ${name} busy`, () => {
    for (const value of longValues) {
      inTime(JSON.stringify(`${value.slice(0, 12)}…${value.slice(-12)}`), () => decoder.decode(value, 'Key'));
    }
  });
}

test('no value of a list keeps the writer busy', () => {
  const cef = createCef();
  for (const value of longValues) {
    const event = sampleEvent(4672, { PrivilegeList: `a\n${value}`, UserClaims: value });
    inTime(JSON.stringify(`${value.slice(0, 12)}…${value.slice(-12)}`), () => cef.format(event, 8_000));
  }
});
