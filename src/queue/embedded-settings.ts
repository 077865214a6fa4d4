/** One session, no replication, and a small cache: the queue is written once and read once. */
export const embeddedSettings = [
  'wal_level=minimal',
  'max_wal_senders=0',
  'shared_buffers=16MB',
  'max_connections=8',
] as const;
