import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { type Authority, type Certificate, createAuthority } from '../../lab/certificates.ts';
import { findUid, type Receiver, startReceiver } from '../../lab/receiver/receiver.ts';
import { createSplitter } from '../../lab/receiver/split-messages.ts';

/** Feeds a stream in pieces of a size and returns the messages. */
function split(stream: Buffer, pieceBytes: number): readonly string[] {
  const messages: string[] = [];
  const take = createSplitter((message) => messages.push(message.toString('utf8')));
  for (let at = 0; at < stream.length; at += pieceBytes) take(stream.subarray(at, at + pieceBytes));
  return messages;
}

describe('cutting a syslog stream', () => {
  const messages = ['<134>1 a', '<134>1 Grüße 山田', `<13>${'x'.repeat(300)}`, '<1>12 34'];
  const framings = {
    'LF framing': messages.map((message) => `${message}\n`).join(''),
    'octet counting': messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join(''),
  };
  for (const [name, stream] of Object.entries(framings)) {
    it(`reads ${name} however the bytes are cut`, () => {
      for (const size of [1, 2, 7, 64, 10_000]) assert.deepEqual(split(Buffer.from(stream), size), messages);
    });
  }

  it('takes line breaks inside octet-counted messages', () => {
    assert.deepEqual(split(Buffer.from('5 a\nb\nc3 x\ny'), 3), ['a\nb\nc', 'x\ny']);
  });

  it('does not deliver an unfinished message', () => {
    assert.deepEqual(split(Buffer.from('<1>done\n<1>half'), 100), ['<1>done']);
    assert.deepEqual(split(Buffer.from('4 done9 half'), 100), ['done']);
  });

  it('refuses a stream that loses its octet counts', () => {
    assert.throws(
      () => split(Buffer.from('4 donerubbish'), 100),
      /no octet count where one was due: "rubbish"/u,
    );
    assert.throws(() => split(Buffer.from('99999999 x'), 100), /no octet count/u);
  });
});

const uid = (): string => randomBytes(20).toString('base64url');

describe('finding the uid', () => {
  it('finds it at the end, before a space and before a LEEF delimiter', () => {
    const id = uid();
    assert.equal(findUid(`CEF:0|a|b|1|4624|t|3|src=10.0.0.1 AzlogUid=${id}`), id);
    assert.equal(findUid(`CEF:0|a|b|1|4624|t|3|AzlogUid=${id} src=10.0.0.1`), id);
    assert.equal(findUid(`LEEF:2.0|a|b|1|4624|^|src=1^AzlogUid=${id}^usrName=x`), id);
    assert.equal(findUid(`LEEF:1.0|a|b|1|4624|src=1\tAzlogUid=${id}\tx=y`), id);
  });

  it('takes nothing that only looks like it', () => {
    assert.equal(findUid('CEF:0|a|b|1|4624|t|3|NotAzlogUid=abcdefghijklmnopqrstuvwxyz0'), undefined);
    assert.equal(findUid(`AzlogUid=${uid()}x`), undefined);
    assert.equal(findUid('AzlogUid=short'), undefined);
  });
});

describe('the TLS receiver', () => {
  let authority: Authority;
  let client: Certificate;
  let receiver: Receiver;

  before(async () => {
    authority = await createAuthority('test CA');
    const server = await authority.issue({ name: 'siem', use: 'server' });
    client = await authority.issue({ name: 'appliance', use: 'client' });
    receiver = await startReceiver({ ca: authority.certificate, ...server });
  });
  after(() => receiver.close());

  async function dial(identity: Certificate | undefined): Promise<TLSSocket> {
    const socket = connect({
      host: '127.0.0.1',
      port: receiver.port,
      servername: 'localhost',
      ca: authority.certificate,
      ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
    });
    await once(socket, 'secureConnect');
    return socket;
  }

  it('counts messages, distinct uids, repeats and strangers, in both framings', async () => {
    const ids = Array.from({ length: 500 }, uid);
    const lines = ids.map((id) => `<134>1 - host CEF - - - CEF:0|x|y|1|1|t|3|AzlogUid=${id}`);
    const [first = ''] = lines;
    const byLine = await dial(client);
    byLine.end(`${lines.slice(0, 250).join('\n')}\n<134>1 stranger\n`);
    byLine.resume();
    await once(byLine, 'close');
    const counted = await dial(client);
    counted.end([...lines.slice(250), first].map((line) => `${line.length} ${line}`).join(''));
    counted.resume();
    await once(counted, 'close');
    const counts = receiver.counts();
    assert.deepEqual(
      { ...counts, last: counts.last.length },
      { messages: 502, distinct: 500, duplicates: 1, unknown: 1, connections: 2, errors: [], last: 5 },
    );
    assert.equal(counts.last.at(-1), first);
    assert.equal(receiver.uids().get(ids[0] ?? ''), 2);
    assert.equal(receiver.uids().get(ids[499] ?? ''), 1);
  });

  it('shows the event of `azlog destination test`, and leaves it out of what is counted', async () => {
    const { last: _, connections, ...before } = receiver.counts();
    const trial = `<134>1 - host CEF - - - CEF:0|x|y|1|1|t|3|AzlogUid=${uid()} AzlogWinMarker=azlog-test-0123456789ab`;
    const socket = await dial(client);
    socket.end(`${trial}\n`);
    socket.resume();
    await once(socket, 'close');
    const { last, connections: now, ...after } = receiver.counts();
    assert.deepEqual(
      { ...after, shown: last.at(-1), now },
      { ...before, shown: trial, now: connections + 1 },
    );
  });

  it('takes nothing from a client without a certificate, or with one of another authority', async () => {
    const before = receiver.counts().messages;
    const stranger = await (await createAuthority('other CA')).issue({ name: 'appliance', use: 'client' });
    for (const identity of [undefined, stranger]) {
      // TLS 1.3: the client believes to be connected before the server has seen its certificate.
      const socket = await dial(identity);
      // Ends by an alert or by the bare end of the connection; only that it ends is promised.
      socket.on('error', () => undefined);
      const ended = new Promise((resolve) => socket.once('close', resolve));
      socket.resume();
      socket.write('<134>1 intruder\n');
      await ended;
    }
    assert.equal(receiver.counts().messages, before);
    assert.equal(receiver.counts().errors.length, 2);
  });
});
