import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** A rule of AppLocker and what it was applied to; the account is told by its SID alone. */
const rule = {
  PolicyName: 'cs1: Rule Collection',
  RuleId: 'cs5: Rule ID',
  RuleName: 'cs6: Rule Name',
  TargetUser: 'duser',
  TargetProcessId: 'dpid',
  Fqbn: 'cs4: Publisher',
} as const;
const ruleLeef = { RuleName: 'policy', TargetUser: 'usrName' } as const;

const file: EventMapping = {
  cef: { ...rule, TargetLogonId: 'duid', FilePath: 'fname', FullFilePath: 'filePath', FileHash: 'fileHash' },
  leef: { ...ruleLeef, FilePath: 'resource' },
};

const packaged: EventMapping = {
  cef: { ...rule, Package: 'fname' },
  leef: { ...ruleLeef, Package: 'resource' },
};

const allowed = { act: 'allowed' } as const;
const audited = { act: 'audited' } as const;
const blocked = { act: 'blocked' } as const;

/** AppLocker. */
export const appLockerMappings: EventMappings = {
  // Policy could not be applied
  8000: { cef: { Status: 'reason' }, leef: {} },
  // Executables and libraries: allowed, would have been blocked, blocked
  8002: { ...file, constants: allowed },
  8003: { ...file, constants: audited },
  8004: { ...file, constants: blocked },
  // Scripts and installers
  8005: { ...file, constants: allowed },
  8006: { ...file, constants: audited },
  8007: { ...file, constants: blocked },
  // Packaged applications: running
  8020: { ...packaged, constants: allowed },
  8021: { ...packaged, constants: audited },
  8022: { ...packaged, constants: blocked },
  // Packaged applications: installing
  8023: { ...packaged, constants: allowed },
  8024: { ...packaged, constants: audited },
  8025: { ...packaged, constants: blocked },
  // Scripts under Windows Defender Application Control: would have been blocked, blocked
  8028: {
    cef: { FilePath: ['fname', 'filePath'], Sha256Hash: 'fileHash' },
    leef: { FilePath: 'resource' },
    constants: audited,
  },
  8029: {
    cef: { FilePath: ['fname', 'filePath'], Sha256Hash: 'fileHash' },
    leef: { FilePath: 'resource' },
    constants: blocked,
  },
};

/** A file whose signature was not good enough for the process that loads it. */
const unsigned: EventMapping = {
  cef: { FileNameBuffer: ['fname', 'filePath'], ProcessNameBuffer: 'dproc', Status: 'reason' },
  leef: { FileNameBuffer: 'resource' },
};

/** A file against a policy of Windows Defender Application Control. */
const policy: EventMapping = {
  cef: {
    'File Name': ['fname', 'filePath'],
    'Process Name': 'dproc',
    Status: 'reason',
    'SHA256 Hash': 'fileHash',
    PolicyName: 'cs6: Policy Name',
    PolicyID: 'cs5: Policy ID',
    PolicyGUID: 'cs3: Policy GUID',
    OriginalFileName: 'cs4: Original File Name',
  },
  leef: { 'File Name': 'resource', PolicyName: 'policy' },
};

/** Code Integrity and Windows Defender Application Control. */
export const codeIntegrityMappings: EventMappings = {
  // An unsigned driver was loaded; hashes of a page or file were not found; a revoked driver or image
  3001: unsigned,
  3002: unsigned,
  3003: unsigned,
  3004: unsigned,
  3005: unsigned,
  3021: unsigned,
  3022: unsigned,
  3023: unsigned,
  3032: unsigned,
  // A file did not meet the signing level: blocked, audited
  3033: { ...unsigned, constants: blocked },
  3034: { ...unsigned, constants: audited },
  3035: unsigned,
  3036: unsigned,
  3037: unsigned,
  // Security requirements of a process (LSA protection): blocked, audited
  3063: { ...unsigned, constants: blocked },
  3065: { ...unsigned, constants: audited },
  3066: { ...unsigned, constants: audited },
  // Application control policy: would have been blocked, blocked
  3076: { ...policy, constants: audited },
  3077: { ...policy, constants: blocked },
};
