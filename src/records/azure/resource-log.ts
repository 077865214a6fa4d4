import { azureKind } from './azure-kind.ts';

/** Everything that no other kind takes. */
export const resourceLog = azureKind({
  name: 'resource-log',
  doc: 'Any other record of Azure: the common schema is mapped, everything else has own keys.',
  product: 'Azure Monitor',
  dataset: 'platformlogs',
  id: (record) => {
    const category = record.get('category') || record.get('Type');
    const operation = record.get('operationName');
    return [category, operation].filter((part) => part !== '').join('/') || 'record';
  },
  title: (id) => `Azure record ${id}`,
  channel: (record) => record.get('category') || record.get('Type'),
  fields: {},
});
