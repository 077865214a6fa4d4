import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** A threat as the events from 1116 on tell it. */
const threat: EventMapping = {
  cef: {
    'Detection ID': 'cs3: Detection ID',
    'Threat ID': 'cn1: Threat ID',
    'Threat Name': 'cs1: Threat Name',
    'Severity Name': 'cs4: Threat Severity',
    'Category Name': 'cs5: Threat Category',
    'Source Name': 'cs6: Detection Source',
    'Process Name': 'dproc',
    'Detection User': 'duser',
    Path: 'filePath',
    'Action Name': 'act',
    'Error Code': 'reason',
    'Error Description': 'msg',
    'Remediation User': 'suser',
  },
  leef: { 'Detection User': 'usrName', Path: 'resource', 'Error Description': 'msg' },
};

const account = { Domain: 'dntdom', User: 'duser' } as const;
const accountLeef = { Domain: 'domain', User: 'usrName' } as const;

const failure = { 'Error Code': 'reason', 'Error Description': 'msg' } as const;
const failureLeef = { 'Error Description': 'msg' } as const;

/** A threat as the older events tell it. */
const older = {
  ...account,
  'Detection ID': 'cs3: Detection ID',
  'Threat Name': 'cs1: Threat Name',
  'Threat ID': 'cn1: Threat ID',
  'Severity Name': 'cs4: Threat Severity',
  'Category Name': 'cs5: Threat Category',
} as const;

const found = {
  ...older,
  'Detection Source': 'cs6: Detection Source',
  'Process Name': 'dproc',
  'Path Found': 'filePath',
} as const;
const foundLeef = { ...accountLeef, 'Path Found': 'resource' } as const;

const handled: EventMapping = {
  cef: { ...older, ...failure, Path: 'filePath', 'Cleaning Action': 'act' },
  leef: { ...accountLeef, ...failureLeef, Path: 'resource' },
};

const scan: EventMapping = {
  cef: {
    ...account,
    'Scan ID': 'cs3: Scan ID',
    'Scan Type': 'cs5: Scan Type',
    'Scan Parameters': 'cs6: Scan Parameters',
  },
  leef: accountLeef,
};

/** Attack surface reduction and controlled folder access: `ID` names the rule. */
const guard: EventMapping = {
  cef: {
    ID: 'cs3: Rule ID',
    User: 'duser',
    Path: 'filePath',
    'Process Name': 'dproc',
    'Target Commandline': 'cs4: Target Command Line',
    'Parent Commandline': 'cs5: Parent Command Line',
    'Involved File': 'cs6: Involved File',
  },
  leef: { ID: 'policy', User: 'usrName', Path: 'resource' },
};

/** Network protection. */
const network: EventMapping = {
  cef: { ID: 'cs3: Rule ID', User: 'duser', Destination: 'request', 'Process Name': 'dproc' },
  leef: { ID: 'policy', User: 'usrName', Destination: 'url' },
};

const engine = { ...account, 'Current Engine Version': 'cs4: Current Engine Version' } as const;
const engineChange = { ...engine, 'Previous Engine Version': 'cs3: Previous Engine Version' } as const;
const dynamic: EventMapping = {
  cef: { ...engine, 'Persistence Path': 'filePath' },
  leef: { ...accountLeef, 'Persistence Path': 'resource' },
};

const feature: EventMapping = {
  cef: {
    'Feature Name': 'cs5: Feature Name',
    Configuration: 'cs6: Configuration',
    Reason: 'cs4: Reason Text',
    'Error Code': 'reason',
    'Error Description': 'msg',
  },
  leef: { 'Feature Name': 'resource', 'Error Description': 'msg' },
};

const blocked = { act: 'blocked' } as const;
const audited = { act: 'audited' } as const;

/**
 * Microsoft Defender Antivirus, formerly Windows Defender. The names of versions of signatures differ by the release
 * (`Signature Version`, later `Security intelligence Version`): they stay under own keys.
 */
export const defenderMappings: EventMappings = {
  // Scans: started, finished, stopped, paused, resumed, failed
  1000: scan,
  1001: scan,
  1002: scan,
  1003: scan,
  1004: scan,
  1005: { cef: { ...scan.cef, ...failure }, leef: { ...accountLeef, ...failureLeef } },
  // Malware found, acted upon, action failed; quarantine restored, restore failed, deleted, delete failed
  1006: { cef: found, leef: foundLeef },
  1007: handled,
  1008: handled,
  1009: handled,
  1010: handled,
  1011: handled,
  1012: handled,
  // Suspicious behaviour detected
  1015: {
    cef: { ...found, ...failure, 'Cleaning Action': 'act' },
    leef: { ...foundLeef, ...failureLeef },
  },
  // History of malware deleted, could not be deleted
  1013: { cef: account, leef: accountLeef },
  1014: { cef: { ...account, ...failure }, leef: { ...accountLeef, ...failureLeef } },
  // Malware detected, acted upon, action failed, action failed critically
  1116: threat,
  1117: threat,
  1118: threat,
  1119: threat,
  1160: threat,
  // Hashes of a threat's file
  1120: {
    cef: { 'Threat resource path': 'filePath', Hashes: 'fileHash' },
    leef: { 'Threat resource path': 'resource' },
  },
  // Attack surface reduction, controlled folder access, network protection: blocked, audited
  1121: { ...guard, constants: blocked },
  1122: { ...guard, constants: audited },
  1123: { ...guard, constants: blocked },
  1124: { ...guard, constants: audited },
  1125: { ...network, constants: audited },
  1126: { ...network, constants: blocked },
  1127: { ...guard, constants: blocked },
  1128: { ...guard, constants: audited },
  // Updates of signatures and engine, and their failures
  2000: { cef: { ...engineChange, 'Update Type': 'cs5: Update Type' }, leef: accountLeef },
  2001: {
    cef: {
      ...engineChange,
      ...failure,
      'Update Type': 'cs5: Update Type',
      'Update Source': 'cs6: Update Source',
      'Source Path': 'filePath',
    },
    leef: { ...accountLeef, ...failureLeef },
  },
  2002: { cef: { ...engineChange, 'Feature Name': 'cs5: Feature Name' }, leef: accountLeef },
  2003: { cef: { ...engineChange, ...failure }, leef: { ...accountLeef, ...failureLeef } },
  2010: dynamic,
  2011: dynamic,
  2012: {
    cef: { ...dynamic.cef, ...failure },
    leef: { ...dynamic.leef, ...failureLeef },
  },
  // Real-time protection: a feature failed, recovered, was configured
  3002: feature,
  3007: feature,
  5004: feature,
  // Configuration changed
  5007: {
    cef: { 'Old Value': 'cs5: Old Value', 'New Value': 'cs6: New Value' },
    leef: { 'New Value': 'resource' },
  },
  // Engine failed
  5008: {
    cef: { Resource: 'filePath', 'Failure Type': 'cs5: Failure Type', 'Exception Code': 'reason' },
    leef: { Resource: 'resource' },
  },
  // Tamper protection blocked a change
  5013: {
    cef: { 'Changed Type': 'cs5: Changed Type', Value: 'cs6: Value' },
    leef: { Value: 'resource' },
    constants: blocked,
  },
};
