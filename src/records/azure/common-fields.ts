import type { FieldTable } from './field-table.ts';

/** Names of the common schema by the spellings of Log Analytics and of services that write capitals. */
export const commonAliases: Readonly<Record<string, string>> = {
  TimeGenerated: 'time',
  TimeStamp: 'time',
  OperationName: 'operationName',
  OperationNameValue: 'operationName',
  OperationVersion: 'operationVersion',
  Category: 'category',
  CategoryValue: 'category',
  ResultType: 'resultType',
  ActivityStatusValue: 'resultType',
  ResultSignature: 'resultSignature',
  ActivitySubstatusValue: 'resultSignature',
  ResultDescription: 'resultDescription',
  DurationMs: 'durationMs',
  CallerIpAddress: 'callerIpAddress',
  CallerIPAddress: 'callerIpAddress',
  CorrelationId: 'correlationId',
  Identity: 'identity',
  Level: 'level',
  Location: 'location',
  Properties: 'properties',
  ResourceId: 'resourceId',
  _ResourceId: 'resourceId',
  SubscriptionId: 'subscriptionId',
  ResourceGroup: 'resourceGroup',
};

/**
 * What means the same in records of all kinds: the common schema of resource logs. A kind places them otherwise where it
 * knows better; then these fill its keys only where nothing else does.
 */
export const commonFields: FieldTable = {
  operationName: { cef: 'act', leef: 'action', ecs: 'event.action' },
  callerIpAddress: { cef: ['src', 'spt?'], leef: 'src', ecs: ['source.ip:ip', 'related.ip:ip'] },
  resultSignature: { cef: 'reason' },
  resultDescription: { cef: 'msg', leef: 'msg', ecs: 'error.message' },
  resourceId: { cef: 'filePath', leef: 'resource', ecs: 'azure.resource.id' },
  tenantId: { cef: 'deviceExternalId', ecs: 'azure.tenant_id' },
  subscriptionId: { cef: 'deviceExternalId?', ecs: ['azure.subscription_id', 'cloud.account.id'] },
  correlationId: { ecs: 'azure.correlation_id' },
  location: { ecs: 'cloud.region' },
};
