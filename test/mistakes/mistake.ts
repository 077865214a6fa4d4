import type { TestContext } from 'node:test';
import type { Azurite } from '../support/azurite.ts';
import type { Certificates } from '../support/certificates.ts';

/** What the mistakes are made with. */
export interface World {
  readonly azurite: Azurite;
  readonly certificates: Certificates;
}

/**
 * A mistake that people make, and what they must read: the place (file, line or option), the value unless it is secret,
 * what is allowed and how to fix it; and nothing that leads astray.
 */
export interface Mistake {
  /** Its number in the table of the 25 that were counted; undefined for those found later. */
  readonly number?: number;
  readonly what: string;
  /** All that the command prints, blanks made single. */
  readonly said: (t: TestContext, world: World) => string | Promise<string>;
  /** The file with its line; or the option, host or table where there is no line. */
  readonly place: RegExp;
  /** What was given; of a secret what it is instead. */
  readonly value: RegExp;
  /** What is allowed, or what is right. */
  readonly allowed: RegExp;
  readonly fix: RegExp;
  /** What must not be said: it is the wrong track, a consequence, or secret. */
  readonly never?: RegExp;
}
