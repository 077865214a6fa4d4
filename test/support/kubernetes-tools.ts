/**
 * What the tests of the chart run: Helm, the API server of Kubernetes and etcd, built from Go modules, since nobody
 * packages them for Debian. Pinned here and in `kubernetes/go.sum`; built once into the cache of this user.
 * Run as a script: `node test/support/kubernetes-tools.ts`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { serverCache } from './install-servers.ts';
import { oneAtATime } from './one-at-a-time.ts';

const helmVersion = 'v3.20.2';
const kubernetesVersion = 'v1.36.3';
/** In the name of the folder, so that another version is built anew. */
const folder = join(serverCache, `kubernetes-${kubernetesVersion}-helm-${helmVersion}`);

/** Modules that carry definitions of custom resources, and where. */
const definitionModules = [
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    path: 'example/prometheus-operator-crd',
    files: ['servicemonitors', 'podmonitors', 'prometheusrules'].map(
      (name) => `monitoring.coreos.com_${name}.yaml`,
    ),
  },
  {
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    path: 'config/crd/bases',
    files: ['keda.sh_scaledobjects.yaml'],
  },
] as const;

function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((entry) => join(entry, program))
    .find((path) => existsSync(path));
}

function findGo(): string | undefined {
  return onPath('go') ?? ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((path) => existsSync(path));
}

/** The Helm of the cache, else one on the PATH. */
export function findHelm(): string | undefined {
  const built = join(folder, 'helm');
  return existsSync(built) ? built : onPath('helm');
}

export interface KubernetesPrograms {
  readonly apiServer: string;
  readonly etcd: string;
}

export function findKubernetes(): KubernetesPrograms | undefined {
  const programs = { apiServer: join(folder, 'kube-apiserver'), etcd: join(folder, 'etcd') };
  return Object.values(programs).every((path) => existsSync(path)) ? programs : undefined;
}

/** Why tests of the chart are skipped. */
export const noKubernetesTools =
  'needs Go, to build Helm and the API server of Kubernetes: install it, then run `npm run pretest`';

function runGo(
  go: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  return execFileSync(go, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0', ...env },
  });
}

/** Builds what is missing. @returns why it cannot, else undefined */
export function installKubernetesTools(): string | undefined {
  if (findHelm() !== undefined && findKubernetes() !== undefined) return undefined;
  const go = findGo();
  if (go === undefined) return `tests of the chart are skipped: ${noKubernetesTools}`;
  mkdirSync(folder, { recursive: true });
  // One build runs at a time, so what others have left was cut off.
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('build-')))
    rmSync(join(folder, name), { recursive: true, force: true });
  // Built beside and moved when done: a build that was ended must not be taken for one.
  const building = mkdtempSync(join(folder, 'build-'));
  try {
    if (findHelm() === undefined) {
      console.log('Building Helm for the tests, which takes a minute or two.');
      runGo(go, ['install', `helm.sh/helm/v3/cmd/helm@${helmVersion}`], building, { GOBIN: building });
      renameSync(join(building, 'helm'), join(folder, 'helm'));
    }
    if (findKubernetes() === undefined) {
      console.log('Building the API server of Kubernetes for the tests, which takes some minutes, once.');
      const source = join(import.meta.dirname, 'kubernetes');
      // The API server tells its version, which Helm reads; without this it would tell a text that is none.
      const version = `-s -w -X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`;
      const build = ['build', '-mod=readonly', '-trimpath', '-ldflags', version, '-o'];
      runGo(go, [...build, join(building, 'etcd'), 'go.etcd.io/etcd/server/v3'], source);
      runGo(go, [...build, join(building, 'kube-apiserver'), 'k8s.io/kubernetes/cmd/kube-apiserver'], source);
      for (const program of ['etcd', 'kube-apiserver'])
        renameSync(join(building, program), join(folder, program));
    }
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `tests of the chart are skipped: what they run could not be built (${why})`;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

/** Files with the definitions of the custom resources that the chart makes, of the versions pinned here. */
export function customResourceDefinitions(): readonly string[] {
  const go = findGo();
  if (go === undefined) throw new Error(noKubernetesTools);
  return definitionModules.flatMap(({ module, path, files }) => {
    const found: { readonly Dir: string } = JSON.parse(
      runGo(go, ['mod', 'download', '-json', module], folder),
    );
    return files.map((file) => join(found.Dir, path, file));
  });
}

if (import.meta.main) {
  oneAtATime(import.meta.filename, serverCache, () => {
    const skipped = installKubernetesTools();
    if (skipped !== undefined) console.log(skipped);
  });
}
