import type { EventMapping, EventMappings } from '../mapping.ts';

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
    Path: ['fname', 'filePath'],
    'Action Name': 'act',
    'Error Code': 'reason',
    'Error Description': 'msg',
    'Remediation User': 'suser',
  },
  leef: { 'Detection User': 'usrName', Path: 'resource', 'Error Description': 'msg' },
};

/** A threat as the older events tell it. */
const olderThreat: EventMapping = {
  cef: {
    'Detection ID': 'cs3: Detection ID',
    'Detection Source': 'cs6: Detection Source',
    'Process Name': 'dproc',
    Domain: 'dntdom',
    User: 'duser',
    'Threat Name': 'cs1: Threat Name',
    'Threat ID': 'cn1: Threat ID',
    'Severity Name': 'cs4: Threat Severity',
    'Category Name': 'cs5: Threat Category',
    'Cleaning Action': 'act',
    'Error Code': 'reason',
    'Error Description': 'msg',
    'Path Found': ['fname', 'filePath'],
  },
  leef: {
    Domain: 'domain',
    User: 'usrName',
    'Path Found': 'resource',
    'Error Description': 'msg',
  },
};

/** The older events about what is in quarantine call the place `Path`. */
function withPath({ cef, leef }: EventMapping): EventMapping {
  const { 'Path Found': _cef, ...otherCef } = cef;
  const { 'Path Found': _leef, ...otherLeef } = leef;
  return { cef: { ...otherCef, Path: ['fname', 'filePath'] }, leef: { ...otherLeef, Path: 'resource' } };
}

const handledThreat = withPath(olderThreat);

const scan: EventMapping = {
  cef: {
    'Scan ID': 'cs3: Scan ID',
    'Scan Type': 'cs5: Scan Type',
    'Scan Parameters': 'cs6: Scan Parameters',
    Domain: 'dntdom',
    User: 'duser',
    'Error Code': 'reason',
    'Error Description': 'msg',
  },
  leef: { Domain: 'domain', User: 'usrName', 'Error Description': 'msg' },
};

/** Attack surface reduction and controlled folder access: `ID` names the rule. */
const guard: EventMapping = {
  cef: {
    ID: 'cs3: Rule ID',
    User: 'duser',
    Path: ['fname', 'filePath'],
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

const update: EventMapping = {
  cef: {
    Domain: 'dntdom',
    User: 'duser',
    'Update Type': 'cs5: Update Type',
    'Current Engine Version': 'cs4: Current Engine Version',
    'Previous Engine Version': 'cs3: Previous Engine Version',
    'Update Source': 'cs6: Update Source',
    'Source Path': ['fname', 'filePath'],
    'Error Code': 'reason',
    'Error Description': 'msg',
  },
  leef: { Domain: 'domain', User: 'usrName', 'Error Description': 'msg' },
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
  1005: scan,
  // Malware found, acted upon, action failed; quarantine restored, restore failed, deleted, delete failed
  1006: olderThreat,
  1007: handledThreat,
  1008: handledThreat,
  1009: handledThreat,
  1010: handledThreat,
  1011: handledThreat,
  1012: handledThreat,
  // Suspicious behaviour detected
  1015: olderThreat,
  // History of malware deleted, could not be deleted
  1013: { cef: { Domain: 'dntdom', User: 'duser' }, leef: { Domain: 'domain', User: 'usrName' } },
  1014: {
    cef: { Domain: 'dntdom', User: 'duser', 'Error Code': 'reason', 'Error Description': 'msg' },
    leef: { Domain: 'domain', User: 'usrName', 'Error Description': 'msg' },
  },
  // Malware detected, acted upon, action failed, action failed critically
  1116: threat,
  1117: threat,
  1118: threat,
  1119: threat,
  1160: threat,
  // Hashes of a threat's file
  1120: {
    cef: { 'Threat resource path': ['fname', 'filePath'], Hashes: 'fileHash' },
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
  2000: update,
  2001: update,
  2002: update,
  2003: update,
  2010: update,
  2011: update,
  2012: update,
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
    cef: { Resource: ['fname', 'filePath'], 'Failure Type': 'cs5: Failure Type', 'Exception Code': 'reason' },
    leef: { Resource: 'resource' },
  },
  // Tamper protection blocked a change
  5013: {
    cef: { 'Changed Type': 'cs5: Changed Type', Value: 'cs6: Value' },
    leef: { Value: 'resource' },
    constants: blocked,
  },
};
