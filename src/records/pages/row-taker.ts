import type { Decoded } from '../event.ts';

/** Takes the rows of a page as they are decoded, so that none has to be kept until the last one is. */
export interface RowTaker {
  take(decoded: Decoded): void;
  /** What was taken so far counts for nothing: the page has to be read in another way, from its first row on. */
  restart(): void;
}
