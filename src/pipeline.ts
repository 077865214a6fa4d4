/**
 * The map of the pipeline: read this first. What travels, what it is called, and which queue carries it.
 *
 *     source --records--> [poller] --Page--> pages --> [formatter] --Batch--> batches.<destination> --> [sender] --> SIEM
 *
 * Glossary (the words used everywhere, in code, logs, metrics and documents):
 * - A *source* gives *records* (rows of a table, objects in a message or blob). They travel in a *page*: the bytes as the
 *   source's API wrote them. Its *form* says how the bytes are cut; the *kind* of a record is told by the record itself.
 * - A source may have *parts* (partitions of a hub, containers of an account): each is read by a chain of polls of its own.
 * - A *cursor* says where a source continues. It is committed in the same transaction as the pages that it follows.
 * - A decoded record is an *Event* of one *kind* (`src/records/record-kinds.ts`). A *format* (CEF, LEEF, JSON) writes it as
 *   a *message*: one line, no line break.
 * - Messages travel in a *batch*: one page's messages for one destination.
 * - *Framing* delimits messages on the wire; it is not part of the format.
 * - A batch is *proven* when the receiver's program is known to have read it (see docs/adr on proof of delivery).
 * - A record that can never be used goes to the *dead letters* with its reason. It may also be *filtered* by a rule.
 */

/** Any JSON value; a cursor is opaque to everything but the source that made it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where a source continues. Made by `Source.read`, stored by the queue, never looked into in between. */
export type Cursor = { readonly [key: string]: Json };

/**
 * How the bytes of a page are cut into records; each form has one reader in `src/records/pages`.
 * - `table-rows`: `{"value":[…]}`, an answer of the Table service with rows of Windows events.
 * - `messages`: bodies of messages, each with any number of records in any shape; as pieces (`pieces.ts`).
 * - `json-lines`: slices of blobs with one record a line; as pieces.
 * - `json-records`: slices of blobs that are one JSON document with a list of records; as pieces.
 */
export const pageForms = ['table-rows', 'messages', 'json-lines', 'json-records'] as const;
export type PageForm = (typeof pageForms)[number];

/** One answer of a source's API, not decoded. */
export interface RawPage {
  readonly form: PageForm;
  /** Number of records in `body`; undefined where the poller does not know it, since it does not parse. */
  readonly rows: number | undefined;
  /** The bytes as the source's API wrote them. */
  readonly body: Uint8Array;
}

/** A raw page on its way through the queue. */
export interface Page extends RawPage {
  /** Derived from the source, its poll number and the content, so that a repeated poll makes the same id. */
  readonly id: string;
  readonly source: string;
  /** When the poller read it, in milliseconds since 1970 (UTC). */
  readonly readAt: number;
}

/** One turn of reading a source: where it goes on from. */
export interface Poll {
  /** The polls of one part of a source, each made by the one before; see `startPoller`. */
  readonly chain: string;
  readonly source: string;
  /** Part of the source; '' for a source that has none. */
  readonly part: string;
  /** Counts the polls of the chain, from 0. */
  readonly number: number;
  /** undefined for a source that was never read. */
  readonly cursor: Cursor | undefined;
}

/** The messages of one page for one destination. */
export interface Batch {
  /** Derived from the page id, so that formatting a page twice makes the same id. */
  readonly id: string;
  readonly source: string;
  readonly destination: string;
  /** Number of messages in `body`. */
  readonly messages: number;
  /** UTF-8; every message ends with LF, and holds none. Framing is the destination's business. */
  readonly body: Uint8Array;
  /** When the page was read, and the oldest and newest event time in it: milliseconds since 1970 (UTC). */
  readonly readAt: number;
  readonly oldest: number;
  readonly newest: number;
}

/** A row that can never be used, kept with its reason. */
export interface DeadLetter {
  readonly source: string;
  readonly page: string;
  /** Position of the row in its page, from 0. */
  readonly index: number;
  /** A stable code from `src/errors.ts`. */
  readonly code: string;
  /** Why, in words for an operator. */
  readonly reason: string;
  /** The row as far as it could be read, for a later retry. */
  readonly row: string;
}

/** The queues, by name. BullMQ refuses ':' in names. */
export const queueNames = {
  polls: 'polls',
  pages: 'pages',
  deadLetters: 'dead-letters',
  /** One job for each chain of polls that was ever begun. Nobody takes them. */
  chains: 'chains',
  batches: (destination: string): string => `batches.${destination}`,
} as const;

/** The stages of the pipeline: each can run as its own process. */
export const stageNames = ['poller', 'formatter', 'sender'] as const;
export type StageName = (typeof stageNames)[number];
