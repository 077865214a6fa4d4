import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { repositoryPath } from './repository-path.ts';
import { packageVersion, versionPlaces, withVersion } from './versions.ts';

/** Files that must tell the version, and how often: what is not found cannot be wrong. */
const needed = {
  'charts/azlog-forwarder/Chart.yaml': 2,
  Dockerfile: 1,
  'docker-compose.yml': 1,
  '.env.example': 1,
};

test('package, lock file, chart, image and documents are of one version', () => {
  const version = packageVersion();
  const lock: { version: string; packages: Record<string, { version: string }> } = JSON.parse(
    readFileSync(repositoryPath('package-lock.json'), 'utf8'),
  );
  assert.equal(lock.version, version, 'package-lock.json');
  assert.equal(lock.packages['']?.version, version, 'package-lock.json');
  const places = versionPlaces();
  const files = places.map(({ file }) => file);
  for (const [file, times] of Object.entries(needed)) {
    assert.equal(files.filter((name) => name === file).length, times, `places in ${file}`);
  }
  assert.deepEqual(
    places.filter((place) => place.version !== version),
    [],
    `run \`node test/drift/versions.ts\`: all go by package.json, which is ${version}`,
  );
});

test('a new version is written to its places and nowhere else', () => {
  const chart =
    'apiVersion: v2\nversion: 0.1.0\nappVersion: "0.1.0-rc.1"\ndependencies:\n  - version: 7.0.0\n';
  assert.equal(
    withVersion('charts/azlog-forwarder/Chart.yaml', chart, '1.2.3'),
    'apiVersion: v2\nversion: 1.2.3\nappVersion: "1.2.3"\ndependencies:\n  - version: 7.0.0\n',
  );
  assert.equal(
    withVersion('Dockerfile', 'FROM node:24.1.0\nARG VERSION=0.1.0\n', '1.2.3'),
    'FROM node:24.1.0\nARG VERSION=1.2.3\n',
  );
  assert.equal(
    withVersion('README.md', 'docker pull ghcr.io/x/azlog-forwarder:0.1.0 # redis:7.0.1', '1.2.3'),
    'docker pull ghcr.io/x/azlog-forwarder:1.2.3 # redis:7.0.1',
  );
});
