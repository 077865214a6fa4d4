import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseNotes } from './release-notes.ts';

const changelog = `# Changelog

## [Unreleased]

Nothing yet.

## [1.10.0] - 2026-02-03

### Added

- One thing.

## [1.1.0] - unreleased

- Another.
`;

test('the notes of a release are its section of the changelog', () => {
  assert.equal(releaseNotes(changelog, '1.10.0'), '### Added\n\n- One thing.\n');
});

test('a version without a section, or without a date, is refused in words', () => {
  assert.throws(() => releaseNotes(changelog, '1.1'), /no section of 1\.1: head it with "## \[1\.1\] - YYYY/);
  assert.throws(() => releaseNotes(changelog, '1.1.0'), /no date at 1\.1\.0 \("\[1\.1\.0\] - unreleased"\)/);
});
