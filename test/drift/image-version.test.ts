import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { repositoryPath } from './generate.ts';

const { version } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
  readonly version: string;
};

/** Where the version stands besides package.json, with what stands before it. */
const places = {
  Dockerfile: /^ARG VERSION=(\S+)$/mu,
  'docker-compose.yml': /image: \$\{AZLOG_IMAGE:-azlog-forwarder:([^}]+)\}/u,
  '.env.example': /^#AZLOG_IMAGE=registry\.example\.com\/azlog-forwarder:(\S+)$/mu,
} as const;

for (const [file, pattern] of Object.entries(places)) {
  test(`the image has the version of the package in ${file}`, () => {
    assert.equal(pattern.exec(readFileSync(repositoryPath(file), 'utf8'))?.[1], version);
  });
}
