import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findKubernetes, noKubernetesTools } from './kubernetes-tools.ts';
import { listens, startServer } from './process.ts';

export interface Answer {
  readonly status: number;
  /** The answer as JSON, or as text where it is none. */
  readonly body: unknown;
  /** What the server says beside its answer, such as of Pod Security. */
  readonly warnings: readonly string[];
}

export interface Kubernetes {
  /** File by which Helm finds the server. */
  readonly kubeconfig: string;
  /** Asks the API; `body` is sent as JSON. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts a real API server with its etcd, and nothing else: objects are checked, defaulted and stored, and no controller
 * or node makes anything of them.
 */
export async function startKubernetes(folder: string): Promise<Kubernetes> {
  const programs = findKubernetes();
  if (programs === undefined) throw new Error(noKubernetesTools);
  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const store = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  await mkdir(folder, { recursive: true });
  const etcd = await startServer({
    program: programs.etcd,
    args: [
      ...['--name=test', `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync'],
      ...[`--listen-client-urls=${store}`, `--advertise-client-urls=${store}`],
      ...[
        `--listen-peer-urls=${peer}`,
        `--initial-advertise-peer-urls=${peer}`,
        `--initial-cluster=test=${peer}`,
      ],
    ],
    ready: () => listens(clientPort),
  });

  const token = randomUUID();
  const keyFile = join(folder, 'service-accounts.pem');
  const tokenFile = join(folder, 'tokens.csv');
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  await writeFile(tokenFile, `${token},tester,tester,system:masters\n`, { mode: 0o600 });
  const certificateFile = join(folder, 'certificates', 'apiserver.crt');
  const ask: Kubernetes['ask'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          ...{ host: '127.0.0.1', port, path, method },
          ca: readFileSync(certificateFile),
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.once('error', reject);
          response.once('end', () => {
            const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
            const warnings = response.headersDistinct['warning'] ?? [];
            resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text, warnings });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });

  try {
    const server = await startServer({
      program: programs.apiServer,
      args: [
        ...[`--etcd-servers=${store}`, '--bind-address=127.0.0.1', `--secure-port=${port}`],
        ...[`--cert-dir=${join(folder, 'certificates')}`, `--token-auth-file=${tokenFile}`],
        ...[`--service-account-key-file=${keyFile}`, `--service-account-signing-key-file=${keyFile}`],
        ...[
          '--service-account-issuer=https://kubernetes.default.svc',
          '--service-cluster-ip-range=10.0.0.0/24',
        ],
        '--authorization-mode=RBAC',
        // Nobody makes the accounts and their tokens here.
        '--disable-admission-plugins=ServiceAccount',
        '--endpoint-reconciler-type=none',
      ],
      ready: async () => (await listens(port)) && (await ask('GET', '/readyz')).body === 'ok',
      readyMs: 90_000,
    });
    const kubeconfig = join(folder, 'kubeconfig');
    const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority': certificateFile };
    // JSON is YAML.
    await writeFile(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'test',
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
        clusters: [{ name: 'test', cluster }],
        users: [{ name: 'test', user: { token } }],
      }),
      { mode: 0o600 },
    );
    return {
      kubeconfig,
      ask,
      stop: async () => {
        await server.stop();
        await etcd.stop();
      },
    };
  } catch (error) {
    await etcd.stop();
    throw error;
  }
}
