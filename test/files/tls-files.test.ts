import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { before, suite, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { pemBlocksOf } from '../../src/files/pem.ts';
import { OperatorFileError } from '../../src/files/text-file.ts';
import { inspectTlsFiles, type TlsFileKey, type TlsFileOptions } from '../../src/files/tls-files.ts';
import { createSigned, type Signed } from '../support/certificate-chain.ts';
import { writings, writtenAs } from './writings.ts';

const dayMs = 86_400_000;
const now = Date.now();
const day = (days: number): Date => new Date(now + days * dayMs);
const usual = { from: day(-10), until: day(300) };

let root: Signed;
let otherRoot: Signed;
let between: Signed;
let leaf: Signed;
let expiredRoot: Signed;
let futureRoot: Signed;

before(async () => {
  root = await createSigned({ name: 'root', isAuthority: true, ...usual });
  otherRoot = await createSigned({ name: 'other root', isAuthority: true, ...usual });
  between = await createSigned({ name: 'between', issuer: root, isAuthority: true, ...usual });
  leaf = await createSigned({
    name: 'leaf',
    issuer: between,
    names: [
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ],
    ...usual,
  });
  expiredRoot = await createSigned({ name: 'old', isAuthority: true, from: day(-20), until: day(-1) });
  futureRoot = await createSigned({ name: 'young', isAuthority: true, from: day(2), until: day(20) });
});

type Contents = Readonly<Partial<Record<TlsFileKey, string | Uint8Array>>>;

function inspect(contents: Contents, options: Partial<TlsFileOptions> = {}) {
  const read = Object.fromEntries(
    Object.entries(contents).map(([key, content]) => [
      key,
      { path: `/etc/${key}`, content: typeof content === 'string' ? Buffer.from(content) : content },
    ]),
  );
  return inspectTlsFiles(read, { usesCa: true, now, ...options });
}

/** As `-----END CERTIFICATE----------BEGIN CERTIFICATE-----`. */
const glued = (...pems: readonly string[]): string => pems.map((pem) => pem.trim()).join('');

suite('PEM as people write it', () => {
  const forms: readonly (readonly [what: string, write: (pem: string) => string])[] = [
    ['as it is', (pem) => pem],
    ['blanks behind each line', (pem) => pem.replaceAll('\n', '  \t\n')],
    ['indented', (pem) => pem.replaceAll(/^/gm, '    ')],
    ['no line break at the end', (pem) => pem.trim()],
    ['base64 in one line', (pem) => pem.replaceAll(/(?<=[A-Za-z0-9+/=])\n(?=[A-Za-z0-9+/=])/g, '')],
    ['line breaks as two characters', (pem) => pem.replaceAll('\n', '\\n')],
    [
      'among other text',
      (pem) => `Bag Attributes\n    friendlyName: siem\nsubject=CN = root\n${pem}\nThe end.\n`,
    ],
  ];
  test('is the same PEM in every encoding and form', () => {
    for (const [what, write] of forms) {
      for (const writing of writings) {
        const both = write(root.pem) + write(otherRoot.pem);
        const { ca, faults } = inspect({ caFile: writtenAs(writing, both) });
        assert.deepEqual(faults, [], `${what}, ${writing}`);
        assert.equal(ca, root.pem + otherRoot.pem, `${what}, ${writing}`);
        const { key } = inspect({ keyFile: writtenAs(writing, write(leaf.keyPem)) });
        assert.equal(key, leaf.keyPem, `${what}, ${writing}`);
      }
    }
  });

  test('a missing line break before the next BEGIN hides no certificate, in a real handshake', async () => {
    const server = createServer({ cert: leaf.pem + between.pem, key: leaf.keyPem });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const verified = async (ca: string): Promise<string> => {
      const socket = connect({ host: '127.0.0.1', port: address.port, ca });
      try {
        return await new Promise<string>((resolve) => {
          socket.once('secureConnect', () => resolve('verified'));
          socket.once('error', (error) => resolve(error.message));
        });
      } finally {
        socket.destroy();
      }
    };
    try {
      const file = glued(otherRoot.pem, root.pem);
      assert.notEqual(await verified(file), 'verified', 'OpenSSL alone stops at the first');
      assert.equal(await verified(inspect({ caFile: file }).ca ?? ''), 'verified');
    } finally {
      server.close();
    }
  });

  test('an encrypted key of the old form keeps its headers', () => {
    const pem = createPrivateKey(leaf.keyPem).export({
      type: 'sec1',
      format: 'pem',
      cipher: 'aes-128-cbc',
      passphrase: 'hunter2',
    });
    for (const writing of writings) {
      const content = writtenAs(writing, String(pem));
      const { faults } = inspect(
        { certFile: leaf.pem + between.pem, keyFile: content },
        { passphrase: 'hunter2' },
      );
      assert.deepEqual(faults, [], writing);
    }
  });
});

suite('what cannot be used is named by file and certificate, with the way out', () => {
  /** SEQUENCE { INTEGER 3, SEQUENCE …}: the beginning of every PKCS#12 file. */
  const pfx = Buffer.from('308209d10201033082098706092a864886f70d010701', 'hex');
  const p7b = Buffer.from('3082013406092a864886f70d010702a0820125', 'hex');
  const cases: readonly (readonly [
    what: string,
    contents: () => Contents,
    pattern: RegExp,
    options?: Partial<TlsFileOptions>,
  ])[] = [
    [
      'DER instead of PEM',
      () => ({ caFile: root.der }),
      /^caFile: the file \/etc\/caFile is in the binary form DER.*`openssl x509 -inform der -in \/etc\/caFile -out \/etc\/caFile\.pem`/,
    ],
    ['a key in DER', () => ({ keyFile: leaf.keyDer }), /binary form DER.*`openssl pkey -inform der/],
    ['a key in place of a certificate, in DER', () => ({ caFile: leaf.keyDer }), /it is a private key/],
    ['a certificate in place of a key, in DER', () => ({ keyFile: leaf.der }), /it is a certificate/],
    ['PKCS#12', () => ({ certFile: pfx }), /PKCS#12.*`openssl pkcs12 -in \/etc\/certFile -nokeys -out/],
    [
      'the key in PKCS#12',
      () => ({ keyFile: pfx }),
      /`openssl pkcs12 -in \/etc\/keyFile -nocerts -noenc -out/,
    ],
    ['PKCS#7', () => ({ caFile: p7b }), /PKCS#7.*`openssl pkcs7 -inform der -in \/etc\/caFile -print_certs/],
    [
      'PKCS#7 as text',
      () => ({ caFile: '-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n' }),
      /has no certificate in PEM form; it has: PKCS7.*`openssl pkcs7 -print_certs/,
    ],
    [
      'a Java keystore',
      () => ({ caFile: Buffer.from('feedfeed00000002', 'hex') }),
      /Java keystore.*`keytool /,
    ],
    [
      'a request',
      () => ({ certFile: root.pem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST') }),
      /sent back/,
    ],
    ['a key in place of a certificate', () => ({ caFile: leaf.keyPem }), /has no certificate.*PRIVATE KEY/],
    ['a certificate in place of a key', () => ({ keyFile: leaf.pem }), /has no private key.*CERTIFICATE/],
    ['no PEM', () => ({ caFile: 'hello\n' }), /has no certificate in PEM form\. Name a file with/],
    ['nothing', () => ({ caFile: '' }), /has no certificate in PEM form/],
    [
      'a damaged certificate behind a good one',
      () => ({ caFile: `${root.pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n` }),
      /is damaged: what begins in line \d+ is no certificate/,
    ],
    [
      'a file cut off',
      () => ({ caFile: root.pem.slice(0, 300) }),
      /is cut off: the certificate that begins in line 1/,
    ],
    [
      'a key of OpenSSH',
      () => ({ keyFile: '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n' }),
      /`ssh-keygen -p -m PEM -f/,
    ],
    [
      'UTF-16 that is cut off',
      () => ({ caFile: writtenAs('UTF-16LE with BOM', root.pem).subarray(0, 99) }),
      /UTF-16, but is damaged/,
    ],
    [
      'the key of another certificate',
      () => ({ certFile: leaf.pem + between.pem, keyFile: otherRoot.keyPem }),
      /^keyFile: the file \/etc\/keyFile has another key: it is not that of the certificate CN=leaf in \/etc\/certFile/,
    ],
    [
      'a chain that begins with the authority',
      () => ({ certFile: between.pem + leaf.pem, keyFile: leaf.keyPem }),
      /certFile has its chain in the wrong order: the key is that of certificate 2 \(CN=leaf\), which must be the first/,
    ],
    [
      'an encrypted key without its passphrase',
      () => ({ certFile: leaf.pem, keyFile: sealed() }),
      /has an encrypted key.*Set `tls\.keyPassphrase`/,
    ],
    [
      'an encrypted key with another passphrase',
      () => ({ certFile: leaf.pem, keyFile: sealed() }),
      /the passphrase is not that of the key/,
      { passphrase: 'hunter3' },
    ],
  ];
  const sealed = (): string =>
    String(
      createPrivateKey(leaf.keyPem).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'hunter2',
      }),
    );
  for (const [what, contents, pattern, options] of cases) {
    test(what, () => {
      const { faults } = inspect(contents(), options);
      assert.equal(faults.length, 1, JSON.stringify(faults));
      const said = faults.map(({ key, what: why, mend }) => `${key}: ${why}. ${mend}`).join();
      assert.match(said, pattern);
      assert.ok(!said.includes('hunter'), said);
    });
  }

  test('an error of the system keeps its words', () => {
    const content = new OperatorFileError('/etc/caFile', 'does not exist');
    const { faults } = inspectTlsFiles({ caFile: { path: '/etc/caFile', content } }, { usesCa: true, now });
    assert.deepEqual(faults, [
      {
        key: 'caFile',
        what: 'the file /etc/caFile does not exist',
        mend: 'Name an existing file that this user may read.',
      },
    ]);
  });
});

suite('what only time or the receiver decides is a warning', () => {
  const said = (contents: Contents, options: Partial<TlsFileOptions> = {}): readonly string[] => {
    const { faults, warnings } = inspect(contents, options);
    assert.deepEqual(faults, []);
    return warnings.map(({ key, what, mend }) => `${key}: ${what}. ${mend}`);
  };
  const own = (pem: string): Contents => ({ certFile: pem, keyFile: leaf.keyPem });

  test('dates, of each certificate by name and file', () => {
    const bundle = { caFile: expiredRoot.pem + root.pem + futureRoot.pem };
    const [expired, future, ...rest] = said(bundle);
    assert.deepEqual(rest, []);
    assert.match(
      expired ?? '',
      /^caFile: the certificate CN=old in the file \/etc\/caFile expired on \d{4}-.* UTC\. Add its successor/,
    );
    assert.match(
      future ?? '',
      /^caFile: the certificate CN=young in the file \/etc\/caFile is not valid before .* UTC\. Check/,
    );
    assert.deepEqual(said(bundle, { usesCa: false }), [], 'what is not used matters to nobody');
    assert.deepEqual(said({ caFile: root.pem }), []);
    const late = said({ ...own(leaf.pem + between.pem) }, { now: day(301).getTime() });
    assert.match(late[0] ?? '', /^certFile: the certificate CN=leaf in the file \/etc\/certFile expired/);
    assert.match(late[1] ?? '', /CN=between/);
  });

  test('the order of a chain', async () => {
    assert.deepEqual(said(own(leaf.pem)), []);
    assert.deepEqual(said(own(leaf.pem + between.pem + root.pem)), []);
    const [order, ...rest] = said(own(leaf.pem + root.pem + between.pem));
    assert.deepEqual(rest, []);
    assert.match(
      order ?? '',
      /^certFile: the file \/etc\/certFile has its chain in the wrong order: certificate 1 \(CN=leaf\) is not signed by the one behind it \(CN=root\)\. Put CN=between behind CN=leaf/,
    );
    assert.match(
      said(own(leaf.pem + otherRoot.pem))[0] ?? '',
      /\(CN=leaf\) is not signed by the one behind it \(CN=other root\)\. Remove/,
    );
  });

  test('authorities that OpenSSL does not go by', () => {
    assert.match(
      said({ caFile: between.pem })[0] ?? '',
      /^caFile: .*authority CN=between without the one that signed it\. Add the certificate of CN=root/,
    );
    assert.match(
      said({ caFile: leaf.pem })[0] ?? '',
      /CN=leaf in the file .* is not that of an authority\. Name the certificate of its issuer: CN=between/,
    );
    assert.deepEqual(said({ caFile: between.pem + root.pem }), []);
  });
});

test('what is written for OpenSSL is read by Node to its end', () => {
  const blocks = pemBlocksOf(
    '/etc/ca',
    Buffer.from(glued(root.pem, otherRoot.pem, between.pem)),
    'certificate',
  );
  assert.deepEqual(
    blocks.map(({ pem }) => new X509Certificate(pem).subject),
    ['CN=root', 'CN=other root', 'CN=between'],
  );
});
