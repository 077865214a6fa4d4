import type { EventTitle } from '../../event.ts';
import { catalogueEntry } from './event-catalogue.ts';

/**
 * Title and categories of an event that the catalogue has; undefined for all others.
 * An id that Windows writes in several subcategories (4656, 4663 ...) has the one that it is known by; the event's own
 * is told by its task (audit-category.ts).
 */
export function eventTitle(provider: string, eventId: number): EventTitle | undefined {
  const entry = catalogueEntry(provider, eventId);
  if (entry === undefined) return undefined;
  const { title, category, subcategory } = entry;
  return { title, category, subcategory };
}
