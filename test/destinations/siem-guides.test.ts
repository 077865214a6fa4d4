import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DestinationConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createDestination } from '../../src/destinations/destinations.ts';
import { LineBuffer } from '../../src/formats/line-buffer.ts';
import type { Batch } from '../../src/pipeline.ts';
import type { Event } from '../../src/records/event.ts';
import { outputOf } from '../../src/stages/start-stages.ts';
import { repositoryPath } from '../drift/repository-path.ts';
import { sampleEvent } from '../formats/sample-event.ts';
import { freePort } from '../support/free-port.ts';
import { patience } from '../support/patience.ts';
import type { ServerProcess } from '../support/process.ts';
import { startRsyslogWith } from '../support/rsyslog.ts';
import { startSyslogNgWith } from '../support/syslog-ng.ts';
import { createLog, eventually } from './traffic.ts';

/**
 * The guides' own blocks, given to the real servers: taken out of the page, with nothing changed but names of hosts,
 * ports and folders. The certificates are made by the commands of the page too.
 */

/**
 * An hour ago, since receivers guess the year of a header of RFC 3164, and guess right for what is recent only: syslog-ng
 * takes a January that comes in December for the next one.
 */
const time = Math.floor((Date.now() - 3_600_000) / 1_000) * 1_000 + 123;
const isoTime = new Date(time).toISOString();
/** As RFC 3164 writes it: no year, and a day below 10 with a space before it. */
const shortTime = new Date(time)
  .toUTCString()
  .replace(/^\w+, (\d+) (\w+) \d+ ([\d:]+) GMT$/, (_, day, month, clock) => {
    return `${month} ${Number(day).toString().padStart(2)} ${clock}`;
  });
let folder: string;
let certificates: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-guides-'));
  certificates = join(folder, 'certificates');
  await mkdir(certificates);
  const recipe = (await blockOf('README.md', 'sh', '# certificates')).replace(
    'SAN=DNS:siem.example.com',
    'SAN=DNS:localhost',
  );
  await promisify(execFile)('sh', ['-euc', recipe], { cwd: certificates });
});
after(() => rm(folder, { recursive: true, force: true }));

/** The block of a guide that begins with this line, or the only such one that holds `host`. */
async function blockOf(guide: string, language: string, firstLine: string, host = ''): Promise<string> {
  const text = await readFile(repositoryPath(`docs/siem/${guide}`), 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  const found = blocks
    .map(([, content = '']) => content)
    .filter((block) => block.startsWith(firstLine) && block.includes(host));
  // With a line break behind it, so that a longer first line is another block.
  const exact = found.filter((block) => block.startsWith(`${firstLine}\n`));
  const [block] = exact.length > 0 ? exact : found;
  assert.ok(block !== undefined, `${guide}: a block that begins with ${firstLine}`);
  return block;
}

/** Replaces each of `places`, all of which must be there. */
function fillIn(block: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [place, value]) => {
    assert.ok(text.includes(place), `${place} in\n${block}`);
    return text.replaceAll(place, value);
  }, block);
}

/** The guide's destination, pointed at a port of this machine. */
async function destinationOf(guide: string, host: string, port: number): Promise<DestinationConfig> {
  const block = await blockOf(guide, 'yaml', 'destinations:', host);
  const yaml = fillIn(block, { [host]: 'localhost' })
    .replaceAll('/etc/azlog', certificates)
    .replace(/^ *port: .*\n/m, '');
  const path = join(await mkdtemp(join(folder, 'config-')), 'azlog.yaml');
  await writeFile(
    path,
    `${yaml}    port: ${port}\n    proofSeconds: 0.5\nsources: [{ account: contoso, sas: sig=x }]\n`,
  );
  const [destination] = loadConfig({ path, env: {} }).destinations;
  assert.ok(destination !== undefined);
  return destination;
}

function events(count: number): readonly Event[] {
  return Array.from({ length: count }, (_, index) =>
    sampleEvent(
      4688,
      // One in a hundred is as long as the limit lets it be.
      {
        NewProcessName: 'C:\\Windows\\x.exe',
        CommandLine: `x=${index} `.padEnd(index % 100 === 0 ? 30_000 : 200, 'y'),
      },
      { uid: `uid${index}-`.padEnd(27, '0'), time, host: 'WEB01.contoso.example' },
    ),
  );
}

interface Sent {
  /** Each message as the program writes it, without its header. */
  readonly messages: readonly string[];
}

/** Sends events by the program's own way, and resolves when all are proven. */
async function send(config: DestinationConfig, count: number): Promise<Sent> {
  const { format, header, maxMessageBytes } = outputOf(config, []);
  const messages: string[] = [];
  const lines = new LineBuffer(1_000_000);
  for (const event of events(count)) {
    const head = header(event);
    const message = format.format(event, maxMessageBytes - head.length);
    messages.push(message);
    lines.write(`${head}${message}\n`);
  }
  const batch: Batch = {
    id: 'guide',
    source: 'azure',
    destination: config.name,
    messages: count,
    body: lines.bytes(),
    readAt: time,
    oldest: time,
    newest: time,
  };
  const destination = createDestination(config, createLog());
  try {
    await destination.deliver(batch, AbortSignal.timeout(30_000 * patience));
  } finally {
    await destination.close(Date.now());
  }
  return { messages };
}

/** As sets: what is sent again after a slow close is no fault of a guide. Only the first differences, since lines are long. */
function assertSame(actual: readonly string[], expected: readonly string[]): void {
  const [got, wanted] = [new Set(actual), new Set(expected)];
  assert.equal(wanted.size, expected.length);
  const few = (lines: Iterable<string>, known: ReadonlySet<string>): readonly string[] =>
    [...lines]
      .filter((line) => !known.has(line))
      .slice(0, 2)
      .map((line) => `${line.length}: ${line.slice(0, 400)}`);
  assert.deepEqual({ missing: few(wanted, got), unknown: few(got, wanted) }, { missing: [], unknown: [] });
}

function cefOf(line: string): string {
  return line.slice(line.indexOf('CEF:'));
}

function readLines(path: string): Promise<readonly string[]> {
  return readFile(path, 'utf8').then(
    (text) => text.split('\n').slice(0, -1),
    () => [],
  );
}

/** Waits until the file holds as many lines as were sent. */
async function linesOf(path: string, count: number, server: ServerProcess): Promise<readonly string[]> {
  let lines: readonly string[] = [];
  const enough = (): boolean => {
    void readLines(path).then((read) => {
      lines = read;
    });
    return lines.length >= count;
  };
  await eventually(enough, `${count} lines in ${path}`).catch((error) => {
    throw new Error(`${lines.length} lines; the server says:\n${server.output()}`, { cause: error });
  });
  return lines;
}

/** A server over plain TCP that rsyslog forwards to. */
function createNext() {
  let received = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setEncoding('utf8').on('data', (text) => {
      received += text;
    });
  });
  return {
    lines: (): readonly string[] => received.split('\n').slice(0, -1),
    listen: (port: number): void => {
      server.listen(port, '127.0.0.1');
    },
    close: (): void => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('rsyslog', () => {
  const block = '# /etc/rsyslog.d/10-azlog.conf';

  async function start(own: string, port: number, change = (text: string) => text): Promise<ServerProcess> {
    const text = fillIn(change(await blockOf('rsyslog.md', 'text', block)), {
      '/etc/ssl/azlog': certificates,
      'port="6514"': `port="${port}"`,
    });
    // As Debian has it: modules and directives of the machine's own log come before the files of the folder.
    const machine = `global(workDirectory="${own}")\nmodule(load="builtin:omfile")\n`;
    return startRsyslogWith(own, port, machine + text.replaceAll('/var/log/azlog', own));
  }

  test('the input of the guide takes each message whole, and keeps what was proven through a kill -9', async () => {
    const own = await mkdtemp(join(folder, 'rsyslog-'));
    const port = await freePort();
    const server = await start(own, port);
    try {
      const config = await destinationOf('rsyslog.md', 'rsyslog.example.com', port);
      const { messages } = await send(config, 3_000);
      await server.stop('SIGKILL');
      const lines = await readLines(join(own, 'events.log'));
      const expected = messages.map(
        (message) => `<134>1 ${isoTime} WEB01.contoso.example CEF - - - ${message}`,
      );
      assertSame(lines, expected);
    } finally {
      await server.stop();
    }
  });

  test('rsyslog reads no further than it writes: what waits is not proven, and arrives', async () => {
    const own = await mkdtemp(join(folder, 'rsyslog-'));
    const port = await freePort();
    const path = join(own, 'events.log');
    // A pipe that nobody reads takes a few messages and then holds the writer up, as a slow disk does.
    await promisify(execFile)('mkfifo', [path]);
    const pipe = await open(path, 'r+');
    const server = await start(own, port);
    try {
      let proven = false;
      const config = await destinationOf('rsyslog.md', 'rsyslog.example.com', port);
      const sending = send(config, 3_000).then((sent) => {
        proven = true;
        return sent;
      });
      await sleep(3_000);
      assert.equal(proven, false);
      const decoder = new TextDecoder();
      let text = '';
      while (text.split('\n').length <= 3_000) {
        const { buffer, bytesRead } = await pipe.read({ buffer: Buffer.alloc(65_536) });
        text += decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
      }
      assertSame(text.split('\n').slice(0, -1).map(cefOf), (await sending).messages);
    } finally {
      await server.stop();
      await pipe.close();
    }
  });

  test('with the limits that the guide names, long messages arrive whole', async () => {
    const own = await mkdtemp(join(folder, 'rsyslog-'));
    const port = await freePort();
    const server = await start(own, port);
    try {
      const config = await destinationOf('rsyslog.md', 'rsyslog.example.com', port);
      const { messages } = await send({ ...config, maxMessageBytes: 65_000 }, 200);
      assert.ok(messages.some((message) => message.length > 20_000));
      const lines = await linesOf(join(own, 'events.log'), 200, server);
      assertSame(lines.map(cefOf), messages);
    } finally {
      await server.stop();
    }
  });

  test('the ruleset that forwards takes the place of the other, and keeps messages while nobody takes them', async () => {
    const own = await mkdtemp(join(folder, 'rsyslog-'));
    const [port, nextPort] = [await freePort(), await freePort()];
    const forwarding = fillIn(await blockOf('rsyslog.md', 'text', `${block}, the ruleset when it forwards`), {
      'next.example.com': '127.0.0.1',
      'port="514"': `port="${nextPort}" action.resumeInterval="1"`,
      '/var/spool/rsyslog': own,
      '"20g"': '"100m"',
    });
    const server = await start(own, port, (text) => text.replace(/^ruleset[\s\S]*?^\}\n/m, () => forwarding));
    const next = createNext();
    try {
      const config = await destinationOf('rsyslog.md', 'rsyslog.example.com', port);
      const { messages } = await send(config, 500);
      // Nobody has listened so far: all of it is in the disk queue.
      assert.deepEqual(next.lines(), []);
      next.listen(nextPort);
      await eventually(() => next.lines().length >= 500, '500 forwarded messages');
      assertSame(next.lines().map(cefOf), messages);
    } finally {
      await server.stop();
      next.close();
    }
  });

  test('the input for Sentinel hands each message to the forwarding rule of the agent', async () => {
    const own = await mkdtemp(join(folder, 'sentinel-'));
    const [port, plainPort, agentPort] = [await freePort(), await freePort(), await freePort()];
    const agent = createNext();
    agent.listen(agentPort);
    // What the connector's installer switches on, and the rule that the agent adds (Microsoft's documentation of it).
    const before = `global(workDirectory="${own}")\nmodule(load="imtcp")\ninput(type="imtcp" port="${plainPort}")\n`;
    const rule = `template(name="agent" type="string" string="<%PRI%>%TIMESTAMP% %HOSTNAME% %syslogtag%%msg:::sp-if-no-1st-sp%%msg%")
*.* action(type="omfwd" template="agent" queue.type="LinkedList" queue.filename="agent" action.resumeRetryCount="-1"
           target="127.0.0.1" port="${agentPort}" protocol="tcp")\n`;
    const input = fillIn(await blockOf('sentinel.md', 'text', '# /etc/rsyslog.d/05-azlog.conf'), {
      '/etc/ssl/azlog': certificates,
      'port="6514"': `port="${port}"`,
    });
    const server = await startRsyslogWith(own, port, before + input + rule);
    try {
      const both = [
        await destinationOf('sentinel.md', 'forwarder.example.com', port),
        await destinationOf('sentinel.md', '127.0.0.1', plainPort),
      ];
      for (const [index, config] of both.entries()) {
        const { messages } = await send(config, 300);
        await eventually(() => agent.lines().length >= 300 * (index + 1), 'what the agent gets');
        // rsyslog takes "CEF:" for a tag and puts a space behind it, which the agent allows for.
        const expected = messages.map(
          (message) => `${shortTime} WEB01 ${message.replace('CEF:0', 'CEF: 0')}`,
        );
        assertSame(
          agent
            .lines()
            .slice(300 * index)
            .map((line) => line.slice(line.indexOf('>') + 1)),
          expected,
        );
      }
    } finally {
      await server.stop();
      agent.close();
    }
  });
});

describe('syslog-ng', () => {
  const block = '# /etc/syslog-ng/conf.d/azlog.conf';
  const sources = [
    { framing: 'lf', head: `${isoTime.slice(0, 19)}+00:00 WEB01 ` },
    { framing: 'octet-counting', head: `${isoTime.slice(0, -1)}+00:00 WEB01.contoso.example ` },
  ] as const;
  for (const { framing, head } of sources) {
    test(`the ${framing} source of the guide takes each message whole, with its time and host`, async () => {
      const own = await mkdtemp(join(folder, 'syslog-ng-'));
      const port = await freePort();
      const server = await start(own, port, framing);
      try {
        const config = await destinationOf('syslog-ng.md', 'syslog-ng.example.com', port);
        const { messages } = await send(framing === 'lf' ? config : { ...octets(config) }, 1_000);
        const lines = await linesOf(join(own, 'events.log'), 1_000, server);
        const expected = messages.map((message) => `${head}${message}`);
        assertSame(lines, expected);
      } finally {
        await server.stop();
      }
    });
  }

  test('what syslog-ng cannot write to a full disk is not proven, and arrives once there is room', async () => {
    const own = await mkdtemp(join(folder, 'syslog-ng-'));
    const port = await freePort();
    const path = join(own, 'events.log');
    await symlink('/dev/full', path);
    let server = await start(own, port, 'lf');
    try {
      let proven = false;
      const config = await destinationOf('syslog-ng.md', 'syslog-ng.example.com', port);
      const sending = send(config, 3_000).then((sent) => {
        proven = true;
        return sent;
      });
      await sleep(4_000);
      assert.equal(proven, false);
      await server.stop('SIGKILL');
      await rm(path);
      server = await start(own, port, 'lf');
      const { messages } = await sending;
      assertSame((await linesOf(path, 3_000, server)).map(cefOf), messages);
    } finally {
      await server.stop();
    }
  });

  async function start(own: string, port: number, framing: 'lf' | 'octet-counting'): Promise<ServerProcess> {
    const whole = await blockOf('syslog-ng.md', 'text', block);
    const other = await blockOf('syslog-ng.md', 'text', `${block}, with RFC 5424`);
    const text = framing === 'lf' ? whole : whole.replace(/^source[\s\S]*^\};\n(?=log)/m, () => other);
    const configuration = fillIn(text, {
      '/etc/ssl/azlog': certificates,
      'port(6514)': `port(${port})`,
      '/var/log/azlog': own,
    });
    // Far from UTC, so that a time that was taken for a local one shows.
    return startSyslogNgWith(own, port, configuration, { TZ: 'Asia/Tokyo' });
  }

  /** What `framing: octet-counting` makes of the destination, as its preset has it. */
  function octets(config: DestinationConfig): DestinationConfig {
    return config.type === 'syslog' ? { ...config, framing: 'octet-counting', header: 'rfc5424' } : config;
  }
});

test('the certificate recipe works for an IP address', async () => {
  const own = join(folder, 'certificates-ip');
  await mkdir(own);
  const recipe = await blockOf('README.md', 'sh', '# certificates');
  const forAddress = fillIn(recipe, { 'SAN=DNS:siem.example.com': 'SAN=IP:127.0.0.1' });
  await promisify(execFile)('sh', ['-euc', forAddress], { cwd: own });
  const certificate = new X509Certificate(await readFile(join(own, 'server.pem')));
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(certificate.subject, 'CN=127.0.0.1');
  assert.ok(certificate.checkIssued(new X509Certificate(await readFile(join(own, 'ca.pem')))));
});
