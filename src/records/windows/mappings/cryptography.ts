import type { EventMappings } from '../../event-mapping.ts';
import { actingProcess, actor, clientProcess, errorCode, join, resultCode, type Shape } from './shapes.ts';

const returnCode = resultCode('ReturnCode');

/** By which provider and algorithm. */
const provider = {
  cef: { ProviderName: 'cs5: Provider Name', AlgorithmName: 'cs1: Algorithm Name' },
} as const satisfies Shape;

const key = { cef: { KeyName: 'cs6: Key Name' }, leef: { KeyName: 'resource' } } as const satisfies Shape;

const operation = { cef: { Operation: 'act' }, leef: { Operation: 'action' } } as const satisfies Shape;

const clientCreation = {
  cef: { ClientCreationTime: 'deviceCustomDate1: Client Creation Time' },
} as const satisfies Shape;

/** Settings of cryptography are kept in contexts, these in scopes (local, domain). */
const context = join(actor, returnCode, {
  cef: { Scope: 'cs1: Scope', ContextName: 'cs3: Context Name' },
  leef: { ContextName: 'resource' },
});

const functionContext = join(context, { cef: { FunctionName: 'flexString1: Function Name' } });

const property = { cef: { PropertyName: 'flexString2: Function Property' } } as const satisfies Shape;

const valueChange = {
  cef: { OldValue: 'cs5: Old Value', NewValue: 'cs6: New Value' },
} as const satisfies Shape;

/** DPAPI; the key that protects the data of a user. */
const masterKey = join(actor, { cef: { MasterKeyId: 'fileId' }, leef: { MasterKeyId: 'resource' } });

const recovery = {
  cef: { RecoveryServer: 'destinationServiceName', RecoveryKeyId: 'cs6: Recovery Key ID' },
} as const satisfies Shape;

const protectedData = join(masterKey, resultCode('FailureReason'), {
  cef: { DataDescription: 'fname', CryptoAlgorithms: 'cs1: Algorithm Name' },
});

/** Somebody's program reads or saves kept credentials. */
const credentialAccess = join(actor, clientProcess, {
  cef: { ProcessCreationTime: 'deviceCustomDate1: Process Creation Time' },
});

const credentialBackup = join(credentialAccess, {
  cef: { BackupFileName: ['fname', 'filePath'] },
  leef: { BackupFileName: 'resource' },
});

const credentialCount = { cef: { CountOfCredentialsReturned: 'cn3: Count' } } as const satisfies Shape;

/** Keys, cryptographic settings, protected data and kept credentials. */
export const cryptographyMappings: EventMappings = {
  // Backup of data protection master key was attempted
  4692: join(masterKey, recovery, resultCode('FailureReason')),
  // Recovery of data protection master key was attempted
  4693: join(masterKey, recovery, resultCode('FailureId')),
  // Protection of auditable protected data was attempted
  4694: protectedData,
  // Unprotection of auditable protected data was attempted
  4695: protectedData,
  // A cryptographic self-test was performed
  5056: join(actor, returnCode, { cef: { Module: 'fname' }, leef: { Module: 'resource' } }),
  // A cryptographic primitive operation failed
  5057: join(actor, provider, returnCode, { cef: { Reason: 'msg' }, leef: { Reason: 'msg' } }),
  // Key file operation
  5058: join(actor, provider, key, operation, clientProcess, clientCreation, returnCode, {
    cef: { KeyFilePath: 'filePath' },
  }),
  // Key migration operation
  5059: join(actor, provider, key, operation, clientProcess, clientCreation, returnCode),
  // Verification operation failed
  5060: join(actor, provider, key, returnCode, { cef: { Reason: 'msg' }, leef: { Reason: 'msg' } }),
  // Cryptographic operation
  5061: join(actor, provider, key, operation, returnCode),
  // A kernel-mode cryptographic self-test was performed
  5062: join(returnCode, { cef: { Module: 'fname' }, leef: { Module: 'resource' } }),
  // A cryptographic provider operation was attempted
  5063: join(actor, operation, returnCode, {
    cef: { ProviderName: 'cs5: Provider Name', ModuleName: 'fname' },
    leef: { ModuleName: 'resource' },
  }),
  // A cryptographic context operation was attempted
  5064: join(context, operation),
  // A cryptographic context modification was attempted
  5065: join(context, valueChange),
  // A cryptographic function operation was attempted
  5066: join(functionContext, operation),
  // A cryptographic function modification was attempted
  5067: join(functionContext, valueChange),
  // A cryptographic function provider operation was attempted
  5068: join(functionContext, operation, { cef: { ProviderName: 'cs5: Provider Name' } }),
  // A cryptographic function property operation was attempted
  5069: join(functionContext, property, operation, { cef: { Value: 'cs6: New Value' } }),
  // A cryptographic function property modification was attempted
  5070: join(functionContext, property, valueChange),
  // Key access denied by Microsoft key distribution service
  5071: join(actor, { cef: { SecurityDescriptor: 'filePermission' } }),
  // Credential Manager credentials were backed up
  5376: credentialBackup,
  // Credential Manager credentials were restored from a backup
  5377: credentialBackup,
  // Credential Manager credentials were read.
  // ReturnCode is an NTSTATUS in decimal. Nothing found is no failure of the audit: Keywords tell the outcome.
  5379: join(credentialAccess, credentialCount, errorCode('ReturnCode'), {
    cef: { TargetName: 'cs6: Target Name', ReadOperation: 'act' },
    leef: { TargetName: 'resource', ReadOperation: 'action' },
  }),
  // No published title
  5380: join(credentialAccess, credentialCount, {
    cef: { SearchString: 'cs6: Search String', SchemaFriendlyName: 'cs5: Schema' },
  }),
  // Vault credentials were read
  5381: join(credentialAccess, credentialCount),
  // Vault credentials were read
  5382: join(credentialAccess, errorCode('ReturnCode'), {
    cef: {
      SchemaFriendlyName: 'cs5: Schema',
      Resource: 'cs6: Target Name',
      Identity: 'cs1: Credential Identity',
    },
    leef: { Resource: 'resource', Identity: 'accountName' },
  }),
  // The FIPS mode crypto selftests succeeded
  6417: join(actingProcess),
  // The FIPS mode crypto selftests failed
  6418: join(actingProcess, errorCode('FatalCode')),
};
