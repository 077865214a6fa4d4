import { azureKinds } from '../record-kinds.ts';
import type { AzureKind } from './azure-kind.ts';
import type { AzureRecord } from './azure-record.ts';
import { resourceLog } from './resource-log.ts';

const byCategory = new Map<string, AzureKind>();
const byTable = new Map<string, AzureKind>();
for (const kind of azureKinds) {
  for (const category of kind.spec.categories ?? []) byCategory.set(category.toLowerCase(), kind);
  for (const table of kind.spec.tables ?? []) byTable.set(table.toLowerCase(), kind);
}
const asked = azureKinds.filter(({ spec }) => spec.is !== undefined);

/** The kind of a record: by its table, by its category, by what kinds know of it; else `resource-log`. */
export function kindOf(record: AzureRecord): AzureKind {
  const table = record.get('Type');
  const byItsTable = table === '' ? undefined : byTable.get(table.toLowerCase());
  if (byItsTable !== undefined) return byItsTable;
  const found = asked.find(({ spec }) => spec.is?.(record) === true);
  if (found !== undefined) return found;
  return byCategory.get(record.get('category').toLowerCase()) ?? resourceLog;
}
