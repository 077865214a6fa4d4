import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMap, parseAllDocuments } from 'yaml';
import { repositoryPath } from '../drift/repository-path.ts';
import { findHelm, noKubernetesTools } from '../support/kubernetes-tools.ts';

export const chartFolder = repositoryPath('charts/azlog-forwarder');

/** For the `skip` of tests: why there is no Helm, else false. */
export const withoutHelm = findHelm() === undefined ? noKubernetesTools : false;

export interface HelmResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Helm with a home of its own, so that nothing of this machine's user matters. */
export async function runHelm(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<HelmResult> {
  const program = findHelm();
  if (program === undefined) throw new Error(noKubernetesTools);
  const home = await mkdtemp(join(tmpdir(), 'azlog-helm-'));
  try {
    return await new Promise((resolve) => {
      const surroundings = { PATH: process.env['PATH'] ?? '', HOME: home, KUBECONFIG: '/dev/null', ...env };
      execFile(program, args, { env: surroundings, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, stdout, stderr });
      });
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The value files in ci/, without folder. */
export async function exampleFiles(): Promise<readonly string[]> {
  return (await readdir(join(chartFolder, 'ci'))).filter((name) => name.endsWith('-values.yaml')).sort();
}

export function examplePath(name: string): string {
  return join(chartFolder, 'ci', name);
}

/** An object of Kubernetes as it was rendered. */
export interface Rendered {
  readonly kind: string;
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path such as `spec.template.spec.containers.0.args`; a key with dots in it is written `[key]`. */
export function at(value: unknown, path: string): unknown {
  const keys = [...path.matchAll(/\[([^\]]+)\]|([^.[\]]+)/g)].map(
    ([, bracketed, plain]) => bracketed ?? plain ?? '',
  );
  return keys.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isRecord(inner) ? inner[key] : undefined;
  }, value);
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path. @throws Error where there is none */
export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found !== 'string') throw new Error(`there is no text at ${path}`);
  return found;
}

/** The objects of a stream of YAML. @throws Error where a document is no object, or has a key twice */
export function parseManifests(stream: string): readonly Rendered[] {
  return parseAllDocuments(stream).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    if (document.contents === null) return [];
    if (!isMap(document.contents)) throw new Error(`a document is no object: ${String(document)}`);
    const manifest = document.toJS() as Readonly<Record<string, unknown>>;
    return [{ kind: textAt(manifest, 'kind'), name: textAt(manifest, 'metadata.name'), manifest }];
  });
}

/** `helm template` with value files, and with values as they would stand in one. */
export async function template(
  files: readonly string[],
  values: Readonly<Record<string, unknown>> = {},
  args: readonly string[] = [],
): Promise<HelmResult> {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-values-'));
  try {
    const own = join(folder, 'values.yaml');
    await writeFile(own, JSON.stringify(values));
    const given = [...files.map(examplePath), own].flatMap((file) => ['--values', file]);
    return await runHelm(['template', 'azlog', chartFolder, '--namespace', 'siem', ...given, ...args]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Renders the chart. @throws Error with what Helm said where it refuses */
export async function render(
  files: readonly string[],
  values: Readonly<Record<string, unknown>> = {},
): Promise<readonly Rendered[]> {
  const { code, stdout, stderr } = await template(files, values);
  if (code !== 0) throw new Error(stderr);
  return parseManifests(stdout);
}

/** The one object of a kind and a name. */
export function find(objects: readonly Rendered[], kind: string, name: string): Rendered['manifest'] {
  const found = objects.filter((object) => object.kind === kind && object.name === name);
  if (found.length !== 1 || found[0] === undefined) {
    const all = objects.map((object) => `${object.kind} ${object.name}`).join(', ');
    throw new Error(`${found.length} of ${kind} ${name}; there are ${all}`);
  }
  return found[0].manifest;
}

/** Where Kubernetes has the spec of the pods of an object; undefined for objects without pods. */
export function podSpec({ kind, manifest }: Rendered): unknown {
  if (kind === 'Pod') return at(manifest, 'spec');
  return ['Deployment', 'StatefulSet'].includes(kind) ? at(manifest, 'spec.template.spec') : undefined;
}
