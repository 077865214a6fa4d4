import type { ChannelCatalogue } from './channel-catalogue.ts';

const rule =
  'PolicyNameLength, PolicyName, RuleId, RuleNameLength, RuleName, RuleSddlLength, RuleSddl, TargetUser, TargetProcessId';
const file = `${rule}, FilePathLength, FilePath, FileHashLength, FileHash, FqbnLength, Fqbn, TargetLogonId, FullFilePathLength, FullFilePath`;
const packaged = `${rule}, PackageLength, Package, FqbnLength, Fqbn`;
const script =
  'FilePathLength, FilePath, Sha1Hash, Sha256Hash, Result, USN, Sha1CatalogHash, Sha256CatalogHash';

export const appLocker: ChannelCatalogue = {
  providers: ['Microsoft-Windows-AppLocker'],
  category: 'AppLocker',
  subcategories: {
    Policy: {
      8000: ['The AppLocker policy could not be applied to this system.', 'Status', 'mediumHigh'],
      8001: ['The AppLocker policy was applied successfully to this system.', ''],
      8008: ['AppLocker is not available in this edition of Windows.', 'FilePathLength, FilePath', 'medium'],
    },
    'Executable and DLL': {
      8002: ['A file was allowed to run.', file],
      8003: [
        'A file was allowed to run but would have been prevented if the AppLocker policy were enforced.',
        file,
        'medium',
      ],
      8004: ['A file was prevented from running by AppLocker.', file, 'mediumHigh'],
    },
    'Script and Installer': {
      8005: ['A script or installer was allowed to run.', file],
      8006: [
        'A script or installer was allowed to run but would have been prevented if the AppLocker policy were enforced.',
        file,
        'medium',
      ],
      8007: ['A script or installer was prevented from running by AppLocker.', file, 'mediumHigh'],
      8028: [
        'A script would have been prevented from running by the application control policy.',
        script,
        'medium',
      ],
      8029: ['A script was prevented from running by the application control policy.', script, 'mediumHigh'],
    },
    'Packaged Application': {
      8020: ['A packaged application was allowed to run.', packaged],
      8021: [
        'A packaged application was allowed to run but would have been prevented if the AppLocker policy were enforced.',
        packaged,
        'medium',
      ],
      8022: ['A packaged application was prevented from running by AppLocker.', packaged, 'mediumHigh'],
      8023: ['A packaged application was allowed to be installed.', packaged],
      8024: [
        'A packaged application was allowed to be installed but would have been prevented if the AppLocker policy were enforced.',
        packaged,
        'medium',
      ],
      8025: [
        'A packaged application was prevented from being installed by AppLocker.',
        packaged,
        'mediumHigh',
      ],
      8027: ['No packaged application can run because no rule of AppLocker allows one.', '', 'medium'],
    },
  },
};

const image =
  'FileNameLength, FileNameBuffer, ProcessNameLength, ProcessNameBuffer, SecureRequired, RequestedSigningLevel, RequestedPolicy, ValidatedPolicy, RequirementType, Status';
const policy =
  'FileNameLength, File Name, ProcessNameLength, Process Name, Requested Signing Level, Validated Signing Level, Status, SHA1 Hash Size, SHA1 Hash, SHA256 Hash Size, SHA256 Hash, SHA1 Flat Hash Size, SHA1 Flat Hash, SHA256 Flat Hash Size, SHA256 Flat Hash, USN, SI Signing Scenario, PolicyNameLength, PolicyName, PolicyIDLength, PolicyID, PolicyHashSize, PolicyHash, OriginalFileNameLength, OriginalFileName, InternalNameLength, InternalName, FileDescriptionLength, FileDescription, ProductNameLength, ProductName, FileVersion, PolicyGUID, UserWriteable, PackageFamilyNameLength, PackageFamilyName';

export const codeIntegrity: ChannelCatalogue = {
  providers: ['Microsoft-Windows-CodeIntegrity'],
  category: 'Code Integrity',
  subcategories: {
    Signature: {
      3001: ['An unsigned driver was loaded.', image, 'mediumHigh'],
      3002: ['The page hashes of an image could not be found.', image, 'medium'],
      3003: ['The page hashes of an image could not be found while a debugger is attached.', image, 'medium'],
      3004: ['The file hash of an image could not be found.', image, 'mediumHigh'],
      3005: ['The file hash of an image could not be found while a debugger is attached.', image, 'medium'],
      3010: ['A catalog could not be loaded.', 'FileNameLength, FileNameBuffer, Status', 'medium'],
      3021: ['A revoked driver was loaded.', image, 'high'],
      3022: ['A revoked driver was loaded while a debugger is attached.', image, 'mediumHigh'],
      3023: ['A revoked driver was prevented from loading.', image, 'high'],
      3032: ['A revoked image was loaded.', image, 'high'],
      3035: ['A revoked image was loaded while a debugger is attached.', image, 'mediumHigh'],
      3036: ['A revoked image was prevented from loading.', image, 'high'],
      3037: ['An unsigned image was loaded.', image, 'medium'],
      3089: ['The signature of a file that an application control policy judged.'],
    },
    'Signing Level': {
      3033: [
        'An image was prevented from loading because it does not meet the signing level.',
        image,
        'mediumHigh',
      ],
      3034: [
        'An image would have been prevented from loading because it does not meet the signing level.',
        image,
        'medium',
      ],
      3063: [
        'An image was prevented from loading because it does not meet the security requirements of shared sections.',
        image,
        'mediumHigh',
      ],
      3065: [
        'An image would have been prevented from loading because of the security requirements of shared sections.',
        image,
        'medium',
      ],
      3066: ['An image would have been prevented from loading into a protected process.', image, 'medium'],
    },
    'Application Control': {
      3076: [
        'A file would have been prevented from running by the application control policy.',
        policy,
        'medium',
      ],
      3077: ['A file was prevented from running by the application control policy.', policy, 'mediumHigh'],
      3099: ['An application control policy was loaded.'],
    },
  },
};
