import type { AzureKind } from './azure/azure-kind.ts';
import { resourceLog } from './azure/resource-log.ts';
import type { RecordKind } from './event.ts';
import { windows } from './windows/windows.ts';

/** The kinds of Azure records: a new one is its own file and a line here. The first one that knows a record takes it. */
export const azureKinds: readonly AzureKind[] = [resourceLog];

/** All kinds of records. */
export const recordKinds: readonly RecordKind[] = [windows, ...azureKinds];
