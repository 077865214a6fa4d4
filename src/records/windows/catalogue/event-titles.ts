import { catalogueEntry } from './event-catalogue.ts';

/** What an event id stands for; the same for each event of the id, and never localised. */
export interface EventTitle {
  /** One English sentence with a full stop. */
  readonly title: string;
  /**
   * Audit category and subcategory by the names of the Windows audit policy, such as `Logon/Logoff` and `Logon`, or '';
   * for other channels the source and a kind of event, such as `Sysmon` and `Process`.
   */
  readonly category: string;
  readonly subcategory: string;
}

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
