/**
 * A program: writes the version of package.json wherever else it stands, so that package, chart and image are released
 * as one. Run by `npm version`.
 *
 *     node test/drift/versions.ts
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { repositoryPath } from './repository-path.ts';

const semver = String.raw`\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?`;

/** Where a version stands, and what stands before it there. */
const places = [
  {
    files: ['charts/azlog-forwarder/Chart.yaml'],
    form: new RegExp(`^((?:version|appVersion): "?)(${semver})`, 'gm'),
  },
  { files: ['Dockerfile'], form: new RegExp(`^(ARG VERSION=)(${semver})`, 'gm') },
  // Names of the image and of the chart's archive, in what is run and in what is told.
  {
    files: globSync(
      [
        'README.md',
        'CONTRIBUTING.md',
        'docker-compose.yml',
        '.env.example',
        'docs/*.md',
        'docs/siem/*.md',
        'charts/**',
        'test/drift/env-example.ts',
      ],
      { cwd: repositoryPath(''), withFileTypes: true },
    )
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(repositoryPath('').length)),
    form: new RegExp(`(\\bazlog-forwarder[:-])(${semver})`, 'g'),
  },
] as const;

/** The version that everything else goes by. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as { version: string };
  return version;
}

/** Every other place that names a version of this program. */
export function versionPlaces(): readonly { readonly file: string; readonly version: string }[] {
  return places.flatMap(({ files, form }) =>
    files.flatMap((file) =>
      [...readFileSync(repositoryPath(file), 'utf8').matchAll(form)].map(([, , version = '']) => ({
        file,
        version,
      })),
    ),
  );
}

/** The text with this version at each place of the kind that the file has. */
export function withVersion(file: string, text: string, version: string): string {
  return places
    .filter(({ files }) => files.some((name) => name === file))
    .reduce((rest, { form }) => rest.replaceAll(form, `$1${version}`), text);
}

if (import.meta.main) {
  const version = packageVersion();
  for (const file of new Set(versionPlaces().map((place) => place.file))) {
    const path = repositoryPath(file);
    writeFileSync(path, withVersion(file, readFileSync(path, 'utf8'), version));
    console.log(`${version} in ${file}`);
  }
}
