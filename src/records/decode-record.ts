import { azureEvents } from './azure/azure-event.ts';
import { type Origin, readAzureRecord } from './azure/azure-record.ts';
import { TooDeep } from './azure/flatten.ts';
import { maskSecrets } from './azure/mask-secrets.ts';
import { kindOf } from './azure/recognise.ts';
import type { Decoded } from './event.ts';

/**
 * Decodes a record of JSON: what kind it is, is told by the record itself. Secrets that it holds are masked before
 * anything is made of it.
 * @returns the events that it holds; one that is rejected where the text is no JSON object
 */
export function decodeRecord(text: string, origin: Origin): readonly Decoded[] {
  const masked = maskSecrets(text);
  try {
    const record = readAzureRecord(masked, origin);
    if (record === undefined) return [rejectedRecord(masked, origin.place, 'it is no JSON object')];
    return azureEvents(kindOf(record), record, masked).map((event) => ({ event }));
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return [rejectedRecord(masked, origin.place, error.message)];
  }
}

/**
 * What becomes of bytes in which no record can be told apart.
 * @param text without secrets
 */
export function rejectedRecord(text: string, place: string, why: string): Decoded {
  return {
    rejected: {
      code: 'RECORD_UNREADABLE',
      reason: `The record at ${place} cannot be read: ${why}.`,
      row: text,
    },
  };
}
