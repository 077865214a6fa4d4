import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Cursor } from '../../../src/pipeline.ts';
import { type Azurite, startAzurite } from '../../support/azurite.ts';
import { createSas } from '../../support/blob-writer.ts';
import { startStartFromFront } from '../../support/start-from.ts';
import {
  assertOnce,
  type BlobLab,
  bySas,
  drain,
  hourMs,
  linesOf,
  rootOf,
  someLines,
  startBlobLab,
} from './blob-lab.ts';

let azurite: Azurite;
let lab: BlobLab;
before(async () => {
  azurite = await startAzurite({ service: 'blob' });
});
after(() => azurite.stop());
beforeEach(async () => {
  lab = await startBlobLab(azurite);
});
afterEach(() => lab.stop());

const text = (lines: readonly string[]): string => lines.join('');

test('how many requests a poll makes does not depend on the age of the container', async () => {
  const young = await lab.container();
  const old = await lab.container();
  const blob = (back: number) => `${rootOf('A')}${lab.hour(back)}m=00/PT1H.json`;
  for (const container of [young, old]) await lab.writer.append(container, blob(0), text(someLines(1)));
  for (let day = 1; day <= 60; day += 1) await lab.writer.append(old, blob(24 * day), text(someLines(1)));
  const reader = lab.reader();
  let [first, second] = [await drain(reader, young), await drain(reader, old)];
  assert.deepEqual([first.lines.length, second.lines.length], [1, 61]);
  // That the service does not begin listings at a name shows once.
  lab.proxy.advance(11 * 60_000);
  [first, second] = [await drain(reader, young, first.cursor), await drain(reader, old, second.cursor)];
  lab.proxy.advance(11 * 60_000);
  const requestsOf = async (container: string, cursor: Cursor): Promise<readonly string[]> => {
    const before = lab.proxy.requests.length;
    await drain(reader, container, cursor);
    return lab.proxy.requests.slice(before).map(({ url }) => url.replace(container, 'c'));
  };
  const few = await requestsOf(young, first.cursor);
  assert.deepEqual(await requestsOf(old, second.cursor), few);
  assert.ok(few.length > 0);
});

test('where the service begins listings at a name, one request lists a root', async () => {
  const front = await startStartFromFront(lab.proxy.endpoint);
  try {
    const container = await lab.container();
    const root = rootOf('A');
    const written = [40 * 24, 30, 4, 1, 0].map((back) => {
      const [line = ''] = someLines(1);
      return { blob: `${root}${lab.hour(back)}m=00/PT1H.json`, line };
    });
    for (const { blob, line } of written) await lab.writer.append(container, blob, line);
    const client = lab.client(bySas(createSas(azurite)), front.endpoint);
    const reader = lab.reader({}, client);
    const first = await drain(reader, container);
    assertOnce(
      first.lines,
      written.map(({ line }) => line),
    );
    assert.ok(client.startsListings());
    const more = someLines(2);
    await lab.writer.append(container, written[2]?.blob ?? '', more[0] ?? '');
    await lab.writer.append(container, written[4]?.blob ?? '', more[1] ?? '');
    const before = front.requests.length;
    lab.proxy.advance(6 * 60_000);
    const second = await drain(reader, container, first.cursor);
    assertOnce(second.lines, more);
    const lists = front.requests.slice(before).filter((url) => url.includes('comp=list'));
    assert.equal(lists.length, 1);
    assert.match(lists[0] ?? '', /startFrom=resourceId=.*y=\d{4}\/m=\d\d\/d=\d\d\/h=\d\d\//);
  } finally {
    await front.stop();
  }
});

test('a repeated cursor gives the same bytes and more, and two pollers in turn give every line once', async () => {
  const container = await lab.container();
  const blobs = ['A', 'B', 'C'].map((name) => `${rootOf(name)}${lab.hour()}m=00/PT1H.json`);
  const pollers = [lab.reader(), lab.reader()];
  const written: string[] = [];
  const read: string[] = [];
  let cursor: Cursor | undefined;
  for (let round = 0; round < 12; round += 1) {
    for (const blob of blobs) {
      const lines = someLines(3);
      written.push(...lines);
      // The last line of a round is cut by the append.
      const whole = text(lines);
      await lab.writer.append(container, blob, whole.slice(0, -30), whole.slice(-30));
    }
    lab.proxy.advance(31_000);
    const poller = pollers[round % 2];
    assert.ok(poller !== undefined);
    const result = await poller.read(container, cursor, new AbortController().signal);
    // Each third commit fails: its cursor is used again, by the other poller too.
    if (round % 3 === 1) continue;
    read.push(...linesOf(result.pieces));
    cursor = JSON.parse(JSON.stringify(result.cursor));
  }
  lab.proxy.advance(10 * 60_000);
  for (const poller of pollers) {
    const rest = await drain(poller, container, cursor);
    read.push(...rest.lines);
    cursor = rest.cursor;
    lab.proxy.advance(6 * 60_000);
  }
  assertOnce(read, written);
});

test('a blob that grows while it is read gives every line once', async () => {
  const container = await lab.container();
  const blob = `${rootOf('A')}${lab.hour()}m=00/PT1H.json`;
  const reader = lab.reader();
  const written: string[] = [];
  const read: string[] = [];
  let cursor: Cursor | undefined;
  let isWriting = true;
  const writing = (async () => {
    for (let append = 0; append < 150; append += 1) {
      const lines = someLines(2);
      const whole = text(lines);
      await lab.writer.append(container, blob, whole.slice(0, 50), whole.slice(50));
      written.push(...lines);
    }
    isWriting = false;
  })();
  for (let wasWriting = true; wasWriting; ) {
    wasWriting = isWriting;
    const drained = await drain(reader, container, cursor);
    read.push(...drained.lines);
    cursor = drained.cursor;
    lab.proxy.advance(31_000);
  }
  await writing;
  lab.proxy.advance(6 * 60_000);
  read.push(...(await drain(reader, container, cursor)).lines);
  assertOnce(read, written);
});

test('a day of 500 roots: every line once, a bounded cursor, and quiet roots are asked less often', async () => {
  const container = await lab.container();
  const names = Array.from({ length: 500 }, (_, index) => `V${String(index).padStart(3, '0')}`);
  const written: string[] = [];
  const write = async (name: string, back: number): Promise<void> => {
    const [line = ''] = someLines(1);
    written.push(line);
    await lab.writer.append(container, `${rootOf(name)}${lab.hour(back)}m=00/PT1H.json`, line);
  };
  // Every root has its hour of the day; every tenth has two more.
  for (const [index, name] of names.entries()) await write(name, index % 24);
  for (const [index, name] of names.entries()) if (index % 10 === 0) await write(name, 2 + (index % 24));
  const reader = lab.reader();
  const first = await drain(reader, container);
  assertOnce(first.lines, written);
  const bytes = JSON.stringify(first.cursor).length;
  // At most seven hours may still grow: 24 characters a blob, and what is around them.
  assert.ok(bytes < 24 * 250 + 1000, `${bytes}`);
  const polls = 8;
  const busy = names[7] ?? '';
  let { cursor } = first;
  const before = lab.proxy.requests.length;
  const read: string[] = [];
  written.length = 0;
  for (let poll = 0; poll < polls; poll += 1) {
    lab.proxy.advance(31_000);
    await write(busy, 0);
    const drained = await drain(reader, container, cursor);
    read.push(...drained.lines);
    cursor = drained.cursor;
  }
  assertOnce(read, written);
  const lists = lab.proxy.requests.slice(before).filter(({ url }) => url.includes('comp=list'));
  const ofQuiet = lists.filter(({ url }) => url.includes('/V008/')).length;
  const ofBusy = lists.filter(({ url }) => url.includes(`/${busy}/`)).length;
  assert.ok(ofQuiet < ofBusy / 2, `${ofQuiet} of ${ofBusy}`);
});

// 50,000 appends to one blob are Azure's limit, and take the emulator minutes: here are 50,000 lines in 200 appends.
test('50,000 lines in blobs that were rolled over, in blocks that cut lines, come once', async () => {
  const container = await lab.container('am-securityevent');
  const workspace = 'WorkspaceResourceId=/subscriptions/0b1f/resourcegroups/r/workspaces/w/';
  const lines = someLines(50_000);
  const perBlob = 5000;
  for (let first = 0, blob = 0; first < lines.length; first += perBlob, blob += 1) {
    const body = text(lines.slice(first, first + perBlob));
    const name = `${workspace}${lab.hour()}m=05/${blob === 0 ? 'PT05M.json' : `PT05M_${blob}.json`}`;
    const block = Math.ceil(body.length / 20);
    for (let at = 0; at < body.length; at += block) {
      await lab.writer.append(container, name, body.slice(at, at + block));
    }
  }
  const drained = await drain(lab.reader({ lateMs: () => 72 * hourMs }), container);
  assertOnce(drained.lines, lines);
});
