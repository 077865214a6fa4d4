import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { at, listAt, type Rendered, textAt } from './helm.ts';

/** Contents by key, of what a cluster has by name. */
export type Contents = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is there besides the release. */
export interface Cluster {
  readonly secrets?: Contents;
  readonly configMaps?: Contents;
  /** What the Secrets Store CSI driver mounts, by SecretProviderClass. */
  readonly providerClasses?: Contents;
}

/** A container's files and environment on this machine, with all its places moved below one folder. */
export interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Moves the places of a container that a text names. */
  readonly move: (text: string) => string;
}

/** Places that the chart mounts something at, or below. */
const places = /(?<![\w./-])\/(?:run\/secrets|run\/redis|etc\/azlog|etc\/redis|data)\b/g;

/**
 * Lays out what Kubernetes would give the first container of a pod: the volumes that it mounts, and its environment.
 * @throws Error where the pod asks for what neither the release nor the cluster has, as its start would fail then
 */
export async function layOutContainer(
  folder: string,
  spec: unknown,
  release: readonly Rendered[],
  cluster: Cluster,
): Promise<Container> {
  const root = await mkdtemp(join(folder, 'container-'));
  const move = (text: string): string => text.replaceAll(places, (place) => `${root}${place}`);
  const container = at(spec, 'containers.0');

  const held = (kind: 'Secret' | 'ConfigMap', name: string): Readonly<Record<string, string>> => {
    const made = release.find((object) => object.kind === kind && object.name === name);
    const data =
      at(made?.manifest, 'data') ?? (kind === 'Secret' ? cluster.secrets : cluster.configMaps)?.[name];
    if (typeof data !== 'object' || data === null) throw new Error(`there is no ${kind} ${name}`);
    const decode = (value: unknown): string =>
      kind === 'Secret' && made !== undefined
        ? Buffer.from(String(value), 'base64').toString()
        : String(value);
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decode(value)]));
  };
  const keyOf = (kind: 'Secret' | 'ConfigMap', name: string, key: string): string => {
    const value = held(kind, name)[key];
    if (value === undefined) throw new Error(`there is no key ${key} in ${kind} ${name}`);
    return value;
  };

  /** The files of a volume by their path in it; none for an empty one. */
  const filesOf = (volume: unknown): Readonly<Record<string, string>> => {
    for (const [form, kind, field] of [
      ['secret', 'Secret', 'secretName'],
      ['configMap', 'ConfigMap', 'name'],
    ] as const) {
      if (at(volume, form) === undefined) continue;
      const name = textAt(volume, `${form}.${field}`);
      const items = listAt(volume, `${form}.items`);
      if (items.length === 0) return held(kind, name);
      return Object.fromEntries(
        items.map((item) => [textAt(item, 'path'), keyOf(kind, name, textAt(item, 'key'))]),
      );
    }
    if (at(volume, 'csi') === undefined) return {};
    const name = textAt(volume, 'csi.volumeAttributes.secretProviderClass');
    const files = cluster.providerClasses?.[name];
    if (files === undefined) throw new Error(`there is no SecretProviderClass ${name}`);
    return files;
  };

  for (const mount of listAt(container, 'volumeMounts')) {
    const volume = listAt(spec, 'volumes').find((one) => at(one, 'name') === at(mount, 'name'));
    const target = join(root, textAt(mount, 'mountPath'));
    const subPath = at(mount, 'subPath');
    const files = Object.entries(filesOf(volume)).map(([path, content]) => {
      if (typeof subPath === 'string') return { path, file: target, content };
      return { path, file: join(target, path), content };
    });
    if (typeof subPath !== 'string') await mkdir(target, { recursive: true });
    for (const { path, file, content } of files) {
      if (typeof subPath === 'string' && path !== subPath) continue;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, move(content));
    }
  }

  const env = new Map<string, string>();
  for (const from of listAt(container, 'envFrom')) {
    for (const [key, value] of Object.entries(held('Secret', textAt(from, 'secretRef.name'))))
      env.set(key, value);
  }
  for (const entry of listAt(container, 'env')) {
    const value = at(entry, 'value');
    env.set(
      textAt(entry, 'name'),
      typeof value === 'string'
        ? move(value)
        : keyOf(
            'Secret',
            textAt(entry, 'valueFrom.secretKeyRef.name'),
            textAt(entry, 'valueFrom.secretKeyRef.key'),
          ),
    );
  }
  const texts = (path: string): readonly string[] =>
    listAt(container, path).map((part) => move(String(part)));
  return { command: texts('command'), args: texts('args'), env: Object.fromEntries(env), move };
}
