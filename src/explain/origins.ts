import type { Composition } from '../formats/keyed/composition.ts';
import type { Event } from '../records/event.ts';

/** Origins that are alike in all kinds and formats. */
const shared: Readonly<Record<string, string>> = {
  AzlogLevel: 'System: Level',
  AzlogDescription: 'RenderingInfo: Message, or the column Description; only of events without data',
  AzlogShortened: 'names the keys whose value is longer than the key allows',
  msg: 'RenderingInfo: Message, or the column Description; only of events without data',
  dtz: 'the zone of rt',
  devTimeFormat: 'how devTime is written',
};

/** A row of the table has a place there; any other event is told apart by what it says of itself. */
function originOfUid(event: Event): string {
  const { kind, facts } = event;
  if (kind.family !== 'windows') return "the record's own id, else its place";
  return kind.facts.some(({ isXmlTail }, at) => isXmlTail === true && facts[at] !== undefined)
    ? 'table row: digest of PartitionKey and RowKey'
    : 'digest of Computer, Channel, EventRecordID, Provider, EventID and time';
}

/** Where the value of a key that does not come from the event's data comes from. */
export function originOf(format: string, key: string, event: Event, composition: Composition): string {
  const { plan, outcome } = composition;
  const { kind, names } = plan.shape;
  const constants = plan.mapping.constants ?? {};
  const isConstant = Object.keys(constants).some((target) => target.split(': ')[0] === key);
  const form = format === 'leef' ? kind.leef : kind.cef;
  const fact = kind.facts.find(({ name }) => key === `Azlog${name}`)?.origin;
  const origin = key === 'AzlogUid' ? originOfUid : (form.origins[key] ?? fact ?? shared[key]);
  if (isConstant && origin === undefined) return 'a text that the mapping gives to each event of this id';
  if (origin === undefined) return unknownOrigin;
  if (typeof origin === 'string') return origin;
  const outcomeField = plan.outcomeAt === -1 ? undefined : names[plan.outcomeAt];
  return origin(event, { outcome, mapping: plan.mapping, outcomeField });
}

/** What `originOf` says of a key that it does not know; no key of ours has it. */
export const unknownOrigin = 'not known';
