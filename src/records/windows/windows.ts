import type { RecordKind } from '../event.ts';
import { auditCategory } from './catalogue/audit-category.ts';
import { eventTitle } from './catalogue/event-titles.ts';
import { decoderOf, listFields } from './codes/fields.ts';
import { ecsMappingOf } from './ecs/ecs-mappings.ts';
import { sharedWindowsFacts, taskOf, windowsFacts } from './facts.ts';
import { windowsJson } from './json-form.ts';
import { windowsCef, windowsLeef } from './lead.ts';
import { mappingOf } from './mapping.ts';
import { rateWindows } from './rating.ts';

/** Windows events, whatever way they came. */
export const windows: RecordKind = {
  name: 'windows',
  family: 'windows',
  doc: 'Windows events of any channel.',
  facts: windowsFacts,
  sharedFacts: sharedWindowsFacts,
  keyPrefix: 'AzlogWin',
  hasCapitalKeys: false,
  cef: windowsCef,
  leef: windowsLeef,
  json: windowsJson,
  mapping: ({ provider, id }) => mappingOf(provider, Number(id)),
  ecs: ({ provider, id }) => ecsMappingOf(provider, Number(id)),
  title: ({ provider, id }) => eventTitle(provider, Number(id)),
  category: (event) => auditCategory(event.provider, taskOf(event)),
  decoder: ({ provider, id }, field) => decoderOf(provider, Number(id), field),
  lists: listFields,
  rate: rateWindows,
};
